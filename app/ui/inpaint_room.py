"""The Inpaint panel, its work and the window: who listens to whom."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.document.mask_files import read_selection
from app.document.selection import Selection
from app.document.state import State
from app.document.transforming import with_border
from app.jobs import land
from app.ui import file_dialogs, holes
from app.ui.generating import Generating
from app.ui.holes import InpaintOptions
from app.ui.outpaint_dialog import OutpaintDialog
from app.ui.panels.inpaint import InpaintPanel
from app.ui.room import Room, show_preview
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops.colour import to_srgb8
from engine.progress import Progress
from engine.requests import Result

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_SMALL = 512  # pixels a side of a variant's picture, at most


class InpaintRoom(Room):
    """The hole is what is selected."""

    in_place = True

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._explored: Selection | None = None  # the hole that the variants fill
        self.panel: InpaintPanel = InpaintPanel(window.commands, window.settings, window.models)
        self.work = Generating(
            window.runner,
            holes.request,
            holes.watched,
            holes.NOTHING_SELECTED,
            self,
            newest_only=True,
        )
        self.work.set_options(self.panel.options)
        self.work.set_away(True)
        self._connect()

    def _connect(self) -> None:
        window, panel, work = self._window, self.panel, self.work
        window.commands.bind({"outpaint": self.ask_outpaint})
        panel.changed.connect(self._on_options)
        panel.resized.connect(lambda way, px: window.selecting.resize(way, px))
        panel.parts_wanted.connect(lambda ids, name: window.selecting.choose_parts(ids, name))
        panel.mask_wanted.connect(self._ask_mask)
        panel.seeds.variants.chosen.connect(lambda place: panel.show_seed(work.choose(place)))
        work.shown.connect(partial(show_preview, window))
        work.busy.connect(window.canvas.set_busy)
        work.working.connect(window.jobs.show_work)
        work.rested.connect(window.rest)
        work.variant.connect(self._on_variant)
        work.landed.connect(self._on_landed)
        work.failed.connect(window.tell)

    @property
    def can_apply(self) -> bool:
        return self.work.can_apply

    def show_document(self, document: Document) -> None:
        self.panel.seeds.variants.hide()
        self.work.show_document(document)

    def generate(self) -> None:
        self.work.generate()

    def apply(self) -> None:
        self.work.apply()

    def reseed(self) -> None:
        self.panel.seeds.roll()

    def explore(self) -> None:
        document, seeds = self._window.document, self.panel.seeds
        if document is None or not seeds.isEnabled():
            return
        if document.selection is None:
            self._window.tell(BadInput("selection.none"))
            return
        self._explored = document.selection
        near = land.near(document.selection.bounds & document.bounds, document.bounds)
        seeds.variants.start(self.work.explore(seeds.count), near.height / max(1, near.width))

    def discard(self) -> None:
        self.work.discard()

    def enter(self) -> None:
        self.work.set_away(False)
        self._show_model()
        if self._window.tool_choice.name == "brush":
            self._window.commands["select_brush"].trigger()

    def leave(self) -> None:
        self.work.set_away(True)
        if self._window.tool_choice.name == "select_brush":
            self._window.commands["brush"].trigger()

    def refresh(self) -> None:
        document = self._window.document
        selection = None if document is None else document.selection
        self.panel.show_hole(None if selection is None else selection.bounds)
        layers = () if document is None else document.layers
        kinds = {layer.kind for layer in layers}
        self.panel.offer(LayerKind.LABELS in kinds, LayerKind.LINES in kinds)
        if selection is not self._explored:
            self.panel.seeds.variants.hide()  # they fill another hole

    def shut_down(self) -> None:
        self.work.shut_down()

    def read_mask(self, path: Path) -> None:
        """Select what is white in a picture of the document's size."""
        document = self._window.document
        if document is None:
            return

        def done(selection: Selection) -> None:
            if selection.empty:
                self._window.tell(BadInput("mask.empty"))
            elif document is self._window.document:
                self._window.selecting.choose(selection, "new")

        self._window.disk.start(
            self.tr("Opening {name}").format(name=path.name),
            partial(read_selection, path, document.bounds),
            done,
        )

    def ask_outpaint(self) -> None:
        """Ask how far the canvas goes on at each side."""
        document = self._window.document
        if document is not None:
            dialog = OutpaintDialog(document.width, document.height, self._window)
            if dialog.exec():
                self.outpaint(dialog.shown())

    def outpaint(self, rect: Rect) -> None:
        """Enlarge the canvas to a rectangle around it and select what is new, in one step."""

        def change(before: State, _progress: Progress) -> State:
            return with_border(before, rect)

        def done() -> None:
            dock = self._window.docks["inpaint"]
            dock.show()
            dock.raise_()

        self._window.work.become("Outpaint", change, done)

    def _ask_mask(self) -> None:
        window = self._window
        path = file_dialogs.ask_picture(window, window.settings, self.tr("Mask from a file"))
        if path is not None:
            self.read_mask(path)

    def _on_options(self, options: InpaintOptions) -> None:
        self.work.set_options(options)
        self._show_model()

    def _show_model(self) -> None:
        self._window.show_model(self.panel.method.currentText())

    @Slot(int, object)
    def _on_variant(self, place: int, result: Result) -> None:
        document = self._window.document
        if document is not None:
            small = land.filled(self.work.variant_request(place), result, _SMALL)
            self.panel.seeds.variants.put(place, to_srgb8(small, document.icc))

    @Slot(object)
    def _on_landed(self, layer: Layer) -> None:
        assert layer.recipe is not None
        name = self.tr("Filled, seed {seed}").format(seed=layer.recipe.seed)
        self._window.land(replace(layer, name=name))
