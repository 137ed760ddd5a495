"""What the designer selected → what the engine is asked to fill: cropped, sealed, in the document's
own depth and profile."""

from __future__ import annotations

from app.document import labels, parts
from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import LayerKind
from app.jobs.ask_labels import lines_of
from engine.errors import BadInput
from engine.geometry import Rect
from engine.requests import InpaintRequest, sealed

_LEAST_AROUND = 256  # pixels around a hole, at least


def inpaint(
    document: Document,
    *,
    follow_labels: bool = False,
    follow_lines: bool = False,
    seed: int = 0,
    preview: bool = False,
    model: str = "painter",
) -> tuple[InpaintRequest, dict[str, str]]:
    """Ask for what fills the selection, and the layers that the arrays came from by the arrays'
    names. The picture is what is visible, hints and labels apart, with as much again around it.

    follow_labels: the parts that labels tell shall be in the hole. follow_lines: so shall the
    lines that are visible, which are no part of the picture then.
    Raises BadInput selection.none, selection.full.
    """
    page, selection = document.bounds, document.selection
    hole = Rect(0, 0, 0, 0) if selection is None else selection.bounds & page
    if selection is None or hole.empty:
        raise BadInput("selection.none")
    rect = hole.grown(max(hole.width, hole.height, _LEAST_AROUND)) & page
    mask = selection.mask(rect)  # H×W
    lines = lines_of(document, rect) if follow_lines else None
    unseen = [LayerKind.HINTS, LayerKind.LABELS]
    if lines is not None:
        unseen.append(LayerKind.LINES)
    layers = [x for x in document.layers if x.kind not in unseen]
    picture = flatten(layers, rect, document.dtype)
    if not (picture[..., 3][mask == 0] > 0).any():
        raise BadInput("selection.full")
    told = parts.labels_layer(document.layers) if follow_labels else None
    request = InpaintRequest(
        sealed(picture),
        rect,
        sealed(mask[..., None]),
        labels=None if told is None else sealed(labels.ids(told.tiles, rect, told.palette)),
        lines=None if lines is None else sealed(lines),
        seed=seed,
        preview=preview,
        model=model,
    )
    return request, {} if told is None else {"labels": told.id}
