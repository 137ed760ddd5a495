"""What the designer sees → what the engine is asked: cropped, in 8 bits, sealed."""

from __future__ import annotations

from dataclasses import replace

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from engine.geometry import Rect
from engine.ops.colour import on_white, to_srgb8
from engine.requests import Pixels, SketchRequest, sealed


def sketch(
    document: Document,
    *,
    lines_layer: str | None = None,
    style: Pixels | None = None,
    hints_layer: str | None = None,
    seed: int = 0,
    invert: bool | None = None,
    preview: bool = False,
    model: str = "painter",
    region: Rect | None = None,
) -> SketchRequest:
    """Ask for a picture that follows the drawing in a region, None = the whole document.

    lines_layer: the drawing, also while it is hidden or faint; None = all that is visible,
        without hints and generated layers.
    hints_layer: colour strokes. style: h×w×{3, 4} uint8 sRGB.
    Raises KeyError for a layer that is not there.
    """
    rect = document.bounds if region is None else region & document.bounds
    if lines_layer is not None:
        drawing = [_plain(document.layer(lines_layer))]
    else:
        drawing = [
            layer
            for layer in document.layers
            if layer.kind not in (LayerKind.GENERATED, LayerKind.HINTS) and layer.id != hints_layer
        ]
    hints = None
    if hints_layer is not None:
        hints = flatten([_plain(document.layer(hints_layer))], rect, document.dtype)
    return SketchRequest(
        drawing=sealed(to_srgb8(on_white(flatten(drawing, rect, document.dtype)), document.icc)),
        region=rect,
        hints=None if hints is None else sealed(to_srgb8(hints, document.icc)),
        style=None if style is None else sealed(style),
        seed=seed,
        invert=invert,
        preview=preview,
        model=model,
    )


def _plain(layer: Layer) -> Layer:
    """A condition counts in full, however faintly the designer shows it."""
    return replace(layer, visible=True, opacity=1.0)
