"""Keeps the document for recovery while it is worked on, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Document
from app.document.recovery import Keeper, Rescue
from app.settings import Settings
from engine.errors import CoachlineError

log = logging.getLogger(__name__)


class Autosave(QObject):
    """Signals: failed(CoachlineError), once for each document."""

    failed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="autosave")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)
        self._document: Document | None = None
        self._name = ""
        self._keeper = Keeper()
        self._told = False

    @property
    def interval_ms(self) -> int:
        return self._settings.autosave_minutes * 60_000

    def show_document(self, document: Document, name: str, rescue: Rescue | None = None) -> None:
        """Keep this document from now on; what was kept of the former one may go.

        rescue: where it comes from, which is kept on with.
        """
        if self._document is not None:
            self._document.unwatch(self._on_changed)
            self.forget()
        self._keeper, self._told = Keeper(), False
        self._document, self._name = document, name
        document.watch(self._on_changed)
        if rescue is not None:
            self._start(partial(self._keeper.adopt, rescue))

    def settle(self, name: str, path: Path) -> None:
        """The document was saved as a project."""
        self._name = name
        if self._document is not None and not self._document.modified:
            self._timer.stop()
            self._start(partial(self._keeper.settle, name, path))

    def forget(self) -> None:
        """What was kept of the document may go."""
        self._timer.stop()
        self._start(self._keeper.forget)

    def shut_down(self) -> None:
        """The window closes in good order."""
        self.forget()
        self._document = None  # nothing more is kept
        self._thread.shutdown(wait=True)

    def _on_changed(self, _rect: object) -> None:
        if self._document is not None and self._document.modified and not self._timer.isActive():
            self._timer.start(self.interval_ms)

    def keep(self) -> None:
        """Keep the document as it is now, if it changed; without waiting until it is written."""
        if self._document is not None and self._document.modified:
            self._start(partial(self._keeper.keep, self._document.snapshot(), self._name))

    def _start(self, work: Callable[[], None]) -> None:
        self._thread.submit(self._work, work)

    def _work(self, work: Callable[[], None]) -> None:
        try:
            work()
        except CoachlineError as e:
            if not self._told:
                self._told = True
                self.failed.emit(e)
        except Exception:
            log.exception("the autosave failed")
