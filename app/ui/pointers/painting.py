"""The tools that paint on the active layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from app.document.smoothing import Exact, Hand
from app.document.strokes import Brush, Sample, Stroke
from app.document.symmetry import Symmetry
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch, refusal, surface

if TYPE_CHECKING:
    from app.ui.brush_bar import BrushBar
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene

_DECIDED = 4  # device pixels after which a straight line is level or upright
_HANDLE = 7  # device pixels: radius of the axis's handle


@dataclass
class _Straight:
    """A line that Shift keeps level or upright. x, y: where it began, in document pixels."""

    x: float
    y: float
    screen: tuple[float, float]
    level: bool | None = None

    def onto(self, touch: Touch) -> tuple[float, float] | None:
        """The point of the line that is nearest; None while its direction is open."""
        dx, dy = touch.screen[0] - self.screen[0], touch.screen[1] - self.screen[1]
        if self.level is None:
            if max(abs(dx), abs(dy)) < _DECIDED:
                return None
            self.level = abs(touch.x - self.x) >= abs(touch.y - self.y)
        return (touch.x, self.y) if self.level else (self.x, touch.y)


class BrushTool(Pointer):
    """Draws on the active layer, or on its mask; one stroke is one undo step."""

    cursor = Qt.CursorShape.CrossCursor
    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Drag: paint · Shift+click: line from the last point · Shift+drag: level or upright · "
        "Ctrl+Alt+drag: size and hardness · Alt+click: take a colour",
    )
    picks = True

    def __init__(self, bar: BrushBar) -> None:
        self._bar = bar
        self._stroke: Stroke | None = None
        self._layer = ""
        self._hand: Hand = Exact()
        self._straight: _Straight | None = None
        self._end: tuple[object, Sample] | None = None  # the document, where its last stroke ended
        self._resizing: tuple[Touch, Brush] | None = None
        self._axis: str | None = None  # "x" or "y" of the symmetry while it is moved

    def brush(self) -> Brush:
        """The brush as it is set at the moment."""
        return self._bar.brush()

    def press(self, canvas: Canvas, touch: Touch) -> None:
        document = canvas.document
        if document is None:
            return
        if touch.ctrl and touch.alt:
            self._resizing = (touch, self.brush())
            return
        self._axis = self._grabbed(canvas, touch)
        if self._axis is not None:
            return
        why_not = refusal(document)
        if why_not is not None:
            canvas.refused.emit(why_not)
            return
        ground = surface(document)
        self._layer = ground.layer.id
        self._stroke = Stroke(ground, self.brush(), self._bar.symmetry)
        self._hand = self._bar.hand(canvas.view.zoom)
        self._straight = None
        if touch.shift:
            if self._end is not None and self._end[0] is document:
                self._draw(canvas, [self._end[1]])
            self._straight = _Straight(touch.x, touch.y, touch.screen)
        self._follow(canvas, touch.x, touch.y, touch.pressure)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._resizing is not None:
            self._resize(canvas, touch)
        elif self._axis is not None:
            self._bar.move_axis(self._axis, touch.x if self._axis == "x" else touch.y)
            canvas.update()
        elif self._stroke is not None:
            self._paint(canvas, touch)

    def _paint(self, canvas: Canvas, touch: Touch) -> None:
        x, y = touch.x, touch.y
        if not touch.shift:
            self._straight = None
        else:
            if self._straight is None:
                self._straight = _Straight(x, y, touch.screen)
            point = self._straight.onto(touch)
            if point is None:
                return
            x, y = point
        self._follow(canvas, x, y, touch.pressure)

    def _follow(self, canvas: Canvas, x: float, y: float, pressure: float) -> None:
        self._draw(canvas, self._hand.follow(Sample(x, y, self._bar.felt(pressure))))

    def _draw(self, canvas: Canvas, samples: Iterable[Sample]) -> None:
        document = canvas.document
        if self._stroke is None or document is None:
            return
        for sample in samples:
            for rect in self._stroke.add(sample):
                document.show_stroke(self._layer, self._stroke.tiles, rect)
            self._end = (document, sample)

    def _resize(self, canvas: Canvas, touch: Touch) -> None:
        assert self._resizing is not None
        start, brush = self._resizing
        dx, dy = touch.screen[0] - start.screen[0], start.screen[1] - touch.screen[1]
        self._bar.set_tip(brush.size_px + 2 * dx / canvas.view.zoom, brush.hardness + dy / 200)

    def release(self, canvas: Canvas) -> None:
        self._resizing = self._axis = None
        if self._stroke is None:
            return
        self._draw(canvas, self._hand.finish())
        stroke, self._stroke = self._stroke, None
        edit = stroke.finish()
        if edit is not None and canvas.document is not None:
            canvas.document.apply(edit)

    def cancel(self, canvas: Canvas) -> None:
        self._resizing = self._axis = self._stroke = None
        if canvas.document is not None:
            canvas.document.hide_stroke()

    def outline(self) -> float | None:
        return self.brush().size_px

    # the axis of symmetry

    def _grabbed(self, canvas: Canvas, touch: Touch) -> str | None:
        """The axis whose handle the pointer is on."""
        assert canvas.document is not None
        scale = canvas.devicePixelRatioF()
        seen = canvas.view.seen(touch.pane, touch.pane) & canvas.document.bounds
        for name, x, y in _handles(self._bar.symmetry, seen.x0, seen.y0, canvas.view.zoom, scale):
            sx, sy = canvas.view.to_screen(x, y, touch.pane)
            if max(abs(sx - touch.screen[0]), abs(sy - touch.screen[1])) <= 1.5 * _HANDLE * scale:
                return name
        return None

    def paint(self, scene: Scene) -> None:
        """The axes with their handles."""
        symmetry, painter = self._bar.symmetry, scene.painter
        page = self._bar.page
        if not (symmetry.upright or symmetry.level) or page.empty:
            return
        scale = painter.device().devicePixelRatioF()
        lines: list[tuple[tuple[float, float], tuple[float, float]]] = []
        if symmetry.upright:
            lines.append(((symmetry.x, page.y0), (symmetry.x, page.y1)))
        if symmetry.level:
            lines.append(((page.x0, symmetry.y), (page.x1, symmetry.y)))
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        for colour, width in ((QColor(255, 255, 255, 150), 3), (QColor(0, 110, 200, 220), 1)):
            painter.setPen(QPen(colour, width * scale))
            for a, b in lines:
                painter.drawLine(
                    QPointF(*scene.view.to_screen(*a, scene.pane)),
                    QPointF(*scene.view.to_screen(*b, scene.pane)),
                )
        painter.setPen(QPen(QColor("white"), 1.5 * scale))
        painter.setBrush(QColor(0, 110, 200))
        seen = scene.view.seen(scene.pane, scene.pane) & page
        for _, x, y in _handles(symmetry, seen.x0, seen.y0, scene.view.zoom, scale):
            at = QPointF(*scene.view.to_screen(x, y, scene.pane))
            painter.drawEllipse(at, _HANDLE * scale, _HANDLE * scale)
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)


def _handles(
    symmetry: Symmetry, left: float, top: float, zoom: float, scale: float
) -> list[tuple[str, float, float]]:
    """Name, x and y of each axis's handle, near the left and upper edge of what is seen."""
    inset = 3 * _HANDLE * scale / zoom
    found = []
    if symmetry.upright:
        found.append(("x", symmetry.x, top + inset))
    if symmetry.level:
        found.append(("y", left + inset, symmetry.y))
    return found


class EraserTool(BrushTool):
    """Takes away from the active layer; of a mask, it hides."""

    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Drag: erase · Shift+click: line from the last point · Shift+drag: level or upright · "
        "Ctrl+Alt+drag: size and hardness",
    )

    def brush(self) -> Brush:
        return self._bar.eraser()
