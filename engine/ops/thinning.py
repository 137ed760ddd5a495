"""Thin lines: what a shape leaves when its rim is taken off as long as it holds together."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# What each of a pixel's neighbours adds to the number of its neighbourhood, clockwise from the
# one above it.
_RING = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))


def thin(shape: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The skeleton of an H×W shape: connected as it is, lines of one pixel (8-connected).

    Guo & Hall, Parallel thinning with two-subiteration algorithms (1989), A1. Nothing counts as
    lying beyond the picture's edge.
    """
    numbering = np.zeros((3, 3), np.float32)
    for i, place in enumerate(_RING):
        numbering[place] = 1 << i
    left = shape.astype(np.uint8)
    while True:
        before = left
        for removable in _REMOVABLE:
            ring = cv2.filter2D(left, cv2.CV_8U, numbering, borderType=cv2.BORDER_CONSTANT)
            left = left & ~removable[ring]
        if np.array_equal(left, before):
            return left.astype(bool)


def _removable() -> NDArray[np.uint8]:
    """2×256 times 0 or 1: whether a pixel with this neighbourhood may go, in either pass."""
    ring = np.arange(256) >> np.arange(8)[:, None] & 1 == 1  # 8×256
    n, ne, e, se, s, sw, w, nw = ring
    pieces = sum(
        (~side & (corner | after)).astype(int)
        for side, corner, after in ((n, ne, e), (e, se, s), (s, sw, w), (w, nw, n))
    )
    thickness = np.minimum(
        sum((a | b).astype(int) for a, b in ((nw, n), (ne, e), (se, s), (sw, w))),
        sum((a | b).astype(int) for a, b in ((n, ne), (e, se), (s, sw), (w, nw))),
    )
    may = (pieces == 1) & (thickness >= 2) & (thickness <= 3)
    passes = (~((s | sw | ~nw) & w), ~((n | ne | ~se) & e))
    return np.stack([may & one for one in passes]).astype(np.uint8)


_REMOVABLE = _removable()
