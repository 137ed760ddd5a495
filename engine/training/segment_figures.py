"""How well the parts of a car are told in a picture, as `coachline segment` tells them.

`python -m engine.training.segment_figures --held-out DIR [--photos DIR] [--sheet FILE]`

On held-out renders: intersection over union of each part, over all pictures together. On
photographs with the parts of DSMLR's Car-Parts-Segmentation (Pasupa et al. 2021), whose parts are
others: wheels, glass, lights, mirrors, body and what is behind, each as far as the two agree.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine import palette
from engine.api import Engine
from engine.geometry import Rect
from engine.label_requests import SegmentRequest
from engine.ops import labels
from engine.requests import sealed
from engine.runtime import cards
from engine.training import metrics
from engine.training.figures import held_out
from engine.training.pictures import Sample

Picture = NDArray[np.uint8]  # H×W×3
Labels = NDArray[np.uint8]  # H×W
UNKNOWN = labels.UNKNOWN
BEHIND, BODY, GLASS, LIGHTS, WHEEL, MIRROR = range(6)
GROUPS = ("behind", "body", "glass", "lights", "wheel", "mirror")
# Our parts: seams, handles, plates, badges and the like belong to the body there.
OURS = {0: BEHIND, 1: BEHIND, 3: GLASS, 4: LIGHTS, 5: LIGHTS, 8: WHEEL, 9: WHEEL, 10: MIRROR}
# Theirs: README.json beside the photographs names the numbers.
THEIRS = {1: BEHIND, 3: GLASS, 9: GLASS, 5: LIGHTS, 7: LIGHTS, 11: LIGHTS, 13: LIGHTS, 19: WHEEL}
THEIRS |= {15: MIRROR, 16: MIRROR}
DOORS = (4, 6, 10, 12)  # with their windows, which are no part of their own there
SHOWN = 6  # pictures on a sheet


def told(picture: Picture, engine: Engine, model: str) -> Labels:
    """H×W part ids."""
    height, width = picture.shape[:2]
    request = SegmentRequest(sealed(picture), Rect.of_size(width, height), model=model)
    return labels.exact(engine.run(request).pixels)[..., 0]


def on_renders(samples: Sequence[Sample], found: Sequence[Labels]) -> dict[str, float]:
    """Mean IoU over the parts, and that of each part."""
    ours = np.concatenate([f.ravel() for f in found])
    mean, each = metrics.mean_iou(ours, np.concatenate([s.labels.ravel() for s in samples]))
    names = {part.id: part.name("en") for part in palette.load().parts}
    return {"mean_iou": mean, **{f"iou_{names[id].replace(' ', '_')}": v for id, v in each.items()}}


def grouped(ids: Labels, groups: dict[int, int]) -> Labels:
    """Parts → GROUPS; those that are not named are the body's."""
    table = np.full(256, BODY, np.uint8)
    table[list(groups)] = list(groups.values())
    return table[ids]


def on_photos(found: Sequence[Labels], wanted: Sequence[Labels]) -> dict[str, float]:
    """Mean IoU over GROUPS, and that of each. found: our part ids. wanted: theirs. Glass within a
    door is right as door and as glass: there a door has no window of its own."""
    ours, theirs = [], []
    for ids, truth in zip(found, wanted, strict=True):
        mine, real = grouped(ids, OURS), grouped(truth, THEIRS)
        mine[np.isin(truth, DOORS) & (mine == GLASS)] = BODY
        ours.append(mine.ravel())
        theirs.append(real.ravel())
    mean, each = metrics.mean_iou(np.concatenate(ours), np.concatenate(theirs))
    return {"mean_iou": mean, **{f"iou_{GROUPS[id]}": v for id, v in each.items()}}


def read_photos(folder: Path) -> list[tuple[Picture, Labels]]:
    """Pairs of `<name>.jpg` and `<name>_parts.png`."""
    found = []
    for parts in sorted(folder.glob("*_parts.png")):
        photo = parts.with_name(parts.name.replace("_parts.png", ".jpg"))
        with Image.open(photo) as picture, Image.open(parts) as truth:
            found.append((np.asarray(picture.convert("RGB")), np.asarray(truth.convert("L"))))
    return found


def sheet(rows: Sequence[tuple[Picture, Labels, Labels | None]]) -> Picture:
    """Rows of 192 px: picture | told | truth, where there is one."""

    def small(picture: Picture, how: int) -> Picture:
        return np.asarray(cv2.resize(picture, (288, 192), interpolation=how), np.uint8)

    lines = []
    for picture, found, truth in rows:
        maps = [found, np.full_like(found, UNKNOWN) if truth is None else truth]
        shown = [labels.shown(m[..., None])[..., :3] for m in maps]
        near = [small(m, cv2.INTER_NEAREST) for m in shown]
        lines.append(np.concatenate([small(picture, cv2.INTER_AREA), *near], 1))
    return np.concatenate(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.segment_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--photos", type=Path, help="folder of photographs and their parts")
    parser.add_argument("--sheet", type=Path, help="picture of the first ones; photographs beside")
    parser.add_argument("--count", type=int, help="only the first pictures")
    parser.add_argument("--model", help="default: the one that `coachline segment` takes")
    parser.add_argument("--device", default="auto")
    a = parser.parse_args(argv)
    engine = Engine(a.device)
    model = a.model or cards.default(SegmentRequest.tool)
    samples = held_out(a.held_out)[: a.count]
    found = [told(s.rgb, engine, model) for s in samples]
    table = {"renders": on_renders(samples, found)}
    shown: list[tuple[Picture, Labels, Labels | None]] = [
        (s.rgb, f, s.labels) for s, f in zip(samples[:SHOWN], found, strict=False)
    ]
    if a.photos is not None:
        pairs = read_photos(a.photos)[: a.count]
        seen = [told(picture, engine, model) for picture, _ in pairs]
        table["photos"] = on_photos(seen, [truth for _, truth in pairs])
        shown += [(p, f, None) for (p, _), f in zip(pairs[:SHOWN], seen, strict=False)]
    print(
        json.dumps({k: {n: round(v, 4) for n, v in t.items()} for k, t in table.items()}, indent=2)
    )
    if a.sheet is not None:
        Image.fromarray(sheet(shown)).save(a.sheet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
