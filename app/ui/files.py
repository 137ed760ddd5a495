"""New, open, paste, save and export: the questions in the window, the work in the disk's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.document import restore, store
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.export import EXTENSIONS, Options, export, flat, losses
from app.document.layer import Layer, LayerKind, new_id
from app.document.pictures import open_picture
from app.document.tiles import Tiles
from app.jobs import land
from app.settings import Settings
from app.ui.actions import Actions
from app.ui.disk import Disk
from app.ui.new_dialog import NewDialog
from app.ui.proof import from_qimage
from app.ui.sheet import seen

PROJECT = ".ora"
STYLE_SIDE = 512  # pixels; a style has no use for more
_PICTURES = "*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.exr"


class Files(QObject):
    """The document that is open, and where it lies.

    Signals: opened(Document), renamed(): the title changed, said(sentence): a notice.
    """

    opened = Signal(object)
    renamed = Signal()
    said = Signal(str)

    def __init__(self, window: QWidget, disk: Disk, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._disk, self._settings = window, disk, settings
        self.document: Document | None = None
        self._name = ""

    def bind(self, actions: Actions) -> None:
        """Carry out the commands of the file menu."""
        actions.bind(
            {
                "new": self.new,
                "open": self.ask_open,
                "save": self.save,
                "save_as": self.save_as,
                "export": self.export,
            }
        )

    @property
    def name(self) -> str:
        """What the title bar calls the document."""
        if self.document is not None and self.document.path is not None:
            return self.document.path.name
        return self._name or self.tr("Untitled")

    def show(self, document: Document, name: str = "") -> None:
        """Work on this document; name: what to call it until it is saved."""
        self.document, self._name = document, name
        self.opened.emit(document)
        self.renamed.emit()

    # new, open, paste

    def new(self) -> None:
        self.leave(self._new)

    def _new(self) -> None:
        dialog = NewDialog(self._settings, self._window)
        if dialog.exec():
            self.show(self.blank(*dialog.size_px()))

    def blank(self, width: int, height: int) -> Document:
        """White paper, locked, under an empty layer for lines."""
        document = Document(width, height)
        paper = Tiles.from_pixels(np.full((height, width, 4), 255, np.uint8))
        document.layers = (
            Layer(new_id(), self.tr("Paper"), LayerKind.PICTURE, paper, locked=True),
            Layer(new_id(), self.tr("Lines"), LayerKind.LINES, Tiles(4, np.uint8)),
        )
        document.active = document.layers[1].id
        return document

    def ask_open(self) -> None:
        self.leave(self._ask_open)

    def _ask_open(self) -> None:
        path = self._dialog_open(
            self.tr("Open"),
            self.tr("Projects and pictures") + f" (*{PROJECT} {_PICTURES});;"
            + self.tr("All files") + " (*)",
        )  # fmt: skip
        if path is not None:
            self._open(path)

    def open(self, path: Path) -> None:
        self.leave(partial(self._open, path))

    def _open(self, path: Path) -> None:
        is_project = path.suffix.lower() == PROJECT
        read = restore.open_project if is_project else open_picture
        self._disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(read, path),
            partial(self.show, name=path.stem),
        )

    def paste(self) -> None:
        """The clipboard's picture: a layer of the document, or a document of its own."""
        data = QGuiApplication.clipboard().mimeData()
        urls = [u for u in data.urls() if u.isLocalFile()]
        if urls:
            self.open(Path(urls[0].toLocalFile()))
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.said.emit(self.tr("There is no picture on the clipboard."))
        elif self.document is None:
            self.show(_picture(image, self.tr("Pasted picture")), self.tr("Pasted picture"))
        else:
            layer = _picture(image, self.tr("Pasted picture")).layers[0]
            self.add_picture(self.document, layer)

    def add_picture(self, document: Document, layer: Layer) -> None:
        """layer: 8 bits; it comes above the active one, in the document's depth."""
        ids = [x.id for x in document.layers]
        above = ids.index(document.active) + 1 if document.active else len(ids)
        landed = land.edit(document, layer)
        document.apply(AddLayer(landed.layer, above))
        document.active = layer.id

    # save, export

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the project, asking for a place the first time; `then` follows when it is
        written."""
        if self.document is None:
            return
        if self.document.path is None:
            self.save_as(then)
        else:
            self._save(self.document.path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        path = self._dialog_save(
            self.tr("Save project"), PROJECT, self.tr("Projects") + f" (*{PROJECT})"
        )
        if path is not None:
            self._save(path, then)

    def _save(self, path: Path, then: Callable[[], None] | None) -> None:
        document = self.document
        assert document is not None
        copy = document.snapshot()

        def saved(_: object) -> None:
            document.path = path
            document.mark_saved(copy.state)
            self.renamed.emit()
            if then is not None:
                then()

        name = self.tr("Saving {name}").format(name=path.name)
        self._disk.start(name, partial(store.save_project, copy, path), saved)

    def export(self) -> None:
        """Write a flat picture, and say what its format does not keep."""
        if self.document is None:
            return
        filters = {
            "PNG (*.png)": ".png",
            "JPEG (*.jpg *.jpeg)": ".jpg",
            "TIFF (*.tif *.tiff)": ".tif",
            "WebP (*.webp)": ".webp",
        }
        path = self._dialog_save(self.tr("Export picture"), filters, ";;".join(filters))
        if path is None:
            return
        copy = self.document.snapshot()
        name = self.tr("Exporting {name}").format(name=path.name)
        self._disk.start(name, partial(_export, copy, path), partial(self._exported, path))

    def _exported(self, path: Path, lost: list[str]) -> None:
        things = {
            "layers": self.tr("layers"),
            "alpha": self.tr("transparency"),
            "depth": self.tr("the full colour depth"),
        }
        if lost:
            self.said.emit(
                self.tr(
                    "Exported {name}. A {format} file does not keep: {things}. "
                    "Save the project to keep them."
                ).format(
                    name=path.name,
                    format=path.suffix.lstrip(".").upper(),
                    things=self.tr(", ").join(things[x] for x in lost if x in things),
                )
            )
        else:
            self.said.emit(self.tr("Exported {name}.").format(name=path.name))

    # style

    def ask_style(self, done: Callable[[NDArray[np.uint8], str], None]) -> None:
        path = self._dialog_open(
            self.tr("Style picture"),
            self.tr("Pictures") + f" ({_PICTURES});;" + self.tr("All files") + " (*)",
        )
        if path is not None:
            self.read_style(path, done)

    def read_style(self, path: Path, done: Callable[[NDArray[np.uint8], str], None]) -> None:
        """done: gets h×w×3 uint8 sRGB of at most STYLE_SIDE a side, and a name."""
        self._disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(_style, path),
            lambda pixels: done(pixels, path.stem),
        )

    # leaving

    def leave(self, then: Callable[[], None]) -> None:
        """`then`, once unsaved work is saved or given up; nothing if the designer stays."""
        if self.document is None or not self.document.modified:
            then()
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Unsaved work"))
        box.setText(self.tr("Save the changes of “{name}”?").format(name=self.name))
        box.setInformativeText(self.tr("They are lost if you do not save them."))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        answer = box.exec()
        if answer == button.Save:
            self.save(then)
        elif answer == button.Discard:
            then()

    def _dialog_open(self, title: str, filters: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._settings.folder, filters)
        return self._remember(name)

    def _dialog_save(self, title: str, suffixes: str | dict[str, str], filters: str) -> Path | None:
        """suffixes: the one to add where the designer gave none, or one for each filter."""
        stem = Path(self.name).stem
        first = suffixes if isinstance(suffixes, str) else next(iter(suffixes.values()))
        start = str(Path(self._settings.folder or Path.home()) / (stem + first))
        name, chosen = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if name and not Path(name).suffix:
            name += suffixes if isinstance(suffixes, str) else suffixes.get(chosen, first)
        return self._remember(name)

    def _remember(self, name: str) -> Path | None:
        if not name:
            return None
        path = Path(name)
        self._settings.folder = str(path.parent)
        return path


def _export(document: Document, path: Path) -> list[str]:
    picture = flat(document)
    formats = {extension: format for format, extension in EXTENSIONS.items()}
    options = Options(formats.get(path.suffix.lower(), "PNG"))
    export(picture, path, options)
    return losses(picture, options)


def _picture(image: QImage, name: str) -> Document:
    pixels = from_qimage(image)
    document = Document(image.width(), image.height())
    document.layers = (Layer(new_id(), name, LayerKind.PICTURE, Tiles.from_pixels(pixels)),)
    document.active = document.layers[0].id
    return document


def _style(path: Path) -> NDArray[np.uint8]:
    document = open_picture(path)
    pixels = seen(document, document.layers, document.bounds)
    step = -(-max(pixels.shape[:2]) // STYLE_SIDE)
    height, width = (n // step * step for n in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // step, step, width // step, step, 4)
    small = blocks.mean((1, 3))  # h×w×4
    alpha = small[..., 3:] / 255
    on_white: NDArray[np.uint8] = (small[..., :3] * alpha + 255 * (1 - alpha) + 0.5).astype(
        np.uint8
    )
    return on_white
