"""One colour over all that a selection holds."""

from __future__ import annotations

import numpy as np

from app.document.edits import NOTHING, PaintStroke
from app.document.selection import Selection
from app.document.surface import Ink, Surface
from app.document.tiles import places


def fill(
    surface: Surface, area: Selection, colour: Ink | None, opacity: float = 1.0, title: str = "Fill"
) -> PaintStroke | None:
    """Lay a colour over an area of a surface, None takes alpha away; None if nothing can land.

    opacity: 0 to 1.
    """
    tiles = surface.tiles.copy()
    touched = NOTHING
    rect = area.bounds & surface.page
    if surface.selection is not None:
        rect &= surface.selection.bounds
    for _, part in places(rect):
        alpha = area.share(part)
        if surface.hard:
            alpha = (alpha >= 0.5).astype(np.float32)
        else:
            alpha *= np.float32(opacity)
        pixels = surface.painted(part, alpha, colour)
        if pixels is not None:
            tiles.write(part, pixels)
            touched |= part
    if touched.empty:
        return None
    return PaintStroke(surface.layer.id, surface.tiles, tiles, touched, title)
