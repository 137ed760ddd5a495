"""What the designer sees → what the engine is asked about parts of the car: cropped, sealed."""

from __future__ import annotations

import cv2
import numpy as np

from app.document import labels
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.document.stack import is_shown
from app.document.tiles import Pixels
from app.jobs.ask import neighbourhood, plain
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.ops.colour import on_white, to_srgb8
from engine.requests import sealed

_CONDITIONS = (LayerKind.LINES, LayerKind.HINTS, LayerKind.LABELS)
MARGIN = 0.015  # of the page's longer side: how far around changed labels the picture changes
LEAST_MARGIN = 4  # pixels
LEAST_AROUND = 64  # pixels around what changes that are looked at


def semantic(
    document: Document,
    *,
    labels_layer: str | None,
    follow_lines: bool = True,
    follow_hints: bool = True,
    style: Pixels | None = None,
    part_style: Pixels | None = None,
    styled: str = "",
    seed: int = 0,
    preview: bool = False,
    model: str = "painter",
    mapping: str = "",
) -> tuple[SemanticRequest, dict[str, str]]:
    """Ask for a picture that follows labels: of the whole page, or of what is selected; with
    labels of a picture, of what changed since. The request, and the ids of the layers that its
    arrays came from.

    labels_layer: also while it is hidden or faint. follow_lines, follow_hints: also those that are
    visible. The others are those of SemanticRequest.
    Raises KeyError for a layer that is not there; BadInput labels.none where there are no labels,
    labels.unchanged where the picture shows them already.
    """
    if labels_layer is None:
        raise BadInput("labels.none")
    layer, page = document.layer(labels_layer), document.bounds
    mask = None
    if layer.base is not None:
        rect, mask = _changed(document, layer)
        known = _flat(document, pictures(document), rect)
    elif document.selection is not None:
        rect = neighbourhood(document.selection.bounds & page, page)
        mask = document.selection.mask(rect)
        made = [x for x in document.layers if x.kind is LayerKind.GENERATED]
        known = _flat(document, made, rect)
    else:
        rect, known = page, None
    parts = labels.ids(layer.tiles, rect, layer.palette)
    if (parts == 255).all():
        raise BadInput("labels.none")
    lines = lines_of(document, rect) if follow_lines else None
    hints = hints_layer(document) if follow_hints else None
    strokes = None if hints is None else _flat(document, [plain(hints)], rect)
    request = SemanticRequest(
        labels=sealed(parts),
        region=rect,
        palette=layer.palette or labels.DEFAULT,
        mapping=mapping,
        lines=None if lines is None else sealed(lines),
        hints=None if strokes is None else sealed(strokes),
        mask=None if mask is None else sealed(mask[..., None]),
        known=None if known is None else sealed(known),
        style=None if style is None else sealed(style),
        part_style=None if part_style is None else sealed(part_style),
        styled=styled if part_style is not None else "",
        seed=seed,
        preview=preview,
        model=model,
    )
    layers = {"labels": layer.id}
    return request, layers if hints is None else {**layers, "hints": hints.id}


def _changed(document: Document, layer: Layer) -> tuple[Rect, Pixels]:
    """Where the picture has to change, with a wide neighbourhood, and how much: H×W uint8, 255
    where the labels are others and close around, then falling off to 0 at the margin."""
    page = document.bounds
    rect, differs = labels.edited(layer, page)
    if rect.empty:
        raise BadInput("labels.unchanged")
    margin = max(LEAST_MARGIN, round(MARGIN * max(page.width, page.height)))
    touched = rect.grown(margin) & page
    near = np.full((touched.height, touched.width), 255, np.uint8)
    near[rect.slices((touched.x0, touched.y0))] = 255 - differs
    away = cv2.distanceTransform(near, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    share = np.clip((margin - away) / (margin / 2), 0, 1)
    if document.selection is not None:
        share *= document.selection.share(touched)
    # A border that was moved is long and thin: what lies beside it tells more than far ends.
    length, breadth = sorted((touched.width, touched.height), reverse=True)
    around = touched.grown(max(LEAST_AROUND, breadth + length // 4)) & page
    mask = np.zeros((around.height, around.width), np.uint8)
    mask[touched.slices((around.x0, around.y0))] = np.rint(255 * share)
    if not mask.any():
        raise BadInput("labels.unchanged")
    return around, mask


def pictures(document: Document) -> list[Layer]:
    """The layers that make the picture: all but conditions."""
    return [x for x in document.layers if x.kind not in _CONDITIONS]


def hints_layer(document: Document) -> Layer | None:
    """The topmost layer of colour hints that is visible and has strokes."""
    found = (x for x in reversed(document.layers) if x.kind is LayerKind.HINTS)
    return next((x for x in found if x.visible and not x.tiles.bounds.empty), None)


def lines_of(document: Document, rect: Rect) -> Pixels | None:
    """The lines that are visible, on white paper: H×W×3 uint8; None where there are none."""
    drawn = [
        x
        for x in document.layers
        if x.kind is LayerKind.LINES and is_shown(document.layers, x) and not x.tiles.bounds.empty
    ]
    if not drawn:
        return None
    return to_srgb8(on_white(flatten(drawn, rect, document.dtype)), document.icc)


def _flat(document: Document, layers: list[Layer], rect: Rect) -> Pixels:
    return to_srgb8(flatten(layers, rect, document.dtype), document.icc)


def segment(document: Document, *, model: str = "segmenter") -> SegmentRequest:
    """Ask for the parts that the visible picture shows: within the selection, if there is one.

    Raises BadInput picture.none where no picture is to be seen.
    """
    shown = pictures(document)
    if not any(is_shown(document.layers, x) and not x.tiles.bounds.empty for x in shown):
        raise BadInput("picture.none")
    rect, mask = document.bounds, None
    if document.selection is not None:
        mask = sealed(document.selection.mask(rect)[..., None])
    return SegmentRequest(sealed(_flat(document, shown, rect)), rect, mask=mask, model=model)
