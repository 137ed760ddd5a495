"""How well holes are filled: by the installed models and by classic ways.

`python -m engine.training.inpaint_figures --held-out DIR [--photos DIR] [--sheet FILE]`

Every picture gets a hole of each kind, the same in every run. All figures are of the pixels in the
hole, means over the pictures. Photographs have their figures apart, with the same holes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity
from skimage.restoration import inpaint_biharmonic

from engine.api import Engine
from engine.geometry import Rect
from engine.requests import InpaintRequest, sealed
from engine.runtime import cards
from engine.training.figures import held_out, write_sheet
from engine.training.pictures import GROUND, PAINT, Sample

Picture = NDArray[np.uint8]  # H×W×3
Hole = NDArray[np.bool_]  # H×W
Filler = Callable[[Picture, Hole], Picture]

KINDS = ("free-form", "box", "outpainting")
PHOTO = 512  # longest side at which photographs are filled


def hole(kind: str, car: Hole, rng: np.random.Generator) -> Hole:
    """A hole of some kind in a picture. car: H×W, where free-form strokes and boxes begin."""
    height, width = car.shape
    side = min(height, width)
    mask = np.zeros((height, width), np.uint8)
    places = np.argwhere(car) if car.any() else np.argwhere(mask == 0)
    y, x = places[rng.integers(len(places))]
    if kind == "outpainting":
        cut = int(rng.uniform(0.6, 0.8) * side)
        turned = np.rot90(mask, int(rng.integers(4)))  # a view: what is written there is in mask
        turned[:, turned.shape[1] - (side - cut) :] = 1
    elif kind == "box":
        h, w = (int(rng.uniform(0.15, 0.4) * side) for _ in range(2))
        y, x = np.clip((y - h // 2, x - w // 2), 0, (height - h, width - w))
        mask[y : y + h, x : x + w] = 1
    else:
        for _ in range(int(rng.integers(1, 4))):
            turns = np.cumsum(rng.normal(0, side / 8, (6, 2)), 0) + np.array((x, y))
            thick = int(rng.uniform(0.05, 0.15) * side) + 1
            cv2.polylines(mask, [turns.astype(np.int32)], False, 1, thick)
            y, x = places[rng.integers(len(places))]
    return mask > 0


def fillers(engine: Engine) -> dict[str, Filler]:
    """By name: the installed models as the program runs them, and ways of other libraries."""

    def by(model: str) -> Filler:
        def fill(picture: Picture, where: Hole) -> Picture:
            mask = np.where(where, np.uint8(255), np.uint8(0))[..., None]
            region = Rect.of_size(picture.shape[1], picture.shape[0])
            asked = InpaintRequest(sealed(picture), region, sealed(mask), model=model)
            made = engine.run(asked).pixels
            return np.where(where[..., None], made[..., :3], picture)

        return fill

    def opencv(how: int) -> Filler:
        return lambda picture, where: np.asarray(
            cv2.inpaint(picture, where.astype(np.uint8), 3, how), np.uint8
        )

    return {card.name: by(card.name) for card in cards.installed(InpaintRequest.tool)} | {
        "OpenCV Telea": opencv(cv2.INPAINT_TELEA),
        "OpenCV Navier–Stokes": opencv(cv2.INPAINT_NS),
        "scikit-image biharmonic": biharmonic,
    }


def biharmonic(picture: Picture, where: Hole) -> Picture:
    made = inpaint_biharmonic(picture, where, channel_axis=2)
    return np.rint(255 * np.clip(made, 0, 1)).astype(np.uint8)


def gradient(picture: Picture) -> NDArray[np.float32]:
    """H×W×3×2, differences to the next pixel to the right and below in 255ths."""
    x = picture.astype(np.float32)
    right = np.diff(x, axis=1, append=x[:, -1:])
    down = np.diff(x, axis=0, append=x[-1:])
    return np.stack([right, down], 3)


def figures(made: Picture, truth: Picture, where: Hole, paint: Hole | None) -> dict[str, float]:
    """PSNR in dB and SSIM inside the hole, and the mean length of the difference of gradients
    there on paint in 255ths, where there is any."""
    error = (made[where].astype(np.float64) - truth[where]) ** 2
    likeness = structural_similarity(made, truth, channel_axis=2, full=True)[1]
    row = {
        "psnr": float(10 * np.log10(255**2 / max(float(error.mean()), 1e-3))),
        "ssim": float(likeness[where].mean()),
    }
    if paint is not None and (paint & where).any():
        apart = gradient(made) - gradient(truth)
        row["gradient"] = float(np.sqrt((apart**2).sum(3))[paint & where].mean())
    return row


def measure(
    pictures: Sequence[tuple[Picture, NDArray[np.uint8] | None]],
    by: Mapping[str, Filler],
    seen: Callable[[str, list[Picture]], None] = lambda kind, row: None,
) -> dict[str, dict[str, dict[str, float]]]:
    """Figures by kind of hole and filler. pictures: with part ids H×W, or None = not known.
    seen: gets the kind, and the picture with its hole, each filler's, and the truth."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for kind in KINDS:
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in by}
        for number, (truth, labels) in enumerate(pictures):
            rng = np.random.default_rng((number, KINDS.index(kind)))
            car = np.zeros(truth.shape[:2], bool) if labels is None else labels > GROUND
            where = hole(kind, car & (labels != 255) if labels is not None else car, rng)
            holed = np.where(where[..., None], np.uint8(128), truth)
            shown = [holed]
            for name, fill in by.items():
                made = fill(holed, where)
                paint = None if labels is None else labels == PAINT
                rows[name].append(figures(made, truth, where, paint))
                shown.append(made)
            seen(kind, [*shown, truth])
        table[kind] = {
            name: {
                key: round(float(np.mean([r[key] for r in each if key in r])), 4)
                for key in dict.fromkeys(k for r in each for k in r)
            }
            for name, each in rows.items()
        }
    return table


def photographs(folder: Path) -> list[tuple[Picture, None]]:
    """The JPEGs of a folder, at most PHOTO pixels a side."""
    found: list[tuple[Picture, None]] = []
    for path in sorted(folder.glob("*.jpg")):
        read: Any = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        scale = PHOTO / max(read.shape[:2])
        if scale < 1:
            size = round(read.shape[1] * scale), round(read.shape[0] * scale)
            read = cv2.resize(read, size, interpolation=cv2.INTER_AREA)
        found.append((cv2.cvtColor(read, cv2.COLOR_BGR2RGB), None))
    return found


def renders(samples: Sequence[Sample]) -> list[tuple[Picture, NDArray[np.uint8] | None]]:
    return [(s.rgb, s.labels) for s in samples]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.inpaint_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--photos", type=Path, help="folder of photographs, reported apart")
    parser.add_argument("--only", nargs="+", metavar="FILLER", help="names, else all")
    parser.add_argument("--sheet", type=Path, help="contact sheet: hole, fillers, truth")
    parser.add_argument("--count", type=int, help="only the first pictures")
    parser.add_argument("--device", default="auto")
    a = parser.parse_args(argv)
    by = {k: v for k, v in fillers(Engine(a.device)).items() if a.only is None or k in a.only}
    shown: list[list[Picture]] = []
    found: dict[str, Any] = {
        "renders": measure(
            renders(held_out(a.held_out)[: a.count]), by, lambda kind, row: shown.append(row)
        )
    }
    if a.photos is not None:
        found["photographs"] = measure(photographs(a.photos)[: a.count], by)
    if a.sheet is not None:
        write_sheet(shown[:: max(1, len(shown) // 24)], a.sheet)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
