"""Many files, one recipe: what goes in, what comes out, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import error_text
from app.jobs.batch import BatchProcess, error_of
from app.settings import Settings
from app.ui.batch_form import BatchForm
from app.ui.batch_table import BatchTable
from app.ui.models import Models
from engine.errors import CoachlineError


class BatchDialog(QDialog):
    """Stays beside the window; the batch goes on while the designer works.

    Signals: opened(Path): the designer wants to see a result in the window.
    """

    opened = Signal(object)

    def __init__(self, settings: Settings, models: Models, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Batch"))
        self.setAcceptDrops(True)
        self.resize(860, 640)
        self._process = BatchProcess(self)
        self._paused = False
        self._closing = False
        self.table = BatchTable()
        self.form = BatchForm(settings, models)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the whole batch"))
        self._left = QLabel()
        self._layout()
        self._connect()
        self._refresh()

    def _layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        inputs = QHBoxLayout()
        self._files = self._button(self.tr("Add &files…"), inputs)
        self._folder = self._button(self.tr("Add f&older…"), inputs)
        self._remove = self._button(self.tr("&Remove"), inputs)
        self._remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        inputs.addStretch(1)
        column.addLayout(inputs)
        column.addWidget(self.table, 1)
        column.addWidget(self.form)
        column.addWidget(self._said)
        progress = QHBoxLayout()
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._left)
        column.addLayout(progress)
        ends = QHBoxLayout()
        self._show = self._button(self.tr("Open the res&ult"), ends)
        self._show_folder = self._button(self.tr("Open the outp&ut folder"), ends)
        ends.addStretch(1)
        self._pause = self._button(self.tr("&Pause"), ends)
        self._cancel = self._button(self.tr("&Cancel the batch"), ends)
        self._start = self._button(self.tr("&Start"), ends)
        self._start.setObjectName("primary")
        column.addLayout(ends)

    def _button(self, text: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        row.addWidget(button)
        return button

    def _connect(self) -> None:
        self._files.clicked.connect(self._ask_files)
        self._folder.clicked.connect(self._ask_folder)
        self._remove.clicked.connect(self.table.remove_chosen)
        self._show.clicked.connect(self._open_result)
        self._show_folder.clicked.connect(self._open_folder)
        self._start.clicked.connect(self.start)
        self._pause.clicked.connect(self.pause)
        self._cancel.clicked.connect(self._process.cancel)
        self.table.itemSelectionChanged.connect(self._refresh)
        self.table.changed.connect(self._refresh)
        self.table.cellDoubleClicked.connect(lambda *_: self._open_result())
        self.form.changed.connect(self._refresh)
        self._process.told.connect(self._on_told)
        self._process.failed.connect(self._on_failed)
        self._process.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        return self._process.busy

    def add(self, paths: list[Path]) -> None:
        """Take files and folders in."""
        if not self.busy:
            self.table.add(paths)

    def start(self) -> None:
        """Run the batch; what an earlier run did is found and left as it is."""
        if self.busy or not self._can_start():
            return
        self._say("")
        self._paused = False
        self._pause.setText(self.tr("&Pause"))
        self._bar.setValue(0)
        self._process.start(self.form.arguments(self.table.inputs))
        self._left.setText(self.tr("starting …"))
        self._refresh()

    def pause(self) -> None:
        """Hold the batch at its next step, or let it go on."""
        self._paused = not self._paused
        if self._paused:
            self._process.pause()
        else:
            self._process.go_on()
        self._pause.setText(self.tr("&Go on") if self._paused else self.tr("&Pause"))
        self._left.setText(self.tr("paused") if self._paused else "")

    def shut_down(self) -> None:
        """End the batch; the same one can be started again later."""
        self._process.shut_down()

    def _can_start(self) -> bool:
        return bool(self.table.inputs) and self.form.is_complete

    def _refresh(self) -> None:
        busy = self.busy
        self._start.setEnabled(not busy and self._can_start())
        self._pause.setEnabled(busy)
        self._cancel.setEnabled(busy)
        for part in (self.form, self._files, self._folder):
            part.setEnabled(not busy)
        self._remove.setEnabled(not busy and self.table.can_remove)
        self._show.setEnabled(self.table.chosen_result is not None)
        self._show_folder.setEnabled(bool(self.form.folder) and Path(self.form.folder).is_dir())
        if not busy and not self._said.text():
            self._left.setText("" if self._can_start() else self.form.missing)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    # what the batch tells

    @Slot(object)
    def _on_told(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "plan":
                self.table.show_plan(event["files"])
            case "progress":
                self.table.show_progress(event["index"], event["done"])
                self._bar.setValue(round(1000 * event["total"]))
                if event["left"] is not None and not self._paused:
                    told = self.tr("{time} left").format(time=clock(event["left"]))
                    self._left.setText(told)
            case "file":
                self._show_file(event)
            case "end":
                self._show_end(event)

    def _show_file(self, event: dict[str, Any]) -> None:
        status, place = event["status"], event["index"]
        words, tip = "", ""
        match status:
            case "running":
                words = self.tr("working")
            case "done":
                size = f"{event['width']} × {event['height']}"
                seconds = f"{event['seconds']:.1f}"
                words = self.tr("done, {size}, {seconds} s").format(size=size, seconds=seconds)
                tip = self._figures(event["figures"])
            case "skipped":
                words = self._why(event["reason"])
            case "failed":
                error = error_of(event["error"])
                tip = error_text(error)
                params = {
                    k: Path(str(v)).name if k == "path" else v for k, v in error.params.items()
                }
                words = error_text(CoachlineError(error.code, **params))
        self.table.show_status(place, status, words, tip or words, event.get("target"))

    def _figures(self, figures: dict[str, Any]) -> str:
        told = self.tr("Checked: seams {seam}, colour shift {drift} (of 255)")
        return told.format(
            seam=f"{figures.get('seam', 0.0):.3f}", drift=f"{figures.get('drift', 0.0):.3f}"
        )

    def _why(self, reason: str) -> str:
        words = {
            "done": self.tr("done before"),
            "exists": self.tr("skipped: there is such a file already"),
            "settings": self.tr("skipped: made with other settings before"),
            "changed": self.tr("skipped: made before its input changed"),
        }
        return words[reason]

    def _show_end(self, event: dict[str, Any]) -> None:
        self._bar.setValue(1000 if not event["cancelled"] else self._bar.value())
        told = self.tr("{done} done, {skipped} skipped, {failed} failed.").format(**event)
        if event["cancelled"]:
            told = self.tr("Stopped.") + " " + told + " " + self.tr("Start goes on from here.")
        self._say(told)

    @Slot(object)
    def _on_failed(self, error: CoachlineError) -> None:
        self._say(error_text(error))

    @Slot()
    def _on_ended(self) -> None:
        self.table.end()
        if not self._said.text():
            self._say(self.tr("Stopped.") + " " + self.tr("Start goes on from here."))
        self._left.clear()
        self._refresh()
        if self._closing:
            self._closing = False
            self.hide()

    # files

    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Pictures"), self.form.last_folder)
        self.add([Path(name) for name in names])

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.form.last_folder)
        if name:
            self.add([Path(name)])

    def _open_result(self) -> None:
        path = self.table.chosen_result
        if path is not None and path.exists():
            self.opened.emit(path)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.form.folder))

    # the dialog's own events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.busy and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        self.add([Path(url.toLocalFile()) for url in urls])

    def reject(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A batch that runs is not lost by Esc: ask."""
        if self.busy and not self._closing:
            event.ignore()
            button = QMessageBox.StandardButton
            answer = QMessageBox.question(
                self,
                self.tr("Batch"),
                self.tr("The batch still runs. Stop it?"),
                button.Yes | button.No,
                button.No,
            )
            if answer == button.Yes:
                self._closing = True
                self._process.cancel()


def clock(seconds: float) -> str:
    """4075 → 1:07:55."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
