"""New, open, paste, save and export: the questions in the window, the work in the disk's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.document import recent, recovery
from app.document.document import Document
from app.document.export import EXTENSIONS, Flat, Options, export, flat
from app.document.importing import above_active, as_layers
from app.document.layer import Layer, LayerKind, new_id
from app.document.pictures import open_file
from app.document.recovery import Rescue
from app.document.store import save_project
from app.document.tiles import Tiles
from app.settings import Settings
from app.ui import file_dialogs, told
from app.ui.actions import Actions
from app.ui.autosave import Autosave
from app.ui.disk import Disk
from app.ui.export_dialog import ExportDialog
from app.ui.leaving import Button, ask_to_give_up, ask_to_save
from app.ui.new_dialog import NewDialog
from app.ui.proof import from_qimage
from app.ui.recovery_dialog import RecoveryDialog, offer_copy
from engine.errors import BadInput
from engine.progress import Progress

PROJECT = file_dialogs.PROJECT
log = logging.getLogger(__name__)


class Files(QObject):
    """The document that is open, and where it lies.

    Signals: opened(Document), renamed(): the title changed, said(sentence): a notice,
    remembered(): the files that were open last are others.
    """

    opened = Signal(object)
    renamed = Signal()
    said = Signal(str)
    remembered = Signal()

    def __init__(self, window: QWidget, disk: Disk, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._disk, self._settings = window, disk, settings
        self.autosave = Autosave(settings, self)
        self.autosave.failed.connect(disk.failed)
        self.document: Document | None = None
        self._name = ""
        self.unapplied: Callable[[], bool] = lambda: False  # whether a room holds such an edit

    def bind(self, actions: Actions) -> None:
        """Carry out the commands of the file menu."""
        actions.bind(
            {
                "new": self.new,
                "open": self.ask_open,
                "import": self.ask_import,
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

    def show(self, document: Document, name: str = "", rescue: Rescue | None = None) -> None:
        """Work on this document; name: what to call it until it is saved."""
        self.document, self._name = document, name
        self.autosave.show_document(document, self.name, rescue)
        self.opened.emit(document)
        self.renamed.emit()
        if document.read_only:
            self.said.emit(
                self.tr(
                    "{name} was saved by a newer Coachline and is read-only here: save your "
                    "changes under another name."
                ).format(name=self.name)
            )
        elif document.notes:
            self.said.emit(told.notes(self.name, document.notes))

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
        paths = file_dialogs.ask_open(self._window, self._settings, self.tr("Open"))
        if paths:
            self._open_all(paths)

    def open(self, path: Path) -> None:
        self.open_all([path])

    def open_all(self, paths: Sequence[Path]) -> None:
        """The first as the document, the others as layers of it."""
        self.leave(partial(self._open_all, paths))

    def _open_all(self, paths: Sequence[Path]) -> None:
        path, *others = paths

        def opened(found: Document | tuple[BadInput, Rescue]) -> None:
            if isinstance(found, Document):
                self.show(found, path.stem)
                self._remember_file(path, found)
                if others:
                    self.add_as_layers(others)
            elif offer_copy(self._window, *found):
                self.restore(found[1], keep=False)

        name = self.tr("Opening {name}").format(name=path.name)
        self._disk.start(name, partial(_read, path), opened, partial(self._forget_file, path))

    def restore(self, rescue: Rescue, keep: bool = True) -> None:
        """Go on with what was kept; keep: and keep on keeping it."""
        self._disk.start(
            self.tr("Opening {name}").format(name=rescue.name),
            rescue.open,
            partial(self.show, name=rescue.name, rescue=rescue if keep else None),
        )

    def begin(self, paths: Sequence[Path] = ()) -> None:
        """When the window is there: offer what a crash left, else open files."""

        def look() -> list[tuple[Rescue, bytes | None]]:
            return [(rescue, rescue.thumbnail()) for rescue in recovery.rescues()]

        def found(rescues: list[tuple[Rescue, bytes | None]]) -> None:
            dialog = RecoveryDialog(rescues, self._window) if rescues else None
            if dialog is not None and dialog.exec() and dialog.chosen is not None:
                self.restore(dialog.chosen)
            elif paths:
                self.open_all(paths)

        self._disk.start(self.tr("Looking for unsaved work"), look, found)

    def ask_import(self) -> None:
        paths = file_dialogs.ask_open(self._window, self._settings, self.tr("Add as layers"))
        if paths:
            self.add_as_layers(paths)

    def add_as_layers(self, paths: Sequence[Path]) -> None:
        """Pictures above the layer that is worked on, as one step."""
        document = self.document
        if document is None:
            self.open_all(paths)
            return
        page = document.snapshot()

        def read(progress: Progress) -> list[tuple[Layer, ...]]:
            runs = []
            for i, path in enumerate(paths):
                runs.append(as_layers(open_file(path), page, path.stem))
                progress.step((i + 1) / len(paths))
            return runs

        def add(runs: list[tuple[Layer, ...]]) -> None:
            if self.document is document:
                document.apply(above_active(document, runs))
                document.active = runs[-1][-1].id
                self.renamed.emit()

        self._disk.follow(self.tr("Opening {name}").format(name=paths[0].name), read, add)

    def drop(self, paths: Sequence[Path], where: QPoint) -> None:
        """Files that were dropped on the window; where: on the screen."""
        if self.document is None:
            self.open_all(paths)
            return
        menu = QMenu(self._window)
        menu.setObjectName("dropped")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layers = menu.addAction(self.tr("Add as &layers"))
        layers.triggered.connect(lambda: self.add_as_layers(paths))
        opened = menu.addAction(self.tr("&Open {name}").format(name=paths[0].name))
        opened.triggered.connect(lambda: self.open_all(paths[:1]))
        menu.addSeparator()
        menu.addAction(self.tr("&Cancel"))
        menu.popup(where)

    def paste(self) -> None:
        """The clipboard's picture: a layer of the document, or a document of its own."""
        clipboard = QGuiApplication.clipboard()
        urls = [u for u in clipboard.mimeData().urls() if u.isLocalFile()]
        if urls:
            self.drop([Path(u.toLocalFile()) for u in urls], QCursor.pos())
            return
        image = clipboard.image()
        if image.isNull():
            self.said.emit(self.tr("There is no picture on the clipboard."))
            return
        name = self.tr("Pasted picture")
        picture = Document(image.width(), image.height())
        tiles = Tiles.from_pixels(from_qimage(image))
        picture.layers = (Layer(new_id(), name, LayerKind.PICTURE, tiles),)
        picture.active = picture.layers[0].id
        if self.document is None:
            picture.mark_saved(-1)  # it is nowhere else
            self.show(picture, name)
        else:
            run = as_layers(picture, self.document, name)
            self.document.apply(above_active(self.document, [run]))
            self.document.active = run[-1].id

    # save, export

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the project, asking for a place the first time; `then` follows when it is
        written."""
        if self.document is None:
            return
        if self.document.path is None or self.document.read_only:
            self.save_as(then)
        else:
            self._save(self.document.path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        document = self.document
        if document is None:
            return
        path = file_dialogs.ask_save(
            self._window,
            self._settings,
            self.tr("Save project"),
            Path(self.name).stem + PROJECT,
            self.tr("Projects") + f" (*{PROJECT})",
        )
        if path is None:
            return
        if (
            document.read_only
            and document.path is not None
            and path.resolve() == (document.path.resolve())
        ):
            self.said.emit(self.tr("This file is read-only here. Choose another name."))
            return
        self._save(path, then)

    def _save(self, path: Path, then: Callable[[], None] | None) -> None:
        document = self.document
        assert document is not None
        copy = document.snapshot()

        def saved(_: object) -> None:
            document.path, document.read_only = path, False
            document.mark_saved(copy.state)
            if document is self.document:
                self.autosave.settle(self.name, path)
            self._remember_file(path, copy)
            self.renamed.emit()
            if then is not None:
                then()

        name = self.tr("Saving {name}").format(name=path.name)
        self._disk.follow(name, partial(save_project, copy, path), saved)

    def export(self) -> None:
        """Write a picture, after saying what its format does not keep."""
        if self.document is not None:
            self._disk.start(
                self.tr("Looking at the picture"),
                partial(flat, self.document.snapshot()),
                self._ask_export,
            )

    def _ask_export(self, picture: Flat) -> None:
        dialog = ExportDialog(picture, self._settings, self._window)
        if not dialog.exec():
            return
        options = dialog.options
        extension = EXTENSIONS[options.format]
        others = {"JPEG": " *.jpeg", "TIFF": " *.tiff"}.get(options.format, "")
        path = file_dialogs.ask_save(
            self._window,
            self._settings,
            self.tr("Export picture"),
            Path(self.name).stem + extension,
            f"{options.format} (*{extension}{others})",
        )
        if path is not None:
            self._disk.follow(
                self.tr("Exporting {name}").format(name=path.name),
                partial(_export, picture, path, options),
                lambda _: self.said.emit(self.tr("Exported {name}.").format(name=path.name)),
            )

    # leaving

    def leave(self, then: Callable[[], None]) -> None:
        """`then`, once unsaved work is saved or given up; nothing if the designer stays."""
        if self.unapplied() and not ask_to_give_up(self._window):
            return
        if self.document is None or not self.document.modified:
            then()
            return
        answer = ask_to_save(self._window, self.name)
        if answer == Button.Save:
            self.save(then)
        elif answer == Button.Discard:
            then()

    # the files that were open last

    def _remember_file(self, path: Path, document: Document) -> None:
        self._disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(_noted, recent.add, path, document.snapshot()),
            lambda _: self.remembered.emit(),
        )

    def _forget_file(self, path: Path) -> None:
        """A file that could not be opened leaves the list, if it is gone."""
        self._disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(_noted, recent.forget_gone, path),
            lambda _: self.remembered.emit(),
        )


def _read(path: Path) -> Document | tuple[BadInput, Rescue]:
    """The document; of a damaged project, where there is one, the copy that was kept."""
    try:
        return open_file(path)
    except BadInput as e:
        rescue = recovery.copy_of(path) if e.code == "project.damaged" else None
        if rescue is None:
            raise
        return e, rescue


def _export(picture: Flat, path: Path, options: Options, progress: Progress) -> None:
    export(picture, path, options, progress)


def _noted(note: Callable[..., None], *about: object) -> None:
    """The list of recent files is not worth a message."""
    try:
        note(*about)
    except OSError:
        log.exception("the recent files could not be noted")
