"""Upscale in a document: all of its layers in another size, or a part at its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.state import State
from app.document.tiles import Pixels, Tiles
from app.document.transforming import resized
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import Result, UpscaleRequest

Compute = Callable[[UpscaleRequest, Progress], Result]  # waits for the engine
AROUND = 64  # pixels around a part that the network sees, too
_PICTURES = (LayerKind.PICTURE, LayerKind.GENERATED, LayerKind.LINES)
_UNSEEN = (LayerKind.HINTS, LayerKind.LABELS)
_RESAMPLED = 0.05  # the share of the work that is not the network's


def enlarged(
    before: State,
    template: UpscaleRequest,
    size: tuple[int, int],
    compute: Compute,
    progress: Progress,
) -> State:
    """The whole document at `size`, width and height, which the template gives for its page.

    Pictures and lines go through the network, each layer by itself; labels, masks, hints and the
    selection are resampled, and, where the factor is no whole number, what lies beyond the page.
    """
    width, height = size
    after = resized(before, width, height, progress.part(0, _RESAMPLED))
    factor = width // before.width
    whole = (before.width * factor, before.height * factor) == size and 1 < factor <= 4
    if whole:
        template = sized(template, factor)
    pages = {
        i: layer.tiles.extent if whole else before.bounds
        for i, layer in enumerate(before.layers)
        if layer.kind in _PICTURES and not layer.tiles.extent.empty
    }
    layers = list(after.layers)
    area = sum(rect.width * rect.height for rect in pages.values())
    done = 0
    for i, rect in pages.items():
        start, done = done, done + rect.width * rect.height
        share = (1 - _RESAMPLED) / area
        part = progress.part(_RESAMPLED + start * share, _RESAMPLED + done * share)
        pixels = compute(_asked(template, before.layers[i].tiles.read(rect), rect), part).pixels
        pixels = _without_hidden_colour(pixels)
        if whole:
            tiles = Tiles.from_pixels(pixels, rect.x0 * factor, rect.y0 * factor)
        else:
            tiles = layers[i].tiles.copy()
            tiles.write(Rect.of_size(width, height), pixels)
        layers[i] = replace(layers[i], tiles=tiles)
    return replace(after, layers=tuple(layers))


def sized(template: UpscaleRequest, factor: int) -> UpscaleRequest:
    """The template with a factor in place of whatever size it has."""
    return replace(template, scale=factor, width=None, height=None, longest=None, at_least=None)


def part(document: Document, template: UpscaleRequest, rect: Rect) -> UpscaleRequest:
    """Ask for what is visible in a rectangle, hints and labels apart. Its numbers stay those of
    the document's depth and profile."""
    layers = [layer for layer in document.layers if layer.kind not in _UNSEEN]
    return _asked(template, flatten(layers, rect, document.dtype), rect)


def _asked(template: UpscaleRequest, pixels: Pixels, rect: Rect) -> UpscaleRequest:
    pixels.setflags(write=False)  # nobody else has it: no copy is needed to seal it
    return replace(template, picture=pixels, region=rect)


def selected(document: Document) -> Rect:
    """What is selected, and what is around it; with nothing selected all of the document."""
    if document.selection is None:
        return document.bounds
    near = document.selection.bounds.grown(AROUND) & document.bounds
    return document.bounds if near.empty else near


def layer(document: Document, result: Result, name: str) -> Layer:
    """A part that was enhanced at its own size as a layer: of what was selected alone."""
    pixels = result.pixels.copy()
    if document.selection is not None:
        share = document.selection.share(result.region)  # H×W
        alpha = pixels[..., 3] * share
        pixels[..., 3] = alpha if pixels.dtype.kind == "f" else np.rint(alpha)
    tiles = Tiles.from_pixels(_without_hidden_colour(pixels), result.region.x0, result.region.y0)
    return Layer(new_id(), name, LayerKind.GENERATED, tiles, recipe=result.recipe)


def _without_hidden_colour(pixels: Pixels) -> Pixels:
    """H×W×4 that is zero where it is transparent, so that empty tiles need no memory."""
    clear = pixels[..., 3:] == 0
    return np.where(clear, pixels.dtype.type(0), pixels) if clear.any() else pixels
