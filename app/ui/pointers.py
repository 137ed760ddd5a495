"""What the pointer does on the canvas: mouse and pen events become strokes, moves and colours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor

from app.document.document import Document
from app.document.strokes import Brush, Sample, Stroke
from app.i18n import QT_TRANSLATE_NOOP
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene


@dataclass(frozen=True)
class Touch:
    """Where the pointer is: x, y in document pixels (pixel centres at +0.5), pressure in [0, 1];
    screen: device pixels in the canvas. pane: the pane that it went down in, in device pixels."""

    x: float
    y: float
    pressure: float
    screen: tuple[float, float]
    pane: Rect


class Pointer(ABC):
    """A tool of the canvas. It is pressed, moved and released, or cancelled."""

    cursor = Qt.CursorShape.ArrowCursor

    @abstractmethod
    def press(self, canvas: Canvas, touch: Touch) -> None: ...

    @abstractmethod
    def move(self, canvas: Canvas, touch: Touch) -> None: ...

    def release(self, canvas: Canvas) -> None:  # noqa: B027 - many tools have nothing to do
        """The pointer went up; what it did stays."""

    def cancel(self, canvas: Canvas) -> None:  # noqa: B027
        """What the pointer did since it went down is undone, where that can be."""

    def outline(self) -> float | None:
        """Diameter of the outline around the pointer in document pixels, None for none."""
        return None

    def paint(self, scene: Scene) -> None:  # noqa: B027
        """Paint over the picture of a pane what the tool shows: handles, a frame, a path."""


_HIDDEN = QT_TRANSLATE_NOOP("Pointer", "The layer “{name}” is hidden. Show it to draw on it.")
_LOCKED = QT_TRANSLATE_NOOP("Pointer", "The layer “{name}” is locked. Unlock it to draw on it.")
_NO_LAYER = QT_TRANSLATE_NOOP("Pointer", "There is no layer to draw on. Add one first.")


class BrushTool(Pointer):
    """Draws on the active layer; one stroke is one undo step.

    brush: the brush as it is set at the moment.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, brush: Callable[[], Brush]) -> None:
        self._brush = brush
        self._stroke: Stroke | None = None
        self._layer = ""

    def press(self, canvas: Canvas, touch: Touch) -> None:
        document = canvas.document
        if document is None:
            return
        refusal = _refusal(document)
        if refusal is not None:
            canvas.refused.emit(refusal)
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


class HandTool(Pointer):
    """Moves the view; with Ctrl it zooms, to the right and up closer."""

    cursor = Qt.CursorShape.OpenHandCursor

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


class PickerTool(Pointer):
    """Takes the brush's colour from what the pane shows."""

    cursor = Qt.CursorShape.CrossCursor

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self.move(canvas, touch)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        colour: QColor | None = canvas.colour_at(touch.x, touch.y, touch.pane)
        if colour is not None:
            canvas.picked.emit(colour)


def _refusal(document: Document) -> str | None:
    """Why the active layer cannot be drawn on, in the window's language."""
    if document.active is None:
        return QCoreApplication.translate("Pointer", _NO_LAYER)
    layer = document.layer(document.active)
    if not layer.visible:
        return QCoreApplication.translate("Pointer", _HIDDEN).format(name=layer.name)
    if layer.locked:
        return QCoreApplication.translate("Pointer", _LOCKED).format(name=layer.name)
    return None
