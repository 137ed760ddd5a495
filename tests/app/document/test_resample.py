from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import resample
from app.document.affine import Affine
from app.document.resample import transformed
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Cancelled, Progress

DTYPES = [np.uint8, np.uint16, np.float32]


def noise(dtype, height=40, width=50, channels=4, seed=0):
    return (np.random.default_rng(seed).random((height, width, channels)) * full(dtype)).astype(
        dtype
    )


def smooth(dtype, height=120, width=150):
    """An opaque picture of waves that no kernel should blur."""
    y, x = np.mgrid[:height, :width] + 0.5
    waves = [0.5 + 0.4 * np.sin(x / 9 + p) * np.cos(y / 11 + p) for p in range(3)]
    rounding = 0 if np.dtype(dtype).kind == "f" else 0.5
    return (np.stack([*waves, np.ones_like(x)], 2) * full(dtype) + rounding).astype(dtype)


def run(pixels, how, x=0, y=0, **more):
    return transformed(Tiles.from_pixels(pixels, x, y), how, Progress(), **more)


@settings(max_examples=30, deadline=None)
@given(st.integers(-600, 600), st.integers(-600, 600), st.sampled_from(DTYPES))
def test_whole_moves_keep_every_bit_and_share_the_tiles(dx, dy, dtype):
    tiles = Tiles.from_pixels(noise(dtype), 230, 250)
    moved = transformed(tiles, Affine.shift(dx, dy), Progress())
    assert moved.read(Rect.of_size(50, 40, 230 + dx, 250 + dy)).tobytes() == noise(dtype).tobytes()
    assert {id(a) for a in moved.arrays()} == {id(a) for a in tiles.arrays()}
    back = moved.moved(-dx, -dy)
    assert back.read(back.bounds).tobytes() == tiles.read(tiles.bounds).tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("quarters", [1, 2, 3, -1])
def test_quarter_turns_keep_every_bit(dtype, quarters):
    pixels = noise(dtype)
    turned = run(pixels, Affine.turn(90 * quarters), x=3, y=4)
    rect = Affine.turn(90 * quarters).covering(Rect.of_size(50, 40, 3, 4))
    assert turned.read(rect).tobytes() == np.rot90(pixels, -quarters).tobytes()
    assert turned.extent == rect


@pytest.mark.parametrize("dtype", DTYPES)
def test_mirrors_keep_every_bit(dtype):
    pixels = noise(dtype)
    mirrored = run(pixels, Affine.scale(-1, 1, (25, 0)))
    assert mirrored.read(Rect.of_size(50, 40)).tobytes() == pixels[:, ::-1].tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("factor", [0.5, 1.7, 3.0])
def test_a_page_that_is_scaled_stays_opaque_to_its_edges_and_looks_the_same(dtype, factor):
    pixels = smooth(dtype)
    width, height = round(150 * factor), round(120 * factor)
    how = Affine.scale(width / 150, height / 120)
    page = Rect.of_size(150, 120)
    result = run(pixels, how, page=page).read(Rect.of_size(width, height))
    assert (result[..., 3] == full(dtype)).all()
    y, x = np.mgrid[:height, :width] + 0.5
    x, y = x * 150 / width, y * 120 / height
    expected = 0.5 + 0.4 * np.sin(x / 9) * np.cos(y / 11)
    away = np.abs(result[..., 0] / full(dtype) - expected)
    assert away[3:-3, 3:-3].max() < 0.006


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_turn_there_and_back_looks_the_same(dtype):
    pixels = smooth(dtype)
    about = (75.0, 60.0)
    there = run(pixels, Affine.turn(31, about))
    back = transformed(there, Affine.turn(-31, about), Progress()).read(Rect.of_size(150, 120))
    inside = (slice(8, -8), slice(8, -8))
    away = np.abs(back[inside].astype(float) - pixels[inside]) / full(dtype)
    assert away.max() < 0.01


def test_what_is_turned_lands_where_geometry_says():
    pixels = np.zeros((101, 101, 4), np.uint8)
    pixels[40:43, 70:73] = 255  # its middle is at (71.5, 41.5)
    how = Affine.turn(33, (50.5, 50.5))
    alpha = run(pixels, how).read(Rect.of_size(101, 101))[..., 3].astype(float)
    y, x = np.mgrid[:101, :101] + 0.5
    middle = ((x * alpha).sum() / alpha.sum(), (y * alpha).sum() / alpha.sum())
    assert math.dist(middle, how(71.5, 41.5)) < 0.05


