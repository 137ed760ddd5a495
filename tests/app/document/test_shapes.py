from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import shapes
from engine.geometry import Rect

PAGE = Rect.of_size(60, 40)
coordinates = st.floats(-20, 80, allow_nan=False)
triangles = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=3)


def area(points):
    x, y = points.T
    return abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def sampled(points, rect, per_side=16):
    """Coverage by counting sample points, for outlines that do not cross themselves."""
    import cv2

    y, x = (np.mgrid[0 : rect.height * per_side, 0 : rect.width * per_side] + 0.5) / per_side
    inside = [
        cv2.pointPolygonTest(points.astype(np.float32), (float(a), float(b)), False) >= 0
        for a, b in zip((x + rect.x0).ravel(), (y + rect.y0).ravel(), strict=True)
    ]
    grid = np.reshape(inside, (rect.height, per_side, rect.width, per_side))
    return grid.mean((1, 3)) * 255


@settings(max_examples=150, deadline=None)
@given(triangles)
def test_the_coverage_adds_up_to_the_area(corners):
    points = np.array(corners)
    rect = Rect(-25, -25, 85, 85)
    covered = shapes.coverage(points, rect).sum() / 255
    rim = np.abs(np.diff(np.vstack([points, points[:1]]), axis=0)).sum() + 3
    assert covered == pytest.approx(area(points), abs=rim / 200)  # rounded at each pixel of the rim


@settings(max_examples=60, deadline=None)
@given(triangles)
def test_a_part_of_the_page_is_covered_as_the_whole_is(corners):
    points = np.array(corners)
    wide = shapes.coverage(points, Rect(-25, -25, 85, 85)).astype(int)
    part = Rect(3, 5, 31, 29)
    narrow = shapes.coverage(points, part).astype(int)
    assert np.abs(narrow - wide[part.slices((-25, -25))]).max() <= 1


def test_the_edges_are_covered_by_the_pixel():
    points = np.array([[1.5, 1.25], [9.75, 3.0], [7.0, 8.5], [2.25, 6.0]])
    rect = Rect.of_size(11, 10)
    ours = shapes.coverage(points, rect)
    assert np.abs(ours - sampled(points, rect)).max() < 12


def test_a_polygon_on_pixel_edges_selects_whole_pixels():
    corners = np.array([[3, 2], [13, 2], [13, 9], [3, 9]], np.float64)
    for points in (corners, corners[::-1]):
        chosen = shapes.polygon(points, PAGE)
        assert chosen.bounds == Rect(3, 2, 13, 9)
        assert (chosen.mask(chosen.bounds) == 255).all()


def test_an_outline_that_crosses_itself_selects_both_of_its_loops():
    eight = np.array([[2, 2], [30, 30], [30, 2], [2, 30]], np.float64)
    mask = shapes.polygon(eight, PAGE).mask(PAGE)
    assert mask[15, 4] == 255 and mask[15, 28] == 255 and mask[4, 16] == 0


def test_what_lies_beside_the_page_is_not_selected():
    around = np.array([[-100, -100], [200, -100], [200, 200], [-100, 200]], np.float64)
    chosen = shapes.polygon(around, PAGE)
    assert chosen.bounds == PAGE and (chosen.mask(PAGE) == 255).all()
    assert shapes.polygon(around + 500, PAGE).empty
    assert shapes.polygon(around[:2], PAGE).empty


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (40, 40), (59, 21)])
def test_an_ellipse_has_its_area_and_touches_the_sides(size):
    rect = Rect.of_size(*size, 0, 0)
    chosen = shapes.ellipse(rect, PAGE)
    assert chosen.bounds == rect
    expected = np.pi * size[0] * size[1] / 4
    assert chosen.mask(rect).sum() / 255 == pytest.approx(expected, rel=0.02)


def test_a_rectangle_is_cut_at_the_page():
    assert shapes.rectangle(Rect(-5, -5, 10, 10), PAGE).bounds == Rect(0, 0, 10, 10)
    assert shapes.rectangle(Rect(90, 90, 99, 99), PAGE).empty
