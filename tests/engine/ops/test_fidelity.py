from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.ops import fidelity


def noise(height: int, width: int, channels: int) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels), np.float32)


@given(
    st.sampled_from([np.uint8, np.uint16]).flatmap(
        lambda dtype: hnp.arrays(dtype, st.tuples(st.just(3), st.just(4), st.integers(1, 4)))
    )
)
def test_whole_numbers_come_back(pixels: np.ndarray) -> None:
    back = fidelity.depth(fidelity.unit(pixels), pixels.dtype)
    np.testing.assert_array_equal(back, pixels)


@given(hnp.arrays(np.float32, (3, 4, 4), elements=st.floats(-2, 60, width=32)))
def test_light_comes_back(pixels: np.ndarray) -> None:
    pixels[..., 3] = np.clip(pixels[..., 3], 0, 1)
    back = fidelity.depth(fidelity.unit(pixels), pixels.dtype)
    np.testing.assert_allclose(back, pixels, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_the_mean_is_that_of_the_source(scale: int) -> None:
    source = noise(40, 50, 3) * 0.6 + 0.2
    shifted = source.repeat(scale, 0).repeat(scale, 1) * np.float32([0.9, 1.0, 1.1]) + 0.03
    made = fidelity.faithful(source, shifted, scale)
    assert 255 * np.abs(made.mean((0, 1)) - source.mean((0, 1))).max() < 0.5


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_network_that_is_far_from_its_source_keeps_the_mean_if_it_must(scale: int) -> None:
    source = noise(40, 50, 3) * 0.2 + np.float32([0, 0.4, 0.8])
    far = noise(40 * scale, 50 * scale, 3)[:, ::-1] * 6 - 2.5  # most of it is cut

    def shift(made: np.ndarray) -> float:
        return float(255 * np.abs(made.mean((0, 1)) - source.mean((0, 1))).max())

    made = fidelity.faithful(source, far, scale, strict=True)
    assert shift(fidelity.faithful(source, far, scale)) > 2
    assert shift(made) < 0.5


def test_being_strict_takes_nothing_from_a_network_that_is_near() -> None:
    source = noise(40, 50, 3) * 0.5 + 0.25
    near = source.repeat(2, 0).repeat(2, 1)
    near[::2, ::2] += 0.05
    near[1::2, 1::2] -= 0.05
    made = fidelity.faithful(source, near, 2, strict=True)
    np.testing.assert_allclose(made, fidelity.faithful(source, near, 2), atol=0.2 / 255)


def test_the_detail_of_the_network_stays() -> None:
    source = np.linspace(0.2, 0.8, 64, dtype=np.float32)[None, :, None].repeat(64, 0)
    source[::8] += 0.1
    fine = source.repeat(2, 0).repeat(2, 1)
    stripes = fine + np.where(np.arange(128) % 2, 0.05, -0.05).astype(np.float32)[None, :, None]
    made = fidelity.faithful(source, stripes, 2)
    there = np.abs(np.diff(made[10:120:8, 40:90, 0], axis=1)).mean()
    assert there > 0.08


@given(value=st.integers(0, 255), scale=st.integers(1, 4))
@settings(deadline=None)
def test_flat_areas_keep_their_number(value: int, scale: int) -> None:
    source = fidelity.unit(np.full((30, 20, 3), value, np.uint8))
    source[:, 12:] = noise(30, 8, 3)
    made = fidelity.faithful(source, noise(30 * scale, 20 * scale, 3), scale)
    levels = fidelity.depth(made, np.dtype(np.uint8))
    assert (levels[:, : 8 * scale] == value).all()


@pytest.mark.parametrize("strict", [False, True])
def test_rows_do_not_depend_on_those_beyond_the_context(strict: bool) -> None:
    source, made = noise(200, 16, 2), noise(400, 16 * 2, 2)
    whole = fidelity.faithful(source, made, 2, strict)
    start, stop = 80, 110
    a, b = start - fidelity.context(strict), stop + fidelity.context(strict)
    part = fidelity.faithful(source[a:b], made[2 * a : 2 * b], 2, strict)
    inner = part[2 * (start - a) : 2 * (stop - a)]
    np.testing.assert_allclose(inner, whole[2 * start : 2 * stop], atol=1e-6)


def test_transparent_pixels_take_the_colour_of_visible_ones() -> None:
    values = np.zeros((40, 40, 4), np.float32)
    values[10:30, 10:30] = (0.2, 0.5, 0.9, 1)
    made = fidelity.bled(values)
    assert np.abs(made[5:35, 5:35, :3] - np.float32([0.2, 0.5, 0.9])).max() < 1 / 255
    np.testing.assert_array_equal(made[..., 3], values[..., 3])


def test_what_is_opaque_is_left_alone() -> None:
    values = noise(8, 8, 4)
    values[..., 3] = 1
    assert fidelity.bled(values) is values
