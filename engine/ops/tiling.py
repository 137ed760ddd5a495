"""A large picture in tiles, and rows that flow through one piece of work into the next.

A network sees a tile with `overlap` pixels of its neighbours around it. Beyond its edges the
picture goes on as its mirror image, so that each tile has neighbours on all sides and nothing
darkens at the rim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect


def reflected(start: int, stop: int, size: int) -> NDArray[np.intp]:
    """What start … stop - 1 stand for on an axis of `size` with mirrors at both ends."""
    i = np.arange(start, stop) % (2 * size)
    return np.where(i < size, i, 2 * size - 1 - i)


def patch(pixels: NDArray[Any], rect: Rect) -> NDArray[Any]:
    """The pixels of a rectangle that may reach beyond H×W×C, which then goes on mirrored."""
    height, width = pixels.shape[:2]
    if rect == rect & Rect.of_size(width, height):
        return pixels[rect.slices()]
    rows, columns = reflected(rect.y0, rect.y1, height), reflected(rect.x0, rect.x1, width)
    return pixels[rows[:, None], columns]


def rounded_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


@dataclass(frozen=True, eq=False)
class Window:
    """Rows y0 … y1 of a picture with some of the rows around them.

    rows: h×W×C; its first one is row `top` of the picture.
    """

    rows: NDArray[Any]
    top: int
    y0: int
    y1: int

    def inner(self, result: NDArray[Any]) -> NDArray[Any]:
        """Of what was made of `rows`, as high as they are: y0 … y1."""
        return result[self.y0 - self.top : self.y1 - self.top]


def windows(bands: Iterable[NDArray[Any]], context: int, height: int) -> Iterator[Window]:
    """Bands of rows that follow one another from the top of a picture down → windows that cover
    each of its `height` rows once, with `context` rows on both sides where there are so many."""
    held: NDArray[Any] | None = None
    top = done = 0
    for band in bands:
        held = band if held is None else np.concatenate([held, band])
        read = top + len(held)
        ready = height if read == height else read - context
        if ready <= done:
            continue
        yield Window(held, top, done, ready)
        done = ready
        keep = max(top, done - context)
        held, top = held[keep - top :], keep
