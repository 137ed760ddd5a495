"""Outlines as selections: how much of each pixel lies inside, exactly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.document.selection import NOTHING_SELECTED, Mask, Selection
from engine.geometry import Rect

Points = NDArray[np.float64]  # N×2, x and y in document pixels (pixel centres at +0.5)

_BAND = 32  # rows that are summed up at a time
_FLAT = 0.01  # pixels that a chord may lie from its arc


def polygon(points: Points, page: Rect) -> Selection:
    """The inside of a closed outline, what it winds around in either direction included.

    points: N×2. What lies outside the page is not selected.
    """
    if len(points) < 3:
        return NOTHING_SELECTED
    low, high = np.floor(points.min(0)), np.ceil(points.max(0))
    rect = page & Rect(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    if rect.empty:
        return NOTHING_SELECTED
    return Selection.of(coverage(points, rect), rect.x0, rect.y0)


def rectangle(rect: Rect, page: Rect) -> Selection:
    """Whole pixels."""
    rect = rect & page
    return NOTHING_SELECTED if rect.empty else Selection.whole(rect)


def ellipse(rect: Rect, page: Rect) -> Selection:
    """The ellipse that touches the sides of a rectangle."""
    if rect.empty:
        return NOTHING_SELECTED
    a, b = rect.width / 2, rect.height / 2
    corners = math.ceil(math.pi / math.acos(1 - _FLAT / max(a, b, 1.0)))
    angle = np.arange(corners) * (2 * math.pi / corners)
    points = np.stack([rect.x0 + a + a * np.cos(angle), rect.y0 + b + b * np.sin(angle)], 1)
    return polygon(points, page)


def coverage(points: Points, rect: Rect) -> Mask:
    """How much of each pixel of rect lies inside a closed outline: H×W uint8, 255 = all of it.

    Every edge is cut where it crosses a row or a column of pixels. A piece adds to its pixel the
    area to its right, and its height to all pixels further right; summed up along the row that is
    the winding number, weighted by area (as FreeType's and Levien's font rasterizers do).
    """
    start = points - (rect.x0, rect.y0)
    pieces = _cut(_cut(np.concatenate([start, np.roll(start, -1, 0)], 1), 1), 0)
    x0, y0, x1, y1 = pieces.T
    row, column = np.floor((y0 + y1) / 2), np.floor((x0 + x1) / 2)
    inside = (row >= 0) & (row < rect.height) & (column < rect.width) & (y0 != y1)
    x0, y0, x1, y1, row, column = (v[inside] for v in (x0, y0, x1, y1, row, column))
    left = column < 0  # counts whole for the first pixel of the row
    height = y1 - y0
    right_part = np.where(left, 0, (x0 + x1) / 2 - column)
    row, column = row.astype(np.intp), np.where(left, 0, column).astype(np.intp)
    result = np.empty((rect.height, rect.width), np.uint8)
    wide = rect.width + 1
    order = np.argsort(row, kind="stable")
    row, column, height, right_part = (v[order] for v in (row, column, height, right_part))
    for top in range(0, rect.height, _BAND):
        rows = min(_BAND, rect.height - top)
        band = slice(*np.searchsorted(row, (top, top + rows)))
        at = (row[band] - top) * wide + column[band]
        sums = np.bincount(
            np.concatenate([at, at + 1]),
            np.concatenate(
                [height[band] * (1 - right_part[band]), height[band] * right_part[band]]
            ),
            rows * wide,
        )
        winding = np.cumsum(sums.reshape(rows, wide)[:, :-1], 1, np.float32)  # rows×W
        np.abs(winding, out=winding)
        np.minimum(winding, 1, out=winding)
        winding *= 255
        winding += np.float32(0.5)
        result[top : top + rows] = winding
    return result


def _cut(pieces: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Cut lines where x (axis 0) or y (axis 1) is whole: N×4 (x0, y0, x1, y1) → M×4."""
    a, b = pieces[:, axis], pieces[:, 2 + axis]
    low, high = np.minimum(a, b), np.maximum(a, b)
    cuts = np.maximum(np.ceil(high) - np.floor(low) - 1, 0).astype(np.intp)
    parts = cuts + 1
    of = np.repeat(np.arange(len(pieces)), parts)  # M: the line that each part is of
    first = np.cumsum(parts) - parts
    number = np.arange(len(of)) - first[of]  # 0 … cuts of the line
    ends = []
    for i in (number, number + 1):
        # Both ends of a part are computed in the line's own direction, so that parts join.
        step = np.where(a[of] <= b[of], i, parts[of] - i)
        on_axis = np.clip(np.floor(low[of]) + step, low[of], high[of])
        on_axis = np.where(i == 0, a[of], np.where(i == parts[of], b[of], on_axis))
        way = b[of] - a[of]
        t = np.divide(on_axis - a[of], way, out=np.zeros_like(way), where=way != 0)
        t = np.where((way == 0) & (i > 0), 1.0, t)
        other = 1 - axis
        across = pieces[of, other] + t * (pieces[of, 2 + other] - pieces[of, other])
        ends.append((on_axis, across) if axis == 0 else (across, on_axis))
    return np.stack([*ends[0], *ends[1]], 1)
