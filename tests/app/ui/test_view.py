from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.view import LARGEST, SMALLEST, View
from engine.geometry import Rect

PANE = Rect(10, 20, 810, 620)
zooms = st.floats(SMALLEST, LARGEST)
places = st.floats(0, 4000)


@given(zooms, places, places, st.floats(0, 800), st.floats(0, 600))
def test_screen_and_document_are_each_others_inverse(
    zoom: float, x: float, y: float, sx: float, sy: float
) -> None:
    view = View(zoom, x, y)
    back = view.to_screen(*view.to_document(sx, sy, PANE), PANE)
    assert back == pytest.approx((sx, sy), abs=1e-6)


@given(zooms, zooms, st.floats(10, 810), st.floats(20, 620))
def test_zooming_keeps_the_point_under_the_pointer(
    old: float, new: float, x: float, y: float
) -> None:
    view = View(old, 500, 400)
    before = view.to_document(x, y, PANE)
    view.zoom_at(new, x, y, PANE)
    after = view.to_document(x, y, PANE)
    # The document's corner lies on whole screen pixels: up to one pixel of each zoom.
    assert after == pytest.approx(before, abs=1 / old + 1 / new)


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_fitting_shows_the_whole_document(width: int, height: int) -> None:
    view = View()
    view.fit(width, height, PANE)
    shown = view.page(Rect.of_size(width, height), PANE)
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
