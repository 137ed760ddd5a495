"""Lines or labels from a picture, behind the window: the picture is asked for in a thread, what is
read from it comes back as a layer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from app.document.document import Document
from app.document.layer import LayerKind
from app.i18n import QT_TRANSLATE_NOOP
from app.jobs import ask, ask_labels, land
from app.jobs.job import Job
from app.jobs.runner import JobRunner
from app.ui.models_dialog import task_title
from engine.errors import CoachlineError
from engine.label_requests import SegmentRequest
from engine.requests import LinesRequest, Result
from engine.runtime import cards

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What is read from a picture. task: of the models that can. ask: with a model's name.
    working, name: what is said meanwhile, and the name of the layer: English, in the context
    "Tracing"."""

    task: str
    kind: LayerKind
    ask: Callable[[Document, str], LinesRequest | SegmentRequest]
    working: str
    name: str


LINES = Reading(
    LinesRequest.tool,
    LayerKind.LINES,
    lambda document, model: ask.lines(document, model=model),
    QT_TRANSLATE_NOOP("Tracing", "Drawing lines"),
    QT_TRANSLATE_NOOP("Tracing", "Lines from picture"),
)
LABELS = Reading(
    SegmentRequest.tool,
    LayerKind.LABELS,
    lambda document, model: ask_labels.segment(document, model=model),
    QT_TRANSLATE_NOOP("Tracing", "Finding the parts"),
    QT_TRANSLATE_NOOP("Tracing", "Labels from picture"),
)


def lacks_drawing(document: Document) -> bool:
    """Whether there is a picture to be seen, and no lines. What is locked is paper."""
    shown = [x for x in document.layers if x.visible and not x.tiles.bounds.empty]
    return any(x.kind is LayerKind.PICTURE and not x.locked for x in shown) and not any(
        x.kind is LayerKind.LINES for x in shown
    )


@dataclass(frozen=True, eq=False)
class _Asked:
    """A request that the thread has made. pictures: ids of the layers that it shows."""

    request: LinesRequest | SegmentRequest
    pictures: tuple[str, ...]
    round: int


class Tracing(QObject):
    """One picture is on its way at a time; asking again stops the one before.

    Signals: working(name, share | None), rested(). landed(Layer, ids): what was read, and the
    pictures that it was read from. failed(CoachlineError).
    """

    working = Signal(str, object)
    rested = Signal()
    landed = Signal(object, object)
    failed = Signal(object)
    _asked = Signal(object)
    _refused = Signal(object, int)

    def __init__(
        self, runner: JobRunner, parent: QObject | None = None, reading: Reading = LINES
    ) -> None:
        super().__init__(parent)
        self._runner, self._reading = runner, reading
        self._job: Job | None = None
        self._busy = False
        self._pictures: tuple[str, ...] = ()
        self._round = 0  # what was asked before the last `stop` does not count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._asked.connect(self._on_asked)
        self._refused.connect(self._on_refused)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return self._busy

    def start(self, document: Document) -> None:
        """Read what is visible now."""
        self.stop()
        reading = self._reading
        try:
            model = cards.default(reading.task)
        except CoachlineError as e:
            named = e.code == "model.none"
            task = task_title(reading.task)
            self.failed.emit(CoachlineError("model.none", task=task) if named else e)
            return
        self._busy = True
        self.working.emit(QCoreApplication.translate("Tracing", reading.working), None)
        copy, current = document.snapshot(), self._round

        def make() -> None:
            try:
                pictures = tuple(layer.id for layer in ask.pictures(copy))
                self._asked.emit(_Asked(reading.ask(copy, model), pictures, current))
            except CoachlineError as e:
                self._refused.emit(e, current)
            except Exception as e:
                log.exception("a request could not be made")
                error = CoachlineError("internal", reason=f"{type(e).__name__}: {e}")
                self._refused.emit(error, current)

        self._thread.submit(make)

    def stop(self) -> None:
        """Read nothing any more."""
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

    @Slot(object, int)
    def _on_refused(self, error: CoachlineError, current: int) -> None:
        if current == self._round:
            self._rest()
            self.failed.emit(error)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        if job is self._job:
            self._rest()
            name = QCoreApplication.translate("Tracing", self._reading.name)
            layer = land.layer(job, result, name, self._reading.kind)
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
            self.working.emit(QCoreApplication.translate("Tracing", self._reading.working), done)
