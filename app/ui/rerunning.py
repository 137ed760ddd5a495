"""Generated layers made again: with the same seed or another one, from the drawing of now."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.document.document import Document
from app.jobs import again
from app.jobs.job import Job
from app.ui.actions import Actions
from app.ui.generating import SEEDS
from engine.errors import CoachlineError
from engine.requests import Request, Result

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Rerunning(QObject):
    """One layer at a time; the result takes the place of the layer's pixels."""

    _asked = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._runner = window, window.runner
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="again")
        self._layer: tuple[Document, str] | None = None
        self._job: Job | None = None
        self._asked.connect(self._on_asked)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_ended)
        self._runner.progressed.connect(self._on_progressed)
        window.jobs.stop.connect(self.stop)

    def bind(self, actions: Actions) -> None:
        actions.bind(
            {
                "rerun": self.run,
                "rerun_seed": lambda: self.run(random.randrange(1, SEEDS)),
            }
        )

    def run(self, seed: int | None = None) -> None:
        """Make the active layer again; seed: None = that of its recipe."""
        document = self._window.document
        if document is None or document.active is None:
            return
        self.stop()
        self._window.canvas.finish_stroke()
        id, copy = document.active, document.snapshot()
        self._layer = (document, id)
        self._window.jobs.show_work(self.tr("Painting"), None)
        self._thread.submit(partial(self._ask, copy, id, seed))

    def stop(self) -> None:
        """Drop what is being made."""
        self._layer = None
        if self._job is not None:
            self._runner.cancel(self._job)

    def shut_down(self) -> None:
        self.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _ask(self, copy: Document, id: str, seed: int | None) -> None:
        try:
            self._asked.emit(again.request(copy, id, seed))
        except CoachlineError as e:
            self._asked.emit(e)
        except Exception as e:
            self._asked.emit(CoachlineError("internal", reason=f"{type(e).__name__}: {e}"))

    @Slot(object)
    def _on_asked(self, asked: Request | CoachlineError) -> None:
        if isinstance(asked, CoachlineError):
            self._layer = None
            self._window.rest()
            self._window.tell(asked)
        elif self._layer is not None:
            document, id = self._layer
            recipe = document.layer(id).recipe
            inputs = {} if recipe is None else recipe.inputs
            layers = {name: x.layer for name, x in inputs.items() if x.layer is not None}
            self._job = self._runner.submit(asked, "result", layers)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        if job is not self._job or self._layer is None:
            return
        document, id = self._layer
        self._on_ended(job)
        if document is self._window.document and any(x.id == id for x in document.layers):
            self._window.canvas.finish_stroke()
            document.apply(again.edit(document, id, job, result))

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        if job is self._job:
            self._on_ended(job)
            self._window.tell(error)

    @Slot(object)
    def _on_ended(self, job: Job) -> None:
        if job is self._job:
            self._job = self._layer = None
            self._window.rest()

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job is self._job:
            self._window.jobs.show_work(self.tr("Painting"), done)
