"""What lies over the picture on the canvas: rings, captions and the seam between panes.
All coordinates are device pixels unless they say document pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.ui import theme
from app.ui.view import View
from engine.geometry import Rect


@dataclass(frozen=True, eq=False)
class Scene:
    """One pane while what lies over its picture is painted: `view` leads to the painter's device
    pixels. part: what has to be painted of the pane."""

    painter: QPainter
    view: View
    pane: Rect
    part: Rect

    def ring(self, x: float, y: float, diameter: float) -> None:
        """The brush's outline around a document point, seen on light and on dark."""
        sx, sy = self.view.to_screen(x, y, self.pane)
        radius = diameter * self.view.zoom / 2
        if radius < 4:
            return
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, r in ((QColor(255, 255, 255, 200), radius + 1), (QColor(0, 0, 0, 200), radius)):
            self.painter.setPen(QPen(colour, 1))
            self.painter.drawEllipse(QPointF(sx, sy), r, r)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def surround() -> QColor:
    """The grey around the page: neutral, so that it does not tint the eye."""
    return QColor("#202020" if theme.is_dark() else "#c9c9c9")


def divide(painter: QPainter, panes: list[Rect]) -> None:
    """The seam between two panes."""
    colour = QColor("#000000" if theme.is_dark() else "#9a9a9a")
    painter.fillRect(
        QRectF(panes[0].x1, panes[0].y0, panes[1].x0 - panes[0].x1, panes[0].height), colour
    )


def caption(painter: QPainter, pane: Rect, text: str, font: QFont, scale: float) -> None:
    """A small name in the pane's upper corner."""
    small = QFont(font)
    # The painter works in device pixels, the font's size is in logical ones.
    small.setPixelSize(round(11 * scale))
    width = QFontMetricsF(small).horizontalAdvance(text) + 16 * scale
    box = QRectF(pane.x0 + 8 * scale, pane.y0 + 8 * scale, width, 20 * scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 130))
    painter.drawRoundedRect(box, 10 * scale, 10 * scale)
    painter.setFont(small)
    painter.setPen(QColor("white"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def words(painter: QPainter, pane: Rect, text: str, font: QFont, scale: float) -> None:
    """A sentence in the middle of a pane, on its page."""
    plain = QFont(font)
    plain.setPixelSize(round(14 * scale))
    painter.setFont(plain)
    painter.setPen(QColor("#6a6a6a"))
    room = _rectf(pane.grown(-round(40 * scale)))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def _rectf(rect: Rect) -> QRectF:
    return QRectF(rect.x0, rect.y0, rect.width, rect.height)
