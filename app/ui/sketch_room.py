"""The Sketch panel, its work and the window: who listens to whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.document.document import Document
from app.document.layer import Layer
from app.ui import hinting, sketching
from app.ui.generating import Generating
from app.ui.models import Models
from app.ui.panels.sketch import SketchPanel
from app.ui.room import Room
from app.ui.sketching import SketchOptions
from app.ui.tracing import Tracing, lacks_drawing
from engine.requests import Result

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class SketchRoom(Room):
    """models: all that are installed."""

    def __init__(self, window: MainWindow, models: Models) -> None:
        super().__init__(window)
        self._window = window
        self.panel: SketchPanel = SketchPanel(window.commands, window.settings, models)
        self.work = Generating(
            window.runner, sketching.request, sketching.watched, sketching.NOTHING_DRAWN, self
        )
        self.work.set_options(self.panel.options)
        self.tracing = Tracing(window.runner, self)
        self._connect()

    def _connect(self) -> None:
        window, panel, work = self._window, self.panel, self.work
        window.commands.bind({"lines_from_picture": self._trace})
        tracing = self.tracing
        tracing.working.connect(window.jobs.show_work)
        tracing.rested.connect(window.rest)
        tracing.landed.connect(self._on_traced)
        tracing.failed.connect(window.tell)
        panel.changed.connect(self._on_options)
        panel.hints_wanted.connect(self._want_hints)
        variants = panel.seeds.variants
        variants.chosen.connect(lambda place: panel.show_seed(work.choose(place)))
        well, files = panel.style_well, window.files
        well.asked.connect(lambda: files.ask_style(panel.show_style))
        well.wanted.connect(lambda path: files.read_style(path, panel.show_style))
        well.taken.connect(lambda: panel.show_style(None))
        work.shown.connect(self._on_shown)
        work.busy.connect(window.canvas.set_busy)
        work.working.connect(window.jobs.show_work)
        work.rested.connect(self._rest)
        work.variant.connect(lambda place, result: variants.put(place, result.pixels))
        work.landed.connect(lambda layer, _: window.land(layer))
        work.failed.connect(window.tell)

    @property
    def can_apply(self) -> bool:
        return self.work.can_apply

    def show_document(self, document: Document) -> None:
        self.panel.seeds.variants.hide()
        self.tracing.stop()
        self.work.show_document(document)

    def generate(self) -> None:
        self.work.generate()

    def apply(self) -> None:
        self.work.apply()

    def reseed(self) -> None:
        self.panel.seeds.roll()

    def explore(self) -> None:
        document, seeds = self._window.document, self.panel.seeds
        if document is not None:
            ratio = document.height / document.width
            seeds.variants.start(self.work.explore(seeds.count), ratio)

    def discard(self) -> None:
        self.tracing.stop()
        self.work.discard()

    def enter(self) -> None:
        self.work.set_away(False)

    def leave(self) -> None:
        self.tracing.stop()
        self.work.set_away(True)

    def refresh(self) -> None:
        document = self._window.document
        if document is not None:
            self.panel.show_hints(hinting.hints_shown(document))
            self.panel.offer_lines(lacks_drawing(document))

    def refresh_theme(self) -> None:
        self.panel.refresh_theme()

    def shut_down(self) -> None:
        self.tracing.shut_down()
        self.work.shut_down()

    def _on_options(self, options: SketchOptions) -> None:
        self.work.set_options(options)
        card = self._window.models.find(options.model)
        self._window.show_model(options.model if card is None else card.title)

    def _rest(self) -> None:
        """A preview is done; the lines' progress stays."""
        if not self.tracing.is_busy:
            self._window.rest()

    def _trace(self) -> None:
        if self._window.document is not None:
            self._window.canvas.finish_stroke()
            self.tracing.start(self._window.document)

    def _on_traced(self, layer: Layer, pictures: tuple[str, ...]) -> None:
        self._window.land(layer, pictures)
        self._window.messages.say(
            self.tr(
                "The lines are a layer of their own. The picture is hidden: it is no part of "
                "the drawing."
            ),
            warning=False,
        )

    def _want_hints(self, on: bool) -> None:
        self._window.change(partial(hinting.show_hints, on=on))
        if on:
            self._window.commands["brush"].trigger()

    def _on_shown(self, result: Result | None) -> None:
        window = self._window
        if result is None:
            window.canvas.show_preview(None)
        else:
            window.canvas.show_preview(result.pixels, result.region)
            if "device.fell_back" in result.notes:
                window.messages.say(
                    self.tr("The graphics memory was not enough; the processor goes on.")
                )
        window.refresh()
