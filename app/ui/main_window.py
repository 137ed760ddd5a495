"""The window at work: who listens to whom."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from app.document.document import Document
from app.document.edits import Edit
from app.document.layer import Layer
from app.i18n import document_text, error_text
from app.jobs import land
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import about, layering, theme
from app.ui.disk import Disk
from app.ui.files import Files
from app.ui.frame import Frame
from app.ui.pointers import BrushTool, EraserTool, HandTool, PickerTool, Pointer
from app.ui.sketching import Sketching, SketchOptions
from engine.errors import CoachlineError
from engine.requests import Result
from engine.runtime import cards

log = logging.getLogger(__name__)
_WARM_UP_MS = 400  # after the first frame


class MainWindow(Frame):
    """runner: what computes; None = the engine, loaded after the first frame."""

    def __init__(self, settings: Settings, runner: JobRunner | None = None) -> None:
        models, damaged = _installed()
        super().__init__(settings, models)
        self.setAcceptDrops(True)
        self._titles = {card.name: card.title for card in models}
        self._landing: list[Layer] = []
        self._leaving = False
        self._seen = False
        self.runner = runner or JobRunner()
        self.disk = Disk(self)
        self.files = Files(self, self.disk, settings)
        self.sketching = Sketching(self.runner, self)
        self._tools: dict[str, Pointer] = {
            "brush": BrushTool(self.brush_bar.brush),
            "eraser": EraserTool(self.brush_bar.eraser),
            "hand": HandTool(),
            "picker": PickerTool(),
        }
        self.canvas.eraser = self._tools["eraser"]
        self.sketching.set_options(self.sketch.options)
        self._connect()
        for name in ("brush", f"view_{settings.view}"):
            self.commands[name].trigger()
        self.commands[f"theme_{settings.theme}"].setChecked(True)
        self._refresh()
        if damaged is not None:
            self._on_error(damaged)

    @property
    def document(self) -> Document | None:
        return self.files.document

    def _connect(self) -> None:
        a, files, canvas, sketching = self.commands, self.files, self.canvas, self.sketching
        for name, slot in {
            "new": files.new,
            "open": files.ask_open,
            "save": lambda: files.save(),
            "save_as": lambda: files.save_as(),
            "export": files.export,
            "paste": files.paste,
            "quit": self.close,
            "undo": self._undo,
            "redo": self._redo,
            "zoom_in": partial(canvas.zoom_step, 1),
            "zoom_out": partial(canvas.zoom_step, -1),
            "fit": canvas.fit,
            "actual_size": canvas.actual_size,
            "hide_panels": self.hide_panels,
            "smaller": partial(self.brush_bar.resize_brush, -1),
            "larger": partial(self.brush_bar.resize_brush, 1),
            "softer": partial(self.brush_bar.harden, -1),
            "harder": partial(self.brush_bar.harden, 1),
            "swap_colours": self.brush_bar.colours.swap,
            "reset_colours": self.brush_bar.colours.reset,
            "generate": sketching.generate,
            "apply": sketching.apply,
            "discard": self._discard,
            "another_seed": self.sketch.roll,
            "about": partial(about.show, self),
        }.items():
            a[name].triggered.connect(lambda _=False, slot=slot: slot())
        for tool in ("brush", "eraser", "hand", "picker"):
            a[tool].triggered.connect(partial(self._choose_tool, tool))
        for mode in ("drawing", "split", "overlay"):
            a[f"view_{mode}"].triggered.connect(partial(self._choose_view, mode))
        for name in ("system", "light", "dark"):
            a[f"theme_{name}"].triggered.connect(partial(self._choose_theme, name))
        for name, change in layering.CHANGES.items():
            a[name].triggered.connect(lambda _=False, change=change: self._change_layers(change))
        files.opened.connect(self._on_opened)
        files.renamed.connect(self._refresh)
        files.said.connect(partial(self.messages.say, warning=False))
        self.disk.began.connect(partial(self.jobs.show_work, done=None, stoppable=False))
        self.disk.idle.connect(self.jobs.rest)
        self.disk.failed.connect(self._on_error)
        self.start_page.chosen.connect(files.open)
        canvas.pointed.connect(self._on_pointed)
        canvas.left.connect(self.position_label.clear)
        canvas.zoomed.connect(self._on_zoomed)
        canvas.picked.connect(self.brush_bar.set_colour)
        canvas.refused.connect(self.messages.say)
        canvas.lifted.connect(self._land)
        self.brush_bar.changed.connect(canvas.refresh_cursor)
        self.layers.wanted.connect(self._apply)
        self.layers.activated.connect(self._activate)
        self.sketch.changed.connect(self._on_options)
        self.sketch.hints_wanted.connect(self._want_hints)
        self.sketch.variants_wanted.connect(self._want_variants)
        self.sketch.variants.chosen.connect(self._choose_variant)
        well = self.sketch.style_well
        well.asked.connect(lambda: files.ask_style(self.sketch.show_style))
        well.wanted.connect(lambda path: files.read_style(path, self.sketch.show_style))
        well.taken.connect(lambda: self.sketch.show_style(None))
        sketching.shown.connect(self._on_shown)
        sketching.busy.connect(canvas.set_busy)
        sketching.working.connect(self.jobs.show_work)
        sketching.rested.connect(self._on_rested)
        sketching.variant.connect(lambda i, result: self.sketch.variants.put(i, result.pixels))
        sketching.landed.connect(self._on_landed)
        sketching.failed.connect(self._on_error)
        self.jobs.stop.connect(sketching.discard)
        self.runner.device_changed.connect(self._on_device)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)

    # the document

    def _on_opened(self, document: Document) -> None:
        self.canvas.show_document(document)
        document.watch(self._on_changed)
        self.layers.show_document(document)
        self.sketch.variants.hide()
        self.sketching.show_document(document)
        self.messages.hide()
        self.pages.setCurrentWidget(self.canvas)
        self.canvas.fit()
        self.canvas.setFocus()
        self.size_label.setText(f"{document.width} × {document.height} px")

    def _on_changed(self, _rect: object) -> None:
        if not self.canvas.pressed:
            self._refresh()

    def _refresh(self) -> None:
        """Show in menus, title and panels what the document allows now."""
        document, a = self.document, self.commands
        is_open = document is not None
        for name in ("save", "save_as", "export", "add_layer", "fit", "actual_size", "zoom_in"):
            a[name].setEnabled(is_open)
        for name in ("zoom_out", "generate", "variants", "another_seed", "hide_panels"):
            a[name].setEnabled(is_open)
        self.sketch.setEnabled(is_open)
        self.layers.setEnabled(is_open)
        self.brush_bar.setEnabled(is_open)
        self.tool_bar.setEnabled(is_open)
        a["discard"].setEnabled(is_open)
        a["apply"].setEnabled(self.sketching.can_apply)
        for name in layering.CHANGES:
            if name != "add_layer":
                a[name].setEnabled(document is not None and document.active is not None)
        undo = "" if document is None else document_text(document.undo_name)
        redo = "" if document is None else document_text(document.redo_name)
        a["undo"].setEnabled(document is not None and document.can_undo)
        a["redo"].setEnabled(document is not None and document.can_redo)
        a["undo"].setText(self.tr("&Undo: {step}").format(step=undo) if undo else self.tr("&Undo"))
        a["redo"].setText(self.tr("&Redo: {step}").format(step=redo) if redo else self.tr("&Redo"))
        if document is None:
            return
        self.layers.refresh()
        self.sketch.show_hints(layering.hints_shown(document))
        self.setWindowTitle(f"{self.files.name}[*] – Coachline")
        self.setWindowModified(document.modified)

    def _apply(self, edit: Edit) -> None:
        if self.document is not None:
            self.canvas.finish_stroke()
            self.document.apply(edit)

    def _activate(self, layer_id: str) -> None:
        if self.document is not None:
            self.canvas.finish_stroke()
            self.document.active = layer_id
            self.canvas.refresh_drawing()
            self._refresh()

    def _change_layers(self, change: layering.Change) -> None:
        if self.document is not None:
            self.canvas.finish_stroke()
            change(self.document)
            self.canvas.refresh_drawing()
            self._refresh()

    def _undo(self) -> None:
        self.canvas.finish_stroke()
        if self.document is not None and self.document.can_undo:
            self.document.undo()

    def _redo(self) -> None:
        self.canvas.finish_stroke()
        if self.document is not None and self.document.can_redo:
            self.document.redo()

    # sketching

    def _on_options(self, options: SketchOptions) -> None:
        self.sketching.set_options(options)
        self._show_device()

    def _want_hints(self, on: bool) -> None:
        self._change_layers(partial(layering.show_hints, on=on))
        if on:
            self.commands["brush"].trigger()

    def _want_variants(self, count: int) -> None:
        if self.document is not None:
            ratio = self.document.height / self.document.width
            self.sketch.variants.start(self.sketching.explore(count), ratio)

    def _choose_variant(self, place: int) -> None:
        self.sketch.show_seed(self.sketching.choose(place))

    def _on_shown(self, result: Result | None) -> None:
        if result is None:
            self.canvas.show_preview(None)
        else:
            self.canvas.show_preview(result.pixels, result.region)
            if "device.fell_back" in result.notes:
                self.messages.say(
                    self.tr("The graphics memory was not enough; the processor goes on.")
                )
        self.commands["apply"].setEnabled(result is not None)

    @Slot(object)
    def _on_landed(self, layer: Layer) -> None:
        self._landing.append(layer)
        if not self.canvas.pressed:
            self._land()

    def _land(self) -> None:
        """Add the pictures that came while the pen was down; the designer's layer stays active."""
        waiting, self._landing = self._landing, []
        if self.document is None:
            return
        for layer in waiting:
            self.document.apply(land.edit(self.document, layer))
        self._refresh()

    def _on_rested(self) -> None:
        if not self.disk.busy:
            self.jobs.rest()
        self.commands["apply"].setEnabled(self.sketching.can_apply)

    def _discard(self) -> None:
        """Esc: the stroke under the pen, else the message, else the preview."""
        if self.canvas.cancel_stroke():
            return
        if self.messages.isVisible():
            self.messages.hide()
        else:
            self.sketching.discard()

    def _on_error(self, error: CoachlineError) -> None:
        self.messages.say(error_text(error))

    def _on_device(self, device: str) -> None:
        self.device_label.setProperty("device", device)
        self._show_device()

    def _show_device(self) -> None:
        device = self.device_label.property("device")
        if device:
            model = self.sketch.options.model
            self.device_label.setText(f"{device} · {self._titles.get(model, model)}")

    def _on_pointed(self, x: float, y: float) -> None:
        self.position_label.setText(f"{int(x // 1)}, {int(y // 1)}")

    def _on_zoomed(self, zoom: float) -> None:
        percent = 100 * zoom
        self.zoom_label.setText(f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %")

    # tools and views

    def _choose_tool(self, name: str) -> None:
        self.canvas.finish_stroke()
        self.canvas.tool = self._tools[name]
        self.brush_bar.set_erasing(name == "eraser")
        self.canvas.refresh_cursor()

    def _choose_view(self, mode: str) -> None:
        self.settings.view = mode
        self.canvas.set_mode(mode)

    def _choose_theme(self, name: str) -> None:
        self.settings.theme = name
        self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.settings.theme)
            theme.refresh_icons(self)
            self.sketch.refresh_theme()

    # the window's own events

    def event(self, event: QEvent) -> bool:
        """Enter and Esc end the typing in a field before they mean the preview."""
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
        path = Path(event.mimeData().urls()[0].toLocalFile())
        # The other program waits until the drop returns: ask after it.
        QTimer.singleShot(0, partial(self.files.open, path))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.canvas.finish_stroke()
        if not self._leaving:
            self.files.leave(self._leave)
        event.setAccepted(self._leaving)

    def _leave(self) -> None:
        """The document may go: remember the places and end the threads."""
        self._leaving = True
        self.keep_places()
        try:
            self.settings.save()
        except OSError:
            log.exception("the settings could not be saved")
        self.sketching.shut_down()
        self.runner.shut_down()
        self.disk.shut_down()
        self.close()


def _installed() -> tuple[tuple[cards.Card, ...], CoachlineError | None]:
    """The models for sketches; a damaged card of the program's own is told, not fatal."""
    try:
        return cards.installed("sketch"), None
    except CoachlineError as e:
        return (), e
