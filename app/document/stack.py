"""The order of a document's layers, groups included.

`Document.layers` is one tuple from the bottom to the top. The members of a group stand together
directly below it, so that a group with all that is in it is one run that ends with the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.document.layer import Layer, LayerKind
from engine.geometry import Rect

Layers = tuple[Layer, ...]


def index_of(layers: Sequence[Layer], id: str) -> int:
    """Raises KeyError."""
    for i, layer in enumerate(layers):
        if layer.id == id:
            return i
    raise KeyError(id)


def ancestors(layers: Sequence[Layer], layer: Layer) -> list[Layer]:
    """The groups that a layer is in, the innermost first."""
    by_id = {x.id: x for x in layers}
    found: list[Layer] = []
    while layer.parent is not None:
        layer = by_id[layer.parent]
        found.append(layer)
    return found


def members(layers: Sequence[Layer], parent: str | None) -> list[Layer]:
    """What stands directly in a group, None = in none, from the bottom to the top."""
    return [layer for layer in layers if layer.parent == parent]


def run(layers: Sequence[Layer], id: str) -> slice:
    """The place of a layer, of a group with all that is in it."""
    top = index_of(layers, id)
    inside = {id}
    bottom = top
    while bottom > 0 and layers[bottom - 1].parent in inside:
        bottom -= 1
        inside.add(layers[bottom].id)
    return slice(bottom, top + 1)


def family(layers: Sequence[Layer], id: str) -> list[Layer]:
    """A layer, after all that is in it, from the bottom to the top."""
    return list(layers[run(layers, id)])


def is_shown(layers: Sequence[Layer], layer: Layer) -> bool:
    """Whether it and all groups that it is in are visible."""
    return layer.visible and all(group.visible for group in ancestors(layers, layer))


def is_locked(layers: Sequence[Layer], layer: Layer) -> bool:
    """Whether it or a group that it is in is locked."""
    return layer.locked or any(group.locked for group in ancestors(layers, layer))


def extent(layers: Sequence[Layer]) -> Rect:
    """A rectangle around all pixels of layers."""
    rect = Rect(0, 0, 0, 0)
    for layer in layers:
        rect |= layer.tiles.bounds
    return rect


def without(layers: Sequence[Layer], id: str) -> Layers:
    """The layers without one and all that is in it."""
    gone = run(layers, id)
    return (*layers[: gone.start], *layers[gone.stop :])


def placed(layers: Sequence[Layer], new: Sequence[Layer], parent: str | None, index: int) -> Layers:
    """The layers with a run of others, whose last one goes into a group at a place.

    new: a layer, after all that is in it. parent: the group, None = none. index: how many of the
    group's members lie below it then; one that is too large means the top.
    Raises KeyError for a group that is not there.
    """
    if parent is not None:
        group = layers[index_of(layers, parent)]
        if group.kind is not LayerKind.GROUP:
            raise KeyError(parent)
    beside = members(layers, parent)
    if 0 <= index < len(beside):
        at = run(layers, beside[index].id).start
    else:
        at = len(layers) if parent is None else index_of(layers, parent)
    moved = (*new[:-1], replace(new[-1], parent=parent))
    return (*layers[:at], *moved, *layers[at:])


def with_layer(layers: Sequence[Layer], layer: Layer) -> Layers:
    """The layers with another value for the one of the same id."""
    return tuple(layer if other.id == layer.id else other for other in layers)


def place_of(layers: Sequence[Layer], id: str) -> tuple[str | None, int]:
    """The group that a layer is in, and how many of its members lie below it."""
    layer = layers[index_of(layers, id)]
    ids = [x.id for x in members(layers, layer.parent)]
    return layer.parent, ids.index(id)
