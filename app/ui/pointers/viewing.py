"""The tool that moves the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch

if TYPE_CHECKING:
    from app.ui.canvas import Canvas


class HandTool(Pointer):
    """Moves the view; with Ctrl it zooms, to the right and up closer."""

    cursor = Qt.CursorShape.OpenHandCursor
    hint = QT_TRANSLATE_NOOP("Hints", "Drag: move the view · Ctrl+drag: zoom")

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None
        self._start: tuple[float, float] = (0.0, 0.0)

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self._last = self._start = touch.screen
        canvas.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._last is None:
            return
        dx, dy = touch.screen[0] - self._last[0], touch.screen[1] - self._last[1]
        self._last = touch.screen
        if canvas.zoom_key:
            canvas.zoom_at(canvas.view.zoom * 1.01 ** (dx - dy), self._start, touch.pane)
        else:
            canvas.pan(dx, dy)

    def release(self, canvas: Canvas) -> None:
        self._last = None
        canvas.refresh_cursor()

    def cancel(self, canvas: Canvas) -> None:
        self.release(canvas)
