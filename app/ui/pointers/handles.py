"""A box with handles around something on the canvas, also where it is turned."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.document.affine import IDENTITY, Affine
from app.ui.painting import Scene
from app.ui.view import View
from engine.geometry import Rect

Handle = tuple[float, float]  # share of the box's width and height: (1, 0) is the upper right
HANDLES: tuple[Handle, ...] = (
    (0, 0), (0.5, 0), (1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1), (0, 0.5),
)  # fmt: skip
_REACH = 9  # logical pixels around a handle that are still the handle
_SIDE = 8


@dataclass(frozen=True)
class Box:
    """rect: in document pixels, before it is transformed by `how`."""

    rect: Rect
    how: Affine = IDENTITY

    def at(self, handle: Handle) -> tuple[float, float]:
        """Where a handle is, in document pixels, before the transform."""
        return (
            self.rect.x0 + handle[0] * (self.rect.x1 - self.rect.x0),
            self.rect.y0 + handle[1] * (self.rect.y1 - self.rect.y0),
        )

    def hit(
        self, screen: tuple[float, float], view: View, pane: Rect, scale: float
    ) -> Handle | None:
        """The handle under a device pixel. scale: device pixels of a logical one."""
        best, nearest = None, (_REACH * scale) ** 2
        for handle in HANDLES:
            x, y = view.to_screen(*self.how(*self.at(handle)), pane)
            away = (x - screen[0]) ** 2 + (y - screen[1]) ** 2
            if away <= nearest:
                best, nearest = handle, away
        return best

    def holds(self, x: float, y: float) -> bool:
        """Whether a document point is in the transformed box."""
        u, v = self.how.inverse()(x, y)
        return self.rect.x0 <= u < self.rect.x1 and self.rect.y0 <= v < self.rect.y1

    def outline(self, scene: Scene) -> QPolygonF:
        """In device pixels."""
        corners = self.how.corners(self.rect)
        return QPolygonF([QPointF(*scene.view.to_screen(x, y, scene.pane)) for x, y in corners])

    def paint(self, scene: Scene, scale: float) -> None:
        """Edges and handles, seen on light and on dark."""
        painter = scene.painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 160), 3 * scale), (QColor("white"), scale)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(self.outline(scene))
        painter.setPen(QPen(QColor(0, 0, 0, 200), scale))
        painter.setBrush(QColor("white"))
        side = _SIDE * scale
        for handle in HANDLES:
            x, y = scene.view.to_screen(*self.how(*self.at(handle)), scene.pane)
            painter.drawRect(QRectF(x - side / 2, y - side / 2, side, side))
        painter.restore()


def cursor_for(handle: Handle, how: Affine, view: View, pane: Rect) -> Qt.CursorShape:
    """An arrow that points as the handle will move on the screen."""
    out = (handle[0] - 0.5, handle[1] - 0.5)
    start, end = view.to_screen(*how(0, 0), pane), view.to_screen(*how(*out), pane)
    dx, dy = end[0] - start[0], end[1] - start[1]
    if abs(dx) > 2.4 * abs(dy):
        return Qt.CursorShape.SizeHorCursor
    if abs(dy) > 2.4 * abs(dx):
        return Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeFDiagCursor if dx * dy > 0 else Qt.CursorShape.SizeBDiagCursor