@pytest.mark.parametrize("how", [Affine.scale(0.37, 0.41), Affine.turn(45), Affine.scale(2.2, 1.3)])
def test_colour_under_clear_pixels_does_not_bleed(how):
    pixels = np.zeros((60, 60, 4), np.uint8)
    pixels[..., 1] = 255  # green where nothing is seen
    pixels[20:40, 20:40] = (255, 0, 0, 255)
    tiles = run(pixels, how)
    result = tiles.read(tiles.bounds)
    assert result[..., 3].any()
    assert result[..., 1].max() == 0
    assert (result[result[..., 3] > 0][:, 0] == 255).all()


@pytest.mark.parametrize("how", [Affine.scale(0.3, 0.7), Affine.turn(20), Affine.scale(3.1, 2.3)])
def test_labels_are_never_mixed(how):
    ids = np.random.default_rng(0).integers(0, 4, (40, 50))
    colours = np.array([[0, 0, 0, 0], [9, 9, 9, 255], [99, 0, 0, 255], [1, 2, 3, 255]], np.uint8)
    tiles = run(colours[ids], how, nearest=True)
    found = np.unique(tiles.read(tiles.bounds).reshape(-1, 4), axis=0)
    assert {tuple(c) for c in found} == {tuple(c) for c in colours}


def test_a_layer_is_computed_in_blocks_that_fit_together(monkeypatch):
    tiles = Tiles.from_pixels(noise(np.uint16, 300, 300))
    for how in (Affine.turn(12.5, (60, 50)) @ Affine.scale(0.83, 0.9), Affine.scale(0.7, 1.3)):
        whole = transformed(tiles, how, Progress())
        with monkeypatch.context() as patch:
            patch.setattr(resample, "_BLOCK", 70)
            parts = transformed(tiles, how, Progress())
        rect = whole.extent
        difference = whole.read(rect).astype(int) - parts.read(rect).astype(int)
        # OpenCV looks up 32 places between two pixels; noise differs most from one to the next.
        assert np.abs(difference[..., 3]).max() <= 65535 / 32
        assert parts.extent == rect


def test_making_smaller_takes_the_mean_of_what_goes_into_a_pixel():
    pixels = noise(np.uint16, 400, 400)
    pixels[..., 3] = 65535
    page = Rect.of_size(400, 400)
    small = run(pixels, Affine.scale(0.05, 0.05), page=page).read(Rect.of_size(20, 20))
    assert abs(small[..., 0].mean() / pixels[..., 0].mean() - 1) < 0.01
    assert small[..., 0].std() < 0.12 * pixels[..., 0].std()  # no single pixels are picked


@pytest.mark.parametrize("how", [Affine.scale(1.5, 1.5), Affine.turn(30)])
def test_a_mask_keeps_what_it_says_beyond_its_tiles(how):
    mask = Tiles.from_pixels(np.zeros((20, 20, 1), np.uint8), 10, 10, fill=255)
    result = transformed(mask, how, Progress())
    middle = how(20, 20)
    assert result.read(Rect.of_size(1, 1, int(middle[0]), int(middle[1])))[0, 0, 0] == 0
    assert result.read(Rect.of_size(5, 5, 500, 500)).min() == 255
    assert result.fill == 255


def test_light_above_one_and_infinity_stay_finite_light():
    pixels = np.full((30, 30, 4), 7.5, np.float32)
    pixels[..., 3] = 1
    pixels[10, 10, :3] = np.inf
    result = run(pixels, Affine.scale(1.5, 1.5)).read(Rect(-5, -5, 50, 50))
    assert np.isfinite(result).all()
    assert result[40, 40, 0] == pytest.approx(7.5, rel=1e-3)


def test_it_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        transformed(Tiles.from_pixels(noise(np.uint8)), Affine.turn(3), progress)


@given(
    st.floats(-180, 180), st.floats(0.1, 9), st.floats(0.1, 9), st.floats(-99, 99), st.floats(-9, 9)
)
def test_an_affine_and_its_inverse_lead_back(degrees, sx, sy, x, y):
    how = Affine.turn(degrees, (x, y)) @ Affine.scale(sx, sy, (y, x)) @ Affine.shift(x, y)
    assert how.inverse()(*how(3.0, 4.0)) == pytest.approx((3.0, 4.0), abs=1e-6)
    assert Affine.turn(degrees, (x, y))(x, y) == pytest.approx((x, y))


def test_nothing_stays_nothing():
    empty = transformed(Tiles(4, np.uint8), Affine.turn(20), Progress())
    assert empty.bounds.empty
