"""Figures of editing on the latent generator: whether wishes come true, and whether the rest stays.

`python -m engine.training.latent_edit_figures --held-out DIR [--pictures N] [--steps N]`

A wish is feasible by construction: it is read from another picture of the manifold, halfway from
the projection of a held-out picture to a random car.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from engine.api import Engine
from engine.geometry import Rect
from engine.latent_requests import EditRequest, MoveRequest, ProjectRequest, SampleRequest
from engine.requests import Result, sealed
from engine.training import metrics
from engine.training.latent_figures import Pictures, listed

CLOSE = 10  # levels of 255: a brushed colour that is met
DAB = 5  # pixels, radius of a dab of colour in pictures of 128
FLAT = 12  # levels: the most that colours in a dab may spread
FAR = 20  # levels, and 3 pixels: what differs less is no wish
TOLERANCE = 2.0  # pixels
REACH = 12  # pixels around a brush in which the picture may change


@dataclass(frozen=True, eq=False)
class Wish:
    """What is brushed: H×W×4 as in EditRequest; kind is "colours" or "lines"."""

    kind: str
    strokes: NDArray[np.uint8]

    @property
    def brushed(self) -> NDArray[np.bool_]:
        return self.strokes[..., 3] > 0

    @property
    def near(self) -> NDArray[np.bool_]:
        """What is within REACH of the brush."""
        far = cv2.distanceTransform((~self.brushed).astype(np.uint8), cv2.DIST_L2, 5)
        return np.asarray(far <= REACH)


def colour_wish(
    start: NDArray[np.uint8], target: NDArray[np.uint8], rng: np.random.Generator
) -> Wish | None:
    """A dab in a colour that the target has there and the start has not; None = there is none."""
    height, width = start.shape[:2]
    y, x = np.mgrid[:height, :width]
    for _ in range(200):
        cy = int(rng.integers(DAB, height - DAB))
        cx = int(rng.integers(DAB, width - DAB))
        dab = np.hypot(y - cy, x - cx) <= DAB
        there, here = target[dab].astype(float), start[dab].astype(float)
        if there.std(0).max() <= FLAT and np.abs(there.mean(0) - here.mean(0)).mean() >= FAR:
            strokes = np.zeros((height, width, 4), np.uint8)
            strokes[dab] = (*there.mean(0).round().astype(np.uint8), 255)
            return Wish("colours", sealed(strokes))
    return None


def line_wish(start: NDArray[np.uint8], target: NDArray[np.uint8]) -> Wish | None:
    """The longest contour of the target that the start does not have; None = there is none."""
    old, new = metrics.contours(start), metrics.contours(target)
    far = cv2.distanceTransform((~old).astype(np.uint8), cv2.DIST_L2, 5) > 3
    count, pieces, stats, _ = cv2.connectedComponentsWithStats((new & far).astype(np.uint8))
    if count < 2:
        return None
    longest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    if stats[longest, cv2.CC_STAT_AREA] < 8:
        return None
    strokes = np.zeros((*start.shape[:2], 4), np.uint8)
    strokes[pieces == longest, 3] = 255
    return Wish("lines", sealed(strokes))


def judged(wish: Wish, before: NDArray[np.uint8], after: NDArray[np.uint8]) -> dict[str, float]:
    """colour: 1 if the mean colour under the dab is within CLOSE. f1: of the contours under and
    beside the stroke. outside, inside: mean change in levels far from and near to the brush."""
    change = np.abs(after.astype(float) - before).mean(2)
    row = {"outside": float(change[~wish.near].mean()), "inside": float(change[wish.near].mean())}
    if wish.kind == "colours":
        apart = after[wish.brushed].astype(float).mean(0) - wish.strokes[wish.brushed][0, :3]
        return row | {"colour": float(np.abs(apart).mean() <= CLOSE)}
    wide = np.ones((9, 9), np.uint8)
    beside = cv2.dilate(wish.brushed.astype(np.uint8), wide) > 0
    found = metrics.contours(after) & beside
    return row | {"f1": metrics.contour_f1(found, wish.brushed, TOLERANCE)}


def edited(engine: Engine, start: NDArray[np.float32], wish: Wish, asked: EditRequest) -> Result:
    strokes = {"colours": None, "lines": None} | {wish.kind: wish.strokes}
    values = {**vars(asked), **strokes, "start": start}
    return engine.run(EditRequest(**values))


def measure(
    pictures: Pictures, engine: Engine, name: str, projecting: int, asked: EditRequest
) -> dict[str, dict[str, float]]:
    """By kind of wish: means of `judged` of the edits, of nothing done ("untouched") and of the
    picture that the wish was read from ("target")."""
    rng = np.random.default_rng(0)
    region = asked.region
    random = engine.run(SampleRequest(region, count=len(pictures), model=name)).arrays["latents"]
    rows: dict[str, list[dict[str, float]]] = {}
    steps = seconds = 0.0
    for picture, other in zip(pictures, random, strict=True):
        found = engine.run(ProjectRequest(sealed(picture), region, steps=projecting, model=name))
        start = found.arrays["latent"][0]
        halfway = MoveRequest(start, region, towards=other, amount=0.5, model=name)
        before, target = found.pixels[..., :3], engine.run(halfway).pixels[..., :3]
        for wish in (colour_wish(before, target, rng), line_wish(before, target)):
            if wish is None:
                continue
            result = edited(engine, start, wish, asked)
            steps, seconds = steps + result.figures["steps"], seconds + result.seconds
            after = result.pixels[..., :3]
            for what, shown in {"edited": after, "untouched": before, "target": target}.items():
                rows.setdefault(f"{wish.kind}_{what}", []).append(judged(wish, before, shown))
    table = {
        key: {"wishes": float(len(of)), **{k: float(np.mean([r[k] for r in of])) for k in of[0]}}
        for key, of in rows.items()
    }
    table["speed"] = {"steps_per_second": steps / max(seconds, 1e-9)}
    return table


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.latent_edit_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--pictures", type=int, default=64, help="the first N of them")
    parser.add_argument("--name", default="latent", help="of the installed model")
    parser.add_argument("--projecting", type=int, default=60, help="steps of the projection")
    parser.add_argument("--steps", type=int, default=60, help="of an edit")
    parser.add_argument("--space", default="w+")
    parser.add_argument("--smoothness", type=float, default=1.0)
    a = parser.parse_args(argv)
    torch.set_num_threads(1)
    pictures = listed(a.held_out).pictures[: a.pictures]
    region = Rect.of_size(pictures.shape[2], pictures.shape[1])
    nothing = np.zeros((1, 1), np.float32)
    asked = EditRequest(
        nothing, region, steps=a.steps, space=a.space, smoothness=a.smoothness, model=a.name
    )
    table = measure(pictures, Engine("cpu"), a.name, a.projecting, asked)
    rounded = {k: {n: round(v, 4) for n, v in row.items()} for k, row in table.items()}
    print(json.dumps(rounded, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
