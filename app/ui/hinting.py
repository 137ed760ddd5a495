"""The layer of colour hints: shown and hidden with the sketch panel."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from app.document import stack
from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles


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
    index = -1
    if lines:
        parent, index = stack.place_of(document.layers, document.layers[lines[0]].id)
        layer = replace(layer, parent=parent)
    document.apply(AddLayer(layer, index))
    document.active = layer.id
