"""Copy, cut and paste in place; other programs get and give pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage

from app.document.clip import Clip, copied
from app.document.document import Document
from app.document.edits import AddLayer, Edit
from app.document.fill import fill
from app.document.layer import new_id
from app.document.selection import Selection
from app.document.stack import place_of
from app.ui.actions import Actions
from app.ui.pointers.base import surface
from engine.ops.colour import to_srgb8

if TYPE_CHECKING:
    from app.ui.selecting import Selecting

_FORMAT = "application/x-coachline-clip"  # a token: the pixels stay in this program


class Clipboard(QObject):
    """paste: what takes over where the clipboard holds nothing of this program."""

    def __init__(self, selecting: Selecting, paste: Callable[[], None]) -> None:
        super().__init__(selecting)
        self._selecting = selecting
        self._paste_other = paste
        self._clip: Clip | None = None
        self._token = b""

    def bind(self, actions: Actions) -> None:
        actions.bind(
            {
                "copy": partial(self._copy, visible=False),
                "copy_visible": partial(self._copy, visible=True),
                "cut": self._cut,
                "paste": self.paste,
            }
        )

    def _copy(self, visible: bool) -> None:
        self._selecting.work(
            self.tr("Copying"), partial(_copied_and_seen, visible=visible), self._keep
        )

    def _cut(self) -> None:
        if self._selecting.allowed():
            self._selecting.work(self.tr("Copying"), _copied_and_seen, self._keep)
            self._selecting.compute(_cut)

    def _keep(self, found: tuple[Clip, QImage] | None) -> None:
        if found is None:
            self._selecting.say(self.tr("There is nothing to copy on this layer."))
            return
        self._clip, image = found
        self._token = new_id().encode()
        data = QMimeData()
        data.setImageData(image)
        data.setData(_FORMAT, QByteArray(self._token))
        QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """What was copied here, where it was, as a layer; else whatever the clipboard holds."""
        document = self._selecting.document
        token = bytes(QGuiApplication.clipboard().mimeData().data(_FORMAT).data())
        if self._clip is None or document is None or not token or token != self._token:
            self._paste_other()
            return
        paste = partial(_paste, clip=self._clip, name=self.tr("Pasted picture"))
        self._selecting.compute(paste, self._work_on)

    def _work_on(self, edit: Edit) -> None:
        """Let the layer that was added be the active one."""
        document = self._selecting.document
        if document is not None and isinstance(edit, AddLayer):
            document.active = edit.layer.id
            self._selecting.refresh()


def _copied_and_seen(document: Document, visible: bool = False) -> tuple[Clip, QImage] | None:
    """What is copied, and how other programs get it."""
    clip = copied(document, visible)
    if clip is None:
        return None
    eight = np.ascontiguousarray(to_srgb8(clip.pixels, clip.icc))
    height, width = eight.shape[:2]
    image = QImage(eight.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return clip, image.copy()


def _cut(document: Document) -> Edit | None:
    return fill(surface(document), Selection.whole(document.bounds), None, title="Cut")


def _paste(document: Document, clip: Clip, name: str) -> Edit:
    layer = clip.layer(document, name)
    if document.active is None:
        return AddLayer(layer, -1, "Paste")
    parent, place = place_of(document.layers, document.active)
    return AddLayer(replace(layer, parent=parent), place + 1, "Paste")
