"""Composing beside the window: whole tiles of a large document take longer than a frame."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.ui.proof import Task
from engine.geometry import Rect

_AHEAD = 2  # tasks that wait in the thread; the others can still be replaced by newer ones


class Composer(QObject):
    """One thread for the tiles in sight. Signals: came(Proof, Rect): pixels of it are ready.

    Numpy and the document's layers alone are used in the thread; layers are values.
    """

    came = Signal(object, object)
    _composed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="compose")
        self._waiting: dict[tuple[int, tuple[int, int]], Task] = {}
        self._running: set[tuple[int, tuple[int, int], int]] = set()
        self._composed.connect(self._on_composed)

    @property
    def busy(self) -> bool:
        return bool(self._waiting or self._running)

    def want(self, tasks: Iterable[Task]) -> None:
        """What is in sight now; what was wanted before and is not in sight any more goes."""
        self._waiting = {(id(task.proof), task.cell): task for task in tasks}
        self._next()

    def shut_down(self) -> None:
        self._waiting.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> None:
        for key, task in list(self._waiting.items()):
            if len(self._running) >= _AHEAD:
                return
            del self._waiting[key]
            if (*key, task.version) not in self._running:
                self._running.add((*key, task.version))
                self._thread.submit(self._compose, task)

    def _compose(self, task: Task) -> None:
        self._composed.emit(task, task.compose())

    @Slot(object, object)
    def _on_composed(self, task: Task, pixels: NDArray[np.uint8]) -> None:
        self._running.discard((id(task.proof), task.cell, task.version))
        if task.proof.put(task, pixels):
            part: Rect = task.part
            self.came.emit(task.proof, part)
        self._next()
