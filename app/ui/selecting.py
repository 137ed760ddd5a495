"""What the Select menu and the selecting tools do to the document; fills, clearing, copying."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from app.document import parts, selecting
from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import Edit
from app.document.fill import fill
from app.document.selection import Select, Selection
from app.document.tiles import Pixels
from app.i18n import document_text
from app.ui.actions import Actions
from app.ui.amount_dialog import ask_amount
from app.ui.ants import Ants
from app.ui.clipboard import Clipboard
from app.ui.disk import Disk
from app.ui.pointers.base import refusal, surface
from app.ui.selections_dialog import SelectionsDialog
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops.colour import converted

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

Change = Callable[[Document], Edit | None]


class Selecting(QObject):
    """ants: the outline on the canvas. What may take longer than a frame is computed beside the
    window, on a snapshot; if the document has changed meanwhile, it is computed anew."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._bar, self._canvas = window.brush_bar, window.canvas
        self._settings = window.settings
        self.document: Document | None = None
        self._former: Selection | None = None  # what reselecting brings back
        self._amounts = {"grow": 4, "shrink": 4, "feather": 8}  # pixels, as last asked for
        self.ants = Ants(window.canvas)
        self._bench = Disk(self)
        self._clipboard = Clipboard(self, window.files.paste)
        self._bar.changed.connect(self._keep_options)
        self._bench.began.connect(partial(window.jobs.show_work, done=None, stoppable=False))
        self._bench.idle.connect(window.jobs.rest)
        self._bench.failed.connect(window.tell)

    def bind(self, actions: Actions) -> None:
        self._clipboard.bind(actions)
        actions.bind(
            {
                "select_all": self.select_all,
                "deselect": self.deselect,
                "reselect": self.reselect,
                "invert_selection": self.invert,
                "hide_outline": self._hide_outline,
                "select_opaque": lambda: self.compute(_covered),
                "grow": partial(self._resize, "grow"),
                "shrink": partial(self._resize, "shrink"),
                "feather": partial(self._resize, "feather"),
                "saved_selections": self._show_saved,
                "clear": self.clear,
                "fill_front": partial(self.fill_selection, other=False),
                "fill_back": partial(self.fill_selection, other=True),
            }
        )

    def show_document(self, document: Document) -> None:
        """Work on this document from now on."""
        if self.document is not None:
            self.document.unwatch(self._remember)
        self.document, self._former = document, None
        document.watch(self._remember)
        self.ants.show_document(document)

    def _keep_options(self) -> None:
        self._canvas.picks_layer = self._settings.pick_layer

    @property
    def busy(self) -> bool:
        """Whether an edit is being worked out beside the window."""
        return self._bench.busy

    def shut_down(self) -> None:
        self._bench.shut_down()

    @property
    def selection(self) -> Selection | None:
        return None if self.document is None else self.document.selection

    def _remember(self, _rect: Rect) -> None:
        assert self.document is not None
        if self.document.selection is not None:
            self._former = self.document.selection

    # selecting

    def choose(self, chosen: Selection, how: str) -> None:
        """Select what a tool drew around. how: see `app.document.selecting.combined`."""
        if self.document is not None and not (chosen.empty and how != "new"):
            self._select(selecting.combined(self.selection, chosen, how))

    def _select(self, selection: Selection | None, title: str = "Select") -> None:
        document = self.document
        if document is None or (selection is None and document.selection is None):
            return
        if selection is None or selection.empty:
            if document.selection is not None:
                self._apply(Select(None, "Deselect"))
        else:
            self._apply(Select(selection, title))

    def select_all(self) -> None:
        if self.document is not None:
            self._select(Selection.whole(self.document.bounds), "Select all")

    def deselect(self) -> None:
        self._select(None)

    def reselect(self) -> None:
        """Select again what was selected last."""
        if self.document is not None and self.selection is None and self._former is not None:
            self._select(self._former.clipped(self.document.bounds), "Reselect")

    def invert(self) -> None:
        if self.document is not None and self.selection is not None:
            self._select(self.selection.inverted(self.document.bounds), "Invert selection")

    def move(self, dx: int, dy: int) -> None:
        """Move the outline, not what is in it."""
        if self.document is not None and self.selection is not None:
            moved = self.selection.moved(dx, dy).clipped(self.document.bounds)
            self._select(moved, "Move selection")

    def _resize(self, way: str) -> None:
        if self.selection is None:
            self.say(self.tr("Nothing is selected. Select something first."))
            return
        title = document_text(f"{way.capitalize()} selection")
        amount = ask_amount(self.window, title, self._amounts[way])
        if amount is not None:
            self._amounts[way] = amount
            self.resize(way, amount)

    def resize(self, way: str, px: int) -> None:
        """Grow, shrink or feather the selection by pixels."""
        make = {
            "grow": selecting.grown,
            "shrink": selecting.shrunk,
            "feather": selecting.feathered,
        }[way]

        def change(document: Document) -> Edit | None:
            if document.selection is None:
                return None
            changed = make(document.selection, px, document.bounds)
            return Select(changed, f"{way.capitalize()} selection")

        self.compute(change)

    def _hide_outline(self) -> None:
        """Hide the ants, to judge an edge; what is selected stays so."""
        self.ants.hide(self.window.commands["hide_outline"].isChecked())

    def _show_saved(self) -> None:
        if self.document is not None:
            self._canvas.finish_stroke()
            SelectionsDialog(self, self.document, self._bench).exec()

    def choose_colour(self, x: int, y: int, how: str) -> None:
        """Select what has the colour of a pixel, as tolerance and the other options say."""
        settings = self._settings

        def change(document: Document) -> Edit | None:
            chosen = selecting.by_colour(
                _reader(document, settings.all_layers),
                (x, y),
                settings.tolerance,
                document.bounds,
                contiguous=settings.contiguous,
            )
            return Select(selecting.combined(document.selection, chosen, how), "Select colour")

        self.compute(change)

    def choose_piece(self, x: int, y: int, how: str) -> None:
        """Select the piece of a part that is at a pixel, as the labels tell."""

        def change(document: Document) -> Edit | None:
            layer = parts.labels_layer(document.layers)
            if layer is None:
                return None
            chosen = parts.piece(layer, x, y, document.bounds)
            if chosen.empty:
                return None
            return Select(selecting.combined(document.selection, chosen, how), "Select part")

        if self._has_labels():
            self.compute(change)

    def choose_parts(self, wanted: Collection[int], name: str) -> None:
        """Add all that is one of these parts to the selection, as the labels tell. name: of what
        is wanted, for where there is none of it."""

        def change(document: Document) -> Edit | None:
            layer = parts.labels_layer(document.layers)
            if layer is None:
                return None
            chosen = parts.every(layer, wanted, document.bounds)
            if chosen.empty:
                raise BadInput("labels.no_part", part=name)
            return Select(selecting.combined(document.selection, chosen, "add"), "Select part")

        if self._has_labels():
            self.compute(change)

    def _has_labels(self) -> bool:
        """Whether there are labels to go by; if not, it is said."""
        there = self.document is not None and parts.labels_layer(self.document.layers) is not None
        if not there:
            self.say(
                self.tr(
                    "There are no labels that tell the parts. Read them from the picture in "
                    "Semantic, or paint a label map."
                )
            )
        return there

    # filling and clearing

    def fill_colour(self, x: int, y: int) -> None:
        """Fill what has the colour of a pixel with the brush's colour."""
        if not self.allowed():
            return
        settings, brush = self._settings, self._bar.brush()

        def change(document: Document) -> Edit | None:
            ground = surface(document)
            # A part is one colour exactly; where no part is known, it ends at what is drawn.
            part = ground.hard and bool(ground.tiles.read(Rect.of_size(1, 1, x, y)).any())
            area = selecting.by_colour(
                _reader(document, settings.all_layers and not part),
                (x, y),
                0 if part else settings.tolerance,
                document.bounds,
                contiguous=settings.contiguous,
            )
            if settings.under_lines and not part:
                area = selecting.grown(area, 1, document.bounds)
            return fill(ground, area, ground.ink(brush.colour), brush.opacity)

        self.compute(change)

    def fill_outline(self, area: Selection) -> None:
        """Fill what was drawn around with the brush's colour."""
        if area.empty or not self.allowed():
            return
        brush = self._bar.brush()

        def change(document: Document) -> Edit | None:
            ground = surface(document)
            colour = ground.ink(brush.colour)
            return fill(ground, area, colour, brush.opacity, title="Fill outline")

        self.compute(change)

    def fill_selection(self, other: bool) -> None:
        """Fill what is selected, or everything, with the brush's colour or the second one."""
        colours = self._bar.colours
        colour = colours.other if other else colours.colour
        paint = (colour.redF(), colour.greenF(), colour.blueF())

        def change(document: Document) -> Edit | None:
            ground = surface(document)
            return fill(ground, Selection.whole(document.bounds), ground.ink(paint))

        if self.allowed():
            self.compute(change)

    def clear(self) -> None:
        """Make transparent what is selected; without a selection, delete the layer."""
        if self.selection is None:
            self.window.commands["delete_layer"].trigger()
        elif self.allowed():
            self.compute(partial(_cleared, title="Clear"))

    def allowed(self) -> bool:
        """Whether the active layer can be painted on; if not, it is said."""
        why_not = None if self.document is None else refusal(self.document)
        if why_not is not None:
            self._canvas.refused.emit(why_not)
        return self.document is not None and why_not is None

    # applying

    def _apply(self, edit: Edit) -> None:
        self._canvas.finish_stroke()
        assert self.document is not None
        self.document.apply(edit)

    def say(self, sentence: str) -> None:
        self.window.messages.say(sentence)

    def refresh(self) -> None:
        """The active layer is another one."""
        self._canvas.refresh_drawing()
        self.window.refresh()

    def work(self, name: str, run: Callable[[Document], Any], done: Callable[[Any], None]) -> None:
        """Call `run` beside the window with a snapshot, then `done` with its answer."""
        if self.document is None:
            return
        self._canvas.finish_stroke()
        snapshot = self.document.snapshot()
        snapshot.on_mask = self.document.on_mask
        self._bench.start(name, partial(run, snapshot), done)

    def compute(self, change: Change, then: Callable[[Edit], None] | None = None) -> None:
        """Work out an edit beside the window and apply it; `then` follows."""
        document = self.document
        if document is None:
            return
        self._canvas.finish_stroke()
        base = document.now

        def done(edit: Edit | None) -> None:
            if document is not self.document:
                return
            if document.now is not base:
                self.compute(change, then)
            elif edit is not None:
                self._apply(edit)
                if then is not None:
                    then(edit)

        self.work(self.tr("Working"), change, done)


def _reader(document: Document, all_layers: bool) -> Callable[[Rect], Pixels]:
    """The pixels whose colours count: of all that is visible, or of the active layer."""
    if all_layers or document.active is None:
        return lambda rect: flatten(document.layers, rect, document.dtype)
    return document.layer(document.active).tiles.read


def _covered(document: Document) -> Edit:
    """Select what the active layer covers, by its alpha."""
    tiles = document.layer(document.active or "").tiles
    rect = tiles.bounds & document.bounds
    alpha = converted(tiles.read(rect), np.uint8)[..., 3]
    return Select(Selection.of(np.ascontiguousarray(alpha), rect.x0, rect.y0), "Select layer")


def _cleared(document: Document, title: str) -> Edit | None:
    """The selected pixels of the active layer made transparent."""
    return fill(surface(document), Selection.whole(document.bounds), None, title=title)
