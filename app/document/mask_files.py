"""Selections as grey pictures on disk, white = selected."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.document.selection import Selection
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import files
from engine.ops.colour import converted


def read_selection(path: Path, page: Rect) -> Selection:
    """What a picture of the page's size selects: light pixels, as far as they are opaque.

    Raises BadInput as `engine.ops.files.read`, selection.size.
    """
    pixels = files.read(path).pixels
    height, width, channels = pixels.shape
    if (width, height) != (page.width, page.height):
        raise BadInput(
            "selection.size",
            path=path,
            width=width,
            height=height,
            page_width=page.width,
            page_height=page.height,
        )
    eight = converted(pixels, np.uint8)
    grey = eight[..., 0] if channels < 3 else eight[..., :3].max(2)
    if channels in (2, 4):
        grey = np.minimum(grey, eight[..., -1])
    return Selection.of(np.ascontiguousarray(grey), page.x0, page.y0)


def write_selection(selection: Selection, page: Rect, path: Path) -> None:
    """A grey picture of the page's size. Raises as `engine.ops.files.write`."""
    files.write(path, files.Picture(selection.mask(page)[..., None]))
