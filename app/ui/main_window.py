"""The window at work: who listens to whom."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from app.document.document import Document
from app.i18n import document_text, error_text
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import toolbox
from app.ui.arranging import Arranging
from app.ui.disk import Disk
from app.ui.files import Files
from app.ui.frame import Frame
from app.ui.held_keys import HeldKeys
from app.ui.helping import Helping
from app.ui.inpaint_room import InpaintRoom
from app.ui.landing import Landing
from app.ui.latent_room import LatentRoom
from app.ui.layering import Layering
from app.ui.models import Models
from app.ui.models_dialog import ModelsDialog, is_model, task_title
from app.ui.picture_room import picture_rooms
from app.ui.preferences import Preferences
from app.ui.recent_files import RecentFiles
from app.ui.rerunning import Rerunning
from app.ui.room import Room
from app.ui.selecting import Selecting
from app.ui.semantic_room import SemanticRoom
from app.ui.sizing import Sizing
from app.ui.sketch_room import SketchRoom
from app.ui.tool_choice import ToolChoice
from app.ui.upscale_room import UpscaleRoom
from app.ui.viewing import Viewing
from app.ui.working import Workbench
from engine.errors import CoachlineError

log = logging.getLogger(__name__)
_WARM_UP_MS = 400  # after the first frame


class MainWindow(Frame):
    """runner: what computes; None = the engine, loaded after the first frame."""

    def __init__(self, settings: Settings, runner: JobRunner | None = None) -> None:
        super().__init__(settings)
        self.setAcceptDrops(True)
        self._leaving = False
        self._models_dialog: ModelsDialog | None = None
        self._seen = False
        self._device = self._model = ""
        self.runner = runner or JobRunner(device=settings.device)
        self.disk = Disk(self)
        self.files = Files(self, self.disk, settings)
        self.models = Models(self.disk, self)
        self.land = Landing(self).add
        self.sketch_room = SketchRoom(self, self.models)
        self.semantic_room = SemanticRoom(self)
        self.picture_rooms = picture_rooms(self)
        self.inpaint_room = InpaintRoom(self)
        self.latent_room = LatentRoom(self)
        self.upscale_room = UpscaleRoom(self)
        self.rooms: tuple[Room, ...] = (
            self.sketch_room,
            self.semantic_room,
            self.inpaint_room,
            self.latent_room,
            self.upscale_room,
            *self.picture_rooms.values(),
        )
        self.room: Room = self.sketch_room
        self.files.unapplied = lambda: any(room.unapplied for room in self.rooms)
        self.work = Workbench(self)
        self.layering = Layering(self)
        self.sizing = Sizing(self)
        self.rerunning = Rerunning(self)
        self.selecting, self.arranging = Selecting(self), Arranging(self)
        self.held = HeldKeys()
        self.viewing = Viewing(self)
        self.preferences = Preferences(self)
        tools = toolbox.tools(self.brush_bar, self.selecting, self.arranging)
        tools |= toolbox.constraint_tools(self.brush_bar, self.latent_room)
        self.tool_choice = ToolChoice(self, tools)
        self._panels()
        self._connect()
        self.helping = Helping(self)
        for name in ("brush", f"view_{settings.view}"):
            self.commands[name].trigger()
        self.restore_places()
        self.refresh()
        if self.models.damaged is not None:
            self.tell(self.models.damaged)

    @property
    def document(self) -> Document | None:
        return self.files.document

    def _panels(self) -> None:
        """What is docked beside the canvas: one line a panel."""
        self.add_room("sketch", self.tr("Sketch"), self.sketch_room)
        tabs: dict[str, Room] = {
            "semantic": self.semantic_room,
            "inpaint": self.inpaint_room,
            "latent": self.latent_room,
            "upscale": self.upscale_room,
            **self.picture_rooms,
        }
        for name, room in tabs.items():
            self.add_room(name, task_title(name), room)
            self.tabifyDockWidget(self.docks["sketch"], self.docks[name])
        self.docks["sketch"].raise_()
        self.add_panel("layers", self.tr("Layers"), self.layers)
        self.add_panel("history", self.tr("History"), self.history, beside="layers")

    def add_room(self, name: str, title: str, room: Room) -> None:
        """Dock a tool's panel; whichever came to the front last is the one that is asked."""
        dock = self.add_panel(name, title, room.panel)
        dock.visibilityChanged.connect(lambda shown: self._enter(room) if shown else None)

    def _connect(self) -> None:
        files, canvas, bar = self.files, self.canvas, self.brush_bar
        files.bind(self.commands)
        for part in (self.layering, self.sizing, self.rerunning):
            part.bind(self.commands)
        self.selecting.bind(self.commands)
        self.commands.bind(
            {
                "quit": self.close,
                "undo": self._undo,
                "redo": self._redo,
                "hide_panels": self.hide_panels,
                "smaller": partial(bar.resize_brush, -1),
                "larger": partial(bar.resize_brush, 1),
                "softer": partial(bar.harden, -1),
                "harder": partial(bar.harden, 1),
                "swap_colours": bar.colours.swap,
                "reset_colours": bar.colours.reset,
                "generate": lambda: self.room.generate(),
                "apply": lambda: self.room.apply(),
                "discard": self._discard,
                "another_seed": lambda: self.room.reseed(),
                "variants": lambda: self.room.explore(),
                "models": self.show_models,
            }
        )
        files.opened.connect(self._on_opened)
        files.renamed.connect(self.refresh)
        files.said.connect(partial(self.messages.say, warning=False))
        self.disk.began.connect(partial(self.jobs.show_work, done=None, stoppable=False))
        self.disk.advanced.connect(self.jobs.show_work)
        self.jobs.stop.connect(self.disk.stop)
        self.disk.idle.connect(self.jobs.rest)
        self.disk.failed.connect(self.tell)
        self.start_page.chosen.connect(files.open)
        self.recent = RecentFiles(self.menus["recent"], self.start_page, files, self)
        canvas.picked.connect(bar.set_colour)
        canvas.refused.connect(self.messages.say)
        bar.changed.connect(canvas.refresh_cursor)
        self.history.wanted.connect(self._go_to)
        self.jobs.stop.connect(lambda: self.room.discard())
        self.runner.device_changed.connect(self._on_device)

    # the document

    def _on_opened(self, document: Document) -> None:
        self.canvas.show_document(document)
        self.brush_bar.show_document(document)
        self.selecting.show_document(document)
        document.watch(self._on_changed)
        self.layers.show_document(document)
        self.history.show_document(document)
        self.preferences.show_document(document)
        for room in self.rooms:
            room.show_document(document)
        self.messages.hide()
        self.pages.setCurrentWidget(self.canvas)
        self.canvas.fit()
        self.canvas.setFocus()

    def _on_changed(self, _rect: object) -> None:
        if not self.canvas.pressed:
            self.refresh()

    def refresh(self) -> None:
        """Show in menus, title and panels what the document allows now."""
        document, a = self.document, self.commands
        is_open = document is not None
        a.allow(
            {
                "document": is_open,
                "layer": document is not None and bool(document.active),
                "selection": document is not None and document.selection is not None,
                "latent": self.latent_room.edits,
            }
        )
        for part in (*(room.panel for room in self.rooms), self.layers):
            part.setEnabled(is_open)
        self.brush_bar.setEnabled(is_open)
        self.tool_bar.setEnabled(is_open)
        a["apply"].setEnabled(is_open and self.room.can_apply)
        undo = "" if document is None else self.room.undo_name or document.undo_name
        redo = "" if document is None else self.room.redo_name or document.redo_name
        undo, redo = document_text(undo), document_text(redo)
        a["undo"].setEnabled(bool(undo))
        a["redo"].setEnabled(bool(redo))
        a["undo"].setText(self.tr("&Undo: {step}").format(step=undo) if undo else self.tr("&Undo"))
        a["redo"].setText(self.tr("&Redo: {step}").format(step=redo) if redo else self.tr("&Redo"))
        if document is None:
            return
        self.layers.refresh()
        self.history.refresh()
        for room in self.rooms:
            room.refresh()
        self.setWindowTitle(f"{self.files.name}[*] – Coachline")
        self.setWindowModified(document.modified)
        self.size_label.setText(f"{document.width} × {document.height} px")

    def change(self, change: Callable[[Document], object]) -> None:
        """Let `change` do something to the document that is open."""
        if self.document is not None:
            self.canvas.finish_stroke()
            change(self.document)
            self.canvas.refresh_drawing()
            self.refresh()

    def _undo(self) -> None:
        self.canvas.finish_stroke()
        if self.room.undo_name:
            self.room.undo()
            return
        self._go_to(-1 if self.document is None else self.document.done - 1)

    def _redo(self) -> None:
        self.canvas.finish_stroke()
        if self.room.redo_name:
            self.room.redo()
            return
        self._go_to(-1 if self.document is None else self.document.done + 1)

    def _go_to(self, done: int) -> None:
        """Undo or redo until as many steps are done, where there are as many."""
        self.canvas.finish_stroke()
        if self.document is not None and 0 <= done <= len(self.document.history):
            self.document.go_to(done)
            self.messages.hide_notice()  # it told of the document as it was

    # the rooms

    def _enter(self, room: Room) -> None:
        """Another tool's panel came to the front: what the former one previewed goes."""
        if room is not self.room:
            self.room.leave()
            self.room = room
            self.viewing.set_in_place(room.in_place)
            room.enter()
            self.refresh()

    def tell(self, error: CoachlineError) -> None:
        """Say what went wrong."""
        self.messages.say(error_text(error))

    def rest(self) -> None:
        """Nothing is being computed any more."""
        if not self.disk.busy:
            self.jobs.rest()
        self.refresh()

    def _discard(self) -> None:
        """Esc: the stroke under the pen, else the message, else the preview."""
        if self.canvas.cancel_stroke():
            return
        if self.messages.isVisible():
            self.messages.hide()
        else:
            self.room.discard()

    def show_models(self) -> ModelsDialog:
        """The models dialog beside the window."""
        if self._models_dialog is None:
            self._models_dialog = ModelsDialog(self.models, self)
        self._models_dialog.show()
        self._models_dialog.raise_()
        return self._models_dialog

    def show_model(self, title: str) -> None:
        """Name the model that is worked with, beside the device."""
        self._model = title
        self._show_device()

    def _on_device(self, device: str) -> None:
        self._device = device
        self._show_device()

    def _show_device(self) -> None:
        if self._device:
            self.device_label.setText(" · ".join(filter(None, (self._device, self._model))))

    # the window's own events

    def event(self, event: QEvent) -> bool:
        """Enter and Esc end the typing in a field before they mean the preview."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self.held.press(event)
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.held.finish()
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
            and isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Esc in a field came here unused: the keys are the canvas's again."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.held.release(event)
        super().keyReleaseEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            self.setFocus()  # else the first button wears the ring of the keyboard's focus
            QTimer.singleShot(_WARM_UP_MS, self._warm_up)

    def _warm_up(self) -> None:
        """Load the engine when no pen is down: its import holds the window for a moment."""
        if self.canvas.pressed:
            QTimer.singleShot(_WARM_UP_MS, self._warm_up)
        elif not self._leaving:
            self.runner.warm_up()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasUrls() and data.urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        where = self.mapToGlobal(event.position().toPoint())
        # The other program waits until the drop returns: ask after it.
        paths = [Path(url.toLocalFile()) for url in urls]
        QTimer.singleShot(0, partial(self._take, paths, where))

    def _take(self, paths: list[Path], where: QPoint) -> None:
        if is_model(paths[0]):
            self.show_models().add(paths[0])
        else:
            self.files.drop(paths, where)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.canvas.finish_stroke()
        if not self._leaving:
            self.files.leave(self._leave)
        event.setAccepted(self._leaving)

    def _leave(self) -> None:
        """The document may go: remember the places and end the threads."""
        self._leaving = True
        self.keep_places()
        self.preferences.save()
        for room in self.rooms:
            room.shut_down()
        self.canvas.shut_down()
        self.selecting.shut_down()
        self.runner.shut_down()
        self.rerunning.shut_down()
        self.work.shut_down()
        self.layers.shut_down()
        self.files.autosave.shut_down()
        self.disk.shut_down()
        self.close()
