"""Label maps and renderers' passes in and out: the questions in the window, the work in the disk's
thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.document import label_files, labels
from app.document.document import Document
from app.document.label_files import Pass
from app.document.labels import AddLabels
from app.document.layer import Layer
from app.ui import file_dialogs
from app.ui.label_dialog import LabelDialog
from engine import palette
from engine.ops.label_files import remember

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class LabelFiles(QObject):
    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window

    def ask_import(self) -> None:
        window = self._window
        if window.document is not None:
            title = self.tr("Import labels or an ID pass")
            path = file_dialogs.ask_picture(window, window.settings, title)
            if path is not None:
                self.open(path)

    def open(self, path: Path, layer: str | None = None) -> None:
        """Read a file, and ask what it does not tell. layer: of a Cryptomatte with several."""
        window, document = self._window, self._window.document
        if document is None:
            return
        window.disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(label_files.read, path, document.bounds, layer),
            partial(self._ask, document),
        )

    def _ask(self, document: Document, given: Pass) -> None:
        window = self._window
        if document is not window.document:
            return
        if given.certain:
            self.add(document, given, dict(given.parts))
            return
        name = given.path.name
        dialog = LabelDialog(name, given.found, given.parts, palette.load(), window)
        dialog.layer_wanted.connect(partial(self.open, given.path))
        if dialog.exec():
            window.disk.start(
                self.tr("Keeping what the colours are"),
                partial(remember, given.found, dialog.parts),
                lambda _: None,
            )
            self.add(document, given, dialog.parts)

    def add(self, document: Document, given: Pass, parts: dict[str, int]) -> None:
        """Put the labels of a pass above all layers."""
        copy = document.snapshot()

        def made(layer: Layer) -> None:
            if document is self._window.document:
                self._window.canvas.finish_stroke()
                document.apply(AddLabels(layer, "Import labels"))
                document.active = layer.id
                self._window.canvas.refresh_drawing()
                self._window.refresh()

        self._window.disk.start(
            self.tr("Opening {name}").format(name=given.path.name),
            partial(label_files.layer_of, given, parts, copy),
            made,
        )

    def ask_export(self) -> None:
        """Write the labels that are worked on as a PNG of indices."""
        window = self._window
        document = window.document
        if document is None or (layer := labels.worked_on(document)) is None:
            return
        path = file_dialogs.ask_save(
            window,
            window.settings,
            self.tr("Export labels"),
            f"{Path(window.files.name).stem}_labels.png",
            "PNG (*.png)",
        )
        if path is not None:
            window.disk.start(
                self.tr("Exporting {name}").format(name=path.name),
                partial(label_files.write, document.snapshot(), layer.id, path),
                lambda _: window.files.said.emit(
                    self.tr("Exported {name}.").format(name=path.name)
                ),
            )
