"""To and fro between start and result, in pictures that are made once."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

FRAMES = 13
_PACE_MS = 90
T = TypeVar("T")


class Playing(QObject, Generic[T]):
    """Frames that are not there yet are waited for, so that the first round is slower.

    Signals: wanted(list of (place, share of the way)). shown(frame, share). ended().
    """

    wanted = Signal(object)
    shown = Signal(object, float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames: dict[int, T] = {}
        self._at, self._step = 0, 1
        self._clock = QTimer(self)
        self._clock.setInterval(_PACE_MS)
        self._clock.timeout.connect(self._tick)

    @property
    def on(self) -> bool:
        return self._clock.isActive()

    def start(self) -> None:
        self._frames.clear()
        self._at, self._step = 0, 1
        self._clock.start()
        self.wanted.emit([(i, i / (FRAMES - 1)) for i in range(FRAMES)])

    def stop(self) -> None:
        if self.on:
            self._clock.stop()
            self._frames.clear()
            self.wanted.emit([])
            self.ended.emit()

    def put(self, place: int, frame: T) -> None:
        self._frames[place] = frame

    def _tick(self) -> None:
        if self._at not in self._frames:
            return
        self.shown.emit(self._frames[self._at], self._at / (FRAMES - 1))
        if not 0 <= self._at + self._step < FRAMES:
            self._step = -self._step
        self._at += self._step
