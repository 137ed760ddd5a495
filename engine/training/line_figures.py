"""How well lines are found: by the installed models for lines and by classic ways.

`python -m engine.training.line_figures --held-out DIR [--pairs DIR] [--paint]`

Three questions. Are they the lines of the car's geometry (held-out renders)? Do they agree with
the maps of a folder of pairs (map and photograph side by side)? What does the painter make of
them (--paint)?
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity
from skimage.morphology import thin

from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.requests import LinesRequest, SketchRequest, sealed
from engine.runtime import cards
from engine.training import metrics
from engine.training.figures import held_out
from engine.training.pictures import Sample

Picture = NDArray[np.uint8]  # H×W×3
Lines = NDArray[Any]  # H×W in [0, 1]
Finder = Callable[[Picture], Lines]

LEVELS = np.linspace(0.04, 0.96, 24)  # thresholds, of which the best for all pictures counts
REFERENCE = (0.2, 0.35)  # from where on a map of a pair counts as a line
TOLERANCE = 2.0  # pixels


def canny(picture: Picture, sigma: float, high: float) -> Lines:
    smooth = cv2.GaussianBlur(picture, (0, 0), sigma)
    return cv2.Canny(smooth, 0.4 * high, high).astype(np.float32) / 255


def gradient(picture: Picture, sigma: float) -> Lines:
    """Magnitude of the colour gradient, of the strongest channel."""
    x = cv2.GaussianBlur(picture.astype(np.float32) / 255, (0, 0), sigma)
    gx, gy = cv2.Sobel(x, -1, 1, 0, scale=0.25), cv2.Sobel(x, -1, 0, 1, scale=0.25)
    return np.clip(np.sqrt((gx * gx + gy * gy).max(2)) * 1.5, 0, 1)


def xdog(picture: Picture, sigma: float) -> Lines:
    """Extended difference of Gaussians (Winnemöller et al. 2012)."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    d = cv2.GaussianBlur(grey, (0, 0), sigma) - 0.98 * cv2.GaussianBlur(grey, (0, 0), 1.6 * sigma)
    return np.clip(np.where(d > 0, 0, -np.tanh(30 * d)), 0, 1).astype(np.float32)


def model(picture: Picture, engine: Engine, name: str) -> Lines:
    """What `coachline lines --model NAME` draws."""
    region = Rect.of_size(picture.shape[1], picture.shape[0])
    try:
        drawn = engine.run(LinesRequest(sealed(picture), region, model=name)).pixels
    except BadInput as e:
        if e.code != "lines.none":
            raise
        return np.zeros(picture.shape[:2], np.float32)
    return drawn[..., 3].astype(np.float32) / 255


def finders(engine: Engine) -> dict[str, Finder]:
    found: dict[str, Finder] = {
        f"canny, σ {sigma}, {high}": partial(canny, sigma=sigma, high=high)
        for sigma, high in ((1.0, 100), (1.0, 200), (1.0, 300), (2.0, 100), (2.0, 200))
    }
    found |= {f"gradient, σ {s}": partial(gradient, sigma=s) for s in (0.6, 1.0, 2.0)}
    found |= {f"XDoG, σ {s}": partial(xdog, sigma=s) for s in (0.8, 1.4)}
    found |= {c.name: partial(model, engine=engine, name=c.name) for c in cards.installed("lines")}
    return found


def best_f1(maps: Sequence[Lines], wanted: Sequence[NDArray[np.bool_]]) -> dict[str, float]:
    """F1, precision and recall of thinned lines, counted over all pictures together, at the
    threshold that is best for all of them (the ODS of Arbeláez et al. 2011). wanted: thin."""
    best = {"f1": 0.0, "precision": 0.0, "recall": 0.0, "threshold": 0.0}
    to_wanted = [_distance(w) for w in wanted]
    for level in LEVELS:
        near = drawn = met = there = 0
        for lines, line, away in zip(maps, wanted, to_wanted, strict=True):
            mine = thin(lines >= level)
            near += int((away[mine] <= TOLERANCE).sum())
            drawn += int(mine.sum())
            met += int((_distance(mine)[line] <= TOLERANCE).sum()) if mine.any() else 0
            there += int(line.sum())
        precision, recall = near / max(drawn, 1), met / max(there, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        if f1 > best["f1"]:
            best = {"f1": f1, "precision": precision, "recall": recall, "threshold": float(level)}
    return best


def _distance(mask: NDArray[np.bool_]) -> NDArray[Any]:
    return cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)


