"""The tools that go by what is under the pointer: picker, fill, colour range, part."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch, on_labels
from app.ui.pointers.choosing import SelectTool
from engine.geometry import Rect
from engine.ops.colour import to_srgb8

if TYPE_CHECKING:
    from app.ui.canvas import Canvas
    from app.ui.selecting import Selecting


class PickerTool(Pointer):
    """Takes the brush's colour from what the pane shows, or from the active layer alone."""

    cursor = Qt.CursorShape.CrossCursor
    hint = QT_TRANSLATE_NOOP("Hints", "Click or drag: take the colour for the brush")

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self.move(canvas, touch)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        # Of labels that lie over a picture as a veil no other colour is a part's.
        if canvas.picks_layer or (canvas.document is not None and on_labels(canvas.document)):
            colour = _of_layer(canvas, touch)
        else:
            colour = canvas.colour_at(touch.x, touch.y, touch.pane)
        if colour is not None:
            canvas.picked.emit(colour)


def _of_layer(canvas: Canvas, touch: Touch) -> QColor | None:
    """The active layer's colour under the pointer; None where it is transparent."""
    document = canvas.document
    if document is None or document.active is None:
        return None
    here = Rect.of_size(1, 1, math.floor(touch.x), math.floor(touch.y))
    pixel = document.layer(document.active).tiles.read(here)
    red, green, blue, alpha = to_srgb8(pixel, document.icc)[0, 0].tolist()
    return QColor(red, green, blue) if alpha else None


class ColourRangeTool(SelectTool):
    """Selects what has the colour under the pointer."""

    hint = QT_TRANSLATE_NOOP(
        "Hints", "Click: select this colour · Shift: add · Alt: subtract · both: intersect"
    )

    def _within(self, canvas: Canvas, touch: Touch) -> bool:
        return False

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        self._selecting.choose_colour(math.floor(touch.x), math.floor(touch.y), self._how)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        """Nothing more than the click."""

    def end(self, canvas: Canvas) -> None:
        """The click has done it."""


class PartTool(SelectTool):
    """Selects the part under the pointer, as the labels tell."""

    hint = QT_TRANSLATE_NOOP(
        "Hints", "Click: select this part · Shift: add · Alt: subtract · both: intersect"
    )

    def _within(self, canvas: Canvas, touch: Touch) -> bool:
        return False

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        self._selecting.choose_piece(math.floor(touch.x), math.floor(touch.y), self._how)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        """Nothing more than the click."""

    def end(self, canvas: Canvas) -> None:
        """The click has done it."""


class FillTool(Pointer):
    """Fills what has the colour under the pointer."""

    cursor = Qt.CursorShape.CrossCursor
    hint = QT_TRANSLATE_NOOP("Hints", "Click: fill what has this colour · Alt+click: take a colour")
    picks = True

    def __init__(self, selecting: Selecting) -> None:
        self._selecting = selecting

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self._selecting.fill_colour(math.floor(touch.x), math.floor(touch.y))

    def move(self, canvas: Canvas, touch: Touch) -> None:
        """Nothing more than the click."""
