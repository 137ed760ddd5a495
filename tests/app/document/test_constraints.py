from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.constraints import Constraints, Plane, Warp, influenced
from app.document.strokes import Brush, Sample
from engine.geometry import Rect

PAGE = Rect.of_size(40, 30)


def brushed(plane: Plane, brush: Brush) -> Constraints:
    """One dab in the middle."""
    asked = Constraints()
    stroke = asked.stroke(plane, PAGE, brush)
    stroke.add(Sample(20, 15))
    return asked.with_plane(plane, stroke.tiles)


def test_nothing_is_asked_at_first() -> None:
    assert not Constraints().asks


@pytest.mark.parametrize("plane", ["colour", "lines"])
def test_a_stroke_asks_in_its_colour_and_leaves_the_value_before_as_it_was(plane: Plane) -> None:
    before = Constraints()
    stroke = before.stroke(plane, PAGE, Brush(6, colour=(1.0, 0.0, 0.0)))
    stroke.add(Sample(20, 15))
    after = before.with_plane(plane, stroke.tiles)
    assert after.asks
    assert not before.asks
    assert tuple(getattr(after, plane).read(PAGE)[15, 20]) == (255, 0, 0, 255)


def test_influence_alone_asks_nothing_of_the_optimisation() -> None:
    assert not brushed("influence", Brush(6, colour=(1.0, 1.0, 1.0))).asks


def test_erasing_all_of_a_stroke_leaves_nothing_asked() -> None:
    asked = brushed("colour", Brush(6, colour=(0.2, 0.5, 0.8)))
    stroke = asked.stroke("colour", PAGE, Brush(20, erase=True))
    stroke.add(Sample(20, 15))
    assert not asked.with_plane("colour", stroke.tiles).asks


def test_warps_go_from_either_of_their_ends() -> None:
    asked = Constraints(warps=(Warp(5, 5, 25, 5, 8), Warp(5, 20, 25, 20, 8)))
    assert asked.asks
    assert asked.without_warps_at(5, 6, 3).warps == asked.warps[1:]
    assert asked.without_warps_at(25, 21, 3).warps == asked.warps[:1]
    assert asked.without_warps_at(15, 12, 3) is asked


def test_a_warp_is_held_within_its_square_at_the_new_place() -> None:
    warp = Warp(5, 5, 25, 15, 8)
    assert warp.holds(28.9, 11.1)
    assert not warp.holds(29.1, 15)
    assert not warp.holds(5, 5)


@given(st.integers(0, 255), st.integers(0, 255), st.sampled_from([0, 255]))
def test_strokes_move_the_influence_towards_their_grey(mask: int, alpha: int, grey: int) -> None:
    strokes = np.array([[[grey, grey, grey, alpha]]], np.uint8)
    (found,) = influenced(np.array([[mask]], np.uint8), strokes)[0]
    assert abs(found - (mask + (grey - mask) * alpha / 255)) <= 0.5 + 1e-3
