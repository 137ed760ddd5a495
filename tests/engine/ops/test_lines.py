import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.ops import lines


def agreement(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of what is more ink than paper."""
    x, y = a > 0.5, b > 0.5
    return float((x & y).sum() / max(1, (x | y).sum()))


def test_polarity_is_found_and_may_be_told(drawing: np.ndarray) -> None:
    dark_on_light = lines.ink(drawing)
    assert agreement(lines.ink(255 - drawing), dark_on_light) > 0.95
    assert agreement(lines.ink(255 - drawing, invert=True), dark_on_light) > 0.95
    assert 0.03 < dark_on_light.mean() < 0.2


@pytest.mark.parametrize("stroke", [(0, 0, 0), (255, 255, 255), (200, 30, 30)])
def test_strokes_on_transparent_ground_are_ink_in_any_colour(
    drawing: np.ndarray, stroke: tuple[int, int, int]
) -> None:
    sheet = np.empty((*drawing.shape[:2], 4), np.uint8)
    sheet[..., :3] = stroke
    sheet[..., 3] = 255 - drawing[..., 0]
    assert agreement(lines.ink(sheet), lines.ink(drawing)) > 0.9


def test_pale_pencil_on_unevenly_lit_grey_paper_is_ink(drawing: np.ndarray) -> None:
    height, width = drawing.shape[:2]
    light = np.linspace(150, 215, width)[None, :].repeat(height, 0)
    grain = np.random.default_rng(0).normal(0, 3, (height, width))
    photo = np.clip(light - 45 * (1 - drawing[..., 0] / 255) + grain, 0, 255).astype(np.uint8)
    assert agreement(lines.ink(photo[..., None]), lines.ink(drawing)) > 0.5


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_sheet_is_refused(level: int) -> None:
    with pytest.raises(BadInput) as e:
        lines.ink(np.full((50, 50, 3), level, np.uint8))
    assert e.value.code == "drawing.blank"


def test_a_transparent_sheet_is_blank() -> None:
    with pytest.raises(BadInput):
        lines.ink(np.zeros((50, 50, 4), np.uint8))


@settings(max_examples=30, deadline=None)
@given(st.integers(16, 90), st.integers(16, 90), st.integers(1, 4), st.integers(0, 2**31))
def test_ink_is_a_share_of_one_at_any_size(h: int, w: int, channels: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (h, w, channels), np.uint8)
    found = lines.ink(pixels, invert=False)
    assert found.shape == (h, w)
    assert found.dtype == np.float32
    assert found.min() >= 0
    assert found.max() <= 1


def test_the_outline_holds_the_car_and_not_the_backdrop(drawing: np.ndarray) -> None:
    inside = lines.outlined(lines.ink(drawing))
    assert inside[60, 100] == 1
    assert inside[5, 5] == inside[110, 190] == 0
    assert lines.outlined(np.zeros((9, 9), np.float32)).sum() == 0


def test_a_hairline_of_a_large_drawing_is_still_dark_when_reduced() -> None:
    paper = np.full((2000, 3000), 255, np.uint8)
    cv2.line(paper, (100, 100), (2900, 1800), 0, 2, cv2.LINE_AA)
    small = lines.resized(lines.ink(paper[..., None]), 192, 288)
    assert small.max() > 0.8
    assert small.mean() < 0.05
