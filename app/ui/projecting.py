"""Projection beside the window, in slices, so that other work gets in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.runner import JobRunner
from app.jobs.turns import Turns
from engine.errors import CoachlineError
from engine.latent_requests import ProjectRequest
from engine.requests import Result

SLICE = 0.15  # seconds
Make = Callable[[], ProjectRequest]


class Projecting(QObject):
    """One at a time; a newer one takes the place of the one under way.

    Signals: stepped(Result, share): how it is now. done(Result). failed(CoachlineError).
    ended(): nothing is under way any more.
    """

    stepped = Signal(object, float)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole: ProjectRequest | None = None  # what was asked, before it was cut into slices
        self._turns = Turns(runner, self)
        self._turns.finished.connect(self._on_finished)
        self._turns.failed.connect(self._on_failed)
        self._turns.cancelled.connect(self.ended)

    @property
    def busy(self) -> bool:
        return self._turns.busy

    def start(self, make: Make) -> None:
        """Project; `make` gives the request, in a thread."""
        self.stop()

        def first() -> ProjectRequest:
            self._whole = make()
            return replace(self._whole, seconds=SLICE)

        self._turns.ask(None, "result", first)

    def stop(self) -> None:
        """Drop what is under way."""
        if self.busy:
            self._turns.stop()
            self.ended.emit()

    def shut_down(self) -> None:
        self.stop()
        self._turns.shut_down()

    @Slot(object, object)
    def _on_finished(self, _tag: object, result: Result) -> None:
        whole, taken = self._whole, round(result.figures["taken"])
        assert whole is not None
        self.stepped.emit(result, min(1.0, taken / max(1, whole.steps)))
        if whole.method == "cnn" or taken >= whole.steps:
            self.done.emit(result)
            self.ended.emit()
            return
        slice = replace(
            whole,
            seconds=SLICE,
            steps=whole.steps - taken,
            point=result.arrays["point"],
            moments=result.arrays["moments"],
            taken=taken,
        )
        self._turns.ask(None, "result", lambda: slice)

    @Slot(object)
    def _on_failed(self, error: CoachlineError) -> None:
        self.failed.emit(error)
        self.ended.emit()
