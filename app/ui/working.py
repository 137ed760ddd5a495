"""Work on the document that may take a while: done beside the window, with a way to stop it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QProgressDialog

from app.document.edits import Become
from app.document.state import State
from engine.errors import CoachlineError
from engine.progress import Cancelled, Progress

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

log = logging.getLogger(__name__)
_AT_ONCE = 0.05  # seconds; what takes no longer is done before the next event
_STEPS = 1000

Change = Callable[[State, Progress], State]


class Workbench(QObject):
    """One piece of work at a time. While it goes on, a dialog takes the window's events, so that
    the document cannot change under it."""

    _told = Signal(float)
    _ended = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="work")
        self._dialog: QProgressDialog | None = None
        self._done: Callable[[State], None] = lambda _: None
        self._told.connect(self._on_told)
        self._ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        return self._dialog is not None

    def become(self, title: str, change: Change, done: Callable[[], object] = lambda: None) -> None:
        """Make a new state of the document, in one step, and call `done` after it.

        title: English, as for an edit. Errors are told in the window; they change nothing.
        """
        window = self._window
        document = window.document
        if document is None or self.busy:
            return
        window.canvas.finish_stroke()
        document.hide_stroke()
        before = document.now

        def apply(after: State) -> None:
            if after is not before and document is window.document:
                document.apply(Become(before, after, title))
                window.canvas.refresh_drawing()
                window.refresh()
            done()

        self._done = apply
        progress = Progress(self._told.emit)
        future = self._thread.submit(self._work, change, before, progress)
        try:
            outcome = future.result(_AT_ONCE)
        except TimeoutError:
            self._wait(progress, future)
        else:
            self._finish(outcome)

    def shut_down(self) -> None:
        self._thread.shutdown(wait=True)

    def _wait(self, progress: Progress, future: Future[State | CoachlineError | None]) -> None:
        dialog = QProgressDialog(self.tr("Working …"), self.tr("Cancel"), 0, _STEPS, self._window)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setWindowTitle("Coachline")
        dialog.setMinimumDuration(0)
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        dialog.canceled.connect(progress.cancel)
        self._dialog = dialog
        dialog.show()
        future.add_done_callback(lambda f: self._ended.emit(f.result()))

    @staticmethod
    def _work(change: Change, before: State, progress: Progress) -> State | CoachlineError | None:
        try:
            return change(before, progress)
        except Cancelled:
            return None
        except CoachlineError as e:
            return e
        except Exception as e:
            log.exception("work on the document failed")
            return CoachlineError("internal", reason=f"{type(e).__name__}: {e}")

    @Slot(float)
    def _on_told(self, share: float) -> None:
        if self._dialog is not None and not self._dialog.wasCanceled():
            self._dialog.setValue(round(_STEPS * share))

    @Slot(object)
    def _on_ended(self, outcome: State | CoachlineError | None) -> None:
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
        self._finish(outcome)

    def _finish(self, outcome: State | CoachlineError | None) -> None:
        if isinstance(outcome, CoachlineError):
            self._window.tell(outcome)
        elif outcome is not None:
            self._done(outcome)
