"""Reading and writing beside the window: one thread, one piece of work after another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import CoachlineError

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Work:
    run: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[], None] | None


class Disk(QObject):
    """Signals: began(name of the work), idle(), failed(CoachlineError)."""

    began = Signal(str)
    idle = Signal()
    failed = Signal(object)
    _came_back = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._open = 0
        self._came_back.connect(self._on_came_back)

    @property
    def busy(self) -> bool:
        return self._open > 0

    def start(
        self,
        name: str,
        run: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Call `run` in the thread, then `done` with its answer, or `failed`, in the window's."""
        self._open += 1
        self.began.emit(name)
        self._thread.submit(self._work, _Work(run, done, failed))

    def shut_down(self) -> None:
        """Wait for what is being written."""
        self._thread.shutdown(wait=True)

    def _work(self, work: _Work) -> None:
        outcome: object
        try:
            outcome = work.run()
        except CoachlineError as e:
            outcome = e
        except Exception as e:
            log.exception("disk work failed")
            outcome = CoachlineError("internal", reason=f"{type(e).__name__}: {e}")
        self._came_back.emit(work, outcome)

    @Slot(object, object)
    def _on_came_back(self, work: _Work, outcome: object) -> None:
        self._open -= 1
        if not self._open:
            self.idle.emit()
        if isinstance(outcome, CoachlineError):
            self.failed.emit(outcome)
            if work.failed is not None:
                work.failed()
        else:
            work.done(outcome)
