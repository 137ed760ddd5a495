"""The picture that is being worked on: its present state, and the way back."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import DTypeLike

from app.document.edits import NOTHING, Edit
from app.document.layer import Layer
from app.document.metadata import Metadata
from app.document.stack import index_of, with_layer
from app.document.state import State
from app.document.tiles import Tiles
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.document.selection import Selection

UNDO_BUDGET = 1 << 30  # bytes


@dataclass(frozen=True, eq=False)
class Step:
    """What undo and redo put back, and what has to be painted again then.

    state: number of the state that it leads to.
    freed: bytes by id() of the tiles that only `before` has.
    """

    title: str
    before: State
    after: State
    rect: Rect
    state: int
    freed: Mapping[int, int]


class Document:
    """Width × height pixels of one depth, as layers from the bottom to the top.

    dtype:  uint8, uint16 or float32, of all layers.
    metadata: colour profile, resolution and EXIF; `icc` is its profile.
    now:    size, layers and selection. Set by edits alone; whoever keeps the value keeps that
            state. `width`, `height`, `layers` and `selection` are its parts.
    active: id of the layer that is worked on; None where there is no layer.
    on_mask: whether its mask is painted on in place of its pixels.
    path:   the project file; None before the first save.
    read_only: that file must not be written to: a later version of the program made it.
    notes:  what of the file that it was opened from could not be kept, in the codes of
        `app.document.restore` and `app.document.psd`.
    undo_budget: bytes that the steps may hold beyond what the layers hold. The oldest go first,
        the newest stays.
    """

    def __init__(
        self,
        width: int,
        height: int,
        dtype: DTypeLike = np.uint8,
        metadata: Metadata = Metadata(),  # noqa: B008, a frozen value
    ) -> None:
        self.now = State(width, height)
        self.dtype = np.dtype(dtype)
        self.metadata = metadata
        self._active: str | None = None
        self._on_mask = False
        self.path: Path | None = None
        self.read_only = False
        self.notes: tuple[str, ...] = ()
        self.undo_budget = UNDO_BUDGET
        self._undo: deque[Step] = deque()
        self._redo: list[Step] = []
        self._held: Counter[int] = Counter()  # how many steps freed a tile, by its id()
        self._held_bytes = 0
        self._ground = 0  # the state below the oldest step
        self._newest = 0
        self._saved = 0
        self._without_stroke: State | None = None
        self._stroke_rect = NOTHING
        self._watchers: list[Callable[[Rect], None]] = []

    @property
    def icc(self) -> bytes | None:
        return self.metadata.icc

    @property
    def width(self) -> int:
        return self.now.width

    @property
    def height(self) -> int:
        return self.now.height

    @property
    def bounds(self) -> Rect:
        return self.now.bounds

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.now.layers

    @layers.setter
    def layers(self, layers: tuple[Layer, ...]) -> None:
        self.now = replace(self.now, layers=layers)

    @property
    def selection(self) -> Selection | None:
        return self.now.selection

    @selection.setter
    def selection(self, selection: Selection | None) -> None:
        self.now = replace(self.now, selection=selection)

    @property
    def active(self) -> str | None:
        return self._active

    @active.setter
    def active(self, id: str | None) -> None:
        if id != self._active:
            self._active, self._on_mask = id, False

    @property
    def on_mask(self) -> bool:
        return (
            self._on_mask and self.active is not None and (self.layer(self.active).mask is not None)
        )

    @on_mask.setter
    def on_mask(self, on: bool) -> None:
        self._on_mask = on

    def layer(self, id: str) -> Layer:
        """Raises KeyError."""
        return self.layers[index_of(self.layers, id)]

    def apply(self, edit: Edit) -> Rect:
        """Change the document by one undo step; returns what has to be painted again.

        An edit that fails changes nothing. Raises what the edit raises.
        """
        shown = self._put_stroke_away()
        before = self.now
        try:
            rect = edit.apply(self)
        except Exception:
            self.now = before
            raise
        self._newest += 1
        step = Step(edit.title, before, self.now, rect, self._newest, _freed(before, self.now))
        self._redo.clear()
        self._push(step)
        while self._held_bytes > self.undo_budget and len(self._undo) > 1:
            self._ground = self._undo[0].state
            self._release(self._undo.popleft())
        return self._changed(rect | shown, before)

    def undo(self) -> Rect:
        """Take the last step back; returns what has to be painted again. Needs `can_undo`."""
        return self.go_to(len(self._undo) - 1)

    def redo(self) -> Rect:
        """Do again what was undone; returns what has to be painted again. Needs `can_redo`."""
        return self.go_to(len(self._undo) + 1)

    def go_to(self, done: int) -> Rect:
        """Undo or redo until `done` steps are done; returns what has to be painted again."""
        rect = self._put_stroke_away()
        before = self.now
        while len(self._undo) > done:
            step = self._undo.pop()
            self._release(step)
            self._redo.append(step)
            self.now = step.before
            rect |= step.rect
        while len(self._undo) < done:
            step = self._redo.pop()
            self._push(step)
            self.now = step.after
            rect |= step.rect
        return self._changed(rect, before)

    @property
    def history(self) -> tuple[str, ...]:
        """What the steps are called, in English, the oldest first, those that are undone
        included."""
        return tuple(step.title for step in (*self._undo, *reversed(self._redo)))

    @property
    def done(self) -> int:
        """How many steps of the history are done."""
        return len(self._undo)

    @property
    def forgotten(self) -> bool:
        """Whether the memory for undo was not enough for the oldest steps."""
        return self._ground > 0

    @property
    def undo_memory(self) -> int:
        """Bytes that the steps hold beyond what the layers hold."""
        return self._held_bytes

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def undo_name(self) -> str:
        """What undo would take back, in English; empty where there is nothing."""
        return self._undo[-1].title if self._undo else ""

    @property
    def redo_name(self) -> str:
        return self._redo[-1].title if self._redo else ""

    def show_stroke(self, layer_id: str, tiles: Tiles, rect: Rect) -> None:
        """Show a layer with other tiles, without a step, until the next edit, undo or redo.

        tiles: of its mask where they have one channel. rect: what changed since the last call.
        Applying the finished stroke makes the step.
        """
        layer = self.layer(layer_id)
        shown = replace(layer, mask=tiles) if tiles.channels == 1 else replace(layer, tiles=tiles)
        self.show_state(replace(self.now, layers=with_layer(self.layers, shown)), rect)

    def show_state(self, state: State, rect: Rect) -> None:
        """Show another state, without a step, until the next edit, undo or redo.

        rect: what has to be painted again.
        """
        if self._without_stroke is None:
            self._without_stroke = self.now
        self.now = state
        self._stroke_rect |= rect
        self._notify(rect)

    @property
    def showing(self) -> bool:
        """Whether a stroke or another state is shown that no step has made."""
        return self._without_stroke is not None

    def hide_stroke(self) -> None:
        """Drop a stroke that is shown and not applied."""
        if self._without_stroke is not None:
            self._notify(self._put_stroke_away())

    @property
    def state(self) -> int:
        """A number for what is there now; undo and redo lead back to the same numbers."""
        return self._undo[-1].state if self._undo else self._ground

    @property
    def modified(self) -> bool:
        return self.state != self._saved

    def mark_saved(self, state: int | None = None) -> None:
        """state: the one that was written, if the document may have changed meanwhile."""
        self._saved = self.state if state is None else state

    def snapshot(self) -> Document:
        """This state as a document of its own, to read in another thread; costs no pixels."""
        other = Document(self.width, self.height, self.dtype, self.metadata)
        other.now = self.now if self._without_stroke is None else self._without_stroke
        other.active, other.path = self.active, self.path
        other._ground = other._saved = self.state
        return other

    def watch(self, callback: Callable[[Rect], None]) -> None:
        """Call back after each change with what has to be painted again, which may be empty."""
        self._watchers.append(callback)

    def unwatch(self, callback: Callable[[Rect], None]) -> None:
        self._watchers.remove(callback)

    def _changed(self, rect: Rect, before: State) -> Rect:
        """Keep `active` on a layer that is there: else on the one in the place of the gone one."""
        ids = [layer.id for layer in self.layers]
        if self.active not in ids:
            place = index_of(before.layers, self.active) if self.active else 0
            self.active = ids[min(place, len(ids) - 1)] if ids else None
        if (before.width, before.height) != (self.width, self.height):
            rect = rect | before.bounds | self.bounds
        self._notify(rect)
        return rect

    def _notify(self, rect: Rect) -> None:
        for callback in tuple(self._watchers):
            callback(rect)

    def _put_stroke_away(self) -> Rect:
        rect = self._stroke_rect
        if self._without_stroke is not None:
            self.now, self._without_stroke = self._without_stroke, None
            self._stroke_rect = NOTHING
        return rect

    def _push(self, step: Step) -> None:
        self._undo.append(step)
        for tile, size in step.freed.items():
            self._held_bytes += 0 if self._held[tile] else size
            self._held[tile] += 1

    def _release(self, step: Step) -> None:
        for tile, size in step.freed.items():
            self._held[tile] -= 1
            if not self._held[tile]:
                del self._held[tile]
                self._held_bytes -= size


def _freed(before: State, after: State) -> dict[int, int]:
    kept = {id(layer) for layer in after.layers}
    gone = [array for x in before.layers if id(x) not in kept for array in x.arrays()]
    if before.selection is not None and before.selection is not after.selection:
        gone.extend(before.selection.arrays())
    for _, selection in before.saved if before.saved is not after.saved else ():
        gone.extend(selection.arrays())
    if not gone:
        return {}
    still = {id(array) for array in after.arrays()}
    return {id(array): array.nbytes for array in gone if id(array) not in still}
