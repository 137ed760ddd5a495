"""What the engine answered → a layer that knows how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from app.document import labels
from app.document.document import Document
from app.document.edits import AddLayer, AddLines, FillHoles
from app.document.labels import AddLabels, AddPainted
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.jobs.job import Job
from engine.geometry import Rect
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.ops.colour import from_srgb8, full
from engine.requests import InpaintRequest, Pixels, Result

# Arrays of requests that no layer of the document holds
_KEPT = ("style", "part_style", "mask", "known")


def layer(job: Job, result: Result, name: str, kind: LayerKind = LayerKind.GENERATED) -> Layer:
    """The picture of a result as a layer, in the result's depth; its recipe names the layers it
    came from."""
    inputs = {
        key: replace(given, layer=job.layers.get(key, given.layer))
        for key, given in result.recipe.inputs.items()
    }
    return Layer(
        new_id(),
        name,
        kind,
        Tiles.from_pixels(result.pixels, result.region.x0, result.region.y0),
        recipe=replace(result.recipe, inputs=inputs),
        inputs={
            name: getattr(job.request, name)
            for name, given in inputs.items()
            if name in _KEPT and given.layer is None
        },
    )


def near(hole: Rect, page: Rect) -> Rect:
    """A hole with half as much again around it, as far as the page goes."""
    return hole.grown(max(hole.width, hole.height) // 2) & page


def filled(request: InpaintRequest, result: Result, longest: int) -> Pixels:
    """The holes, filled, with what is near them: H×W×4 in the picture's numbers, every n-th pixel
    so that no side is longer than about `longest`."""
    x, y, width, height = cv2.boundingRect(request.mask)
    whole = Rect.of_size(request.region.width, request.region.height)
    rect = near(Rect.of_size(width, height, x, y), whole)
    step = max(1, max(rect.width, rect.height) // longest)
    before, made = (a[rect.slices()][::step, ::step] for a in (request.picture, result.pixels))
    share = made[..., 3:] / np.float32(full(made.dtype))  # h×w×1
    mixed = before * (1 - share) + made * share
    mixed[..., 3] = np.maximum(before[..., 3], made[..., 3])
    return mixed.astype(made.dtype)


def edit(
    document: Document,
    layer: Layer,
    pictures: Sequence[str] = (),
    painted: SemanticRequest | None = None,
) -> AddLayer | AddLines | FillHoles | AddLabels | AddPainted:
    """Put a landed layer above all others, in the document's depth and profile. What fills holes
    comes in these; nothing is selected after it. Labels lie over the picture that they were read
    from, and belong to it.

    pictures: ids of those that lines were read from; they are hidden. painted: what was asked for
    a picture that follows labels.
    """
    if layer.recipe is not None and layer.recipe.tool == SegmentRequest.tool:
        return AddLabels(labels.over_picture(layer, document.dtype))
    if layer.recipe is not None and layer.recipe.tool == InpaintRequest.tool:
        return FillHoles(layer)
    tiles = layer.tiles
    if tiles.dtype != document.dtype or document.icc is not None:
        bounds = tiles.bounds
        pixels = from_srgb8(tiles.read(bounds), document.dtype, document.icc)
        tiles = Tiles.from_pixels(pixels, bounds.x0, bounds.y0)
    placed = replace(layer, tiles=tiles)
    if pictures:
        return AddLines(placed, tuple(pictures))
    source = None if layer.recipe is None else layer.recipe.inputs.get("labels")
    if painted is not None and source is not None and source.layer is not None:
        return AddPainted(placed, source.layer, painted.region, painted.labels, painted.mask)
    return AddLayer(placed, len(document.layers))
