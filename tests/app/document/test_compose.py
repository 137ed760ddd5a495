from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.blend import Blend
from app.document.compose import Compositor, flatten
from app.document.layer import Layer, LayerKind, new_id, new_mask
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


def group_of(layers, **properties):
    """The layers with their group above them."""
    id = new_id()
    inside = [replace(x, parent=id) if x.parent is None else x for x in layers]
    tiles = Tiles(4, np.uint8)
    return [*inside, Layer(id, "Group", LayerKind.GROUP, tiles, **properties)]


def flat(rgba, dtype=np.uint8, height=4, width=4):
    return np.full((height, width, 4), rgba, dtype)


def lum(c):
    return c @ np.array([0.3, 0.59, 0.11])


def set_lum(c, light):
    """Section 10.2 of the recommendation, one pixel at a time."""
    c = c + (light - lum(c))
    low, high = c.min(), c.max()
    light = lum(c)
    if low < 0:
        c = light + (c - light) * light / (light - low)
    if high > 1:
        c = light + (c - light) * (1 - light) / (high - light)
    return c


def set_sat(c, s):
    spread = c.max() - c.min()
    return (c - c.min()) * s / spread if spread > 0 else np.zeros(3)


def sat(c):
    return c.max() - c.min()


def hard_light(cb, cs):
    return 2 * cb * cs if cs <= 0.5 else cb + (2 * cs - 1) - cb * (2 * cs - 1)


def soft_light(cb, cs):
    d = ((16 * cb - 12) * cb + 4) * cb if cb <= 0.25 else np.sqrt(cb)
    return cb - (1 - 2 * cs) * cb * (1 - cb) if cs <= 0.5 else cb + (2 * cs - 1) * (d - cb)


def dodge(cb, cs):
    if cb == 0:
        return 0
    return 1 if cs == 1 else min(1, cb / (1 - cs))


def burn(cb, cs):
    if cb == 1:
        return 1
    return 0 if cs == 0 else 1 - min(1, (1 - cb) / cs)


CHANNELS = {
    Blend.NORMAL: lambda cb, cs: cs,
    Blend.MULTIPLY: lambda cb, cs: cb * cs,
    Blend.SCREEN: lambda cb, cs: cb + cs - cb * cs,
    Blend.OVERLAY: lambda cb, cs: hard_light(cs, cb),
    Blend.DARKEN: min,
    Blend.LIGHTEN: max,
    Blend.COLOR_DODGE: dodge,
    Blend.COLOR_BURN: burn,
    Blend.HARD_LIGHT: hard_light,
    Blend.SOFT_LIGHT: soft_light,
    Blend.DIFFERENCE: lambda cb, cs: abs(cb - cs),
}
COLOURS = {
    Blend.HUE: lambda cb, cs: set_lum(set_sat(cs, sat(cb)), lum(cb)),
    Blend.SATURATION: lambda cb, cs: set_lum(set_sat(cb, sat(cs)), lum(cb)),
    Blend.COLOR: lambda cb, cs: set_lum(cs, lum(cb)),
    Blend.LUMINOSITY: lambda cb, cs: set_lum(cb, lum(cs)),
}


UNBOUNDED = (Blend.NORMAL, Blend.MULTIPLY, Blend.DARKEN, Blend.LIGHTEN, Blend.DIFFERENCE)


def over(below, upper, alpha, blend, most):
    """Two H×W×4 pictures in float64 with premultiplied colour, pixel by pixel."""
    out = below.copy()
    for at in np.ndindex(below.shape[:2]):
        share, ab = alpha[at], below[at][3]
        cs = upper[at][:3]
        cb = below[at][:3] / (ab or 1)
        if blend is Blend.PLUS:
            light = np.minimum(share * cs + ab * cb, most)
            out[at] = [*light, min(1, share + ab)]
            continue
        if blend not in UNBOUNDED:
            cb, cs = np.clip(cb, 0, 1), np.clip(cs, 0, 1)
        if blend in CHANNELS:
            mix = np.array([CHANNELS[blend](b, s) for b, s in zip(cb, cs, strict=True)])
        else:
            mix = COLOURS[blend](cb, cs)
        cs, cb = upper[at][:3], below[at][:3] / (ab or 1)
        out[at][:3] = share * (1 - ab) * cs + share * ab * mix + (1 - share) * ab * cb
        out[at][3] = share + ab * (1 - share)
    return out


def reference(layers, rect, dtype, parent=None, below=None):
    """The recommendation read literally; premultiplied."""
    out = np.zeros((rect.height, rect.width, 4)) if below is None else below
    for layer in layers:
        if layer.parent != parent or not layer.visible:
            continue
        weight = np.full(out.shape[:2], layer.opacity)
        if layer.mask is not None:
            weight *= layer.mask.read(rect)[..., 0] / 255
        if layer.kind is LayerKind.GROUP:
            isolated = (
                layer.isolated
                or layer.opacity < 1
                or layer.blend != Blend.NORMAL
                or layer.mask is not None
            )
            if not isolated:
                out = reference(layers, rect, dtype, layer.id, out)
                continue
            inside = reference(layers, rect, dtype, layer.id)
            upper = straight(inside)
        else:
            upper = layer.tiles.read(rect).astype(float) / full(dtype)
        most = np.inf if np.dtype(dtype).kind == "f" else 1.0
        out = over(out, upper, upper[..., 3] * weight, layer.blend, most)
    return out


def straight(premultiplied):
    alpha = premultiplied[..., 3:]
    colour = premultiplied[..., :3] / np.where(alpha > 0, alpha, 1)
    return np.concatenate([colour, alpha], 2)


