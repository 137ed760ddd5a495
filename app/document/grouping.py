"""Edits of the layers' order that concern groups, and several layers at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.document import stack
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.document.document import Document


@dataclass(frozen=True, eq=False)
class AddLayers:
    """A run of layers: each group of it above all that is in it.

    parent, index: where the last one goes, as for `MoveLayer`.
    """

    layers: tuple[Layer, ...]
    parent: str | None
    index: int
    title: str = "Add layers"

    def apply(self, document: Document) -> Rect:
        document.layers = stack.placed(document.layers, self.layers, self.parent, self.index)
        return stack.extent(self.layers)


@dataclass(frozen=True)
class MoveLayers:
    """Put layers, groups with all that is in them, together into a group, in the order they are in.

    parent: the group, None = none. index: how many of its other members lie below them then; one
    that is too large means the top. Raises ValueError for a group that should go into itself.
    """

    ids: tuple[str, ...]
    parent: str | None
    index: int
    title: str = "Move layer"

    def apply(self, document: Document) -> Rect:
        layers = document.layers
        rect = Rect(0, 0, 0, 0)
        chosen = outermost(layers, self.ids)
        runs = [stack.family(layers, id) for id in chosen]
        for id, run in zip(chosen, runs, strict=True):
            if any(layer.id == self.parent for layer in run):
                raise ValueError("a group cannot go into itself")
            layers = stack.without(layers, id)
            rect |= stack.extent(run)
        for i, run in enumerate(runs):
            layers = stack.placed(layers, run, self.parent, self.index + i)
        document.layers = layers
        return rect


@dataclass(frozen=True)
class RemoveLayers:
    """Groups go with all that is in them."""

    ids: tuple[str, ...]
    title: str = "Delete layers"

    def apply(self, document: Document) -> Rect:
        layers = document.layers
        rect = Rect(0, 0, 0, 0)
        for id in outermost(layers, self.ids):
            rect |= stack.extent(stack.family(layers, id))
            layers = stack.without(layers, id)
        document.layers = layers
        return rect


@dataclass(frozen=True)
class GroupLayers:
    """Put layers into a new group in the place of the topmost one, in the order they are in.

    group: the id that it gets. Raises ValueError for no layers.
    """

    ids: tuple[str, ...]
    group: str
    name: str
    title: str = "Group layers"

    def apply(self, document: Document) -> Rect:
        layers = document.layers
        chosen = outermost(layers, self.ids)
        if not chosen:
            raise ValueError("there is nothing to group")
        parent, index = stack.place_of(layers, chosen[-1])
        runs = [stack.family(layers, id) for id in chosen]
        for id, run in zip(chosen, runs, strict=True):
            if stack.place_of(layers, id)[0] == parent:
                index -= 1
            layers = stack.without(layers, id)
            run[-1] = replace(run[-1], parent=self.group)
        group = Layer(self.group, self.name, LayerKind.GROUP, Tiles(4, document.dtype))
        inside = [layer for run in runs for layer in run]
        document.layers = stack.placed(layers, [*inside, group], parent, index + 1)
        return stack.extent(inside)


@dataclass(frozen=True)
class Ungroup:
    """Put what is in a group in its place; its mask, opacity and mode are lost."""

    id: str
    title: str = "Ungroup"

    def apply(self, document: Document) -> Rect:
        group = document.layer(self.id)
        inside = stack.family(document.layers, self.id)[:-1]
        document.layers = tuple(
            replace(layer, parent=group.parent) if layer.parent == group.id else layer
            for layer in document.layers
            if layer is not group
        )
        return stack.extent(inside)


@dataclass(frozen=True, eq=False)
class ChangeMask:
    """Give a layer another mask; None takes it away. Raises KeyError."""

    id: str
    mask: Tiles | None

    @property
    def title(self) -> str:
        return "Delete mask" if self.mask is None else "Add mask"

    def apply(self, document: Document) -> Rect:
        layer = replace(document.layer(self.id), mask=self.mask)
        document.layers = stack.with_layer(document.layers, layer)
        return stack.extent(stack.family(document.layers, self.id))


def outermost(layers: Sequence[Layer], ids: Sequence[str]) -> list[str]:
    """Of some layers those that are in no other of them, from the bottom to the top."""
    wanted = set(ids)
    return [
        layer.id
        for layer in layers
        if layer.id in wanted and not any(x.id in wanted for x in stack.ancestors(layers, layer))
    ]


def copied(layers: Sequence[Layer], name: str) -> tuple[Layer, ...]:
    """A layer, after all that is in it, with ids of their own. name: of the last one."""
    ids = {layer.id: new_id() for layer in layers}
    copies = [
        replace(x, id=ids[x.id], parent=ids.get(x.parent, x.parent) if x.parent else None)
        for x in layers
    ]
    return (*copies[:-1], replace(copies[-1], name=name))
