"""What the tools that move, transform and crop do to the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.document import stack
from app.document.affine import IDENTITY, Affine
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer
from app.document.state import State
from app.document.tiles import Tiles, places
from app.document.transforming import layers_transformed, split
from app.ui.layering import movable
from app.ui.proof import to_qimage
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops.colour import to_srgb8
from engine.progress import Progress

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_SIDE = 1200  # pixels of the picture that stands for what is transformed


class Arranging(QObject):
    """The chosen layers, or what is selected of them, as `pointers.arranging` works on them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: tuple[State, tuple[str, ...], Rect | None] | None = None

    def _ids(self) -> tuple[str, ...]:
        return self._window.layers.chosen()

    def movable(self) -> Rect | None:
        document = self._window.document
        if document is None or document.active is None:
            return None
        try:
            return movable(document, self._ids())
        except BadInput as e:
            self._window.tell(e)
            return None

    def box(self) -> Rect | None:
        document = self._window.document
        if document is None or document.active is None:
            return None
        ids = self._ids()
        if self._known is None or self._known[0] is not document.now or self._known[1] != ids:
            try:
                rect: Rect | None = movable(document, ids)
            except BadInput:
                rect = None
            self._known = (document.now, ids, rect)
        return self._known[2]

    def lift(self) -> QImage | None:
        document = self._window.document
        rect = self.box()
        if document is None or rect is None:
            return None
        chosen = {x.id for id in self._ids() for x in stack.family(document.layers, id)}
        lifted, rest = [], []
        for layer in document.layers:
            if layer.id not in chosen:
                rest.append(layer)
                continue
            if document.selection is None:
                lifted.append(layer)
                rest.append(replace(layer, tiles=Tiles(4, document.dtype)))
            else:
                left, up = split(layer.tiles, document.selection)
                lifted.append(replace(layer, tiles=up))
                rest.append(replace(layer, tiles=left))
        image = _small_picture(document, lifted, rect)
        document.show_state(replace(document.now, layers=tuple(rest)), stack.extent(lifted))
        return image

    def show_moved(self, dx: int, dy: int) -> None:
        document = self._window.document
        if document is None:
            return
        document.hide_stroke()
        before = document.now
        after = layers_transformed(before, self._ids(), Affine.shift(dx, dy), Progress())
        pairs = zip(before.layers, after.layers, strict=True)
        changed = [x for old, new in pairs if old is not new for x in (old, new)]
        document.show_state(after, stack.extent(changed))

    @property
    def lifted(self) -> bool:
        document = self._window.document
        return document is not None and document.showing

    def done(self) -> None:
        self._window.commands["move"].trigger()

    def put_back(self) -> None:
        if self._window.document is not None:
            self._window.document.hide_stroke()

    def apply(self, how: Affine) -> None:
        self.put_back()
        if how == IDENTITY:
            return
        ids = self._ids()
        title = "Move layer" if how.whole_shift is not None else "Transform layer"
        self._window.work.become(
            title, lambda before, progress: layers_transformed(before, ids, how, progress)
        )

    def crop(self, rect: Rect) -> None:
        self._window.sizing.crop(rect)


def _small_picture(document: Document, layers: Sequence[Layer], rect: Rect) -> QImage:
    """Layers within a rectangle, thinned out to a size that can be painted at each move."""
    step = max(1, -(-max(rect.width, rect.height) // _SIDE))
    ids = {layer.id for layer in layers}
    small = [
        replace(
            layer,
            tiles=_thinned(layer.tiles, rect, step),
            mask=None if layer.mask is None else _thinned(layer.mask, rect, step),
            parent=layer.parent if layer.parent in ids else None,
        )
        for layer in layers
    ]
    page = Rect.of_size(-(-rect.width // step), -(-rect.height // step))
    return to_qimage(to_srgb8(flatten(small, page, document.dtype), document.icc))


def _thinned(tiles: Tiles, rect: Rect, step: int) -> Tiles:
    """One pixel of each step × step in a rectangle, from its corner on."""
    size = (-(-rect.height // step), -(-rect.width // step), tiles.channels)
    board = np.full(size, tiles.fill, tiles.dtype)
    for place, part in places(rect):
        x = part.x0 + (rect.x0 - part.x0) % step
        y = part.y0 + (rect.y0 - part.y0) % step
        if x >= part.x1 or y >= part.y1:
            continue
        pixels = tiles.peek(place, part)[y - part.y0 :: step, x - part.x0 :: step]
        row, column = (y - rect.y0) // step, (x - rect.x0) // step
        board[row : row + pixels.shape[0], column : column + pixels.shape[1]] = pixels
    return Tiles.from_pixels(board, fill=tiles.fill)
