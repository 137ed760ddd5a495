from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from app.ui.view import LARGEST, SMALLEST, View
from engine.geometry import Rect

PANE = Rect(10, 20, 810, 620)
zooms = st.floats(SMALLEST, LARGEST)
places = st.floats(0, 4000)
angles = st.one_of(st.sampled_from([0.0, 90.0, 180.0, -90.0]), st.floats(-179, 180))
views = st.builds(View, zooms, places, places, angles, st.booleans())


@given(views, st.floats(0, 800), st.floats(0, 600))
def test_screen_and_document_are_each_others_inverse(view: View, sx: float, sy: float) -> None:
    back = view.to_screen(*view.to_document(sx, sy, PANE), PANE)
    assert back == pytest.approx((sx, sy), abs=1e-6)


@given(views, places, places)
def test_qt_is_told_the_same_way_to_the_screen(view: View, x: float, y: float) -> None:
    told = view.transform(PANE).map(QPointF(x, y))
    assert view.to_screen(x, y, PANE) == pytest.approx((told.x(), told.y()), abs=1e-6)


@given(views, zooms, st.floats(10, 810), st.floats(20, 620))
def test_zooming_keeps_the_point_under_the_pointer(
    view: View, new: float, x: float, y: float
) -> None:
    old = view.zoom
    before = view.to_document(x, y, PANE)
    view.zoom_at(new, x, y, PANE)
    after = view.to_document(x, y, PANE)
    # The document's corner lies on whole screen pixels: up to one pixel of each zoom.
    assert after == pytest.approx(before, abs=1.5 / old + 1.5 / new)


@given(views, angles, st.floats(10, 810), st.floats(20, 620))
def test_turning_and_mirroring_keep_the_point_that_they_turn_around(
    view: View, angle: float, x: float, y: float
) -> None:
    before = view.to_document(x, y, PANE)
    view.turn(angle, x, y, PANE)
    view.mirror(x, y, PANE)
    assert view.to_document(x, y, PANE) == pytest.approx(before, abs=3 / view.zoom)
    assert view.angle == pytest.approx(angle)


@given(views)
def test_mirroring_twice_changes_nothing(view: View) -> None:
    before = (view.x, view.y, view.angle)
    view.mirror(410, 320, PANE)
    assert view.mirrored != view.mirror(410, 320, PANE)
    assert (view.x, view.y, view.angle) == pytest.approx(before, abs=2 / view.zoom)


def test_a_turn_goes_clockwise_and_a_mirror_swaps_left_and_right() -> None:
    view = View(2, 100, 50)
    view.turn(90, 410, 320, PANE)
    right = view.to_screen(101, 50, PANE)
    assert right == pytest.approx((410, 322), abs=1)
    view.turn(360, 410, 320, PANE)
    assert view.angle == 0
    view.mirror(410, 320, PANE)
    assert view.to_screen(101, 50, PANE) == pytest.approx((408, 320), abs=1)


@given(st.integers(1, 9000), st.integers(1, 9000), angles)
def test_fitting_shows_the_whole_document(width: int, height: int, angle: float) -> None:
    view = View(angle=angle)
    view.fit(width, height, PANE)
    shown = view.covering(Rect.of_size(width, height), PANE)
    if view.zoom > SMALLEST:
        assert PANE.x0 <= shown.x0 and shown.x1 <= PANE.x1
        assert PANE.y0 <= shown.y0 and shown.y1 <= PANE.y1


def test_steps_go_through_100_percent() -> None:
    view = View(0.67)
    view.zoom = view.step(1)
    assert view.zoom == 1
    view.zoom = view.step(-1)
    assert view.zoom == pytest.approx(2 / 3)
    assert View(LARGEST).step(1) == LARGEST and View(SMALLEST).step(-1) == SMALLEST
