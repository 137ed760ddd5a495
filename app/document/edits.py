"""The changes that a designer can undo. Each is a value that knows how to change a document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from app.document import stack
from app.document.blend import Blend
from app.document.layer import Layer, LayerKind
from app.document.state import State
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.recipes import Recipe

if TYPE_CHECKING:
    from app.document.document import Document

NOTHING = Rect(0, 0, 0, 0)


class Edit(Protocol):
    """title: English, as the undo menu shows it; the window translates it."""

    @property
    def title(self) -> str: ...

    def apply(self, document: Document) -> Rect:
        """Change `document.now` or a part of it; returns what has to be painted again.

        Taking it back needs nothing from here: `Document` keeps the state of before.
        Raises KeyError for a layer that is not there.
        """
        ...


@dataclass(frozen=True, eq=False)
class AddLayer:
    """index: its place from the bottom of the group that its `parent` names; -1 = the top."""

    layer: Layer
    index: int
    title: str = "Add layer"

    def apply(self, document: Document) -> Rect:
        layer = self.layer
        document.layers = stack.placed(document.layers, [layer], layer.parent, self.index)
        return layer.tiles.bounds


@dataclass(frozen=True, eq=False)
class AddLines:
    """Put lines above all layers and hide the pictures that they were read from, which would be
    part of the drawing else. pictures: ids; one that has gone meanwhile is left out."""

    layer: Layer
    pictures: tuple[str, ...]
    title: str = "Lines from picture"

    def apply(self, document: Document) -> Rect:
        hidden = [x for x in document.layers if x.id in self.pictures]
        rect = stack.extent([*hidden, self.layer])
        layers = document.layers
        for layer in hidden:
            layers = stack.with_layer(layers, replace(layer, visible=False))
        document.layers = stack.placed(layers, [self.layer], None, -1)
        return rect


@dataclass(frozen=True, eq=False)
class FillHoles:
    """Put what fills the selected holes above all layers. Nothing is selected then: the next
    stroke of the selection brush begins another hole."""

    layer: Layer
    title: str = "Inpaint"

    def apply(self, document: Document) -> Rect:
        document.layers = stack.placed(document.layers, [self.layer], None, -1)
        document.selection = None
        return self.layer.tiles.bounds


@dataclass(frozen=True)
class RemoveLayer:
    """A group goes with all that is in it."""

    id: str
    title: str = "Delete layer"

    def apply(self, document: Document) -> Rect:
        rect = stack.extent(stack.family(document.layers, self.id))
        document.layers = stack.without(document.layers, self.id)
        return rect


@dataclass(frozen=True)
class MoveLayer:
    """A group moves with all that is in it.

    index: its place from the bottom of the group `parent` (None = in none) once it has moved;
        -1 = the top. Raises ValueError for a group that should go into itself.
    """

    id: str
    index: int
    parent: str | None = None
    title: str = "Move layer"

    def apply(self, document: Document) -> Rect:
        moved = stack.family(document.layers, self.id)
        if any(layer.id == self.parent for layer in moved):
            raise ValueError("a group cannot go into itself")
        rest = stack.without(document.layers, self.id)
        document.layers = stack.placed(rest, moved, self.parent, self.index)
        return stack.extent(moved)


@dataclass(frozen=True)
class ChangeLayer:
    """Other properties for a layer; None leaves one as it is."""

    id: str
    name: str | None = None
    opacity: float | None = None
    visible: bool | None = None
    locked: bool | None = None
    blend: Blend | None = None
    isolated: bool | None = None

    @property
    def title(self) -> str:
        if self.visible is not None:
            return "Show layer" if self.visible else "Hide layer"
        if self.locked is not None:
            return "Lock layer" if self.locked else "Unlock layer"
        if self.blend is not None or self.isolated is not None:
            return "Blend mode"
        return "Layer opacity" if self.opacity is not None else "Rename layer"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        wanted: dict[str, Any] = {
            key: value
            for key in ("name", "opacity", "visible", "locked", "blend", "isolated")
            if (value := getattr(self, key)) is not None
        }
        document.layers = stack.with_layer(document.layers, replace(layer, **wanted))
        if wanted.keys() <= {"name", "locked"}:
            return NOTHING
        return stack.extent(stack.family(document.layers, self.id))


@dataclass(frozen=True, eq=False)
class PaintStroke:
    """before: the layer's tiles when the stroke began; of its mask where they have one channel.
    rect: all that the stroke touched."""

    id: str
    before: Tiles
    after: Tiles
    rect: Rect
    title: str = "Brush stroke"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        on_mask = self.before.channels == 1
        if (layer.mask if on_mask else layer.tiles) is not self.before:
            raise ValueError("the layer has changed since the stroke began")
        painted = replace(layer, mask=self.after) if on_mask else replace(layer, tiles=self.after)
        document.layers = stack.with_layer(document.layers, painted)
        return self.rect


@dataclass(frozen=True, eq=False)
class Regenerate:
    """Other pixels for a generated layer, and the recipe of these; its name tells the new seed.
    base: as of the layer."""

    id: str
    tiles: Tiles
    recipe: Recipe
    base: Tiles | None = None
    title: str = "Run again"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        name = layer.name
        if layer.recipe is not None:
            name = name.replace(str(layer.recipe.seed), str(self.recipe.seed))
        new = replace(layer, name=name, tiles=self.tiles, recipe=self.recipe, base=self.base)
        document.layers = stack.with_layer(document.layers, new)
        return layer.tiles.bounds | self.tiles.bounds


@dataclass(frozen=True, eq=False)
class Become:
    """Go over to a state that was computed from another one, in another thread perhaps.

    Raises ValueError where the document is not in the state `before` any more.
    """

    before: State
    after: State
    title: str

    def apply(self, document: Document) -> Rect:
        if document.now is not self.before:
            raise ValueError("the document has changed since the work began")
        document.now = self.after
        return _difference(self.before, self.after)


def _difference(before: State, after: State) -> Rect:
    """A rectangle around all pixels of the layers that are not in both states."""
    kept = {id(x) for x in before.layers} & {id(x) for x in after.layers}
    changed = [x for x in (*before.layers, *after.layers) if id(x) not in kept]
    ids = {x.id for x in changed if x.kind is LayerKind.GROUP}
    inside = [
        x
        for layers in (before.layers, after.layers)
        for x in layers
        if any(group.id in ids for group in stack.ancestors(layers, x))
    ]
    return stack.extent([*changed, *inside])
