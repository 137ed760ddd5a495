import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.tiles import TILE, Tiles, places
from engine.geometry import Rect

DTYPES = st.sampled_from([np.uint8, np.uint16, np.float32])
SPAN = 700  # the dense plane reaches from -SPAN to SPAN


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    x, y = draw(st.integers(-SPAN, SPAN - 1)), draw(st.integers(-SPAN, SPAN - 1))
    return Rect.of_size(
        draw(st.integers(1, min(400, SPAN - x))), draw(st.integers(1, min(400, SPAN - y))), x, y
    )


def noise(seed, shape, dtype):
    return (np.random.default_rng(seed).random(shape) * 250).astype(dtype)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(rects(), st.integers(0, 9)), min_size=1, max_size=5), rects(), DTYPES)
def test_tiles_hold_what_a_dense_array_holds(writes, wanted, dtype):
    dense = np.zeros((2 * SPAN, 2 * SPAN, 2), dtype)
    tiles = Tiles(2, dtype)
    for rect, seed in writes:
        pixels = noise(seed, (rect.height, rect.width, 2), dtype) if seed else 0
        pixels = np.zeros((rect.height, rect.width, 2), dtype) + np.asarray(pixels, dtype)
        dense[rect.slices((-SPAN, -SPAN))] = pixels
        tiles.write(rect, pixels)
    read = tiles.read(wanted)
    assert read.dtype == dtype
    assert np.array_equal(read, dense[wanted.slices((-SPAN, -SPAN))])
    everything = tiles.read(tiles.bounds)
    assert np.count_nonzero(everything) == np.count_nonzero(dense)  # bounds leave nothing out


def test_a_copy_shares_tiles_and_does_not_see_later_writes():
    tiles = Tiles.from_pixels(noise(1, (2 * TILE, 2 * TILE, 4), np.uint8))
    before = tiles.read(tiles.bounds)
    copy = tiles.copy()
    tiles.write(Rect.of_size(3, 3, 10, 10), np.full((3, 3, 4), 7, np.uint8))
    assert np.array_equal(copy.read(copy.bounds), before)
    assert tiles.read(Rect.of_size(1, 1, 10, 10))[0, 0, 0] == 7
    shared = {id(a) for a in tiles.arrays()} & {id(a) for a in copy.arrays()}
    assert len(shared) == 3


def test_arrays_of_tiles_cannot_be_written_in_place():
    tiles = Tiles.from_pixels(np.ones((5, 5, 4), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        next(tiles.arrays())[0, 0] = 3


def test_what_is_read_is_the_readers_own():
    tiles = Tiles.from_pixels(np.ones((TILE, TILE, 4), np.uint8))
    tiles.read(tiles.bounds)[:] = 9
    assert tiles.read(tiles.bounds).max() == 1


def test_a_tile_that_becomes_zero_costs_nothing():
    tiles = Tiles.from_pixels(np.ones((300, 10, 4), np.uint8))
    assert tiles.memory == 2 * TILE * TILE * 4
    tiles.write(Rect.of_size(10, 300), np.zeros((300, 10, 4), np.uint8))
    assert tiles.memory == 0
    assert tiles.bounds.empty


def test_bounds_are_whole_tiles_around_the_content():
    tiles = Tiles.from_pixels(np.ones((2, 2, 1), np.float32), x=-1, y=TILE)
    assert tiles.bounds == Rect(-TILE, TILE, TILE, 2 * TILE)


@pytest.mark.parametrize("bad", [np.zeros((2, 2, 4), np.uint16), np.zeros((2, 3, 4), np.uint8)])
def test_pixels_of_another_dtype_or_size_are_refused(bad):
    with pytest.raises(ValueError, match="is not uint8"):
        Tiles(4, np.uint8).write(Rect.of_size(2, 2), bad)


@given(rects())
def test_places_cover_a_rectangle_once(rect):
    parts = [part for _, part in places(rect)]
    assert sum(part.width * part.height for part in parts) == rect.width * rect.height
    assert all(part & rect == part for part in parts)


def test_an_empty_rectangle_reads_as_nothing():
    assert Tiles(4, np.uint8).read(Rect(5, 5, 5, 9)).shape == (4, 0, 4)
    assert list(places(Rect(5, 5, 5, 9))) == []


@given(rects(), st.integers(-900, 900), st.integers(-900, 900), rects(), DTYPES)
def test_moved_tiles_hold_the_same_pixels_elsewhere(rect, dx, dy, wanted, dtype):
    pixels = noise(1, (rect.height, rect.width, 2), dtype)
    tiles = Tiles(2, dtype)
    tiles.write(rect, pixels)
    moved = tiles.moved(dx, dy)
    assert np.array_equal(moved.read(wanted.moved(dx, dy)), tiles.read(wanted))
    assert {id(a) for a in moved.arrays()} == {id(a) for a in tiles.arrays()}
    assert moved.extent == (tiles.extent.moved(dx, dy) if pixels.any() else tiles.extent)
    back = moved.moved(-dx, -dy)
    assert back.identity((0, 0)) == tiles.identity((0, 0))
    moved.write(Rect.of_size(3, 3), np.full((3, 3, 2), 9, dtype))
    assert np.array_equal(tiles.read(rect), pixels)


@given(rects(), rects(), st.integers(-300, 300), st.integers(0, 1))
def test_clipped_tiles_hold_nothing_outside(rect, clip, shift, full):
    tiles = Tiles(1, np.uint8, 255 * full)
    tiles.write(rect, noise(2, (rect.height, rect.width, 1), np.uint8))
    tiles = tiles.moved(shift, 0)
    clipped = tiles.clipped(clip)
    inside, outside = rect.moved(shift, 0) & clip, Rect(-SPAN, -SPAN, SPAN, SPAN)
    if not inside.empty:
        assert np.array_equal(clipped.read(inside), tiles.read(inside))
    everything = clipped.read(outside)
    if not inside.empty:
        everything[inside.slices((-SPAN, -SPAN))] = 255 * full
    assert (everything == 255 * full).all()


def test_where_no_tile_is_the_plane_is_filled():
    tiles = Tiles.from_pixels(np.zeros((2, 3, 1), np.uint8), 5, 6, fill=255)
    assert tiles.read(Rect(4, 5, 9, 9)).sum() == 255 * (20 - 6)
    assert tiles.extent == Rect(5, 6, 8, 8)
    tiles.write(Rect.of_size(3, 2, 5, 6), np.full((2, 3, 1), 255, np.uint8))
    assert tiles.memory == 0 and tiles.tile((0, 0)) is None
    assert tiles.copy().read(Rect.of_size(1, 1, 900, 900)) == 255


@given(rects(), st.integers(-300, 300), st.integers(-300, 300))
def test_a_tile_is_what_is_read_at_its_place(rect, dx, dy):
    tiles = Tiles(1, np.uint8)
    tiles.write(rect, noise(3, (rect.height, rect.width, 1), np.uint8))
    tiles = tiles.moved(dx, dy)
    for place, _ in places(tiles.bounds):
        tile = tiles.tile(place)
        whole = Rect.of_size(TILE, TILE, place[0] * TILE, place[1] * TILE)
        if tile is None:
            assert tiles.identity(place) == () and not tiles.read(whole).any()
        else:
            assert np.array_equal(tile, tiles.read(whole))
            assert tiles.identity(place) == tiles.copy().identity(place) != ()
