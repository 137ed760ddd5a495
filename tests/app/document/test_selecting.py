from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import selecting
from app.document.selection import Selection
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops.colour import full

PAGE = Rect.of_size(300, 200)
DTYPES = [np.uint8, np.uint16, np.float32]


def box(*corners):
    return Selection.whole(Rect(*corners))


@pytest.mark.parametrize("px", [1, 2, 7, 8, 9, 30, 61])
def test_a_pixel_grows_into_a_disc(px):
    grown = selecting.grown(box(150, 100, 151, 101), px, PAGE)
    assert grown.bounds == Rect(150 - px, 100 - px, 151 + px, 101 + px)
    ys, xs = np.nonzero(grown.mask(PAGE))
    assert np.hypot(xs - 150, ys - 100).max() <= px * 1.05 + 0.5
    assert len(xs) == pytest.approx(np.pi * (px + 0.5) ** 2, rel=0.3 if px == 1 else 0.08)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 25))
def test_growing_by_a_box_and_shrinking_it_again_gives_the_box_back(px):
    selection = box(100, 80, 180, 150)
    there = selecting.grown(selection, px, PAGE)
    assert selecting.shrunk(there, px, PAGE).equals(selection)


def test_a_soft_rim_stays_soft_where_it_grows():
    mask = np.zeros((50, 50), np.uint8)
    mask[20:30, 20:30], mask[20:30, 30] = 255, 100
    grown = selecting.grown(Selection.of(mask), 3, PAGE).mask(PAGE)
    assert grown[25, 32] == 255 and grown[25, 33] == 100 and grown[25, 34] == 0


def test_at_the_edge_of_the_page_the_selection_goes_on():
    half = box(0, 0, 150, 200)
    assert selecting.shrunk(half, 10, PAGE).bounds == Rect(0, 0, 140, 200)
    assert selecting.shrunk(Selection.whole(PAGE), 10, PAGE).equals(Selection.whole(PAGE))
    soft = selecting.feathered(half, 6, PAGE).mask(PAGE)
    assert (soft[:, 0] == 255).all() and (soft == soft[0]).all()


def test_shrinking_by_too_much_leaves_nothing():
    assert selecting.shrunk(box(50, 50, 60, 60), 6, PAGE).empty


@pytest.mark.parametrize("px", [1, 5, 20])
def test_a_feathered_edge_is_half_selected_where_it_was(px):
    row = selecting.feathered(box(150, 0, 300, 200), px, PAGE).mask(PAGE)[100].astype(int)
    assert (np.diff(row) >= 0).all()
    assert row[149] + row[150] == pytest.approx(255, abs=2)
    assert row[150 - 3 * px - 1] == 0 and row[150 + 3 * px + 1] >= 254
    deviations = (px + 0.5) / px  # of the middle of that pixel from the edge
    normal = 0.5 + 0.5 * math.erf(deviations / math.sqrt(2))
    assert row[150 + px] / 255 == pytest.approx(normal, abs=0.02)


def test_new_shapes_combine_with_what_is_selected():
    old, new = box(10, 10, 50, 50), box(30, 30, 70, 70)
    assert selecting.combined(old, new, "new") is new
    assert selecting.combined(old, new, "add").equals(old | new)
    assert selecting.combined(old, new, "subtract").equals(old - new)
    assert selecting.combined(old, new, "intersect").bounds == Rect(30, 30, 50, 50)
    for how in ("add", "subtract", "intersect"):
        assert selecting.combined(None, new, how) is new


# colours


def plane(dtype, **squares):
    """White with squares of grey levels from 0 to 1: name → (level, corners)."""
    pixels = np.full((200, 300, 4), full(dtype), dtype)
    for level, corners in squares.values():
        pixels[Rect(*corners).slices()][..., :3] = np.asarray(level * full(dtype)).astype(dtype)
    return Tiles.from_pixels(pixels)


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_colour_is_selected_where_it_hangs_together_or_everywhere(dtype):
    tiles = plane(dtype, a=(0, (10, 10, 40, 40)), b=(0, (100, 100, 130, 130)))
    together = selecting.by_colour(tiles.read, (20, 20), 10, PAGE, contiguous=True)
    assert together.equals(box(10, 10, 40, 40))
    everywhere = selecting.by_colour(tiles.read, (20, 20), 10, PAGE, contiguous=False)
    assert everywhere.equals(box(10, 10, 40, 40) | box(100, 100, 130, 130))


def test_the_tolerance_says_how_far_a_colour_may_differ():
    pixels = np.full((1, 256, 4), 255, np.uint8)
    pixels[0, :, 0] = np.arange(256)
    like = selecting.alike(pixels, pixels[0, 0], 40)[0]
    assert (like[:41] == 255).all() and (like[60:] == 0).all()
    assert (np.diff(like[40:61].astype(int)) < 0).all()
    only = selecting.alike(pixels, pixels[0, 7], 0)[0]
    assert only[7] == 255 and only.sum() == 255


def test_what_is_transparent_is_alike_whatever_its_colour():
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, 1] = (200, 10, 10, 0)
    pixels[0, 2] = (0, 0, 0, 255)
    assert selecting.alike(pixels, pixels[0, 0], 5).tolist() == [[255, 255, 0]]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2999), st.integers(0, 1999))
def test_a_colour_that_hangs_together_is_found_however_far_it_reaches(x, y):
    """A snake of one colour, wider than what is looked at first."""
    page = Rect.of_size(3000, 2000)
    tiles = Tiles(4, np.uint8)
    black = np.full((1, 1, 4), 255, np.uint8)
    black[..., :3] = 0
    for i, row in enumerate(range(0, 2000, 400)):
        tiles.write(Rect(0, row, 3000, row + 3), np.broadcast_to(black, (3, 3000, 4)))
        side = 2997 if i % 2 else 0
        tiles.write(Rect(side, row, side + 3, min(row + 403, 2000)),
                    np.broadcast_to(black, (min(403, 2000 - row), 3, 4)))  # fmt: skip
    found = selecting.by_colour(tiles.read, (x, y), 0, page, contiguous=True)
    on_snake = bool(tiles.read(Rect.of_size(1, 1, x, y))[0, 0, 3])
    alpha = tiles.read(page)[..., 3]
    if on_snake:
        assert (found.mask(page) == alpha).all()
    else:
        assert found.mask(page)[y, x] == 255 and not found.mask(page)[alpha > 0].any()


def test_a_seed_beside_the_page_selects_nothing():
    assert selecting.by_colour(Tiles(4, np.uint8).read, (-1, 5), 9, PAGE, contiguous=True).empty
