"""How the canvas paints: the page, pictures at any zoom, the pixel grid, rings and captions.
All coordinates are device pixels unless they say document pixels."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app.ui import theme
from app.ui.proof import Proof
from app.ui.view import View
from engine.geometry import Rect

GRID_ZOOM = 8
CRISP_ZOOM = 2


@dataclass(frozen=True, eq=False)
class Placed:
    """A proof and the document pixels that it covers, whatever its own size."""

    proof: Proof
    region: Rect

    def colour(self, x: int, y: int) -> QColor | None:
        """At a document pixel; None outside, or where it is transparent."""
        if not (self.region.x0 <= x < self.region.x1 and self.region.y0 <= y < self.region.y1):
            return None
        image = self.proof.image(0)
        px = (x - self.region.x0) * image.width() // self.region.width
        py = (y - self.region.y0) * image.height() // self.region.height
        self.proof.prepare(0, Rect.of_size(1, 1, px, py), time.perf_counter() + 1)
        colour = image.pixelColor(px, py)
        return QColor(colour.red(), colour.green(), colour.blue()) if colour.alpha() else None


@dataclass(frozen=True, eq=False)
class Scene:
    """One pane while it is painted. part: what has to be painted of it."""

    painter: QPainter
    view: View
    pane: Rect
    part: Rect
    deadline: float

    def page(self, bounds: Rect) -> None:
        """The checkerboard under the document, and a thin edge around it."""
        page = self.view.page(bounds, self.pane)
        seen = page & self.part
        if seen.empty:
            return
        board = _checkerboard()
        self.painter.drawTiledPixmap(
            _rectf(seen), board, QPointF(seen.x0 - page.x0, seen.y0 - page.y0)
        )
        self.painter.setPen(QPen(QColor(0, 0, 0, 70), 1))
        edge = page.grown(1) & self.pane.grown(1)
        self.painter.drawRect(QRectF(edge.x0 + 0.5, edge.y0 + 0.5, edge.width - 1, edge.height - 1))

    def picture(self, placed: Placed) -> bool:
        """Paint what is ready in time; False if more is to come."""
        region, proof = placed.region, placed.proof
        across = self.view.zoom * region.width / proof.image(0).width()
        down = self.view.zoom * region.height / proof.image(0).height()
        level = proof.level_for(max(across, down))
        image = proof.image(level)
        x, y = self.view.to_screen(region.x0, region.y0, self.pane)
        across, down = across * 2**level, down * 2**level
        wanted = Rect(
            int((self.part.x0 - x) / across // 1) - 2,
            int((self.part.y0 - y) / down // 1) - 2,
            int(-(-(self.part.x1 - x) / across // 1)) + 2,
            int(-(-(self.part.y1 - y) / down // 1)) + 2,
        ) & Rect.of_size(image.width(), image.height())
        if wanted.empty:
            return True
        done = proof.prepare(level, wanted, self.deadline)
        smooth = max(across, down) < CRISP_ZOOM and (across, down) != (1, 1)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        self.painter.save()
        # A halved picture of odd size reaches half a pixel over the document's edge.
        self.painter.setClipRect(
            _rectf(self.view.page(region, self.pane)), Qt.ClipOperation.IntersectClip
        )
        self.painter.drawImage(
            QRectF(
                x + wanted.x0 * across,
                y + wanted.y0 * down,
                wanted.width * across,
                wanted.height * down,
            ),
            image,
            _rectf(wanted),
        )
        self.painter.restore()
        return done

    def lines_over(self, drawing: Placed) -> bool:
        """The drawing's lines over what is painted: dark ones on light paper darken it, light
        ones on dark paper lighten it."""
        dark_paper = drawing.proof.lightness() < 0.5
        mode = QPainter.CompositionMode
        self.painter.setCompositionMode(
            mode.CompositionMode_Screen if dark_paper else mode.CompositionMode_Multiply
        )
        done = self.picture(drawing)
        self.painter.setCompositionMode(mode.CompositionMode_SourceOver)
        return done

    def pixel_grid(self, bounds: Rect) -> None:
        """Lines between the document's pixels, where they are large enough."""
        if self.view.zoom < GRID_ZOOM:
            return
        seen = self.view.seen(self.part, self.pane) & bounds
        if seen.empty:
            return
        x0, y0 = self.view.to_screen(seen.x0, seen.y0, self.pane)
        x1, y1 = self.view.to_screen(seen.x1, seen.y1, self.pane)
        self.painter.setPen(QPen(QColor(128, 128, 128, 80), 1))
        for x in range(seen.x0, seen.x1 + 1):
            at = round(self.view.to_screen(x, 0, self.pane)[0]) + 0.5
            self.painter.drawLine(QPointF(at, y0), QPointF(at, y1))
        for y in range(seen.y0, seen.y1 + 1):
            at = round(self.view.to_screen(0, y, self.pane)[1]) + 0.5
            self.painter.drawLine(QPointF(x0, at), QPointF(x1, at))

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


@cache
def _checkerboard() -> QPixmap:
    board = QPixmap(16, 16)
    board.fill(QColor("#ffffff"))
    painter = QPainter(board)
    for x, y in ((0, 0), (8, 8)):
        painter.fillRect(x, y, 8, 8, QColor("#dcdcdc"))
    painter.end()
    return board


def _rectf(rect: Rect) -> QRectF:
    return QRectF(rect.x0, rect.y0, rect.width, rect.height)
