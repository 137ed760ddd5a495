"""What the layer menu does to a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer, MoveLayer, RemoveLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.ui.actions import Actions

Change = Callable[[Document], None]


def _place(document: Document) -> int:
    """Of the active layer from the bottom, -1 for none."""
    ids = [x.id for x in document.layers]
    return ids.index(document.active) if document.active in ids else -1


def add(document: Document) -> None:
    """An empty layer for lines above the active one."""
    names = {x.name for x in document.layers}
    number = 1
    while (
        name := QCoreApplication.translate("Layering", "Layer {number}").format(number=number)
    ) in names:
        number += 1
    layer = Layer(new_id(), name, LayerKind.LINES, Tiles(4, document.dtype))
    document.apply(AddLayer(layer, _place(document) + 1))
    document.active = layer.id


def duplicate(document: Document) -> None:
    if document.active is None:
        return
    layer = document.layer(document.active)
    copy = replace(
        layer,
        id=new_id(),
        name=QCoreApplication.translate("Layering", "{name} copy").format(name=layer.name),
    )
    document.apply(AddLayer(copy, _place(document) + 1, "Duplicate layer"))
    document.active = copy.id


def remove(document: Document) -> None:
    if document.active is not None:
        document.apply(RemoveLayer(document.active))


def lock(document: Document) -> None:
    """Lock the active layer against painting, or unlock it."""
    if document.active is not None:
        locked = document.layer(document.active).locked
        document.apply(ChangeLayer(document.active, locked=not locked))


def move(document: Document, by: int) -> None:
    place = _place(document)
    if document.active is not None and 0 <= place + by < len(document.layers):
        document.apply(MoveLayer(document.active, place + by))


def select(document: Document, by: int) -> None:
    place = _place(document) + by
    if 0 <= place < len(document.layers):
        document.active = document.layers[place].id


CHANGES: dict[str, Change] = {
    "add_layer": add,
    "duplicate_layer": duplicate,
    "delete_layer": remove,
    "lock_layer": lock,
    "raise_layer": lambda document: move(document, 1),
    "lower_layer": lambda document: move(document, -1),
    "layer_above": lambda document: select(document, 1),
    "layer_below": lambda document: select(document, -1),
}


def bind(actions: Actions, change: Callable[[Change], None]) -> None:
    """Carry out the commands of the layer menu. change: calls with the document that is open."""
    actions.bind({name: partial(change, what) for name, what in CHANGES.items()})


def hints_shown(document: Document) -> bool:
    return any(x.kind is LayerKind.HINTS and x.visible for x in document.layers)


def show_hints(document: Document, on: bool) -> None:
    """Show the layer of colour hints and work on it, adding it the first time; or hide it and
    work on the lines."""
    hints = [x for x in document.layers if x.kind is LayerKind.HINTS]
    lines = [i for i, x in enumerate(document.layers) if x.kind is LayerKind.LINES]
    if not on:
        for layer in hints:
            if layer.visible:
                document.apply(ChangeLayer(layer.id, visible=False))
        if any(x.id == document.active for x in hints):
            document.active = document.layers[lines[-1] if lines else 0].id
        return
    if hints:
        document.apply(ChangeLayer(hints[-1].id, visible=True))
        document.active = hints[-1].id
        return
    # Under the lines they hide nothing; over an opened drawing they let it through.
    layer = Layer(
        new_id(),
        QCoreApplication.translate("Layering", "Colour hints"),
        LayerKind.HINTS,
        Tiles(4, document.dtype),
        opacity=1.0 if lines else 0.6,
    )
    document.apply(AddLayer(layer, lines[0] if lines else len(document.layers)))
    document.active = layer.id
