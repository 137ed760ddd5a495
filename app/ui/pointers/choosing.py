"""The tools that select: rectangle, ellipse, lasso, polygon, brush, colour range."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainterPath, QPen

from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.outline import HALF
from app.document.selection import Selection
from app.document.smoothing import Exact, Hand
from app.document.strokes import Sample, Stroke
from app.document.surface import Surface
from app.document.tiles import Tiles
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.brush_bar import BrushBar
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene
    from app.ui.selecting import Selecting

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SelectTool(Pointer):
    """Drags a new outline, or the selection itself from a press within it."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bar: BrushBar, selecting: Selecting) -> None:
        self._bar, self._selecting = bar, selecting
        self._how = "new"
        self._from: tuple[float, float] | None = None  # where the selection is dragged from
        self._drawing = False

    def press(self, canvas: Canvas, touch: Touch) -> None:
        if canvas.document is None:
            return
        self._how = how(self._bar.combine, touch)
        if self._how == "new" and self._within(canvas, touch):
            self._from = (touch.x, touch.y)
            return
        self._drawing = True
        self.begin(canvas, touch)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._from is not None:
            self._selecting.ants.move(
                round(touch.x - self._from[0]), round(touch.y - self._from[1])
            )
        elif self._drawing:
            self.go_on(canvas, touch)
            canvas.update()

    def release(self, canvas: Canvas) -> None:
        if self._from is not None:
            self._from = None
            shift, self._selecting.ants.shift = self._selecting.ants.shift, (0, 0)
            if shift == (0, 0):
                self._selecting.deselect()  # a click within it, without a drag
            else:
                self._selecting.move(*shift)
        elif self._drawing:
            self._drawing = False
            self.end(canvas)
        canvas.update()

    def cancel(self, canvas: Canvas) -> None:
        self._from, self._drawing = None, False
        self._selecting.ants.move(0, 0)

    def takes(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        arrow = event.key() in _ARROWS and plain == Qt.KeyboardModifier.NoModifier
        return arrow and self._selecting.selection is not None

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:
        """The arrow keys move the selection by a pixel, with Shift by ten."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        dx, dy = _ARROWS[Qt.Key(event.key())]
        self._selecting.move(far * dx, far * dy)

    @abstractmethod
    def begin(self, canvas: Canvas, touch: Touch) -> None:
        """An outline begins."""

    @abstractmethod
    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        """It goes on to here."""

    @abstractmethod
    def end(self, canvas: Canvas) -> None:
        """It is whole."""

    def _within(self, canvas: Canvas, touch: Touch) -> bool:
        assert canvas.document is not None
        selection, x, y = canvas.document.selection, math.floor(touch.x), math.floor(touch.y)
        return selection is not None and selection.mask(Rect.of_size(1, 1, x, y))[0, 0] >= HALF


def how(chosen: str, touch: Touch) -> str:
    """How a new outline goes with the selection: "new", "add", "subtract" or "intersect"."""
    if touch.shift and touch.alt:
        return "intersect"
    if touch.shift:
        return "add"
    return "subtract" if touch.alt else chosen


class SelectBrushTool(SelectTool):
    """Paints the selection: what the brush went over is added, with Alt taken away."""

    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: paint the selection · Alt: take away · Shift+Alt: intersect"
    )

    def __init__(self, bar: BrushBar, selecting: Selecting) -> None:
        super().__init__(bar, selecting)
        self._stroke: Stroke | None = None
        self._hand: Hand = Exact()
        self._way: list[tuple[float, float]] = []
        self._size = 0.0

    def _within(self, canvas: Canvas, touch: Touch) -> bool:
        return False

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        assert canvas.document is not None
        self._how = "add" if self._how == "new" else self._how
        brush = self._bar.selection_brush()
        self._size = brush.size_px
        paper = Layer(
            new_id(), "", LayerKind.PICTURE, Tiles(4, np.uint8), mask=new_mask(shows=False)
        )
        self._stroke = Stroke(Surface(paper, canvas.document.bounds, on_mask=True), brush)
        self._hand = self._bar.hand(canvas.view.zoom)
        self._way = []
        self.go_on(canvas, touch)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        if self._stroke is None:
            return
        for sample in self._hand.follow(Sample(touch.x, touch.y, self._bar.felt(touch.pressure))):
            self._stroke.add(sample)
            self._way.append((sample.x, sample.y))

    def end(self, canvas: Canvas) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        for sample in self._hand.finish():
            stroke.add(sample)
        self._way = []
        self._selecting.choose(Selection(stroke.tiles), self._how)

    def cancel(self, canvas: Canvas) -> None:
        self._stroke, self._way = None, []
        super().cancel(canvas)

    def outline(self) -> float | None:
        return self._bar.selection_brush().size_px

    def paint(self, scene: Scene) -> None:
        """The way of the brush, as a veil."""
        if not self._way:
            return
        x, y = self._way[0]
        path = QPainterPath(QPointF(x, y))
        for point in self._way[1:] or [(x + 0.01, y)]:
            path.lineTo(*point)
        painter = scene.painter
        painter.save()
        painter.setTransform(scene.view.transform(scene.pane), True)
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        veil = QColor(200, 40, 40, 110) if self._how == "subtract" else QColor(0, 110, 200, 110)
        pen = QPen(veil, self._size)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.restore()
