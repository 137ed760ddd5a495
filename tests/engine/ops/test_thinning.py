from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ops.thinning import thin


def _blots(seed: int, height: int, width: int) -> np.ndarray:
    noise = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 1.2) > 0.5


def _pieces(shape: np.ndarray, connectivity: int = 8) -> int:
    return cv2.connectedComponents(shape.astype(np.uint8), connectivity=connectivity)[0]


@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 40))
def test_what_hangs_together_still_does_and_nothing_is_added(
    seed: int, height: int, width: int
) -> None:
    shape = _blots(seed, height, width)
    lines = thin(shape)
    assert not (lines & ~shape).any()
    assert _pieces(lines) == _pieces(shape)
    # No hole opens and none is filled: what is around the shape keeps its pieces.
    assert _pieces(np.pad(~lines, 1, constant_values=True), 4) == _pieces(
        np.pad(~shape, 1, constant_values=True), 4
    )


def test_a_bar_becomes_its_middle_line() -> None:
    bar = np.zeros((15, 60), bool)
    bar[4:11, 5:55] = True
    lines = thin(bar)
    assert (lines[:, 12:48].sum(0) == 1).all()
    assert (np.abs(np.argwhere(lines[:, 12:48])[:, 0] - 7) <= 1).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_the_smallest_pictures_are_thinned(shape: tuple[int, int]) -> None:
    assert thin(np.zeros(shape, bool)).shape == shape
    assert thin(np.ones(shape, bool)).any()


def test_a_thin_line_stays_as_it_is() -> None:
    line = np.eye(20, dtype=bool)
    assert np.array_equal(thin(line), line)
