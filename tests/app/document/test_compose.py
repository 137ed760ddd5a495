import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.compose import flatten
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops.colour import full, on_white

DTYPES = [np.uint8, np.uint16, np.float32]
PAGE = Rect.of_size(300, 270)


def noise(dtype, seed=0, height=270, width=300):
    return (np.random.default_rng(seed).random((height, width, 4)) * full(dtype)).astype(dtype)


def layer_of(pixels, x=0, y=0, **properties):
    return Layer(
        new_id(), "Layer", LayerKind.PICTURE, Tiles.from_pixels(pixels, x, y), **properties
    )


def flat(rgba, dtype=np.uint8, height=4, width=4):
    return np.full((height, width, 4), rgba, dtype)


def reference(layers, rect, dtype):
    """Porter-Duff "over" in float64 with premultiplied colour."""
    out = np.zeros((rect.height, rect.width, 4))
    for layer in layers:
        if not layer.visible:
            continue
        pixels = layer.tiles.read(rect).astype(float) / full(dtype)
        alpha = pixels[..., 3:] * layer.opacity
        out[..., :3] = pixels[..., :3] * alpha + out[..., :3] * (1 - alpha)
        out[..., 3:] = alpha + out[..., 3:] * (1 - alpha)
    colour = out[..., :3] / np.where(out[..., 3:] > 0, out[..., 3:], 1)
    return np.concatenate([colour, out[..., 3:]], 2)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_layer_that_alone_covers_comes_through_bit_for_bit(dtype):
    pixels = noise(dtype)
    pixels[:50, :, 3] = 0  # colour under alpha 0 counts, too
    hidden = layer_of(noise(dtype, 1), visible=False)
    clear = layer_of(noise(dtype, 2), opacity=0.0)
    result = flatten([hidden, layer_of(pixels), clear], PAGE, dtype)
    assert result.dtype == dtype
    assert result.tobytes() == pixels.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_pixels_beside_a_patch_come_through_bit_for_bit(dtype):
    below = noise(dtype)
    below[..., 3] = full(dtype)
    patch = noise(dtype, 1, 20, 30)
    patch[:5, ..., 3] = 0
    patch[5:9, ..., 3] = full(dtype)
    result = flatten([layer_of(below), layer_of(patch, 100, 100)], PAGE, dtype)
    beside = np.ones(result.shape[:2], bool)
    beside[105:120, 100:130] = False
    assert result[beside].tobytes() == below[beside].tobytes()
    assert result[105:109, 100:130].tobytes() == patch[5:9].tobytes()
    assert not np.array_equal(result[109:120, 100:130], below[109:120, 100:130])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.integers(0, 99)), max_size=4),
    st.sampled_from(DTYPES),
)
def test_layers_blend_as_porter_and_duff_say(stack, dtype):
    layers = [
        layer_of(noise(dtype, seed, 40, 50), 230, 240, opacity=opacity, visible=visible)
        for opacity, visible, seed in stack
    ]
    rect = Rect(225, 235, 285, 285)
    result = flatten(layers, rect, dtype).astype(float) / full(dtype)
    expected = reference(layers, rect, dtype)
    assert np.abs(result[..., 3] - expected[..., 3]).max() <= 0.003
    seen = expected[..., 3] > 0.02  # eight bits say little about the colour of what is clear
    assert np.abs((result - expected)[seen]).max(initial=0) <= 0.003


def test_hidden_and_upper_opaque_layers_hide():
    red, blue = layer_of(flat([255, 0, 0, 255])), layer_of(flat([0, 0, 255, 255]))
    assert flatten([red, blue], Rect.of_size(4, 4), np.uint8)[0, 0].tolist() == [0, 0, 255, 255]


def test_half_of_white_over_black_is_grey():
    black, white = layer_of(flat([0, 0, 0, 255])), layer_of(flat([255] * 4), opacity=0.5)
    assert flatten([black, white], Rect.of_size(1, 1), np.uint8).tolist() == [[[128] * 3 + [255]]]


def test_infinity_does_not_spread():
    endless = np.full((4, 4, 4), np.inf, np.float32)
    endless[..., 3] = 1
    cover = flat([0.5, 0.5, 0.5, 1], np.float32)
    cover[2:, :, 3] = 0
    result = flatten([layer_of(endless), layer_of(cover)], Rect.of_size(4, 4), np.float32)
    assert (result[:2] == cover[:2]).all()
    assert (result[2:] == endless[2:]).all()


def test_light_above_one_passes():
    bright = layer_of(flat([9, 9, 9, 1], np.float32))
    tint = layer_of(flat([0, 0, 0, 0.5], np.float32))
    assert flatten([bright, tint], Rect.of_size(1, 1), np.float32)[0, 0, 0] == pytest.approx(4.5)


def test_no_layers_are_transparent_anywhere():
    assert flatten([], Rect(-5, -5, 5, 5), np.uint16).tolist() == np.zeros((10, 10, 4)).tolist()


@pytest.mark.parametrize("dtype", DTYPES)
def test_paper_shows_through_what_is_clear(dtype):
    one = full(dtype)
    row = np.array([[[0, 0, 0, 0], [0, 0, 0, one], [one, 0, 0, one]]], dtype)
    assert on_white(row).tolist() == [[[one] * 3, [0] * 3, [one, 0, 0]]]


def test_opaque_pixels_keep_their_numbers_on_white():
    pixels = noise(np.uint16)
    pixels[..., 3] = 65535
    assert np.array_equal(on_white(pixels), pixels[..., :3])
