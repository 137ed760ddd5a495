"""A generated layer → the request that makes it again, from what the document holds now."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import cv2
import numpy as np

from app.document import labels, stack
from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import Regenerate
from app.document.layer import Layer, LayerKind
from app.document.tiles import Tiles
from app.jobs import land, latent
from app.jobs.ask import NO_DRAWING
from app.jobs.ask_labels import lines_of
from app.jobs.job import Job
from engine.errors import BadInput
from engine.latent_requests import TransferRequest
from engine.ops.colour import on_white, to_srgb8
from engine.requests import REQUESTS, InpaintRequest, Pixels, Request, Result, sealed

_CONDITIONS = (LayerKind.HINTS, LayerKind.LABELS)


def request(document: Document, id: str, seed: int | None = None) -> Request:
    """Ask again what a layer's recipe asked: its drawing, hints and pictures as they are now, its
    style and mask as they were. seed: None = that of the recipe.

    Raises BadInput layer.no_recipe, layer.other_tool, layer.input or layer.outside.
    """
    layer = document.layer(id)
    recipe = layer.recipe
    if recipe is None:
        raise BadInput("layer.no_recipe", name=layer.name)
    kind = REQUESTS.get(recipe.tool)
    if kind is None or recipe.tool == "upscale":
        raise BadInput("layer.other_tool", name=layer.name, tool=recipe.tool)
    if (recipe.region & document.bounds).empty:
        raise BadInput("layer.outside", name=layer.name)
    values: dict[str, Any] = dict(recipe.parameters)
    for name, given in recipe.inputs.items():
        values[name] = sealed(_array(document, layer, name, given.layer))
    known = {f.name for f in fields(kind)}
    if "seed" in known:
        values["seed"] = recipe.seed if seed is None else seed
    if "preview" in known:
        values["preview"] = False
    return kind(model=recipe.model, region=recipe.region, **values)


def edit(document: Document, id: str, job: Job, result: Result) -> Regenerate:
    """The new picture in the layer's place. Raises KeyError if the layer is gone."""
    if isinstance(job.request, TransferRequest):  # in the document's numbers, with its own mask
        pixels = latent.solid(result.pixels, job.request.picture)
        tiles = Tiles.from_pixels(pixels, result.region.x0, result.region.y0)
        return Regenerate(id, tiles, result.recipe)
    made = land.edit(document, land.layer(job, result, document.layer(id).name)).layer
    assert made.recipe is not None
    return Regenerate(id, made.tiles, made.recipe, made.base)


def _array(document: Document, layer: Layer, name: str, source: str | None) -> Pixels:
    assert layer.recipe is not None
    rect = layer.recipe.region
    if name in ("drawing", "hints", "picture"):
        pixels = flatten(_sources(document, layer, name, source), rect, document.dtype)
        if layer.recipe.tool in (InpaintRequest.tool, TransferRequest.tool):
            return pixels  # which take every depth
        shown = to_srgb8(on_white(pixels) if name == "drawing" else pixels, document.icc)
        return shown
    if name == "labels" and any(x.id == source for x in document.layers):
        told = document.layer(source or "")
        return labels.ids(told.tiles, rect, told.palette)
    if name == "lines" and (drawn := lines_of(document, rect)) is not None:
        return drawn
    if name not in layer.inputs:
        raise BadInput("layer.input", name=layer.name, input=name)
    kept = layer.inputs[name]
    if kept.ndim != 3:  # no picture, such as a latent
        return kept
    if name != "style" and kept.shape[:2] != (rect.height, rect.width):  # the picture was resized
        kept = cv2.resize(kept, (rect.width, rect.height), interpolation=cv2.INTER_LINEAR)
        kept = np.atleast_3d(kept)
    return kept


def _sources(document: Document, layer: Layer, name: str, source: str | None) -> list[Layer]:
    """The layers that an input is made of, as `app.jobs.ask` took them."""
    layers = document.layers
    if any(x.id == source for x in layers):
        return [replace(document.layer(source or ""), visible=True, opacity=1.0, parent=None)]
    if name == "drawing":
        return [x for x in layers if x.kind not in NO_DRAWING]
    if name == "hints":
        raise BadInput("layer.input", name=layer.name, input=name)
    below = layers[: stack.index_of(layers, layer.id)]
    below = tuple(x for x in below if x.kind not in _CONDITIONS)
    if layer.recipe is not None and "lines" in layer.recipe.inputs:  # which the filling followed
        below = tuple(x for x in below if x.kind is not LayerKind.LINES)
    if layer.kind in (LayerKind.LINES, LayerKind.LABELS):
        below = tuple(x for x in below if x.kind is not LayerKind.LINES)
        if not any(stack.is_shown(layers, x) for x in below):  # hidden when the lines were read
            below = tuple(replace(x, visible=True) for x in below)
    return list(below)
