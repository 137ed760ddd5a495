"""What Sketch and Semantic have in common: a picture that follows a condition, which may be read
from a picture; its previews, variants and layers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from app.document.document import Document
from app.ui.generating import Generating
from app.ui.panels.seeds import Seeds
from app.ui.room import Room, show_preview
from app.ui.tracing import Tracing

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class _Panel(Protocol):
    seeds: Seeds
    changed: Any  # a signal with the options

    def show_seed(self, seed: int) -> None: ...

    def refresh_theme(self) -> None: ...


class ConditionRoom(Room):
    """work: its previews and pictures. reading: of the condition from a picture."""

    def __init__(
        self, window: MainWindow, panel: _Panel, work: Generating, reading: Tracing
    ) -> None:
        super().__init__(window)
        self._window, self._controls = window, panel
        self.work, self.reading = work, reading
        reading.working.connect(window.jobs.show_work)
        reading.rested.connect(window.rest)
        reading.failed.connect(window.tell)
        variants = panel.seeds.variants
        variants.chosen.connect(lambda place: panel.show_seed(work.choose(place)))
        panel.changed.connect(self._on_options)
        work.shown.connect(partial(show_preview, window))
        work.busy.connect(window.canvas.set_busy)
        work.working.connect(window.jobs.show_work)
        work.rested.connect(self._rest)
        work.variant.connect(lambda place, result: variants.put(place, result.pixels))
        work.failed.connect(window.tell)

    def read(self) -> None:
        """Read the condition from the picture that is visible."""
        if self._window.document is not None:
            self._window.canvas.finish_stroke()
            self.reading.start(self._window.document)

    @property
    def can_apply(self) -> bool:
        return self.work.can_apply

    def show_document(self, document: Document) -> None:
        self._controls.seeds.variants.hide()
        self.reading.stop()
        self.work.show_document(document)

    def generate(self) -> None:
        self.work.generate()

    def apply(self) -> None:
        self.work.apply()

    def reseed(self) -> None:
        self._controls.seeds.roll()

    def explore(self) -> None:
        document, seeds = self._window.document, self._controls.seeds
        if document is not None:
            ratio = document.height / document.width
            seeds.variants.start(self.work.explore(seeds.count), ratio)

    def discard(self) -> None:
        self.reading.stop()
        self.work.discard()

    def enter(self) -> None:
        self.work.set_away(False)

    def leave(self) -> None:
        self.reading.stop()
        self.work.set_away(True)

    def refresh_theme(self) -> None:
        self._controls.refresh_theme()

    def shut_down(self) -> None:
        self.reading.shut_down()
        self.work.shut_down()

    def _on_options(self, options: Any) -> None:
        self.work.set_options(options)
        card = self._window.models.find(options.model)
        self._window.show_model(options.model if card is None else card.title)

    def _rest(self) -> None:
        """A preview is done; the progress of reading stays."""
        if not self.reading.is_busy:
            self._window.rest()
