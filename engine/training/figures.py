"""The painter's figures on held-out pictures, through the same call that the program makes.

`python -m engine.training.figures --held-out DIR [--training DIR] [--sheets DIR]`
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from engine import palette, paths
from engine.api import Engine
from engine.geometry import Rect
from engine.models.painter import Painter
from engine.ops import lines, pixels
from engine.requests import SketchRequest, sealed
from engine.runtime.pool import Pool
from engine.tools import passes
from engine.training import hands, metrics
from engine.training.likeness import Judge, frechet, retrieved
from engine.training.metrics import Picture
from engine.training.pictures import Sample, TrainingSet, read_sample

Drawing = NDArray[np.uint8]  # H×W×1
Shown = dict[str, list[Picture]]  # rows of the contact sheets, by sheet
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


def painted_labels(sample: Sample, painter: Painter) -> Picture:
    """What the painter makes of a sample's labels in the style of its picture."""
    style = painter.encode_style(pixels.to_tensor(sample.rgb, painter.bank.device))
    sources = passes.Sources(labels=sample.labels)
    size = (sample.labels.shape[0], sample.labels.shape[1])
    with torch.inference_mode():
        picture = passes.painted(painter, style, sources, size, lambda done: None)
    return pixels.from_tensor(picture)


def quarter(sample: Sample, number: int) -> tuple[Rect, NDArray[np.uint8]]:
    """A quarter of the frame that is to be painted, and the mask H×W×1 of it. The quarters are
    the corners and the middle, in turn by `number`."""
    h, w = sample.labels.shape
    x, y = [(0, 0), (w // 2, 0), (0, h // 2), (w // 2, h // 2), (w // 4, h // 4)][number % 5]
    part = Rect.of_size(w // 2, h // 2, x, y)
    mask = np.zeros((h, w, 1), np.uint8)
    mask[part.y0 : part.y1, part.x0 : part.x1] = 255
    return part, mask


def measure(
    samples: Sequence[Sample],
    engine: Engine,
    model: str,
    seen: Callable[[Shown], None] = lambda shown: None,
) -> tuple[dict[str, float], list[Picture], list[Picture]]:
    """Means over the samples, and the pictures that were painted from lines and from labels.

    Styles are those of the truth. f1_<hand>: contours of the result against the clean drawing,
    2 px at 256; f1_truth: the same of the render itself, the highest that can be hoped for.
    quarter_*: within a quarter of the frame, the rest of the picture known.
    """
    net = Pool(torch.device("cpu")).get(model, "sketch").net
    assert isinstance(net, Painter)
    rows: list[dict[str, float]] = []
    from_lines, from_labels = [], []
    for number, sample in enumerate(samples):
        wanted = sample.ink > 127
        row = {"f1_truth": metrics.contour_f1(metrics.contours(sample.rgb), wanted)}
        drawn = drawings(sample)
        style = sealed(sample.rgb)
        for hand, drawing in drawn.items():
            painted = engine.run(request(drawing, model, style=style)).pixels[..., :3]
            row[f"f1_{hand}"] = metrics.contour_f1(metrics.contours(painted), wanted)
            if hand == "clean":
                from_lines.append(painted)
                row |= _against(painted, sample.rgb, "")
        from_labels.append(painted_labels(sample, net))
        row |= _against(from_labels[-1], sample.rgb, "labels_")
        part, mask = quarter(sample, number)
        known = sealed(np.dstack([sample.rgb, np.full_like(mask, 255)]))
        asked = request(drawn["clean"], model, style=style, known=known, mask=sealed(mask))
        mended = np.where(mask > 0, engine.run(asked).pixels[..., :3], sample.rgb)
        y, x = slice(part.y0, part.y1), slice(part.x0, part.x1)
        row |= _against(mended[y, x], sample.rgb[y, x], "quarter_")
        if wanted[y, x].any():
            row["quarter_f1"] = metrics.contour_f1(metrics.contours(mended)[y, x], wanted[y, x])
        seeded = [
            engine.run(request(drawn["clean"], model, seed=seed)).pixels[..., :3]
            for seed in range(SEEDS)
        ]
        row["spread"] = metrics.spread(seeded)
        rows.append(row)
        holed = np.where(mask > 0, np.uint8(128), sample.rgb)
        seen(
            {
                "lines": [np.repeat(drawn["clean"], 3, 2), from_lines[-1], sample.rgb, seeded[1]],
                "labels": [_coloured(sample.labels), from_labels[-1], sample.rgb],
                "quarters": [holed, mended, sample.rgb],
            }
        )
    keys = dict.fromkeys(key for row in rows for key in row)
    means = {key: float(np.nanmean([row.get(key, np.nan) for row in rows])) for key in keys}
    return {key: round(value, 4) for key, value in means.items()}, from_lines, from_labels


def _against(painted: Picture, truth: Picture, what: str) -> dict[str, float]:
    energy = metrics.high_frequency_energy(truth)
    return {
        f"{what}ssim": metrics.ssim(painted, truth),
        f"{what}psnr": metrics.psnr(painted, truth),
        f"{what}high_frequency": metrics.high_frequency_energy(painted) / max(energy, 1e-3),
    }


def _coloured(labels: NDArray[np.uint8]) -> Picture:
    table = np.zeros((256, 3), np.uint8)
    for part in palette.load().parts:
        table[part.id] = part.colour
    return table[labels]


def judged(
    samples: Sequence[Sample],
    training: Sequence[Sample],
    from_lines: Sequence[Picture],
    from_labels: Sequence[Picture],
) -> dict[str, float]:
    """What the judge says: mean IoU of its reading against the true labels, and the Fréchet
    distance in its features to the held-out renders."""
    judge = Judge()
    truth = [s.rgb for s in samples]
    labels = [s.labels for s in samples]
    rng = np.random.default_rng(0)
    others = [training[i].rgb for i in rng.choice(len(training), len(samples), replace=False)]
    found = {
        f"iou_{k}": judge.iou(p, labels)
        for k, p in {"truth": truth, "lines": from_lines, "labels": from_labels}.items()
    }
    real = judge.features(truth)
    for name, pictures in {
        "lines": from_lines,
        "labels": from_labels,
        "retrieval": retrieved(samples, training),
        "other_renders": others,
    }.items():
        found[f"frechet_{name}"] = frechet(judge.features(pictures), real)
    return {key: round(value, 4) for key, value in found.items()}


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


def measure_all(
    folder: Path, training: Path | None, engine: Engine, model: str, sheets: Path | None = None
) -> dict[str, float]:
    """Every figure on the held-out pictures; those of the judge want the training pictures, for
    the retrieval. sheets: a folder for contact sheets of the first 24 pictures."""
    samples = held_out(folder)
    shown: list[Shown] = []
    figures, from_lines, from_labels = measure(samples, engine, model, shown.append)
    if training is not None:
        figures |= judged(samples, TrainingSet([training]).samples, from_lines, from_labels)
    if sheets is not None:
        for name in shown[0]:
            write_sheet([row[name] for row in shown], sheets / f"sheet_{name}.jpg")
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.training.figures", description=__doc__)
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--training", type=Path, help="folder that a retrieval looks in")
    parser.add_argument("--model", default="painter")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--sheets", type=Path, help="folder for sheets of the first 24 pictures")
    a = parser.parse_args(argv)
    torch.set_num_threads(1)
    print(
        json.dumps(
            measure_all(a.held_out, a.training, Engine(a.device), a.model, a.sheets), indent=2
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
