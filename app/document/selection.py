"""What is selected: how much of each pixel an edit may change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.document.edits import NOTHING
from app.document.tiles import Pixels, Tiles
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.document.document import Document

Mask = NDArray[np.uint8]  # H×W, 255 = wholly selected


@dataclass(frozen=True, eq=False)
class Selection:
    """A value; selections combine as fuzzy sets (Zadeh 1965): the larger or the smaller share.

    tiles: one channel uint8, 255 = wholly selected, 0 where no tile is.
    """

    tiles: Tiles

    @classmethod
    def of(cls, mask: Mask, x: int = 0, y: int = 0) -> Selection:
        """mask: H×W uint8, its first pixel at (x, y)."""
        return cls(Tiles.from_pixels(mask[..., None], x, y))

    @classmethod
    def whole(cls, rect: Rect) -> Selection:
        """All of a rectangle."""
        return cls.of(np.full((rect.height, rect.width), 255, np.uint8), rect.x0, rect.y0)

    @cached_property
    def bounds(self) -> Rect:
        """The smallest rectangle around all that is selected, however little."""
        return self.tiles.extent

    @property
    def empty(self) -> bool:
        return self.bounds.empty

    def mask(self, rect: Rect) -> Mask:
        """H×W uint8, 255 = wholly selected."""
        return self.tiles.read(rect)[..., 0]

    def share(self, rect: Rect) -> NDArray[np.float32]:
        """H×W float32 in [0, 1]."""
        return self.mask(rect) * np.float32(1 / 255)

    def arrays(self) -> Iterator[Pixels]:
        """The tiles, to count their memory."""
        return self.tiles.arrays()

    def moved(self, dx: int, dy: int) -> Selection:
        return Selection(self.tiles.moved(dx, dy))

    def clipped(self, rect: Rect) -> Selection:
        """What of it lies in a rectangle."""
        return Selection(self.tiles.clipped(rect))

    def __or__(self, other: Selection) -> Selection:
        """What is in one of the two."""
        rect = self.bounds | other.bounds
        return Selection.of(np.maximum(self.mask(rect), other.mask(rect)), rect.x0, rect.y0)

    def __and__(self, other: Selection) -> Selection:
        """What is in both."""
        rect = self.bounds & other.bounds
        if rect.empty:
            return NOTHING_SELECTED
        return Selection.of(np.minimum(self.mask(rect), other.mask(rect)), rect.x0, rect.y0)

    def __sub__(self, other: Selection) -> Selection:
        """What is in this one and not in the other."""
        rect = self.bounds
        return Selection.of(np.minimum(self.mask(rect), 255 - other.mask(rect)), rect.x0, rect.y0)

    def inverted(self, page: Rect) -> Selection:
        """What of the page is not selected."""
        return Selection.of(255 - self.mask(page), page.x0, page.y0)

    def equals(self, other: Selection) -> bool:
        """Whether the same is selected."""
        rect = self.bounds
        return rect == other.bounds and bool((self.mask(rect) == other.mask(rect)).all())


NOTHING_SELECTED = Selection(Tiles(1, np.uint8))


@dataclass(frozen=True, eq=False)
class Select:
    """Select something else; None or nothing at all: every pixel may be changed."""

    selection: Selection | None
    title: str = "Select"

    def apply(self, document: Document) -> Rect:
        empty = self.selection is None or self.selection.empty
        document.selection = None if empty else self.selection
        return NOTHING


@dataclass(frozen=True, eq=False)
class KeepSelections:
    """Keep other selections for later. saved: by name, each name once."""

    saved: tuple[tuple[str, Selection], ...]
    title: str

    def apply(self, document: Document) -> Rect:
        document.now = replace(document.now, saved=self.saved)
        return NOTHING
