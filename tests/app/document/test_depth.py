import numpy as np
import pytest

from app.document.depth import converted, ink

ALL_8 = np.arange(256, dtype=np.uint8).repeat(4).reshape(16, 16, 4)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_eight_bits_survive_a_wider_depth(dtype):
    wide = converted(ALL_8, dtype)
    assert wide.dtype == dtype
    assert np.array_equal(converted(wide, np.uint8), ALL_8)


def test_sixteen_bits_survive_floats():
    pixels = np.random.default_rng(0).integers(0, 65536, (64, 64, 4)).astype(np.uint16)
    assert np.array_equal(converted(converted(pixels, np.float32), np.uint16), pixels)


def test_every_number_of_sixteen_bits_is_rounded_to_the_nearest_of_eight():
    pixels = np.arange(65536, dtype=np.uint16).reshape(128, 128, 4)
    assert np.array_equal(converted(pixels, np.uint8), np.rint(pixels / 257))


def test_floats_are_linear_light_and_their_alpha_is_not():
    grey = np.full((1, 1, 4), 128, np.uint8)
    assert converted(grey, np.float32)[0, 0] == pytest.approx([0.2159, 0.2159, 0.2159, 0.502], 1e-3)


def test_light_that_eight_bits_cannot_hold_is_cut():
    pixels = np.array([[[7.0, -1.0, np.nan, 1.0]]], np.float32)
    assert converted(pixels, np.uint8).tolist() == [[[255, 0, 0, 255]]]


def test_the_same_depth_is_the_same_array():
    assert converted(ALL_8, np.uint8) is ALL_8


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [(np.uint8, [255, 127.5, 0]), (np.uint16, [65535, 32767.5, 0]), (np.float32, [1, 0.214, 0])],
)
def test_ink_has_the_numbers_of_the_document(dtype, expected):
    assert ink((1, 0.5, 0), dtype) == pytest.approx(expected, abs=1e-3)
