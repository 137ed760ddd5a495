"""The shipped painter judged by its pictures of eight held-out cars."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import paths
from engine.api import Engine
from engine.requests import sealed
from engine.runtime import checkpoints
from engine.training import figures, metrics
from engine.training.pictures import Sample, names_in, read_sample

HELD_OUT = Path(__file__).resolve().parents[2] / "data" / "heldout"

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(
        not (paths.weights() / "painter.safetensors").exists(), reason="no weights are installed"
    ),
]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [read_sample(HELD_OUT, name) for name in names_in(HELD_OUT)]


@pytest.fixture(scope="module")
def measured(samples: list[Sample]) -> dict[str, float]:
    return figures.measure(samples, Engine("cpu"), "painter")[0]


def test_the_truths_style_gives_a_picture_like_the_truth(measured: dict[str, float]) -> None:
    assert measured["ssim"] >= 0.7


def test_labels_are_painted_in_the_truths_style(measured: dict[str, float]) -> None:
    assert measured["labels_ssim"] >= 0.7


def test_a_quarter_is_mended_by_what_is_around_it(measured: dict[str, float]) -> None:
    assert measured["quarter_ssim"] >= 0.6 and measured["quarter_f1"] >= 0.6


def test_it_is_nearer_to_the_truth_than_the_nearest_flat_picture(
    samples: list[Sample], measured: dict[str, float]
) -> None:
    flat = [np.broadcast_to(s.rgb.mean((0, 1)), s.rgb.shape).astype(np.uint8) for s in samples]
    blank = np.mean([metrics.psnr(f, s.rgb) for f, s in zip(flat, samples, strict=True)])
    assert measured["psnr"] > blank + 4


@pytest.mark.parametrize("hand", ["clean", "soft", "thick", "inverted"])
def test_lines_are_followed_whoever_draws_them(measured: dict[str, float], hand: str) -> None:
    assert measured[f"f1_{hand}"] >= 0.6


def test_seeds_give_plainly_different_pictures(measured: dict[str, float]) -> None:
    assert measured["spread"] >= 8


def test_a_hint_colours_the_part_it_lies_on(samples: list[Sample]) -> None:
    sample = samples[0]
    paint = np.argwhere(sample.labels == 2)
    y, x = paint[len(paint) // 2]
    strokes = np.zeros((*sample.labels.shape, 4), np.uint8)
    strokes[y - 5 : y + 6, x - 5 : x + 6] = (200, 30, 30, 255)
    drawing = figures.drawings(sample)["clean"]
    engine = Engine("cpu")
    plain, red = (
        engine.run(figures.request(drawing, "painter", seed=3, hints=h)).pixels[..., :3].astype(int)
        for h in (None, sealed(strokes))
    )
    body = sample.labels == 2
    redness = [float((p[body][:, 0] - p[body][:, 1:].mean(1)).mean()) for p in (plain, red)]
    assert redness[1] > redness[0] + 20


def test_the_colour_of_the_paint_is_nearly_linear_in_the_style() -> None:
    painter = checkpoints.load(paths.weights() / "painter.safetensors")[1]
    styles, paints = np.asarray(painter.bank), np.asarray(painter.paint)
    design = np.column_stack([styles, np.ones(len(styles))])
    left = paints - design @ np.linalg.lstsq(design, paints, rcond=None)[0]
    assert 1 - left.var() / paints.var() > 0.9
