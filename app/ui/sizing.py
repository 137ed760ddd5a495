"""What the picture menu does: image size, canvas size, cropping and turning the whole picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.document import stack
from app.document.affine import Affine
from app.document.state import State
from app.document.transforming import cropped, on_canvas, picture_turned, resized
from app.ui.actions import Actions
from app.ui.size_dialogs import CanvasDialog, ImageDialog
from engine.errors import BadInput
from engine.geometry import Rect
from engine.progress import Progress

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Sizing(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._work = window, window.work

    def bind(self, actions: Actions) -> None:
        turn = self._turn
        actions.bind(
            {
                "image_size": self.ask_image,
                "canvas_size": self.ask_canvas,
                "crop_to_selection": self._crop_to_selection,
                "trim": self._trim,
                "picture_clockwise": partial(turn, Affine.turn(90)),
                "picture_counter": partial(turn, Affine.turn(-90)),
                "picture_around": partial(turn, Affine.turn(180)),
                "picture_mirror": partial(turn, Affine.scale(-1, 1)),
                "picture_flip": partial(turn, Affine.scale(1, -1)),
            }
        )

    def ask_image(self) -> None:
        document = self._window.document
        if document is None:
            return
        dialog = ImageDialog(document.width, document.height, self._window)
        if dialog.exec():
            self.resize(*dialog.size_px())

    def ask_canvas(self) -> None:
        document = self._window.document
        if document is None:
            return
        dialog = CanvasDialog(document.width, document.height, self._window)
        if dialog.exec():
            rect = dialog.shown()
            self._work.become("Canvas size", lambda before, progress: on_canvas(before, rect))

    def resize(self, width: int, height: int) -> None:
        """Scale the whole picture."""
        self._work.become(
            "Image size", lambda before, progress: resized(before, width, height, progress)
        )

    def crop(self, rect: Rect) -> None:
        """Cut away all that is not in a rectangle, which may reach beyond the picture."""
        self._work.become("Crop", lambda before, progress: cropped(before, rect))

    def _crop_to_selection(self) -> None:
        document = self._window.document
        if document is None:
            return
        if document.selection is None:
            self._window.tell(BadInput("selection.none"))
        else:
            self.crop(document.selection.bounds & document.bounds)

    def _trim(self) -> None:
        """Cut the canvas to what is drawn on the visible layers."""
        document = self._window.document
        if document is None:
            return
        rect = Rect(0, 0, 0, 0)
        for layer in document.layers:
            if stack.is_shown(document.layers, layer):
                rect |= layer.tiles.extent
        if rect.empty:
            self._window.tell(BadInput("layer.none_visible"))
        else:
            self.crop(rect)

    def _turn(self, how: Affine) -> None:
        def change(before: State, progress: Progress) -> State:
            return picture_turned(before, how, progress)

        self._work.become("Turn the picture", change)
