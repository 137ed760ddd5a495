"""What a latent edit is asked, over the picture: strokes, drags, and where the edit shows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app.document.constraints import Constraints, Warp
from app.document.tiles import Pixels, Tiles, corner, places
from app.ui.painting import Scene
from app.ui.picture import rectf
from app.ui.proof import to_qimage
from app.ui.sheet import Sheet
from engine.geometry import Rect

_STRENGTH = 0.75  # of strokes over the picture
_VEIL = (0, 110, 200, 110)  # where the edit shows, RGBA
_FROM, _TO = QColor(0, 0, 0, 190), QColor("white")


class ConstraintOverlay:
    """Paints over a sheet while it has something to show."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._constraints: Constraints | None = None
        self._region = Rect(0, 0, 0, 0)
        self._veil: QImage | None = None
        self._tiles: dict[int, tuple[Pixels, QImage]] = {}  # by the array's id()
        sheet.overlays.append(self.paint)

    def show(self, constraints: Constraints | None, region: Rect) -> None:
        """constraints: None = nothing is shown at all. region: what was projected."""
        self._constraints, self._region = constraints, region
        if constraints is None:
            self._tiles.clear()
            self._veil = None
        self._sheet.update()

    def show_influence(self, mask: NDArray[np.uint8] | None) -> None:
        """mask: H×W of any size, over the region; None = it is not shown."""
        if mask is None:
            self._veil = None
        else:
            veil = np.empty((*mask.shape, 4), np.uint8)
            veil[..., :3] = _VEIL[:3]
            veil[..., 3] = mask * np.float32(_VEIL[3] / 255)
            self._veil = to_qimage(veil)
        self._sheet.update()

    def paint(self, scene: Scene) -> None:
        constraints, painter = self._constraints, scene.painter
        if constraints is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(scene.view.transform(scene.pane), True)
        if self._region != (self._sheet.document and self._sheet.document.bounds):
            pen = QPen(QColor(128, 128, 128, 200), 0, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(rectf(self._region))
        if self._veil is not None:
            painter.drawImage(rectf(self._region), self._veil)
        painter.setOpacity(_STRENGTH)
        seen = scene.view.seen(scene.part, scene.pane)
        for plane in (constraints.colour, constraints.lines):
            self._paint_plane(painter, plane, seen)
        painter.setOpacity(1.0)
        painter.restore()
        for warp in constraints.warps:
            _paint_warp(scene, warp)

    def _paint_plane(self, painter: QPainter, plane: Tiles, seen: Rect) -> None:
        for place, _ in places(plane.extent & seen):
            tile = plane.tile(place)
            if tile is None:
                continue
            held = self._tiles.get(id(tile))
            if held is None:
                self._tiles[id(tile)] = held = (tile, to_qimage(tile))
                self._forget()
            painter.drawImage(QPointF(*corner(place)), held[1])

    def _forget(self) -> None:
        """Drop the images of tiles that are not there any more."""
        if len(self._tiles) < 256 or self._constraints is None:
            return
        planes = (self._constraints.colour, self._constraints.lines)
        kept = {id(array) for plane in planes for array in plane.arrays()}
        self._tiles = {key: held for key, held in self._tiles.items() if key in kept}


def _paint_warp(scene: Scene, warp: Warp) -> None:
    """A dashed square where it was, a plain one where it shall be, and an arrow between them."""
    painter, scale = scene.painter, scene.painter.device().devicePixelRatioF()
    at = scene.view.transform(scene.pane)
    old, new = _square(warp.x0, warp.y0, warp.side), _square(warp.x1, warp.y1, warp.side)
    start, end = at.map(QPointF(warp.x0, warp.y0)), at.map(QPointF(warp.x1, warp.y1))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_FROM, 3.0), (_TO, 1.2)):
        painter.setPen(QPen(colour, width * scale, Qt.PenStyle.DashLine))
        painter.drawPolygon(at.map(old))
        painter.setPen(QPen(colour, width * scale))
        painter.drawPolygon(at.map(new))
        painter.drawLine(start, end)
        if start != end:
            for side in (-1, 1):
                painter.drawLine(end, _barb(start, end, side, 9 * scale))
    painter.restore()


def _square(x: float, y: float, side: float) -> QPolygonF:
    return QPolygonF(QRectF(x - side / 2, y - side / 2, side, side))


def _barb(start: QPointF, end: QPointF, side: int, length: float) -> QPointF:
    """Where one of the two strokes of an arrow's head ends. side: -1 or 1."""
    angle = math.atan2(start.y() - end.y(), start.x() - end.x()) + side * 0.45
    return end + QPointF(math.cos(angle), math.sin(angle)) * length
