"""The painter's figures on held-out pictures, through the same call that the program makes.

`python -m engine.training.figures --held-out DIR [--sheet FILE] [--model NAME]`
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import paths
from engine.api import Engine
from engine.geometry import Rect
from engine.ops import lines
from engine.requests import SketchRequest, sealed
from engine.training import hands, metrics
from engine.training.pictures import Sample, read_sample

Drawing = NDArray[np.uint8]  # H×W×1
SEEDS = 4


def held_out(folder: Path) -> list[Sample]:
    """The samples of `resources/heldout.txt`, in its order."""
    listed = (paths.resources() / "heldout.txt").read_text(encoding="utf-8").split()
    return [read_sample(folder, name) for name in listed]


def _paper(ink: lines.Ink) -> Drawing:
    return (255 - 255 * np.clip(ink, 0, 1)).astype(np.uint8)[..., None]


def drawings(sample: Sample) -> dict[str, Drawing]:
    """The clean drawing of a sample and what other hands make of it."""
    ink = sample.ink.astype(np.float32) / 255
    rng = np.random.default_rng(0)
    return {
        "clean": _paper(ink),
        "soft": _paper(hands.soft(ink, 1.6)),
        "thick": _paper(hands.thick(ink, 3)),
        "wobbly": _paper(hands.wobbly(ink, rng, 2.0)),
        "broken": _paper(hands.broken(ink, rng)),
        "pencil": _paper(hands.pencil(ink, rng)),
        "inverted": 255 - _paper(ink),
    }


def request(drawing: Drawing, model: str, **more: object) -> SketchRequest:
    height, width = drawing.shape[:2]
    return SketchRequest(sealed(drawing), Rect.of_size(width, height), model=model, **more)  # type: ignore[arg-type]


def measure(
    samples: Sequence[Sample],
    engine: Engine,
    model: str,
    seen: Callable[[list[NDArray[np.uint8]]], None] = lambda row: None,
) -> dict[str, float]:
    """Means over the samples. seen: gets [drawing, result, truth, random style] of each.

    f1_<hand>: contours of the result against the clean drawing, 2 px at 256.
    f1_truth: the same of the render itself, the highest that can be hoped for.
    """
    rows: list[dict[str, float]] = []
    for sample in samples:
        wanted = sample.ink > 127
        row = {"f1_truth": metrics.contour_f1(metrics.contours(sample.rgb), wanted)}
        for hand, drawing in drawings(sample).items():
            asked = request(drawing, model, style=sealed(sample.rgb))
            painted = engine.run(asked).pixels[..., :3]
            row[f"f1_{hand}"] = metrics.contour_f1(metrics.contours(painted), wanted)
            if hand == "clean":
                result = painted
                row["ssim"] = metrics.ssim(painted, sample.rgb)
                row["psnr"] = metrics.psnr(painted, sample.rgb)
                row["high_frequency"] = metrics.high_frequency_energy(
                    painted
                ) / metrics.high_frequency_energy(sample.rgb)
        clean = drawings(sample)["clean"]
        seeded = [
            engine.run(request(clean, model, seed=seed)).pixels[..., :3] for seed in range(SEEDS)
        ]
        row["spread"] = metrics.spread(seeded)
        rows.append(row)
        seen([np.repeat(clean, 3, 2), result, sample.rgb, seeded[1]])
    return {key: round(float(np.mean([r[key] for r in rows])), 4) for key in rows[0]}


def contact_sheet(rows: Sequence[Sequence[NDArray[np.uint8]]], across: int) -> NDArray[np.uint8]:
    """Rows of equal pictures, `across` rows beside each other."""
    strips = [np.hstack(row) for row in rows]
    strips += [np.full_like(strips[0], 255)] * (-len(strips) % across)
    return np.vstack([np.hstack(strips[i : i + across]) for i in range(0, len(strips), across)])


def write_sheet(rows: Sequence[Sequence[NDArray[np.uint8]]], path: Path) -> None:
    """The first 24 rows, three beside each other; the format by extension."""
    sheet = contact_sheet(rows[:24], across=3)
    data = cv2.imencode(path.suffix, cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))[1]
    path.write_bytes(data.tobytes())


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.training.figures", description=__doc__)
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--model", default="painter")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--sheet", type=Path, help="write a sheet of the first 24 pictures")
    parser.add_argument("--count", type=int, help="only the first pictures of the list")
    a = parser.parse_args(argv)
    rows: list[list[NDArray[np.uint8]]] = []
    samples = held_out(a.held_out)[: a.count]
    figures = measure(samples, Engine(a.device), a.model, rows.append)
    print(json.dumps(figures, indent=2))
    if a.sheet is not None:
        write_sheet(rows, a.sheet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
