"""Small pictures of layers and masks, made beside the window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.document.tiles import TILE, Pixels, Tiles, corner, places
from app.ui.proof import to_qimage
from engine.geometry import Rect
from engine.ops.colour import full, to_srgb8

_SMALLEST = 4  # pixels of a tile


class Thumbnails(QObject):
    """Signals: ready(): some picture is newer than before."""

    ready = Signal()
    _made = Signal(str, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="thumbnails")
        self._pictures: dict[str, tuple[Tiles, QImage]] = {}
        self._asked: dict[str, Tiles] = {}
        self._small: dict[str, dict[int, tuple[Pixels, NDArray[np.float32]]]] = {}
        self._made.connect(self._on_made)

    def picture(
        self, name: str, tiles: Tiles, page: Rect, side: int, icc: bytes | None = None
    ) -> QImage | None:
        """What of tiles lies on the page, `side` pixels at its longest; the one of before while
        a newer one is being made, None while there is none.

        name: of the layer or its mask; it has one picture.
        """
        known = self._pictures.get(name)
        if (known is None or known[0] is not tiles) and self._asked.get(name) is not tiles:
            self._asked[name] = tiles
            self._thread.submit(self._make, name, tiles, page, side, icc)
        return None if known is None else known[1]

    def forget(self, names: set[str]) -> None:
        """Keep the pictures of these names alone."""
        for table in (self._pictures, self._asked, self._small):
            for name in table.keys() - names:
                table.pop(name, None)

    def shut_down(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _make(self, name: str, tiles: Tiles, page: Rect, side: int, icc: bytes | None) -> None:
        if self._asked.get(name) is not tiles:
            return  # a newer one is wanted by now
        size = _SMALLEST
        while size < TILE and size * max(page.width, page.height) < 2 * side * TILE:
            size *= 2
        known, kept = self._small.get(name, {}), {}
        scale = size / TILE
        width, height = (max(1, round(n * scale)) for n in (page.width, page.height))
        board = np.full((height, width, tiles.channels), tiles.fill, np.float32)
        board *= np.float32(1 / full(tiles.dtype))
        for place, _ in places(page & tiles.bounds):
            tile = tiles.tile(place)
            if tile is None:
                continue
            entry = known.get(id(tile))
            small = _shrunk(tile, size) if entry is None else entry[1]
            kept[id(tile)] = (tile, small)
            x, y = (round(n * scale) for n in corner(place))
            part = Rect.of_size(size, size, x, y) & Rect.of_size(width, height)
            if not part.empty:
                board[part.slices()] = small[part.slices((x, y))]
        self._small[name] = kept
        share = side / max(width, height)
        fitted = (max(1, round(width * share)), max(1, round(height * share)))
        final = np.asarray(cv2.resize(board, fitted, interpolation=cv2.INTER_AREA), np.float32)
        self._made.emit(name, tiles, _shown(final.reshape(fitted[1], fitted[0], -1), tiles, icc))

    @Slot(str, object, object)
    def _on_made(self, name: str, tiles: Tiles, image: QImage) -> None:
        if self._asked.get(name) is tiles:
            self._pictures[name] = (tiles, image)
            self.ready.emit()


def _shrunk(tile: Pixels, size: int) -> NDArray[np.float32]:
    """The means of a tile's pixels, premultiplied, in [0, 1]: size×size×C."""
    unit = tile.astype(np.float32) * np.float32(1 / full(tile.dtype))
    if unit.shape[2] == 4:
        unit[..., :3] *= unit[..., 3:]
    small = np.asarray(cv2.resize(unit, (size, size), interpolation=cv2.INTER_AREA), np.float32)
    return np.nan_to_num(small, copy=False).reshape(size, size, tile.shape[2])


def _shown(board: NDArray[np.float32], tiles: Tiles, icc: bytes | None) -> QImage:
    """Premultiplied planes in [0, 1] as the screen shows them; a mask is grey."""
    if board.shape[2] == 1:
        return to_qimage(np.repeat((board * 255 + 0.5).astype(np.uint8), 3, axis=2))
    alpha = board[..., 3:]
    board = np.concatenate([board[..., :3] / np.maximum(alpha, 1e-6), alpha], axis=2)
    if tiles.dtype.kind == "u":
        numbers = np.clip(board * full(tiles.dtype) + 0.5, 0, full(tiles.dtype)).astype(tiles.dtype)
    else:
        numbers = board.astype(np.float32)
    return to_qimage(to_srgb8(numbers, icc))
