"""The tool that moves the view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch

if TYPE_CHECKING:
    from app.ui.canvas import Canvas


class HandTool(Pointer):
    """Moves the view; with Ctrl it zooms, to the right and up closer; with Shift it turns."""

    cursor = Qt.CursorShape.OpenHandCursor
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: move the view · Ctrl: zoom · Shift: turn · wheel: zoom"
    )

    def __init__(self) -> None:
        self._last: Touch | None = None
        self._start: Touch | None = None
        self._angle = 0.0  # of the view at the start

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self._last = self._start = touch
        self._angle = canvas.view.angle
        canvas.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._last is None or self._start is None:
            return
        dx = touch.screen[0] - self._last.screen[0]
        dy = touch.screen[1] - self._last.screen[1]
        self._last = touch
        if self._start.ctrl:
            zoom = canvas.view.zoom * 1.01 ** (dx - dy)
            canvas.zoom_at(zoom, self._start.screen, touch.pane)
        elif self._start.shift:
            turned = _direction(touch) - _direction(self._start)
            canvas.turn(self._angle + turned)
        else:
            canvas.pan(dx, dy)

    def release(self, canvas: Canvas) -> None:
        self._last = self._start = None
        canvas.refresh_cursor()

    def cancel(self, canvas: Canvas) -> None:
        self.release(canvas)


def _direction(touch: Touch) -> float:
    """Where the pointer is, seen from the middle of its pane: degrees, clockwise."""
    pane, (x, y) = touch.pane, touch.screen
    return math.degrees(math.atan2(y - (pane.y0 + pane.y1) / 2, x - (pane.x0 + pane.x1) / 2))
