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
    height, width = framed.shape
    first, last = _runs(np.flatnonzero(framed[1:] ^ framed[:-1]))
    rows, start, end = first // width, first % width, last % width + 1
    level = np.stack([start, rows + 1, end, rows + 1], 1)
    rows, columns = np.divmod(np.flatnonzero(framed[:, 1:] ^ framed[:, :-1]), width - 1)
    first, last = _runs(np.sort(columns * height + rows))
    columns, start, end = first // height, first % height, last % height + 1
    upright = np.stack([columns + 1, start, columns + 1, end], 1)
    lines: Lines = (np.concatenate([level, upright]) - 1) * step + np.array([x, y, x, y])
    return lines


def _runs(places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last of each run of ascending numbers that follow one another."""
    breaks = np.flatnonzero(np.diff(places) != 1)
    ends = np.concatenate([breaks, [len(places) - 1]]) if len(places) else breaks
    starts = np.concatenate([[0], breaks + 1]) if len(places) else breaks
    return places[starts], places[ends]
