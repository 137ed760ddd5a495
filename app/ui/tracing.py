"""Lines from a picture, behind the window: the picture is asked for in a thread, the lines come
back as a layer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from app.document.document import Document
from app.document.layer import LayerKind
from app.jobs import ask, land
from app.jobs.job import Job
from app.jobs.runner import JobRunner
from engine.errors import CoachlineError
from engine.requests import LinesRequest, Result
from engine.runtime import cards


def lacks_drawing(document: Document) -> bool:
    """Whether there is a picture to be seen, and no lines. What is locked is paper."""
    shown = [x for x in document.layers if x.visible and not x.tiles.bounds.empty]
    return any(x.kind is LayerKind.PICTURE and not x.locked for x in shown) and not any(
        x.kind is LayerKind.LINES for x in shown
    )


@dataclass(frozen=True, eq=False)
class _Asked:
    """A request that the thread has made. pictures: ids of the layers that it shows."""

    request: LinesRequest
    pictures: tuple[str, ...]
    round: int


class Tracing(QObject):
    """One picture is on its way at a time; asking again stops the one before.

    Signals: working(name, share | None), rested(). landed(Layer, ids): the lines, and the pictures
    that they were read from. failed(CoachlineError).
    """

    working = Signal(str, object)
    rested = Signal()
    landed = Signal(object, object)
    failed = Signal(object)
    _asked = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._busy = False
        self._pictures: tuple[str, ...] = ()
        self._round = 0  # what was asked before the last `stop` does not count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._asked.connect(self._on_asked)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)

    @property
    def is_busy(self) -> bool:
        """Whether lines are on their way."""
        return self._busy

    def start(self, document: Document) -> None:
        """Draw the lines of what is visible now."""
        self.stop()
        try:
            model = cards.default(LinesRequest.tool)
        except CoachlineError as e:
            self.failed.emit(e)
            return
        self._busy = True
        self.working.emit(self.tr("Drawing lines"), None)
        copy, current = document.snapshot(), self._round

        def make() -> None:
            pictures = tuple(layer.id for layer in ask.pictures(copy))
            self._asked.emit(_Asked(ask.lines(copy, model=model), pictures, current))

        self._thread.submit(make)

    def stop(self) -> None:
        """Draw nothing any more."""
        self._round += 1
        if self._job is not None:
            self._runner.cancel(self._job)
        if self._busy:
            self._rest()

    def shut_down(self) -> None:
        """Ask for nothing more."""
        self.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @Slot(object)
    def _on_asked(self, asked: _Asked) -> None:
        if asked.round != self._round:
            return
        self._pictures = asked.pictures
        layers = {"picture": asked.pictures[0]} if len(asked.pictures) == 1 else {}
        self._job = self._runner.submit(asked.request, "result", layers)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        if job is self._job:
            self._rest()
            layer = land.layer(job, result, self.tr("Lines from picture"), LayerKind.LINES)
            self.landed.emit(layer, self._pictures)

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        if job is self._job:
            self._rest()
            self.failed.emit(error)

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if job is self._job:
            self._rest()

    def _rest(self) -> None:
        self._job, self._busy = None, False
        self.rested.emit()

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job is self._job:
            self.working.emit(self.tr("Drawing lines"), done)
