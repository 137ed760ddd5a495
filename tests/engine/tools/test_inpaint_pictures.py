"""With the weights that ship: holes in held-out renders are filled better than Telea fills them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import paths
from engine.api import Engine
from engine.ops import holes
from engine.training import inpaint_figures
from engine.training.inpaint_figures import Picture
from engine.training.pictures import names_in, read_sample

HELD_OUT = Path(__file__).parents[2] / "data" / "heldout"
WAYS = ("painter", "OpenCV Telea")
Measured = tuple[dict[str, dict[str, dict[str, float]]], list[list[Picture]]]

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(
        not (paths.weights() / "painter.safetensors").exists(), reason="no weights are installed"
    ),
]


@pytest.fixture(scope="module")
def measured() -> Measured:
    """Figures by kind of hole and way, and rows of a holed picture, each way's, and the truth."""
    samples = [read_sample(HELD_OUT, name) for name in names_in(HELD_OUT)[::2]]
    ways = inpaint_figures.fillers(Engine("cpu"))
    rows: list[list[Picture]] = []
    table = inpaint_figures.measure(
        inpaint_figures.renders(samples),
        {name: ways[name] for name in WAYS},
        lambda kind, row: rows.append(row),
    )
    return table, rows


def test_the_painter_is_nearer_to_the_truth_than_telea_is(measured: Measured) -> None:
    table, _ = measured
    ours, telea = (
        np.mean([table[kind][way]["psnr"] for kind in inpaint_figures.KINDS]) for way in WAYS
    )
    assert ours > telea + 0.5


def test_across_the_borders_of_holes_in_renders_there_is_no_step(measured: Measured) -> None:
    _, rows = measured
    found = []
    for holed, ours, _telea, truth in rows:
        hole = (holed == 128).all(2) & (truth != 128).any(2)
        found.append(holes.step_across(ours.astype(np.float32), hole))
    step, gradient = np.mean(found, 0)
    assert step <= gradient + 0.5
