from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.geometry import Rect
from engine.ops.tiling import patch, windows


@given(
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    lap=st.integers(0, 30),
)
def test_a_patch_goes_on_as_the_mirror_image(height: int, width: int, lap: int) -> None:
    pixels = np.arange(height * width, dtype=np.int32).reshape(height, width, 1)
    wide = patch(pixels, Rect.of_size(width, height).grown(lap))
    np.testing.assert_array_equal(
        wide, np.pad(pixels, ((lap, lap), (lap, lap), (0, 0)), "symmetric")
    )


@given(
    heights=st.lists(st.integers(1, 20), min_size=1, max_size=8),
    context=st.integers(0, 15),
)
def test_windows_cover_each_row_once_with_its_context(heights: list[int], context: int) -> None:
    rows = np.arange(sum(heights))[:, None, None]
    bands = np.split(rows, np.cumsum(heights)[:-1])
    found = []
    for window in windows(bands, context, len(rows)):
        assert window.rows[0, 0, 0] == window.top
        assert window.top <= max(0, window.y0 - context)
        assert window.top + len(window.rows) >= min(len(rows), window.y1 + context)
        found += window.inner(window.rows)[:, 0, 0].tolist()
    assert found == list(range(len(rows)))
