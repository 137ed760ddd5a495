"""How the document lies under the pointer's overlays: page, pictures at any zoom and angle, and
the pixel grid. A painter here paints device pixels; `at` leads there from document pixels."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform

from app.ui.proof import Proof
from engine.geometry import Rect

GRID_ZOOM = 8


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
        self.proof.prepare(0, Rect.of_size(1, 1, px, py), time.perf_counter() + 10)
        colour = image.pixelColor(px, py)
        return QColor(colour.red(), colour.green(), colour.blue()) if colour.alpha() else None

    def level(self, zoom: float) -> int:
        """Of the proof, for a zoom of the document."""
        image = self.proof.image(0)
        share = max(self.region.width / image.width(), self.region.height / image.height())
        return self.proof.level_for(zoom * share)

    def to_document(self, level: int) -> QTransform:
        """From pixels of a level to document pixels."""
        image, scale = self.proof.image(0), 2.0**level
        return QTransform(
            scale * self.region.width / image.width(), 0,
            0, scale * self.region.height / image.height(),
            self.region.x0, self.region.y0,
        )  # fmt: skip

    def seen(self, at: QTransform, part: Rect, level: int) -> Rect:
        """The pixels of a level that are in sight in `part`, and a few more."""
        back, invertible = (self.to_document(level) * at).inverted()
        if not invertible:
            return Rect(0, 0, 0, 0)
        image = self.proof.image(level)
        return _around(back.mapRect(rectf(part))).grown(2) & Rect.of_size(
            image.width(), image.height()
        )


def is_upright(at: QTransform) -> bool:
    """Whether the document's edges are parallel to the screen's."""
    return (at.m12() == 0 and at.m21() == 0) or (at.m11() == 0 and at.m22() == 0)


def zoom_of(at: QTransform) -> float:
    return math.hypot(at.m11(), at.m12())


def draw_page(painter: QPainter, at: QTransform, bounds: Rect) -> None:
    """The checkerboard under the document."""
    painter.save()
    outline = at.map(QPolygonF(rectf(bounds)))
    if is_upright(at):
        # A polygon's rim is rounded otherwise than a picture's.
        painter.setClipRect(_rounded(at, bounds), Qt.ClipOperation.IntersectClip)
    else:
        painter.setClipRegion(outline.toPolygon(), Qt.ClipOperation.IntersectClip)
    corner = at.map(QPointF(bounds.x0, bounds.y0))
    room = outline.boundingRect() & painter.clipBoundingRect()
    if not room.isEmpty():
        room = QRectF(room.toAlignedRect())
        start = room.topLeft() - QPointF(round(corner.x()), round(corner.y()))
        painter.drawTiledPixmap(room, _checkerboard(), start)
    painter.restore()


def draw_edge(painter: QPainter, at: QTransform, bounds: Rect) -> None:
    """A thin line around the page."""
    painter.setPen(QPen(QColor(0, 0, 0, 70), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_upright(at):
        painter.drawRect(_rounded(at, bounds).adjusted(-0.5, -0.5, 0.5, 0.5))
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPolygon(at.map(QPolygonF(rectf(bounds))))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_picture(
    painter: QPainter, at: QTransform, placed: Placed, part: Rect, deadline: float
) -> bool:
    """Paint what is ready; False if more is to come.

    Enlarged pixels stay crisp; made smaller they are taken from the level of the proof that is
    at most twice as fine, so that nothing shimmers.
    """
    zoom = zoom_of(at)
    level = placed.level(zoom)
    wanted = placed.seen(at, part, level)
    if wanted.empty:
        return True
    done = placed.proof.prepare(level, wanted, deadline)
    image = placed.proof.image(0)
    coarse = (image.width(), image.height()) != (placed.region.width, placed.region.height)
    painter.save()
    painter.setRenderHint(
        QPainter.RenderHint.SmoothPixmapTransform,
        zoom < 1 or coarse or (not is_upright(at) and zoom < 2),
    )
    # A halved picture of odd size reaches half a pixel over the document's edge.
    if is_upright(at):
        painter.setClipRect(_rounded(at, placed.region), Qt.ClipOperation.IntersectClip)
    painter.setTransform(placed.to_document(level) * at)
    if not is_upright(at):
        back = placed.to_document(level).inverted()[0]
        painter.setClipRect(back.mapRect(rectf(placed.region)), Qt.ClipOperation.IntersectClip)
    painter.drawImage(QPointF(wanted.x0, wanted.y0), placed.proof.image(level), rectf(wanted))
    painter.restore()
    return done


def draw_lines_over(
    painter: QPainter, at: QTransform, drawing: Placed, part: Rect, deadline: float
) -> bool:
    """The drawing's lines over what is painted: dark ones on light paper darken it, light ones
    on dark paper lighten it."""
    dark_paper = drawing.proof.lightness() < 0.5
    mode = QPainter.CompositionMode
    painter.setCompositionMode(
        mode.CompositionMode_Screen if dark_paper else mode.CompositionMode_Multiply
    )
    done = draw_picture(painter, at, drawing, part, deadline)
    painter.setCompositionMode(mode.CompositionMode_SourceOver)
    return done


def draw_grid(painter: QPainter, at: QTransform, bounds: Rect, part: Rect) -> None:
    """Lines between the document's pixels, where they are large enough."""
    if zoom_of(at) < GRID_ZOOM:
        return
    seen = _around(at.inverted()[0].mapRect(rectf(part))) & bounds
    if seen.empty:
        return
    lines = [at.map(QLineF(x, seen.y0, x, seen.y1)) for x in range(seen.x0, seen.x1 + 1)] + [
        at.map(QLineF(seen.x0, y, seen.x1, y)) for y in range(seen.y0, seen.y1 + 1)
    ]
    painter.setPen(QPen(QColor(128, 128, 128, 80), 1))
    if is_upright(at):  # on the middle of whole device pixels, else two of them turn grey
        lines = [
            QLineF(
                round(x.x1()) + 0.5, round(x.y1()) + 0.5, round(x.x2()) + 0.5, round(x.y2()) + 0.5
            )
            for x in lines
        ]
    painter.drawLines(lines)


@cache
def _checkerboard() -> QPixmap:
    board = QPixmap(16, 16)
    board.fill(QColor("#ffffff"))
    painter = QPainter(board)
    for x, y in ((0, 0), (8, 8)):
        painter.fillRect(x, y, 8, 8, QColor("#dcdcdc"))
    painter.end()
    return board


def rectf(rect: Rect) -> QRectF:
    return QRectF(rect.x0, rect.y0, rect.width, rect.height)


def _rounded(at: QTransform, rect: Rect) -> QRectF:
    """The device pixels whose centres an upright document rectangle covers."""
    mapped = at.mapRect(rectf(rect))
    left, top = round(mapped.left()), round(mapped.top())
    return QRectF(left, top, round(mapped.right()) - left, round(mapped.bottom()) - top)


def _around(rect: QRectF) -> Rect:
    return Rect(
        math.floor(rect.left()), math.floor(rect.top()),
        math.ceil(rect.right()), math.ceil(rect.bottom()),
    )  # fmt: skip
