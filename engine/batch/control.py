"""A batch's stop button, and its pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from engine.progress import Progress


class Control(Progress):
    """The batch's stop button, and its pause: work waits at its next step."""

    def __init__(self, report: Callable[[float], None] | None = None) -> None:
        super().__init__(report)
        self._going = threading.Event()
        self._going.set()
        self.paused = 0.0  # seconds altogether

    def pause(self) -> None:
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    def cancel(self) -> None:
        super().cancel()
        self._going.set()

    def step(self, done: float) -> None:
        if not self._going.is_set():
            since = time.monotonic()
            self._going.wait()
            self.paused += time.monotonic() - since
        super().step(done)
