"""One request at a time: made in a thread, computed by the engine, answered by a signal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.job import Job, Lane
from app.jobs.runner import JobRunner
from engine.errors import CoachlineError
from engine.requests import Request

Make = Callable[[], Request]
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Turn:
    tag: Any
    lane: Lane
    round: int


class Turns(QObject):
    """What is asked while another is on its way is an error of the caller: see `busy`.

    Signals, with the tag that it was asked with: finished(tag, Result), progressed(tag, share);
    failed(CoachlineError), cancelled().
    """

    finished = Signal(object, object)
    progressed = Signal(object, float)
    failed = Signal(object)
    cancelled = Signal()
    _made = Signal(object, object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._turn: _Turn | None = None
        self._job: Job | None = None
        self._round = 0  # what was asked before the last `stop` does not count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._made.connect(self._on_made)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)

    @property
    def busy(self) -> bool:
        return self._turn is not None

    def ask(self, tag: Any, lane: Lane, make: Make) -> None:
        """make: gives the request, in a thread: reading a large picture takes longer than a
        frame."""
        assert self._turn is None
        self._turn = turn = _Turn(tag, lane, self._round)

        def made() -> None:
            try:
                self._made.emit(turn, make())
            except CoachlineError as e:
                self._made.emit(turn, e)
            except Exception as e:
                log.exception("a request could not be made")
                self._made.emit(turn, CoachlineError("internal", reason=f"{type(e).__name__}: {e}"))

        self._thread.submit(made)

    def stop(self) -> None:
        """Drop what is on its way, without a signal."""
        self._round += 1
        self._turn = None
        job, self._job = self._job, None
        if job is not None:
            self._runner.cancel(job)

    def shut_down(self) -> None:
        self.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @Slot(object, object)
    def _on_made(self, turn: _Turn, made: Request | CoachlineError) -> None:
        if turn.round != self._round:
            return
        if isinstance(made, CoachlineError):
            self._turn = None
            self.failed.emit(made)
        else:
            self._job = self._runner.submit(made, turn.lane)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        turn = self._over(job)
        if turn is not None:
            self.finished.emit(turn.tag, result)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        if self._over(job) is not None:
            self.failed.emit(error)

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if self._over(job) is not None:
            self.cancelled.emit()

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job is self._job and self._turn is not None:
            self.progressed.emit(self._turn.tag, done)

    def _over(self, job: Job) -> _Turn | None:
        """Whose turn is over; None if the job is not ours, or does not count any more."""
        if job is not self._job or self._job is None:
            return None
        turn, self._turn, self._job = self._turn, None, None
        return turn
