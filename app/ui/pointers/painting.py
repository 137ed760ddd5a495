"""The tools that paint on the active layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.document.strokes import Brush, Sample, Stroke
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch, refusal

if TYPE_CHECKING:
    from app.ui.canvas import Canvas


class BrushTool(Pointer):
    """Draws on the active layer; one stroke is one undo step.

    brush: the brush as it is set at the moment.
    """

    cursor = Qt.CursorShape.CrossCursor
    hint = QT_TRANSLATE_NOOP("Hints", "Drag: paint · Alt+click: take a colour")
    picks = True

    def __init__(self, brush: Callable[[], Brush]) -> None:
        self._brush = brush
        self._stroke: Stroke | None = None
        self._layer = ""

    def press(self, canvas: Canvas, touch: Touch) -> None:
        document = canvas.document
        if document is None:
            return
        why_not = refusal(document)
        if why_not is not None:
            canvas.refused.emit(why_not)
            return
        assert document.active is not None
        layer = document.layer(document.active)
        self._layer = layer.id
        self._stroke = Stroke(layer, self._brush(), document.bounds)
        self.move(canvas, touch)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._stroke is None or canvas.document is None:
            return
        rect = self._stroke.add(Sample(touch.x, touch.y, touch.pressure))
        if not rect.empty:
            canvas.document.show_stroke(self._layer, self._stroke.tiles, rect)

    def release(self, canvas: Canvas) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is None or canvas.document is None:
            return
        edit = stroke.finish()
        if edit is not None:
            canvas.document.apply(edit)

    def cancel(self, canvas: Canvas) -> None:
        self._stroke = None
        if canvas.document is not None:
            canvas.document.hide_stroke()

    def outline(self) -> float | None:
        return self._brush().size_px


class EraserTool(BrushTool):
    """Takes away from the active layer; its brush erases."""

    hint = QT_TRANSLATE_NOOP("Hints", "Drag: erase")