def like(result, expected, dtype):
    """Whether two pictures look the same, as far as the depth goes."""
    result = result.astype(float) / full(dtype)
    light = np.abs(result[..., :3] * result[..., 3:] - expected[..., :3])  # what is seen of it
    # Integers are rounded once, at the end; a faint colour in 8 bits says little.
    slack = {1: 0.004, 2: 2e-5, 4: 2e-5}[np.dtype(dtype).itemsize]
    return light.max() <= slack and np.abs(result[..., 3] - expected[..., 3]).max() <= slack


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


layers_of_a_stack = st.lists(
    st.tuples(
        st.one_of(st.just(1.0), st.floats(0, 1)),
        st.booleans(),
        st.integers(0, 99),
        st.sampled_from([Blend.NORMAL, *Blend]),
        st.booleans(),
    ),
    max_size=4,
)


def stack_of(rows, dtype, height=6, width=5):
    """Small noisy layers where four tiles meet, some with masks."""
    layers = []
    for opacity, visible, seed, blend, masked in rows:
        pixels = noise(dtype, seed, height, width)
        pixels[: height // 3, :, 3] = full(dtype)
        mask = None
        if masked:
            mask = Tiles.from_pixels(noise(np.uint8, seed + 1, height, width)[..., :1], 251, 252)
        layers.append(
            layer_of(pixels, 253, 254, opacity=opacity, visible=visible, blend=blend, mask=mask)
        )
    return layers


@settings(max_examples=40, deadline=None)
@given(layers_of_a_stack, layers_of_a_stack, st.booleans(), st.sampled_from(DTYPES))
def test_layers_blend_as_the_recommendation_says(rows, inside, isolated, dtype):
    group = group_of(stack_of(inside, dtype), isolated=isolated)
    layers = [*stack_of(rows, dtype), *group]
    rect = Rect(252, 252, 259, 260)
    result = flatten(layers, rect, dtype)
    assert like(result, reference(layers, rect, dtype), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("blend", list(Blend))
def test_every_mode_mixes_as_its_formula_says(blend, dtype):
    corners = np.array(np.meshgrid([0, 0.2, 1], [0, 0.5], [0.1, 1])).reshape(3, -1).T
    below, upper = (np.ones((12, 12, 4)) for _ in range(2))
    below[..., :3], upper[..., :3] = corners[:, None], corners[None]
    upper[::2, ..., 3] = 0.5
    below[:, ::3, 3] = 0.25
    layers = [
        layer_of((picture * full(dtype)).astype(dtype), **how)
        for picture, how in ((below, {}), (upper, {"blend": blend}))
    ]
    rect = Rect.of_size(12, 12)
    assert like(flatten(layers, rect, dtype), reference(layers, rect, dtype), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("blend", list(Blend))
def test_where_an_upper_layer_is_clear_the_numbers_below_stay(blend, dtype):
    below, upper = noise(dtype), noise(dtype, 1)
    upper[..., 3] = 0
    result = flatten([layer_of(below), layer_of(upper, blend=blend)], PAGE, dtype)
    assert result.tobytes() == below.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_plain_group_changes_no_bit(dtype):
    layers = [layer_of(noise(dtype)), layer_of(noise(dtype, 1), opacity=0.5, blend=Blend.MULTIPLY)]
    apart = flatten(layers, PAGE, dtype)
    assert flatten(group_of(group_of(layers)), PAGE, dtype).tobytes() == apart.tobytes()
    alone = group_of(layers[:1])
    assert flatten(alone, PAGE, dtype).tobytes() == layers[0].tiles.read(PAGE).tobytes()


def test_a_hidden_group_hides_all_in_it():
    layers = group_of(group_of([layer_of(flat([9, 9, 9, 255]))]), visible=False)
    assert not flatten(layers, Rect.of_size(4, 4), np.uint8).any()


def test_a_mask_lets_through_as_much_as_it_is_light():
    mask = Tiles.from_pixels(np.array([[[0], [51], [255]]], np.uint8))
    layer = layer_of(flat([90, 80, 70, 255]), mask=mask)
    result = flatten([layer], Rect.of_size(4, 1), np.uint8)
    assert result[0, :, 3].tolist() == [0, 51, 255, 0]
    assert result[0, 2].tolist() == [90, 80, 70, 255]
    all_of_it = replace(layer, mask=new_mask(shows=True))
    assert (flatten([all_of_it], Rect.of_size(4, 4), np.uint8) == flat([90, 80, 70, 255])).all()
    none = replace(layer, mask=new_mask(shows=False))
    assert not flatten([none], Rect.of_size(4, 4), np.uint8).any()


@settings(max_examples=30, deadline=None)
@given(
    layers_of_a_stack,
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99), st.booleans()), max_size=6),
    st.sampled_from(DTYPES),
)
def test_a_compositor_remembers_without_changing_a_bit(rows, changes, dtype):
    layers = [*stack_of(rows, dtype), *group_of(stack_of(rows, dtype), opacity=0.8)]
    compositor = Compositor()
    whole, part = Rect(240, 240, 270, 270), Rect(250, 255, 262, 260)
    for which, seed, small in [(0, 0, False), *changes]:
        at = which % len(layers)
        if layers[at].kind is LayerKind.GROUP:
            layers[at] = replace(layers[at], opacity=seed / 99)
        else:
            tiles = layers[at].tiles.copy()
            tiles.write(Rect.of_size(6, 7, 253, 254), noise(dtype, seed, 7, 6))
            layers[at] = replace(layers[at], tiles=tiles.moved(seed % 3, 0))
        rect = part if small else whole
        shown = compositor.flatten(layers, rect, dtype)
        assert shown.tobytes() == flatten(layers, rect, dtype).tobytes()


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
