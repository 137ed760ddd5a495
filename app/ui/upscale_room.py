"""Upscale at work: a part before and after, the whole document enlarged, a part enhanced, and
a file exported."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from app.document import export
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer
from app.document.state import State
from app.jobs import enlarge
from app.jobs.batch import BatchProcess, error_of
from app.jobs.job import Job
from app.ui.batch_dialog import BatchDialog
from app.ui.panels.upscale import UpscalePanel
from app.ui.proof import to_qimage
from app.ui.room import Room
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.ops.colour import to_srgb8
from engine.progress import Progress
from engine.requests import Pixels, Result, UpscaleRequest

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

SMALLEST = 8  # pixels a side of what is previewed
_PAUSE_MS = 250  # a slider that moves asks once
_FILTERS = ("PNG (*.png)", "TIFF (*.tif *.tiff)", "JPEG (*.jpg *.jpeg)", "WebP (*.webp)")


class UpscaleRoom(Room):
    """The part that is previewed is the middle of the selection, or of what the canvas shows."""

    in_place = True  # no pane waits for a preview: it is in the panel

    _asked = Signal(object, bool, int)
    _made = Signal(object, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panel: UpscalePanel = UpscalePanel(window.commands, window.settings, window.models)
        self._document: Document | None = None
        self._preview: tuple[Job, Pixels] | None = None
        self._enhancing: Job | None = None
        self._source: Document | None = None  # what is being enhanced, as it was then
        self._round = 0  # what was asked before the last `discard` does not count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._export = BatchProcess(self)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._dialog: BatchDialog | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.generate)
        self._connect()

    def _connect(self) -> None:
        window, panel, runner = self._window, self.panel, self._window.runner
        window.commands.bind({"batch": self.show_batch})
        panel.changed.connect(self._on_options)
        panel.export_wanted.connect(self.ask_export)
        panel.batch_wanted.connect(self.show_batch)
        panel.add_wanted.connect(window.commands["models"].trigger)
        self._asked.connect(self._on_asked)
        self._made.connect(self._on_made)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)
        self._export.told.connect(self._on_told)
        self._export.failed.connect(window.tell)
        self._export.ended.connect(self._on_exported)

    # what the window asks

    @property
    def can_apply(self) -> bool:
        return self._document is not None and bool(self.panel.model.name)

    def show_document(self, document: Document) -> None:
        self.discard()
        self._document = document
        self.refresh()

    def refresh(self) -> None:
        document = self._document
        width, height = (0, 0) if document is None else (document.width, document.height)
        self.panel.show_state(width, height, document is not None and bool(document.selection))

    def generate(self) -> None:
        """Show a part before and after."""
        document = self._document
        if document is None or not self._has_model():
            return
        self._show_model()
        template = self.panel.template
        height, width = template.output_size(document.height, document.width)
        factor = max(height / document.height, width / document.width)
        rect = self._looked_at(document, factor)
        if not self.panel.enhances:
            exact = int(factor) if factor == int(factor) and 1 <= factor <= 4 else None
            template = (
                enlarge.sized(template, exact)
                if exact
                else replace(
                    enlarge.sized(template, 1),
                    scale=None,
                    longest=max(1, round(max(rect.width, rect.height) * factor)),
                )
            )
        self._ask(template, rect, preview=True)

    def apply(self) -> None:
        document = self._document
        if document is None or not self._has_model():
            return
        self._show_model()
        if self.panel.enhances:
            self._window.jobs.show_work(self.tr("Enhancing"), None)
            self._ask(self.panel.template, enlarge.selected(document), preview=False)
            return
        runner, template, size = self._window.runner, self.panel.template, self.panel.output_size
        if size == (document.width, document.height):
            words = self.tr("The document has that size already.")
            self._window.messages.say(words, warning=False)
            return
        runner.warm_up()
        self._stop_preview()

        def change(before: State, progress: Progress) -> State:
            return enlarge.enlarged(before, template, size, runner.wait_for, progress)

        self._window.work.become("Enlarge", change, self._window.canvas.fit)

    def discard(self) -> None:
        self._stop_preview()
        job, self._enhancing = self._enhancing, None
        if job is not None:
            self._window.runner.cancel(job)
        if self._export.busy:
            self._export.cancel()
        self._window.rest()

    def shut_down(self) -> None:
        self.discard()
        self._document = None
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._export.shut_down()
        self._forget_folder()
        if self._dialog is not None:
            self._dialog.shut_down()

    # a part, and enhancing

    def _has_model(self) -> bool:
        if not self.panel.model.name:
            self._window.tell(CoachlineError("model.none", task=UpscaleRequest.tool))
        return bool(self.panel.model.name)

    def _show_model(self) -> None:
        self._window.show_model(self.panel.model.currentText())

    def _looked_at(self, document: Document, factor: float) -> Rect:
        """The part that is previewed: as much as the panel shows pixel by pixel."""
        canvas, wipe = self._window.canvas, self.panel.wipe
        scale = wipe.devicePixelRatioF() / factor
        if document.selection is not None:
            middle = document.selection.bounds & document.bounds
        else:
            middle = canvas.view.seen(canvas.panes()[0], canvas.panes()[0]) & document.bounds
        if middle.empty:
            middle = document.bounds
        width = min(max(SMALLEST, round(wipe.width() * scale)), document.width)
        height = min(max(SMALLEST, round(wipe.height() * scale)), document.height)
        x = (middle.x0 + middle.x1 - width) // 2
        y = (middle.y0 + middle.y1 - height) // 2
        x = min(max(x, 0), document.width - width)
        y = min(max(y, 0), document.height - height)
        return Rect.of_size(width, height, x, y)

    def _ask(self, template: UpscaleRequest, rect: Rect, preview: bool) -> None:
        """Make the request in a thread: flattening a large document takes longer than a frame."""
        assert self._document is not None
        copy, current = self._document.snapshot(), self._round
        if not preview:
            self._source = copy

        def make() -> None:
            self._asked.emit(enlarge.part(copy, template, rect), preview, current)

        self._thread.submit(make)

    @Slot(object, bool, int)
    def _on_asked(self, request: UpscaleRequest, preview: bool, current: int) -> None:
        if current != self._round:
            return
        runner = self._window.runner
        if preview:
            self._window.jobs.show_work(self.tr("Previewing a part"), None)
            self._preview = (runner.submit(request, "preview"), request.picture)
        else:
            self._enhancing = runner.submit(request, "result")

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        document = self._document
        if document is None:
            return
        if self._preview is not None and job is self._preview[0]:
            before, self._preview = self._preview[1], None
            self.panel.wipe.show_pictures(
                to_qimage(to_srgb8(before, document.icc)),
                to_qimage(to_srgb8(result.pixels, document.icc)),
            )
            self._window.rest()
        elif job is self._enhancing:
            self._enhancing = None
            source, name, current = self._source, self.tr("Enhanced"), self._round
            assert source is not None
            self._source = None
            self._thread.submit(
                lambda: self._made.emit(enlarge.layer(source, result, name), current)
            )

    @Slot(object, int)
    def _on_made(self, layer: Layer, current: int) -> None:
        if current == self._round:
            self._window.change(lambda d: d.apply(AddLayer(layer, -1, "Enhance")))
        self._window.rest()

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        if self._is_ours(job):
            self._window.tell(error)
            self._over(job)

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if self._is_ours(job):
            self._over(job)

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job is self._enhancing:
            self._window.jobs.show_work(self.tr("Enhancing"), done)
        elif self._is_ours(job):
            self._window.jobs.show_work(self.tr("Previewing a part"), done)

    def _is_ours(self, job: Job) -> bool:
        return job is self._enhancing or (self._preview is not None and job is self._preview[0])

    def _over(self, job: Job) -> None:
        if job is self._enhancing:
            self._enhancing = None
        else:
            self._preview = None
        self._window.rest()

    def _on_options(self) -> None:
        self.refresh()
        self._window.commands["apply"].setEnabled(self.can_apply and self._window.room is self)
        if self.panel.wipe.is_shown:
            self._pause.start()  # show what the new options give

    def _stop_preview(self) -> None:
        """What was asked before does not count any more, and nothing is shown."""
        self._round += 1
        self._pause.stop()
        preview, self._preview = self._preview, None
        if preview is not None:
            self._window.runner.cancel(preview[0])
        self.panel.wipe.clear()

    # exporting

    def ask_export(self) -> None:
        """Ask for a file, and write the document enlarged to it, however large."""
        document, settings = self._document, self._window.settings
        if document is None or not self._has_model() or self._export.busy:
            return
        name = f"{Path(self._window.files.name).stem}_{self.panel.output_size[0]}px.png"
        start = str(Path(settings.folder or Path.home()) / name)
        filters = ";;".join((*_FILTERS, "EXR (*.exr)") if document.dtype.kind == "f" else _FILTERS)
        chosen, kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export enlarged"), start, filters
        )
        if chosen:
            path = Path(chosen)
            if not path.suffix:
                path = path.with_suffix(kind[kind.index("*") + 1 :].split()[0].rstrip(")"))
            settings.folder = str(path.parent)
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the document enlarged, by a process of its own."""
        assert self._document is not None
        self._forget_folder()
        self._folder = tempfile.TemporaryDirectory(prefix="coachline-")
        copy, template = self._document.snapshot(), self.panel.template
        options = export.Options("EXR" if copy.dtype.kind == "f" else "PNG")
        flat = Path(self._folder.name) / f"flat{export.EXTENSIONS[options.format]}"
        device = self._window.settings.device
        arguments = ["upscale", "--device", device, "-o", str(path), *_options(template), str(flat)]
        self._window.disk.start(
            self.tr("Exporting {name}").format(name=path.name),
            lambda: export.export(export.flat(copy), flat, options),
            lambda _: self._export.start(arguments),
            self._forget_folder,
        )

    @Slot(object)
    def _on_told(self, event: dict[str, Any]) -> None:
        match event:
            case {"event": "progress", "total": done}:
                self._window.jobs.show_work(self.tr("Exporting enlarged"), done)
            case {"event": "file", "status": "done", "target": target}:
                words = self.tr("Exported {name}.").format(name=Path(target).name)
                self._window.messages.say(words, warning=False)
            case {"event": "file", "status": "failed", "error": told}:
                self._window.tell(error_of(told))

    @Slot()
    def _on_exported(self) -> None:
        self._forget_folder()
        self._window.rest()

    def _forget_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder.name, ignore_errors=True)
            self._folder.cleanup()
            self._folder = None

    # batches

    def show_batch(self) -> BatchDialog:
        """The batch dialog beside the window."""
        if self._dialog is None:
            self._dialog = BatchDialog(self._window.settings, self._window.models, self._window)
            self._dialog.opened.connect(self._window.files.open)
        self._dialog.show()
        self._dialog.raise_()
        return self._dialog


def _options(template: UpscaleRequest) -> list[str]:
    """The template as options of the shell."""
    found = ["--model", template.model, "--detail", str(template.detail)]
    for field in ("scale", "width", "height", "longest", "at_least"):
        value = getattr(template, field)
        if value is not None:
            found += [f"--{field.replace('_', '-')}", str(value)]
    return found
