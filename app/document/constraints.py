"""What a designer asks of a latent edit: strokes and drags over the picture, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.document.layer import Layer, LayerKind, new_id
from app.document.strokes import Brush, Stroke
from app.document.surface import Surface
from app.document.tiles import Tiles
from engine.geometry import Rect

Plane = Literal["colour", "lines", "influence"]


@dataclass(frozen=True)
class Warp:
    """What lies in a square around x0, y0 shall lie around x1, y1. All in document pixels; side:
    of the square."""

    x0: float
    y0: float
    x1: float
    y1: float
    side: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in the square at its new place."""
        return 2 * max(abs(x - self.x1), abs(y - self.y1)) <= self.side


def _empty() -> Tiles:
    return Tiles(4, np.uint8)


@dataclass(frozen=True, eq=False)
class Constraints:
    """A value, in document coordinates. The planes are RGBA uint8 sRGB, straight alpha,
    transparent where nothing is asked.

    colour: colours that the picture shall have. lines: contours that it shall have, of any colour.
    warps: what shall be elsewhere. influence: where the edit shall show (white) and where not
    (black), in place of what is computed.
    """

    colour: Tiles = field(default_factory=_empty)
    lines: Tiles = field(default_factory=_empty)
    warps: tuple[Warp, ...] = ()
    influence: Tiles = field(default_factory=_empty)

    @cached_property
    def asks(self) -> bool:
        """Whether there is anything for the optimisation to meet: what was erased keeps its
        colour, not its alpha."""
        return bool(self.warps) or any(
            tile[..., 3].any() for plane in (self.colour, self.lines) for tile in plane.arrays()
        )

    def stroke(self, plane: Plane, page: Rect, brush: Brush) -> Stroke:
        """Begin a stroke on a plane; `with_plane` puts its tiles in."""
        tiles: Tiles = getattr(self, plane)
        return Stroke(Surface(Layer(new_id(), "", LayerKind.PICTURE, tiles), page), brush)

    def with_plane(self, plane: Plane, tiles: Tiles) -> Constraints:
        planes: dict[str, Any] = {plane: tiles}
        return replace(self, **planes)

    def without_warps_at(self, x: float, y: float, radius: float) -> Constraints:
        """Without those whose middle, old or new, lies within a circle."""
        kept = tuple(
            w
            for w in self.warps
            if min((w.x0 - x) ** 2 + (w.y0 - y) ** 2, (w.x1 - x) ** 2 + (w.y1 - y) ** 2) > radius**2
        )
        return self if len(kept) == len(self.warps) else replace(self, warps=kept)


def influenced(mask: NDArray[np.uint8], strokes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An influence mask, H×W uint8, with strokes over it, H×W×4 uint8 of grey: white shows the
    edit, black hides it, in between as far as they cover."""
    share = strokes[..., 3].astype(np.float32) / 255
    mixed = mask + (strokes[..., 0] - mask.astype(np.float32)) * share
    return (mixed + 0.5).astype(np.uint8)