def likeness(maps: Sequence[Lines], wanted: Sequence[Lines]) -> dict[str, float]:
    """Mean SSIM and PSNR of soft maps, after one gain for all of them that fits best."""
    mine, theirs = (
        np.concatenate([m.ravel() for m in maps]),
        np.concatenate([w.ravel() for w in wanted]),
    )
    gain = float((mine * theirs).sum() / max(float((mine * mine).sum()), 1e-9))
    pairs = [(gain * m, w) for m, w in zip(maps, wanted, strict=True)]
    errors = [float(((m - w) ** 2).mean()) for m, w in pairs]
    return {
        "ssim": float(np.mean([structural_similarity(m, w, data_range=1.0) for m, w in pairs])),
        "psnr": float(np.mean([-10 * np.log10(e) for e in errors])),
    }


def read_pairs(folder: Path) -> tuple[list[Lines], list[Picture]]:
    """Maps, white on black, and photographs, which lie in the right halves of the files."""
    sheets = [np.asarray(Image.open(p).convert("RGB")) for p in sorted(folder.glob("*.jpg"))]
    half = sheets[0].shape[1] // 2
    maps = [s[:, :half].mean(2).astype(np.float32) / 255 for s in sheets]
    return maps, [np.ascontiguousarray(s[:, half:]) for s in sheets]


def painted(
    maps: Sequence[Lines], samples: Sequence[Sample], engine: Engine
) -> Mapping[str, float]:
    """Means over what the painter makes of the lines in the truth's style: SSIM to the truth, and
    F1 of its contours against the clean drawing."""
    rows = []
    for lines, sample in zip(maps, samples, strict=True):
        drawing = (255 - 255 * lines).astype(np.uint8)[..., None]
        region = Rect.of_size(drawing.shape[1], drawing.shape[0])
        request = SketchRequest(sealed(drawing), region, style=sealed(sample.rgb))
        made = engine.run(request).pixels[..., :3]
        follows = metrics.contour_f1(metrics.contours(made), sample.ink > 127)
        rows.append((metrics.ssim(made, sample.rgb), follows))
    ssim, f1 = np.mean(rows, 0)
    return {"ssim": float(ssim), "f1": float(f1)}


def measure(
    samples: Sequence[Sample],
    pairs: tuple[Sequence[Lines], Sequence[Picture]] | None,
    engine: Engine,
    found_by: Mapping[str, Finder],
    paint: bool,
) -> dict[str, dict[str, dict[str, float]]]:
    """By finder: "renders", and "pairs, REFERENCE", "maps" and "painted" where they are asked."""
    geometry = [thin(s.ink > 127) for s in samples]
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, find in found_by.items():
        found = [find(s.rgb) for s in samples]
        row = {"renders": best_f1(found, geometry)}
        if pairs is not None:
            wanted, photos = pairs
            maps = [find(p) for p in photos]
            for level in REFERENCE:
                row[f"pairs, {level}"] = best_f1(maps, [thin(w > level) for w in wanted])
            row["maps"] = likeness(maps, wanted)
        if paint:
            row["painted"] = dict(painted(found, samples, engine))
        table[name] = row
        short = {k: {n: round(v, 3) for n, v in each.items()} for k, each in row.items()}
        print(json.dumps({name: short}, ensure_ascii=False), flush=True)
    return table


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.line_figures", description=__doc__
    )
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--pairs", type=Path, help="folder of maps and photographs, side by side")
    parser.add_argument("--paint", action="store_true", help="also judge what the painter makes")
    parser.add_argument("--only", nargs="+", metavar="FINDER", help="names, else all")
    parser.add_argument("--count", type=int, help="only the first pictures of the list")
    parser.add_argument("--device", default="auto")
    a = parser.parse_args(argv)
    engine = Engine(a.device)
    found_by = {k: v for k, v in finders(engine).items() if a.only is None or k in a.only}
    pairs = None if a.pairs is None else read_pairs(a.pairs)
    measure(held_out(a.held_out)[: a.count], pairs, engine, found_by, a.paint)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
