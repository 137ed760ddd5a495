"""The tools that select by an outline: rectangle, ellipse, lasso, polygon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPen

from app.document import shapes
from app.document.selection import Selection
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.ants import draw_path
from app.ui.pointers.base import Touch
from app.ui.pointers.choosing import SelectTool
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.brush_bar import BrushBar
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene
    from app.ui.selecting import Selecting

_NEAR = 6  # device pixels: a click this near to the first corner closes a polygon


class BoxTool(SelectTool):
    """A rectangle or an ellipse from corner to corner, of whole pixels."""

    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Drag: select · Shift: add · Alt: subtract · both: intersect · pressed while dragging: "
        "Shift: square, Alt: from the middle, Space: move",
    )

    def __init__(self, bar: BrushBar, selecting: Selecting, ellipse: bool = False) -> None:
        super().__init__(bar, selecting)
        self._ellipse = ellipse
        self._corner = self._opposite = (0.0, 0.0)
        self._held: set[str] = set()  # Shift and Alt that are down since the press
        self._rect = Rect(0, 0, 0, 0)

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        self._corner = self._opposite = (touch.x, touch.y)
        self._held = {name for name in ("shift", "alt") if getattr(touch, name)}
        self._rect = Rect(0, 0, 0, 0)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        self._held = {name for name in self._held if getattr(touch, name)}
        if canvas.space:
            dx, dy = touch.x - self._opposite[0], touch.y - self._opposite[1]
            self._corner = (self._corner[0] + dx, self._corner[1] + dy)
        self._opposite = (touch.x, touch.y)
        square = touch.shift and "shift" not in self._held
        self._rect = self._box(square, touch.alt and "alt" not in self._held)

    def _box(self, square: bool, centred: bool) -> Rect:
        """The whole pixels between the two corners."""
        (x, y), (to_x, to_y) = self._corner, self._opposite
        width, height = to_x - x, to_y - y
        if square:
            side = max(abs(width), abs(height))
            width, height = math.copysign(side, width), math.copysign(side, height)
        x1, y1 = x + width, y + height
        if centred:
            x, y = x - width, y - height
        return Rect(round(min(x, x1)), round(min(y, y1)), round(max(x, x1)), round(max(y, y1)))

    def end(self, canvas: Canvas) -> None:
        rect, self._rect = self._rect, Rect(0, 0, 0, 0)
        assert canvas.document is not None
        make = shapes.ellipse if self._ellipse else shapes.rectangle
        self._selecting.choose(make(rect, canvas.document.bounds), self._how)

    def cancel(self, canvas: Canvas) -> None:
        self._rect = Rect(0, 0, 0, 0)
        super().cancel(canvas)

    def paint(self, scene: Scene) -> None:
        r = self._rect
        if r.empty:
            return
        if self._ellipse:
            a, b = r.width / 2, r.height / 2
            angles = np.linspace(0, 2 * math.pi, 90)
            points = [(r.x0 + a * (1 + math.cos(t)), r.y0 + b * (1 + math.sin(t))) for t in angles]
        else:
            points = [(r.x0, r.y0), (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1)]
        draw_path(scene, points, closed=True)


class LassoTool(SelectTool):
    """An outline drawn by hand; letting go closes it."""

    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: draw around · Shift: add · Alt: subtract · both: intersect"
    )

    def __init__(self, bar: BrushBar, selecting: Selecting) -> None:
        super().__init__(bar, selecting)
        self._points: list[tuple[float, float]] = []

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        self._points = [(touch.x, touch.y)]

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        self._points.append((touch.x, touch.y))

    def end(self, canvas: Canvas) -> None:
        points, self._points = self._points, []
        assert canvas.document is not None
        self.take(shapes.polygon(np.array(points, np.float64), canvas.document.bounds))

    def take(self, area: Selection) -> None:
        """The outline is closed."""
        self._selecting.choose(area, self._how)

    def cancel(self, canvas: Canvas) -> None:
        self._points = []
        super().cancel(canvas)

    def paint(self, scene: Scene) -> None:
        if len(self._points) > 1:
            draw_path(scene, self._points)


class PolygonTool(LassoTool):
    """An outline of corners that are clicked one after another."""

    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Click: set a corner · Enter, double click or the first corner: close · "
        "Backspace: take one back · Esc: give up",
    )

    def __init__(self, bar: BrushBar, selecting: Selecting) -> None:
        super().__init__(bar, selecting)
        self._at: tuple[float, float] | None = None

    @property
    def busy(self) -> bool:
        return bool(self._points)

    def press(self, canvas: Canvas, touch: Touch) -> None:
        if canvas.document is None:
            return
        if not self._points:
            super().press(canvas, touch)
        elif self._closes(canvas, touch):
            self.close(canvas)
        else:
            self._points.append((touch.x, touch.y))
            self._at = (touch.x, touch.y)
            canvas.update()

    def double(self, canvas: Canvas, touch: Touch) -> None:
        if self._points:
            self.close(canvas)
        else:
            self.press(canvas, touch)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        self._at = (touch.x, touch.y)

    def hover(self, canvas: Canvas, touch: Touch) -> None:
        if self._points:
            self._at = (touch.x, touch.y)
            canvas.update()

    def end(self, canvas: Canvas) -> None:
        """The pointer went up: the next corner is to come."""

    def close(self, canvas: Canvas) -> None:
        """The corners are all there."""
        self._at = None
        super().end(canvas)
        canvas.update()

    def cancel(self, canvas: Canvas) -> None:
        self._at = None
        super().cancel(canvas)

    def takes(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        return (self.busy and event.key() in keys) or super().takes(event)

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:
        if not self.busy:
            super().key(canvas, event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close(canvas)
        else:
            self._points.pop()
            canvas.update()

    def _closes(self, canvas: Canvas, touch: Touch) -> bool:
        x, y = canvas.view.to_screen(*self._points[0], touch.pane)
        near = _NEAR * canvas.devicePixelRatioF()
        close = max(abs(x - touch.screen[0]), abs(y - touch.screen[1])) <= near
        return close and len(self._points) > 2

    def paint(self, scene: Scene) -> None:
        if not self._points:
            return
        ahead = [] if self._at is None else [self._at]
        draw_path(scene, [*self._points, *ahead])
        scale = scene.painter.device().devicePixelRatioF()
        scene.painter.setPen(QPen(QColor("black"), scale))
        scene.painter.setBrush(QColor("white"))
        x, y = scene.view.to_screen(*self._points[0], scene.pane)
        scene.painter.drawEllipse(QPointF(x, y), 3 * scale, 3 * scale)


class _Filling(LassoTool):
    """Fills what it draws around with the brush's colour."""

    picks = True

    def _within(self, canvas: Canvas, touch: Touch) -> bool:
        return False

    def take(self, area: Selection) -> None:
        self._selecting.fill_outline(area)


class LassoFillTool(_Filling):
    hint = QT_TRANSLATE_NOOP("Hints", "Drag: draw around what is filled · Alt+click: take a colour")


class PolygonFillTool(_Filling, PolygonTool):
    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Click: set a corner · Enter, double click or the first corner: fill · "
        "Backspace: take one back · Esc: give up · Alt+click: take a colour",
    )
