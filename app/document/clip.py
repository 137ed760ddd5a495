"""Pixels that were copied, to be pasted where they were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Selection
from app.document.tiles import Pixels, Tiles
from engine.geometry import Rect
from engine.ops.colour import converted, from_srgb8, to_srgb8


@dataclass(frozen=True, eq=False)
class Clip:
    """pixels: H×W×4 straight alpha in the numbers of a document with the profile icc, the first
    one at (x, y). kind, palette: of the layer that they come from."""

    pixels: Pixels
    x: int
    y: int
    icc: bytes | None
    kind: LayerKind
    palette: str | None = None

    def layer(self, document: Document, name: str) -> Layer:
        """A layer of a document in its depth and profile; in the middle where it would lie
        beside the page."""
        pixels = self.pixels
        if self.icc == document.icc or document.dtype.kind == "f" or pixels.dtype.kind == "f":
            pixels = converted(pixels, document.dtype)
        else:
            pixels = from_srgb8(to_srgb8(pixels, self.icc), document.dtype, document.icc)
        x, y = self.x, self.y
        height, width = pixels.shape[:2]
        if (Rect.of_size(width, height, x, y) & document.bounds).empty:
            x, y = (document.width - width) // 2, (document.height - height) // 2
        return Layer(
            new_id(), name, self.kind, Tiles.from_pixels(pixels, x, y), palette=self.palette
        )


def copied(document: Document, visible: bool) -> Clip | None:
    """What is selected of the active layer, or of all that is visible; all of it where nothing
    is selected. None where there is no pixel."""
    selection = document.selection
    rect = document.bounds if selection is None else selection.bounds & document.bounds
    if visible or document.active is None:
        kind, palette = LayerKind.PICTURE, None
        tiles = Tiles.from_pixels(flatten(document.layers, rect, document.dtype), rect.x0, rect.y0)
    else:
        layer = document.layer(document.active)
        kind, palette, tiles = layer.kind, layer.palette, layer.tiles
        if kind is LayerKind.GENERATED:
            kind = LayerKind.PICTURE
    rect &= tiles.extent
    if rect.empty:
        return None
    pixels = tiles.read(rect)
    if selection is not None:
        pixels[..., 3] = _thinned(pixels[..., 3], selection, rect, kind is LayerKind.LABELS)
    return Clip(pixels, rect.x0, rect.y0, document.icc, kind, palette)


def _thinned(alpha: Pixels, selection: Selection, rect: Rect, hard: bool) -> Pixels:
    """Alpha as far as it is selected, H×W; hard: wholly or not at all."""
    share = selection.share(rect)
    if hard:
        share = (share >= 0.5).astype(np.float32)
    thin = alpha * share
    return thin if alpha.dtype.kind == "f" else (thin + np.float32(0.5)).astype(alpha.dtype)
