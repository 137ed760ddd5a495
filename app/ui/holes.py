"""What Inpaint asks of a document: its selection, with the panel's options."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.document import Document
from app.document.layer import LayerKind
from app.jobs import ask_inpaint
from app.ui.generating import Options
from engine.requests import InpaintRequest

NOTHING_SELECTED = ("selection.none",)  # no error while the designer selects


@dataclass(frozen=True, eq=False)
class InpaintOptions(Options):
    """follow_labels, follow_lines: see `ask_inpaint`."""

    follow_labels: bool = False
    follow_lines: bool = False


def request(
    document: Document, options: InpaintOptions, preview: bool
) -> tuple[InpaintRequest, dict[str, str]]:
    """The request, and the layers that its arrays came from by the arrays' names."""
    return ask_inpaint.inpaint(
        document,
        follow_labels=options.follow_labels,
        follow_lines=options.follow_lines,
        seed=options.seed,
        preview=preview,
        model=options.model,
    )


def watched(document: Document) -> tuple[object, ...]:
    """What the filling depends on: how strongly labels show does not change it."""
    layers = (x for x in document.layers if x.kind is not LayerKind.HINTS)
    seen = (x.tiles if x.kind is LayerKind.LABELS else x for x in layers)
    return (document.selection, *seen)
