"""How far a piece of work is, and its stop button."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """The work was stopped on request, between two steps."""


class Progress:
    """Handed down through a piece of work; `cancel` may be called from any thread.

    report: called with the share done in [0, 1], on the worker's thread.
    """

    def __init__(self, report: Callable[[float], None] | None = None) -> None:
        self._report = report
        self._stop = threading.Event()

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def step(self, done: float) -> None:
        """Report the share done in [0, 1]. Raises Cancelled once `cancel` was called."""
        if self._stop.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done)

    def part(self, start: float, end: float) -> Progress:
        """A progress whose [0, 1] is [start, end] of this one; it shares the stop button."""
        inner = Progress(lambda done: self.step(start + (end - start) * done))
        inner._stop = self._stop
        return inner
