"""The Sketch panel, its work and the window: who listens to whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.document.layer import Layer
from app.ui import hinting, sketching
from app.ui.condition_room import ConditionRoom
from app.ui.generating import Generating
from app.ui.models import Models
from app.ui.panels.sketch import SketchPanel
from app.ui.style_picture import take_styles
from app.ui.tracing import Tracing, lacks_drawing

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class SketchRoom(ConditionRoom):
    """models: all that are installed."""

    panel: SketchPanel

    def __init__(self, window: MainWindow, models: Models) -> None:
        panel = SketchPanel(window.commands, window.settings, models)
        work = Generating(
            window.runner, sketching.request, sketching.watched, sketching.NOTHING_DRAWN
        )
        super().__init__(window, panel, work, Tracing(window.runner))
        self.panel = panel
        work.set_options(panel.options)
        window.commands.bind({"lines_from_picture": self.read})
        self.reading.landed.connect(self._on_traced)
        panel.hints_wanted.connect(self._want_hints)
        take_styles(window, panel.style_well, panel.show_style)
        work.landed.connect(lambda layer, _: window.land(layer))

    def refresh(self) -> None:
        document = self._window.document
        if document is not None:
            self.panel.show_hints(hinting.hints_shown(document))
            self.panel.offer_lines(lacks_drawing(document))

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
