"""What the engine answered → a layer that knows how it came about."""

from __future__ import annotations

from dataclasses import replace

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.jobs.job import Job
from engine.ops.colour import from_srgb8
from engine.requests import Result


def layer(job: Job, result: Result, name: str) -> Layer:
    """The picture of a result as a layer, 8 bits; its recipe names the layers it came from."""
    inputs = {
        key: replace(given, layer=job.layers.get(key, given.layer))
        for key, given in result.recipe.inputs.items()
    }
    return Layer(
        new_id(),
        name,
        LayerKind.GENERATED,
        Tiles.from_pixels(result.pixels, result.region.x0, result.region.y0),
        recipe=replace(result.recipe, inputs=inputs),
    )


def edit(document: Document, layer: Layer) -> AddLayer:
    """Put a landed layer above all others, in the document's depth and profile."""
    tiles = layer.tiles
    if tiles.dtype != document.dtype or document.icc is not None:
        bounds = tiles.bounds
        pixels = from_srgb8(tiles.read(bounds), document.dtype, document.icc)
        tiles = Tiles.from_pixels(pixels, bounds.x0, bounds.y0)
    return AddLayer(replace(layer, tiles=tiles), len(document.layers))
