"""What the shipped segmenter tells of held-out renders, against a figure and a baseline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import paths
from engine.api import Engine
from engine.training import metrics
from engine.training.pictures import names_in, read_sample
from engine.training.segment_figures import told

HELD_OUT = Path(__file__).parents[2] / "data" / "heldout"


@pytest.mark.skipif(
    not (paths.weights() / "segmenter.toml").is_file(), reason="the segmenter is not there"
)
def test_parts_of_held_out_renders_are_told() -> None:
    samples = [read_sample(HELD_OUT, name) for name in names_in(HELD_OUT)]
    engine = Engine("cpu")
    found = np.stack([told(s.rgb, engine, "segmenter") for s in samples])
    wanted = np.stack([s.labels for s in samples])
    mean, each = metrics.mean_iou(found, wanted)
    assert mean > 0.6
    assert each[2] > 0.8  # paint
    assert each[3] > 0.7  # glass
    # All paint within a box around the car, ground beside it: what one might guess.
    guess = np.ones_like(wanted)
    for map, truth in zip(guess, wanted, strict=True):
        y, x = np.nonzero(truth > 1)
        map[y.min() : y.max(), x.min() : x.max()] = 2
    assert mean > 3 * metrics.mean_iou(guess, wanted)[0]
