"""The outline of a mask, as the marching ants go along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.document.selection import Selection
from engine.geometry import Rect

HALF = 128  # of 255: from here on a pixel counts as selected

Lines = NDArray[np.intp]  # N×4: x0, y0, x1, y1


def outline(selection: Selection, rect: Rect, step: int = 1) -> Lines:
    """The lines between pixels of which one is selected by half or more and the other is not.

    rect: where to look. step: every how many pixels to look, 1 = at each. Returns N×4 document
    coordinates; each line is level or upright, in no order.
    """
    rect = rect & selection.bounds.grown(step)
    if rect.empty:
        return np.empty((0, 4), np.intp)
    x, y = rect.x0 // step * step, rect.y0 // step * step
    inside = selection.mask(Rect(x, y, rect.x1, rect.y1))[::step, ::step] >= HALF
    framed = np.pad(inside, 1)
    rows, start, end = _runs(framed[1:] != framed[:-1])
    level = np.stack([start, rows + 1, end, rows + 1], 1)
    columns, start, end = _runs((framed[:, 1:] != framed[:, :-1]).T)
    upright = np.stack([columns + 1, start, columns + 1, end], 1)
    lines: Lines = (np.concatenate([level, upright]) - 1) * step + np.array([x, y, x, y])
    return lines


def _runs(edges: NDArray[np.bool]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, first place and the place after the last of each run of True along the rows."""
    padded = np.pad(edges, ((0, 0), (1, 1)))
    rows, start = np.nonzero(padded[:, 1:] & ~padded[:, :-1])
    _, end = np.nonzero(~padded[:, 1:] & padded[:, :-1])
    return rows, start, end
