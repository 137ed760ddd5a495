"""What Sketch asks of a document: the drawing, with the panel's options."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.jobs import ask
from app.ui.generating import Options
from engine.requests import SketchRequest

NOTHING_DRAWN = ("drawing.",)  # codes that are no errors while the designer draws


@dataclass(frozen=True, eq=False)
class SketchOptions(Options):
    """invert: see SketchRequest."""

    invert: bool | None = None


def request(
    document: Document, options: SketchOptions, preview: bool
) -> tuple[SketchRequest, dict[str, str]]:
    """The request, and the layers that its arrays came from by the arrays' names."""
    hints = hints_layer(document)
    asked = ask.sketch(
        document,
        hints_layer=None if hints is None else hints.id,
        style=options.style,
        seed=options.seed,
        invert=options.invert,
        preview=preview,
        model=options.model,
    )
    return asked, {} if hints is None else {"hints": hints.id}


def watched(document: Document) -> tuple[object, ...]:
    """What the picture follows: a generated layer that comes or goes does not change it."""
    drawing = (x for x in document.layers if x.kind is not LayerKind.GENERATED)
    return (document.selection, *drawing)


def hints_layer(document: Document) -> Layer | None:
    """The topmost layer of colour hints that is visible."""
    layers = reversed(document.layers)
    return next((x for x in layers if x.kind is LayerKind.HINTS and x.visible), None)
