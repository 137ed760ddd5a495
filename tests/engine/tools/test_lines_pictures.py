"""The shipped line extractor judged by its drawings of eight held-out cars."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from skimage.morphology import thin

from engine import paths
from engine.api import Engine
from engine.training import line_figures
from engine.training.pictures import names_in, read_sample

HELD_OUT = Path(__file__).resolve().parents[2] / "data" / "heldout"

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(
        not (paths.weights() / "contours.safetensors").exists(), reason="no weights are installed"
    ),
]


def test_it_finds_more_of_the_cars_lines_than_classic_ways_do() -> None:
    samples = [read_sample(HELD_OUT, name) for name in names_in(HELD_OUT)]
    wanted = [thin(s.ink > 127) for s in samples]

    def f1(find: line_figures.Finder) -> float:
        return line_figures.best_f1([find(s.rgb) for s in samples], wanted)["f1"]

    ours = f1(partial(line_figures.model, engine=Engine("cpu"), name="contours"))
    canny = max(f1(partial(line_figures.canny, sigma=1.0, high=high)) for high in (60, 100, 200))
    gradient = max(f1(partial(line_figures.gradient, sigma=sigma)) for sigma in (0.6, 1.0))
    assert ours > max(canny, gradient)
    assert ours > 0.75


def test_lines_of_a_larger_copy_lie_in_the_same_places() -> None:
    import cv2

    sample = read_sample(HELD_OUT, names_in(HELD_OUT)[0])
    engine = Engine("cpu")
    small = line_figures.model(sample.rgb, engine, "contours")
    large = cv2.resize(sample.rgb, (1024, 1024), interpolation=cv2.INTER_CUBIC)
    drawn = line_figures.model(large.astype(np.uint8), engine, "contours")
    again = cv2.resize(drawn, (256, 256), interpolation=cv2.INTER_AREA)
    assert line_figures.best_f1([again], [thin(small > 0.5)])["f1"] > 0.7
