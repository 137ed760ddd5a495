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
    """An endless plane of pixels of one dtype, `fill` (zero, transparent) where no tile is.

    channels: 1 for masks, 4 for RGBA with straight alpha. dtype: uint8, uint16 or float32.
    A tile's array is read-only: writing puts another in its place, so a copy costs no pixels.
    What a layer holds is never written to; copy first.
    """

    def __init__(self, channels: int, dtype: DTypeLike, fill: int = 0) -> None:
        self.channels = channels
        self.dtype = np.dtype(dtype)
        self.fill = fill
        self._arrays: dict[Place, Pixels] = {}
        # From the document to the plane in which the arrays lie: x and y in [0, TILE)
        self._shift = (0, 0)

    @classmethod
    def from_pixels(cls, pixels: Pixels, x: int = 0, y: int = 0, fill: int = 0) -> Self:
        """pixels: H×W×C, their first one at (x, y)."""
        tiles = cls(pixels.shape[2], pixels.dtype, fill)
        tiles.write(Rect.of_size(pixels.shape[1], pixels.shape[0], x, y), pixels)
        return tiles

    def read(self, rect: Rect) -> Pixels:
        """The pixels of a rectangle anywhere on the plane: a new H×W×C array."""
        rect = rect.moved(*self._shift)
        pixels = np.full((rect.height, rect.width, self.channels), self.fill, self.dtype)
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
        rect = rect.moved(*self._shift)
        for place, part in places(rect):
            source = pixels[part.slices((rect.x0, rect.y0))]
            old = self._arrays.get(place)
            if source.shape[:2] == (TILE, TILE):
                tile = source.copy()
            elif old is not None:
                tile = old.copy()
                tile[part.slices(corner(place))] = source
            else:
                tile = np.full((TILE, TILE, self.channels), self.fill, self.dtype)
                tile[part.slices(corner(place))] = source
            if (tile != self.fill).any():
                tile.setflags(write=False)
                self._arrays[place] = tile
            elif old is not None:
                del self._arrays[place]

    def copy(self) -> Tiles:
        """Another plane that shares the tiles of this one."""
        other = Tiles(self.channels, self.dtype, self.fill)
        other._arrays = self._arrays.copy()
        other._shift = self._shift
        return other

    def moved(self, dx: int, dy: int) -> Tiles:
        """The same pixels elsewhere; shares the tiles of this one."""
        x, y = self._shift[0] - dx, self._shift[1] - dy
        columns, rows = x // TILE, y // TILE
        other = Tiles(self.channels, self.dtype, self.fill)
        other._shift = (x % TILE, y % TILE)
        other._arrays = {(c - columns, r - rows): tile for (c, r), tile in self._arrays.items()}
        return other

    def clipped(self, rect: Rect) -> Tiles:
        """The plane with nothing but `fill` outside a rectangle; shares the tiles within it."""
        other = Tiles(self.channels, self.dtype, self.fill)
        other._shift = self._shift
        for place, tile in self._arrays.items():
            whole = Rect.of_size(TILE, TILE, *corner(place))
            part = whole & rect.moved(*self._shift)
            if part == whole:
                other._arrays[place] = tile
            elif not part.empty:
                inside = part.slices(corner(place))
                back = part.moved(-self._shift[0], -self._shift[1])
                other.write(back, tile[inside])
        return other

    def tile(self, place: Place) -> Pixels | None:
        """The read-only TILE×TILE×C array at a place, None where all is `fill`."""
        if not self.identity(place):
            return None
        pixels = self.peek(place, Rect.of_size(TILE, TILE, *corner(place)))
        pixels.setflags(write=False)
        return pixels

    def peek(self, place: Place, part: Rect) -> Pixels:
        """`read` for a part of one place's tile; not to be written to, it may be the tile's."""
        if self._shift == (0, 0) and place in self._arrays:
            return self._arrays[place][part.slices(corner(place))]
        return self.read(part)

    def identity(self, place: Place) -> tuple[int, ...]:
        """The same numbers mean the same pixels at a place, while both planes live; empty where
        all is `fill`."""
        if self._shift == (0, 0):
            tile = self._arrays.get(place)
            return () if tile is None else (id(tile),)
        rect = Rect.of_size(TILE, TILE, *corner(place)).moved(*self._shift)
        found = tuple(id(self._arrays.get(other)) for other, _ in places(rect))
        return () if set(found) == {id(None)} else (*found, *self._shift)

    def arrays(self) -> Iterator[Pixels]:
        """Every tile's array; one that is shared with a copy is the same object there."""
        return iter(self._arrays.values())

    @property
    def bounds(self) -> Rect:
        """The smallest rectangle of whole tiles around all that is not `fill`."""
        if not self._arrays:
            return Rect(0, 0, 0, 0)
        columns, rows = zip(*self._arrays, strict=True)
        return Rect(
            min(columns) * TILE,
            min(rows) * TILE,
            (max(columns) + 1) * TILE,
            (max(rows) + 1) * TILE,
        ).moved(-self._shift[0], -self._shift[1])

    @property
    def extent(self) -> Rect:
        """The smallest rectangle around all that is not `fill`, to the pixel."""
        found = Rect(0, 0, 0, 0)
        if not self._arrays:
            return found
        columns_of, rows_of = zip(*self._arrays, strict=True)
        rim = ({min(columns_of), max(columns_of)}, {min(rows_of), max(rows_of)})
        for place, tile in self._arrays.items():
            if place[0] not in rim[0] and place[1] not in rim[1]:
                continue  # each tile holds something: those within cannot reach further
            there = (tile != self.fill).any(2)
            rows, columns = (np.flatnonzero(there.any(axis)).tolist() for axis in (1, 0))
            x, y = corner(place)
            found |= Rect(
                x + int(columns[0]),
                y + int(rows[0]),
                x + int(columns[-1]) + 1,
                y + int(rows[-1]) + 1,
            )
        return found.moved(-self._shift[0], -self._shift[1])

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
