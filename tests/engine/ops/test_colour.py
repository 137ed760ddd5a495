import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import ImageCms

from engine.ops import colour

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@given(hnp.arrays(np.uint8, (3, 4, 3)))
def test_depths_survive_the_way_up_and_down(pixels: np.ndarray) -> None:
    for dtype in (np.uint16, np.float32):
        assert np.array_equal(colour.as_depth(colour.as_depth(pixels, dtype), np.uint8), pixels)


@given(hnp.arrays(np.uint16, (3, 4, 4)))
def test_sixteen_bits_survive_float(pixels: np.ndarray) -> None:
    assert np.array_equal(colour.as_depth(colour.as_depth(pixels, np.float32), np.uint16), pixels)


@given(st.floats(0, 1, width=32))
def test_linear_light_is_the_inverse_of_srgb(value: float) -> None:
    pixel = np.full((1, 1, 4), value, np.float32)
    there = colour.to_linear(pixel)
    assert there[0, 0, 3] == pixel[0, 0, 3]
    assert colour.from_linear(there) == pytest.approx(pixel, abs=1e-5)


def test_known_points_of_the_srgb_curve() -> None:
    grey = colour.to_linear(np.full((1, 1, 1), 0.5, np.float32))
    assert float(grey[0, 0, 0]) == pytest.approx(0.21404, abs=1e-5)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_an_srgb_profile_changes_nothing_much(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, channels), np.uint8)
    shown = colour.to_srgb8(pixels, SRGB)
    assert shown.shape == pixels.shape
    assert int(np.abs(shown.astype(int) - pixels).max()) <= 1


@pytest.mark.parametrize("icc", [b"", b"nonsense" * 40, LAB])
def test_a_profile_that_cannot_be_used_counts_as_srgb(icc: bytes) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, 3), np.uint8)
    assert np.array_equal(colour.to_srgb8(pixels, icc), pixels)


def test_white_shows_through_where_it_is_transparent() -> None:
    half = np.array([[[0, 0, 0, 0], [0, 0, 0, 128], [9, 9, 9, 255]]], np.uint8)
    assert colour.on_white(half)[0, :, 0].tolist() == [255, 127, 9]
