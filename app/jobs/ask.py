"""What the designer sees → what the engine is asked: cropped, in 8 bits, sealed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.document.stack import is_shown
from engine.geometry import Rect
from engine.ops.colour import on_white, to_srgb8
from engine.requests import (
    DeblurRequest,
    LinesRequest,
    Pixels,
    SketchRequest,
    TranslateRequest,
    sealed,
)

NO_DRAWING = (LayerKind.GENERATED, LayerKind.HINTS, LayerKind.LABELS)


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
    """Ask for a picture that follows the drawing in a region; None = in what is selected and a
    wide neighbourhood, or the whole document. Around a selection, generated pictures are known.

    lines_layer: the drawing, also while it is hidden or faint; None = all that is visible,
        without hints, labels and generated layers.
    hints_layer: colour strokes. style: h×w×{3, 4} uint8 sRGB.
    Raises KeyError for a layer that is not there.
    """
    rect = document.bounds if region is None else region & document.bounds
    mask = known = None
    if region is None and document.selection is not None:
        rect = neighbourhood(document.selection.bounds & rect, rect)
        mask = document.selection.mask(rect)[..., None]
        made = [layer for layer in document.layers if layer.kind is LayerKind.GENERATED]
        known = to_srgb8(flatten(made, rect, document.dtype), document.icc)
    if lines_layer is not None:
        drawing = [plain(document.layer(lines_layer))]
    else:
        drawing = [
            layer
            for layer in document.layers
            if layer.kind not in NO_DRAWING and layer.id != hints_layer
        ]
    hints = None
    if hints_layer is not None:
        hints = flatten([plain(document.layer(hints_layer))], rect, document.dtype)
    return SketchRequest(
        drawing=sealed(to_srgb8(on_white(flatten(drawing, rect, document.dtype)), document.icc)),
        region=rect,
        hints=None if hints is None else sealed(to_srgb8(hints, document.icc)),
        mask=None if mask is None else sealed(mask),
        known=None if known is None else sealed(known),
        style=None if style is None else sealed(style),
        seed=seed,
        invert=invert,
        preview=preview,
        model=model,
    )


def neighbourhood(part: Rect, whole: Rect) -> Rect:
    """The part with as much again on each side, as far as the whole goes: a lamp is painted by
    somebody who sees the nose. With nothing selected in it, which is told, the whole."""
    if part.empty:
        return whole
    return part.grown(max(part.width, part.height, 64)) & whole


_NO_PICTURES = (LayerKind.LINES, LayerKind.HINTS, LayerKind.LABELS)


def pictures(document: Document) -> list[Layer]:
    """The layers that show a picture: visible, no conditions, and not of one flat colour."""
    return [
        layer
        for layer in document.layers
        if layer.kind not in (*_NO_PICTURES, LayerKind.GROUP)
        and is_shown(document.layers, layer)
        and not _flat(layer.tiles.read(document.bounds))
    ]


def _flat(pixels: Pixels) -> bool:
    return bool((pixels == pixels[0, 0]).all())


def lines(document: Document, *, model: str = "contours") -> LinesRequest:
    """Ask for the lines of what is visible, without conditions: within the selection, if there
    is one."""
    shown = [layer for layer in document.layers if layer.kind not in _NO_PICTURES]
    rect, mask = document.bounds, None
    if document.selection is not None:
        rect &= document.selection.bounds
        mask = sealed(document.selection.mask(rect)[..., None])
    picture = to_srgb8(flatten(shown, rect, document.dtype), document.icc)
    return LinesRequest(sealed(picture), rect, mask=mask, model=model)


Asked = TypeVar("Asked", bound=TranslateRequest | DeblurRequest)
AROUND = 64  # pixels around a selection that a network sees, too


def picture(document: Document, kind: type[Asked], **options: Any) -> Asked:
    """Ask for a change of what is visible, hints and labels apart: of what is selected, or of all
    of it. options: the other fields of the request."""
    layers = [
        layer for layer in document.layers if layer.kind not in (LayerKind.HINTS, LayerKind.LABELS)
    ]
    rect, mask = document.bounds, None
    if document.selection is not None:
        near = document.selection.bounds.grown(AROUND) & document.bounds
        rect = rect if near.empty else near  # with nothing selected in it, which is told
        mask = sealed(document.selection.mask(rect)[..., None])
    seen = to_srgb8(flatten(layers, rect, document.dtype), document.icc)
    return kind(picture=sealed(seen), region=rect, mask=mask, **options)


def plain(layer: Layer) -> Layer:
    """A condition counts in full, however faintly the designer shows it."""
    return replace(layer, visible=True, opacity=1.0)
