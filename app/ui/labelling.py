"""What Semantic asks of a document: its labels, with the panel's options."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.document import labels
from app.document.document import Document
from app.document.layer import LayerKind
from app.jobs import ask_labels
from app.ui.generating import Options
from engine.label_requests import SemanticRequest

NOTHING_LABELLED = ("labels.none", "labels.unchanged")  # no errors while the designer paints


@dataclass(frozen=True, eq=False)
class SemanticOptions(Options):
    """See SemanticRequest. follow_lines: the lines that are visible go with the labels."""

    part_style: NDArray[np.uint8] | None = None
    styled: str = ""
    mapping: str = ""
    follow_lines: bool = True


def request(
    document: Document, options: SemanticOptions, preview: bool
) -> tuple[SemanticRequest, dict[str, str]]:
    """The request, and the layers that its arrays came from by the arrays' names."""
    layer = labels.worked_on(document)
    return ask_labels.semantic(
        document,
        labels_layer=None if layer is None else layer.id,
        follow_lines=options.follow_lines and not options.mapping,
        follow_hints=not options.mapping,  # networks of others know labels alone
        style=options.style,
        part_style=options.part_style,
        styled=options.styled,
        seed=options.seed,
        preview=preview,
        model=options.model,
        mapping=options.mapping,
    )


def watched(document: Document) -> tuple[object, ...]:
    """What the picture follows: how strongly labels show does not change it."""
    layer = labels.worked_on(document)
    beside = (LayerKind.LINES, LayerKind.HINTS)
    conditions = [x for x in document.layers if x.kind in beside]
    if layer is None:
        return (document.selection, *conditions)
    pictures: list[object] = []
    if layer.base is not None:
        pictures = [x for x in document.layers if x.kind not in (*beside, LayerKind.LABELS)]
    return (document.selection, layer.id, layer.tiles, layer.base, *conditions, *pictures)
