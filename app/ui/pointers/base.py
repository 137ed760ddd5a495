"""What every tool of the canvas is: events of mouse, pen and keys in, edits and overlays out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

from app.document.document import Document
from app.document.layer import LayerKind
from app.document.stack import is_locked, is_shown
from app.document.surface import Surface
from app.i18n import QT_TRANSLATE_NOOP
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene


@dataclass(frozen=True)
class Touch:
    """Where the pointer is: x, y in document pixels (pixel centres at +0.5), pressure in [0, 1];
    screen: device pixels in the canvas. pane: the pane that it went down in, in device pixels.
    keys: Shift, Alt and Ctrl as they are at the moment."""

    x: float
    y: float
    pressure: float
    screen: tuple[float, float]
    pane: Rect
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def shift(self) -> bool:
        return bool(self.keys & Qt.KeyboardModifier.ShiftModifier)

    @property
    def alt(self) -> bool:
        return bool(self.keys & Qt.KeyboardModifier.AltModifier)

    @property
    def ctrl(self) -> bool:
        return bool(self.keys & Qt.KeyboardModifier.ControlModifier)


class Pointer(ABC):
    """A tool of the canvas. It is pressed, moved and released, or cancelled.

    hint: one English line for the status bar, in the context "Hints".
    picks: Alt picks a colour while this is the tool.
    rubber: the tool that a pen's other end is meanwhile.
    """

    cursor = Qt.CursorShape.ArrowCursor
    hint = ""
    picks = False
    rubber = "eraser"

    @abstractmethod
    def press(self, canvas: Canvas, touch: Touch) -> None: ...

    @abstractmethod
    def move(self, canvas: Canvas, touch: Touch) -> None: ...

    def release(self, canvas: Canvas) -> None:  # noqa: B027 - many tools have nothing to do
        """The pointer went up; what it did stays."""

    def cancel(self, canvas: Canvas) -> None:  # noqa: B027
        """What the pointer did since it went down is undone, where that can be."""

    def hover(self, canvas: Canvas, touch: Touch) -> None:  # noqa: B027
        """The pointer moved without being down."""

    def double(self, canvas: Canvas, touch: Touch) -> None:
        """The second press of a double click."""
        self.press(canvas, touch)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is this tool's at the moment, whatever else it is a shortcut for."""
        return False

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:  # noqa: B027
        """A key that the tool takes went down."""

    @property
    def busy(self) -> bool:
        """Whether it is in the midst of something though the pointer is up; Esc cancels it."""
        return False

    def leave(self, canvas: Canvas) -> None:
        """Another tool is chosen."""
        if self.busy:
            self.cancel(canvas)

    def outline(self) -> float | None:
        """Diameter of the outline around the pointer in document pixels, None for none."""
        return None

    def paint(self, scene: Scene) -> None:  # noqa: B027
        """Paint over the picture, in each pane, while this is the tool."""


_HIDDEN = QT_TRANSLATE_NOOP("Pointer", "The layer “{name}” is hidden. Show it to draw on it.")
_LOCKED = QT_TRANSLATE_NOOP("Pointer", "The layer “{name}” is locked. Unlock it to draw on it.")
_NO_LAYER = QT_TRANSLATE_NOOP("Pointer", "There is no layer to draw on. Add one first.")
_GROUP = QT_TRANSLATE_NOOP("Pointer", "“{name}” is a group. Choose a layer in it to draw on.")


def refusal(document: Document) -> str | None:
    """Why the active layer cannot be drawn on, in the window's language; None if it can."""
    if document.active is None:
        return QCoreApplication.translate("Pointer", _NO_LAYER)
    layer = document.layer(document.active)
    if not is_shown(document.layers, layer):
        return QCoreApplication.translate("Pointer", _HIDDEN).format(name=layer.name)
    if is_locked(document.layers, layer):
        return QCoreApplication.translate("Pointer", _LOCKED).format(name=layer.name)
    if layer.kind is LayerKind.GROUP and not document.on_mask:
        return QCoreApplication.translate("Pointer", _GROUP).format(name=layer.name)
    return None


def on_labels(document: Document) -> bool:
    """Whether paint lands on labels, whose colours are parts and never mix."""
    return document.active is not None and surface(document).hard


def surface(document: Document) -> Surface:
    """What paint lands on: the active layer or its mask. Raises KeyError if there is none."""
    return Surface(
        document.layer(document.active or ""),
        document.bounds,
        document.selection,
        document.icc,
        document.on_mask,
    )
