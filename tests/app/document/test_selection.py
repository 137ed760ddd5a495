from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.document.document import Document
from app.document.selection import NOTHING_SELECTED, KeepSelections, Select, Selection
from engine.geometry import Rect

PAGE = Rect.of_size(40, 30)


@st.composite
def selections(draw):
    """Somewhere on or beside the page, of any shares."""
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 30))
    mask = draw(arrays(np.uint8, (height, width)))
    return Selection.of(mask, draw(st.integers(0, 40 - width)), draw(st.integers(0, 30 - height)))


def same(a, b):
    return (a.mask(PAGE) == b.mask(PAGE)).all()


@given(selections())
def test_inverting_twice_gives_the_selection_back(a):
    assert a.inverted(PAGE).inverted(PAGE).equals(a)


@given(selections(), selections())
def test_selections_combine_as_fuzzy_sets(a, b):
    assert (a | b).equals(b | a) and (a & b).equals(b & a)
    assert same((a | b).inverted(PAGE), a.inverted(PAGE) & b.inverted(PAGE))
    assert same((a & b).inverted(PAGE), a.inverted(PAGE) | b.inverted(PAGE))
    assert same(a - b, a & b.inverted(PAGE))
    assert (a | a).equals(a) and (a & a).equals(a)


@given(selections(), selections())
def test_what_is_added_and_taken_away_again_leaves_the_rest(a, b):
    left = ((a | b) - b).mask(PAGE)
    untouched, whole = b.mask(PAGE) == 0, b.mask(PAGE) == 255
    assert (left[untouched] == a.mask(PAGE)[untouched]).all()
    assert not left[whole].any()


@given(selections())
def test_bounds_are_tight(a):
    rect = a.bounds
    inside = a.mask(PAGE) > 0
    assert a.empty == (not inside.any())
    if not a.empty:
        ys, xs = np.nonzero(inside)
        assert rect == Rect(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


@given(selections(), st.integers(-300, 300), st.integers(-300, 300))
def test_moving_moves_and_comes_back(a, dx, dy):
    moved = a.moved(dx, dy)
    assert (moved.mask(PAGE.moved(dx, dy)) == a.mask(PAGE)).all()
    assert moved.moved(-dx, -dy).equals(a)


@given(selections(), st.integers(0, 40), st.integers(0, 30))
def test_clipping_leaves_what_is_within(a, x, y):
    part = Rect(x // 2, y // 2, x, y)
    clipped = a.clipped(part)
    assert (clipped.mask(part) == a.mask(part)).all()
    assert (clipped.bounds & part) == clipped.bounds or clipped.empty


def test_a_selection_takes_no_memory_where_nothing_is_selected():
    far = Selection.of(np.full((4, 4), 255, np.uint8), 20_000, 30_000)
    assert sum(tile.nbytes for tile in far.arrays()) == 256 * 256
    assert sum(tile.nbytes for tile in NOTHING_SELECTED.arrays()) == 0


@settings(max_examples=30)
@given(st.lists(selections(), min_size=1, max_size=5))
def test_selecting_is_undone_and_redone_step_by_step(chosen):
    document = Document(40, 30)
    states = [document.selection]
    for selection in chosen:
        document.apply(Select(selection))
        states.append(document.selection)
    assert all((s is None) == c.empty for s, c in zip(states[1:], chosen, strict=True))
    for state in states[-2::-1]:
        document.undo()
        assert document.selection is state
    for state in states[1:]:
        document.redo()
        assert document.selection is state


def test_selecting_paints_nothing_again():
    document = Document(40, 30)
    assert document.apply(Select(Selection.whole(PAGE))).empty


def test_saved_selections_are_a_step_and_their_memory_counts():
    document = Document(1000, 800)
    big = Selection.whole(document.bounds)
    document.apply(KeepSelections((("Body", big),), "Save selection"))
    assert dict(document.now.saved)["Body"] is big
    assert sum(1 for _ in document.now.arrays()) == 16
    document.undo()
    assert document.now.saved == ()


@pytest.mark.parametrize("how", [Selection.__or__, Selection.__and__, Selection.__sub__])
def test_nothing_combines_with_nothing(how):
    assert how(NOTHING_SELECTED, NOTHING_SELECTED).empty
