"""Pixels as sparse tiles that copies share until one of them is written to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.geometry import Rect

TILE = 256
Pixels = NDArray[Any]
Place = tuple[int, int]  # column and row of a tile; its first pixel is at (column, row) * TILE


class Tiles:
    """An endless plane of pixels of one dtype, zero (transparent) where no tile is.

    channels: 1 for masks, 4 for RGBA with straight alpha. dtype: uint8, uint16 or float32.
    A tile's array is read-only: writing puts another in its place, so a copy costs no pixels.
    What a layer holds is never written to; copy first.
    """

    def __init__(self, channels: int, dtype: DTypeLike) -> None:
        self.channels = channels
        self.dtype = np.dtype(dtype)
        self._arrays: dict[Place, Pixels] = {}

    @classmethod
    def from_pixels(cls, pixels: Pixels, x: int = 0, y: int = 0) -> Self:
        """pixels: H×W×C, their first one at (x, y)."""
        tiles = cls(pixels.shape[2], pixels.dtype)
        tiles.write(Rect.of_size(pixels.shape[1], pixels.shape[0], x, y), pixels)
        return tiles

    def read(self, rect: Rect) -> Pixels:
        """The pixels of a rectangle anywhere on the plane: a new H×W×C array."""
        pixels = np.zeros((rect.height, rect.width, self.channels), self.dtype)
        for place, part in places(rect):
            tile = self._arrays.get(place)
            if tile is not None:
                pixels[part.slices((rect.x0, rect.y0))] = tile[part.slices(corner(place))]
        return pixels

    def write(self, rect: Rect, pixels: Pixels) -> None:
        """pixels: H×W×C of this dtype, H and W as the rectangle."""
        shape = (rect.height, rect.width, self.channels)
        if pixels.shape != shape or pixels.dtype != self.dtype:
            raise ValueError(f"{pixels.dtype} {pixels.shape} is not {self.dtype} {shape}")
        for place, part in places(rect):
            source = pixels[part.slices((rect.x0, rect.y0))]
            old = self._arrays.get(place)
            if source.shape[:2] == (TILE, TILE):
                tile = source.copy()
            elif old is not None:
                tile = old.copy()
                tile[part.slices(corner(place))] = source
            else:
                tile = np.zeros((TILE, TILE, self.channels), self.dtype)
                tile[part.slices(corner(place))] = source
            if tile.any():
                tile.setflags(write=False)
                self._arrays[place] = tile
            elif old is not None:
                del self._arrays[place]

    def copy(self) -> Tiles:
        """Another plane that shares the tiles of this one."""
        other = Tiles(self.channels, self.dtype)
        other._arrays = self._arrays.copy()
        return other

    def tile(self, place: Place) -> Pixels | None:
        """The read-only TILE×TILE×C array at a place, None where all is zero."""
        return self._arrays.get(place)

    def arrays(self) -> Iterator[Pixels]:
        """Every tile's array; one that is shared with a copy is the same object there."""
        return iter(self._arrays.values())

    @property
    def bounds(self) -> Rect:
        """The smallest rectangle of whole tiles around all that is not zero."""
        if not self._arrays:
            return Rect(0, 0, 0, 0)
        columns, rows = zip(*self._arrays, strict=True)
        return Rect(
            min(columns) * TILE,
            min(rows) * TILE,
            (max(columns) + 1) * TILE,
            (max(rows) + 1) * TILE,
        )

    @property
    def memory(self) -> int:
        """Bytes of the tiles, shared ones included."""
        return sum(tile.nbytes for tile in self._arrays.values())


def places(rect: Rect) -> Iterator[tuple[Place, Rect]]:
    """The places of the tiles that a rectangle meets, each with its part of the rectangle."""
    if rect.empty:
        return
    for row in range(rect.y0 // TILE, (rect.y1 - 1) // TILE + 1):
        for column in range(rect.x0 // TILE, (rect.x1 - 1) // TILE + 1):
            yield (column, row), rect & Rect.of_size(TILE, TILE, column * TILE, row * TILE)


def corner(place: Place) -> tuple[int, int]:
    """x and y of a tile's first pixel."""
    return place[0] * TILE, place[1] * TILE
