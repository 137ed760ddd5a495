"""Translate and Deblur at work: a picture is asked for, shown, and made a layer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot

from app.document.document import Document
from app.jobs import ask, land
from app.jobs.job import Job
from app.ui.models_dialog import task_title
from app.ui.panels.deblur import DeblurPanel
from app.ui.panels.pictures import PicturePanel
from app.ui.panels.translate import TranslatePanel
from app.ui.room import Room
from engine.errors import CoachlineError
from engine.requests import DeblurRequest, Result, TranslateRequest

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

PictureRequest = TranslateRequest | DeblurRequest


def picture_rooms(window: MainWindow) -> dict[str, PictureRoom]:
    """The rooms of Translate and Deblur, by their tools."""
    return {
        "translate": PictureRoom(
            window,
            TranslateRequest,
            TranslatePanel(window.commands, window.models),
            QCoreApplication.translate("PictureRoom", "Translating"),
            QCoreApplication.translate("PictureRoom", "Translated, {model}"),
        ),
        "deblur": PictureRoom(
            window,
            DeblurRequest,
            DeblurPanel(window.commands, window.models),
            QCoreApplication.translate("PictureRoom", "Deblurring"),
            QCoreApplication.translate("PictureRoom", "Deblurred, {model}"),
        ),
    }


class PictureRoom(Room):
    """kind: what is asked. panel: with its options. working: what is said meanwhile. made: the
    name of the layer, with {model}."""

    in_place = True
    _asked = Signal(object, int)

    def __init__(
        self,
        window: MainWindow,
        kind: type[PictureRequest],
        panel: PicturePanel,
        working: str,
        made: str,
    ) -> None:
        super().__init__(window)
        self._window, self._kind = window, kind
        self._working, self._made = working, made
        self.panel: PicturePanel = panel
        self._document: Document | None = None
        self._job: Job | None = None
        self._last: tuple[Job, Result] | None = None
        self._landing = False
        self._round = 0  # what was asked before the last `discard` does not count
        self._asking = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._asked.connect(self._on_asked)
        panel.add_wanted.connect(lambda: window.commands["models"].trigger())
        panel.model_changed.connect(lambda _: self.refresh())
        runner = window.runner
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)

    @property
    def can_apply(self) -> bool:
        return self._last is not None or self._job is not None or self._asking

    def show_document(self, document: Document) -> None:
        self.discard()
        self._document = document
        self.refresh()

    def generate(self) -> None:
        document = self._document
        if document is None:
            return
        if not self.panel.model.name:
            self._window.tell(CoachlineError("model.none", task=task_title(self._kind.tool)))
            return
        self.discard()
        self._asking = True
        self._window.show_model(self.panel.model.currentText())
        self._window.jobs.show_work(self._working, None)
        self._window.canvas.set_busy(True)
        options, current, copy = self.panel.options, self._round, document.snapshot()

        def make() -> None:
            self._asked.emit(ask.picture(copy, self._kind, **options), current)

        self._thread.submit(make)
        self._window.refresh()

    def apply(self) -> None:
        if self._last is not None:
            self._land(*self._last)
        elif self._job is not None or self._asking:
            self._landing = True  # as soon as it is there

    def discard(self) -> None:
        self._round += 1
        self._asking = self._landing = False
        job, self._job = self._job, None
        if job is not None:
            self._window.runner.cancel(job)
        self._take_away()
        self._rest()

    def refresh(self) -> None:
        document = self._document
        self.panel.show_part(document is not None and document.selection is not None)

    def shut_down(self) -> None:
        self.discard()
        self._document = None
        self._thread.shutdown(wait=False, cancel_futures=True)

    @Slot(object, int)
    def _on_asked(self, request: PictureRequest, current: int) -> None:
        if current == self._round:
            self._asking = False
            self._job = self._window.runner.submit(request, "result")

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        if job is not self._job:
            return
        self._job = None
        self._last = (job, result)
        if self._landing:
            self._land(job, result)
        else:
            self._window.canvas.show_preview(result.pixels, result.region)
        self._rest()

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        if job is self._job:
            self._job = None
            self._landing = False
            self._window.tell(error)
            self._rest()

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._rest()

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job is self._job:
            self._window.jobs.show_work(self._working, done)

    def _land(self, job: Job, result: Result) -> None:
        card = self._window.models.find(job.request.model)
        title = job.request.model if card is None else card.title
        layer = land.layer(job, result, self._made.format(model=title))
        self._landing = False
        self._take_away()
        self._window.land(layer)

    def _take_away(self) -> None:
        if self._last is not None:
            self._last = None
            self._window.canvas.show_preview(None)

    def _rest(self) -> None:
        self._window.canvas.set_busy(False)
        self._window.rest()
