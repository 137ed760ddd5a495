from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.document.mask_files import read_selection, write_selection
from app.document.selection import Selection
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import files

PAGE = Rect.of_size(30, 20)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(arrays(np.uint8, (8, 9)), st.integers(0, 21), st.integers(0, 12))
def test_a_selection_comes_back_from_its_picture(tmp_path, mask, x, y):
    selection = Selection.of(mask, x, y)
    write_selection(selection, PAGE, tmp_path / "door.png")
    assert read_selection(tmp_path / "door.png", PAGE).equals(selection)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_light_pixels_select_as_far_as_they_are_opaque(tmp_path, channels, dtype):
    full = np.iinfo(dtype).max
    pixels = np.full((20, 30, channels), full, dtype)
    pixels[:, :10, : channels - 1 if channels in (2, 4) else channels] = 0
    if channels in (2, 4):
        pixels[:, 20:, -1] = 0
    files.write(tmp_path / "mask.png", files.Picture(pixels))
    found = read_selection(tmp_path / "mask.png", PAGE)
    assert found.bounds == Rect(10, 0, 20 if channels in (2, 4) else 30, 20)
    assert (found.mask(found.bounds) == 255).all()


def test_a_picture_of_another_size_is_refused_with_both_sizes(tmp_path):
    files.write(tmp_path / "mask.png", files.Picture(np.zeros((20, 31, 1), np.uint8)))
    with pytest.raises(BadInput, match="31×20 pixels and the document 30×20") as e:
        read_selection(tmp_path / "mask.png", PAGE)
    assert e.value.code == "selection.size"
