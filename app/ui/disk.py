"""Reading and writing beside the window: one thread, one piece of work after another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import CoachlineError
from engine.progress import Cancelled, Progress

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Work:
    run: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[], None] | None


class Disk(QObject):
    """Signals: began(name of the work), advanced(name, share done in [0, 1]) of work that can be
    stopped, idle(), failed(CoachlineError)."""

    began = Signal(str)
    advanced = Signal(str, float)
    idle = Signal()
    failed = Signal(object)
    _came_back = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._open = 0
        self._progress: list[Progress] = []
        self._shut = False
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
        """Call `run` in the thread, then `done` with its answer, or `failed`, in the window's.
        Of what comes after `shut_down`, nothing."""
        if self._shut:
            return
        self._open += 1
        self.began.emit(name)
        self._thread.submit(self._work, _Work(run, done, failed))

    def follow(
        self,
        name: str,
        run: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """`start` for work that tells how far it is and can be stopped; `failed` follows then."""
        progress = Progress(lambda share: self.advanced.emit(name, share))
        self._progress.append(progress)

        def followed() -> Any:
            try:
                return run(progress)
            finally:
                self._progress.remove(progress)

        self.start(name, followed, done, failed)

    def stop(self) -> None:
        """Stop what can be stopped."""
        for progress in tuple(self._progress):
            progress.cancel()

    def shut_down(self) -> None:
        """Wait for what is being written."""
        self._shut = True
        self._thread.shutdown(wait=True)

    def _work(self, work: _Work) -> None:
        outcome: object
        try:
            outcome = work.run()
        except (CoachlineError, Cancelled) as e:
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
        if not isinstance(outcome, CoachlineError | Cancelled):
            work.done(outcome)
        elif work.failed is not None:
            work.failed()
