"""What a pane shows of the document, kept in tiles of the screen's own pixels: panning copies
them, and a dab paints one small part of one or two of them anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QTransform

from app.ui.view import View
from engine.geometry import Rect

SIDE = 512
Draw = Callable[[QPainter, QTransform, Rect], bool]
_Key = tuple[int, int]
_NOTHING = Rect(0, 0, 0, 0)


class ScreenTiles:
    """Tiles lie relative to the document's corner on the screen, so that they stay right while
    only that moves.

    draw: paints a part of a tile, all of its device pixels; its answer says whether everything
    was there to paint.
    beyond: around what the last `paint` drew in its tiles and not on the screen, for it lay beyond
    the part that was asked for. It has to be painted, too: nothing else may tell of it.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._look: tuple[float, float, bool] | None = None
        self._tiles: dict[_Key, QImage] = {}
        self._stale: dict[_Key, Rect] = {}
        self.beyond = _NOTHING

    def spoil(self, rect: Rect | None = None) -> None:
        """The picture changed in device pixels relative to the document's corner; None = in
        all of them."""
        if rect is None:
            self._stale = {key: _tile(key) for key in self._tiles}
            return
        for key in _keys(rect):
            if key in self._tiles:
                part = _tile(key) & rect
                self._stale[key] = self._stale[key] | part if key in self._stale else part

    def paint(self, painter: QPainter, view: View, pane: Rect, part: Rect) -> bool:
        """Paint a part of the pane; False if more is to come."""
        look = (view.zoom, view.angle, view.mirrored)
        if look != self._look:
            self._look = look
            self._tiles.clear()
            self._stale.clear()
        left, top = view.origin(pane)
        across = view.across()
        done = True
        self.beyond = _NOTHING
        wanted = part.moved(-left, -top)
        for key in _keys(wanted):
            done &= self._refresh(key, wanted, across)
            tile = _tile(key)
            seen = tile & wanted
            painter.drawImage(
                QPoint(seen.x0 + left, seen.y0 + top),
                self._tiles[key],
                QRect(seen.x0 - tile.x0, seen.y0 - tile.y0, seen.width, seen.height),
            )
        self.beyond = self.beyond.moved(left, top) & pane
        if self.beyond & part == self.beyond:
            self.beyond = _NOTHING
        self._drop_far(pane.moved(-left, -top))
        return done

    def _refresh(self, key: _Key, wanted: Rect, across: tuple[float, float, float, float]) -> bool:
        tile = _tile(key)
        if key not in self._tiles:
            self._tiles[key] = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
            self._stale[key] = tile
        part = self._stale.get(key)
        if part is None or (part & wanted).empty:
            return True
        inside = part.moved(-tile.x0, -tile.y0)
        painter = QPainter(self._tiles[key])
        painter.setClipRect(QRect(inside.x0, inside.y0, inside.width, inside.height))
        done = self._draw(painter, QTransform(*across, -tile.x0, -tile.y0), inside)
        painter.end()
        if done:
            del self._stale[key]
            self.beyond |= part
        return done

    def _drop_far(self, pane: Rect) -> None:
        """Keep the tiles of the pane and one more on each side."""
        near = pane.grown(SIDE)
        for key in [key for key in self._tiles if (_tile(key) & near).empty]:
            del self._tiles[key]
            self._stale.pop(key, None)


def _tile(key: _Key) -> Rect:
    return Rect.of_size(SIDE, SIDE, key[0] * SIDE, key[1] * SIDE)


def _keys(rect: Rect) -> list[_Key]:
    if rect.empty:
        return []
    return [
        (column, row)
        for row in range(rect.y0 // SIDE, (rect.y1 - 1) // SIDE + 1)
        for column in range(rect.x0 // SIDE, (rect.x1 - 1) // SIDE + 1)
    ]
