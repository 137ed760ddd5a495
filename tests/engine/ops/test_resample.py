from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.ops.resample import resized

sizes = st.integers(1, 60)


def in_bands(picture: np.ndarray, rows: int) -> list[np.ndarray]:
    return [picture[y : y + rows] for y in range(0, len(picture), rows)]


def whole(picture: np.ndarray, wanted: tuple[int, int], rows: int = 7) -> np.ndarray:
    return np.concatenate(list(resized(in_bands(picture, rows), picture.shape[:2], wanted)))


@given(height=sizes, width=sizes, rows=st.integers(1, 70), out=st.tuples(sizes, sizes))
@settings(deadline=None)
def test_bands_make_no_difference(height: int, width: int, rows: int, out: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((height, width, 2), np.float32)
    made = whole(picture, out, rows)
    assert made.shape == (*out, 2)
    np.testing.assert_allclose(made, whole(picture, out, height), atol=1e-5)


@given(height=sizes, width=sizes, out=st.tuples(sizes, sizes))
@settings(deadline=None)
def test_it_is_lanczos(height: int, width: int, out: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).random((height, width, 1), np.float32)
    lanczos = Image.Resampling.LANCZOS
    expected = Image.fromarray(picture[..., 0]).resize(out[::-1], lanczos)
    np.testing.assert_allclose(whole(picture, out)[..., 0], np.asarray(expected), atol=1e-4)


@given(value=st.floats(0, 1, width=32), out=st.tuples(sizes, sizes))
@settings(deadline=None)
def test_a_flat_picture_stays_flat(value: float, out: tuple[int, int]) -> None:
    made = whole(np.full((13, 17, 1), value, np.float32), out)
    np.testing.assert_allclose(made, value, atol=1e-6)
