import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import ImageCms

from engine.ops import colour
from engine.ops.colour import converted, ink

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
ALL_8 = np.arange(256, dtype=np.uint8).repeat(4).reshape(16, 16, 4)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_eight_bits_survive_a_wider_depth(dtype: type) -> None:
    wide = converted(ALL_8, dtype)
    assert wide.dtype == dtype
    assert np.array_equal(converted(wide, np.uint8), ALL_8)


@given(hnp.arrays(np.uint16, st.tuples(st.just(3), st.just(4), st.integers(1, 4))))
def test_sixteen_bits_survive_floats(pixels: np.ndarray) -> None:
    assert np.array_equal(converted(converted(pixels, np.float32), np.uint16), pixels)


def test_every_number_of_sixteen_bits_is_rounded_to_the_nearest_of_eight() -> None:
    pixels = np.arange(65536, dtype=np.uint16).reshape(128, 128, 4)
    assert np.array_equal(converted(pixels, np.uint8), np.rint(pixels / 257))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_floats_are_linear_light_and_their_alpha_is_not(channels: int) -> None:
    grey = np.full((1, 1, channels), 128, np.uint8)
    expected = {1: [0.2159], 2: [0.2159, 0.502], 3: [0.2159] * 3, 4: [0.2159] * 3 + [0.502]}
    assert converted(grey, np.float32)[0, 0] == pytest.approx(expected[channels], 1e-3)


def test_light_that_eight_bits_cannot_hold_is_cut() -> None:
    pixels = np.array([[[7.0, -1.0, np.nan, 1.0]]], np.float32)
    assert converted(pixels, np.uint8).tolist() == [[[255, 0, 0, 255]]]


def test_the_same_depth_is_the_same_array() -> None:
    assert converted(ALL_8, np.uint8) is ALL_8


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [(np.uint8, [255, 127.5, 0]), (np.uint16, [65535, 32767.5, 0]), (np.float32, [1, 0.214, 0])],
)
def test_ink_has_the_numbers_of_the_document(dtype: type, expected: list[float]) -> None:
    assert ink((1, 0.5, 0), dtype) == pytest.approx(expected, abs=1e-3)


@given(st.floats(0, 1, width=32))
def test_linear_light_is_the_inverse_of_srgb(value: float) -> None:
    unit = np.float32([value])
    assert colour.from_linear(colour.to_linear(unit)) == pytest.approx(unit, abs=1e-5)


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


def test_a_patch_goes_into_a_profile_and_comes_back(shared: object) -> None:
    from engine.ops import files

    icc = files.read(shared / "fixtures/real/formats/tree_alpha_16bit.png").icc  # type: ignore[operator]
    patch = np.random.default_rng(0).integers(40, 216, (16, 16, 4), np.uint8)
    landed = colour.from_srgb8(patch, np.uint16, icc)
    assert landed.dtype == np.uint16
    back = colour.to_srgb8(landed, icc).astype(int)
    assert np.abs(back - patch).mean() < 2
    assert np.array_equal(landed[..., 3], patch[..., 3].astype(np.uint16) * 257)


def test_white_shows_through_where_it_is_transparent() -> None:
    half = np.array([[[0, 0, 0, 0], [0, 0, 0, 128], [9, 9, 9, 255]]], np.uint8)
    assert colour.on_white(half)[0, :, 0].tolist() == [255, 127, 9]
