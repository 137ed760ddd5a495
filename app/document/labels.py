"""Label layers: parts of a car as the colours of their table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.document import stack
from app.document.edits import NOTHING, PaintStroke
from app.document.fill import fill
from app.document.layer import Layer, LayerKind
from app.document.selection import Mask, Selection
from app.document.surface import Surface
from app.document.tiles import Tiles, places
from engine import palette
from engine.geometry import Rect
from engine.ops import labels
from engine.ops.colour import converted, to_srgb8

if TYPE_CHECKING:
    from app.document.document import Document

Ids = NDArray[np.uint8]  # H×W×1, 255 = don't know
DEFAULT = "car"
VEIL = 0.6  # opacity of labels that lie over a picture


def worked_on(document: Document) -> Layer | None:
    """The label layer that is active, else the topmost that is visible; None = there is none."""
    found = [x for x in document.layers if x.kind is LayerKind.LABELS]
    shown = [x for x in found if stack.is_shown(document.layers, x)]
    active = [x for x in found if x.id == document.active]
    return next(iter((*active, *reversed(shown))), None)


def table(layer: Layer) -> palette.Palette:
    """The parts of a label layer."""
    return palette.load(layer.palette or DEFAULT)


def shows_picture(document: Document) -> bool:
    """Whether there is something that labels would hide. What is locked is paper."""
    pictures = (LayerKind.PICTURE, LayerKind.GENERATED)
    return any(
        x.kind in pictures and x.visible and not x.locked and not x.tiles.bounds.empty
        for x in document.layers
    )


def ids(tiles: Tiles, rect: Rect, name: str | None) -> Ids:
    """The parts of a rectangle. name: of the table of parts. Their colours lie in no profile."""
    return labels.read(to_srgb8(tiles.read(rect)), name or DEFAULT)


def tiles_of(parts: Ids, x: int, y: int, dtype: DTypeLike, name: str | None) -> Tiles:
    """The colours of parts, in a document's depth; their first pixel at (x, y)."""
    return Tiles.from_pixels(converted(labels.shown(parts, name or DEFAULT), dtype), x, y)


def edited(layer: Layer, page: Rect) -> tuple[Rect, Mask]:
    """Where labels differ from those that the picture shows: the smallest rectangle around that,
    and H×W uint8, 255 where they differ. Empty for a layer without a base."""
    if layer.base is None:
        return NOTHING, np.zeros((0, 0), np.uint8)
    rect = NOTHING
    for place, part in places((layer.tiles.bounds | layer.base.bounds) & page):
        if layer.tiles.identity(place) != layer.base.identity(place):
            rect |= part
    if rect.empty:
        return NOTHING, np.zeros((0, 0), np.uint8)
    now, before = (ids(tiles, rect, layer.palette) for tiles in (layer.tiles, layer.base))
    differs = (now != before)[..., 0].astype(np.uint8) * np.uint8(255)
    x, y, width, height = cv2.boundingRect(differs)
    inner = Rect.of_size(width, height, rect.x0 + x, rect.y0 + y)
    return inner, differs[y : y + height, x : x + width]


def over_picture(layer: Layer, dtype: DTypeLike) -> Layer:
    """Labels as a veil over the picture that shows them. layer: with tiles uint8."""
    bounds = layer.tiles.bounds
    pixels = converted(layer.tiles.read(bounds), dtype)
    tiles = Tiles.from_pixels(pixels, bounds.x0, bounds.y0)
    return replace(
        layer,
        kind=LayerKind.LABELS,
        tiles=tiles,
        base=tiles,
        opacity=VEIL,
        palette=layer.palette or DEFAULT,
    )


@dataclass(frozen=True, eq=False)
class AddLabels:
    """Put labels above all layers, to be worked on."""

    layer: Layer
    title: str = "Labels from picture"

    def apply(self, document: Document) -> Rect:
        document.layers = stack.placed(document.layers, [self.layer], None, -1)
        return self.layer.tiles.bounds


@dataclass(frozen=True, eq=False)
class AddPainted:
    """Put a picture that was painted from labels above all layers: where it lies, the picture
    shows these labels now.

    labels: id of their layer, which may be gone. shown: the labels, H×W×1, of the layer's region.
    painted: H×W×1 uint8, where the picture was painted; None = everywhere.
    """

    layer: Layer
    labels: str
    region: Rect
    shown: Ids
    painted: Ids | None
    title: str = "Paint by labels"

    def apply(self, document: Document) -> Rect:
        layers = document.layers
        source = next((x for x in layers if x.id == self.labels), None)
        if source is not None and source.base is not None:
            layers = stack.with_layer(layers, replace(source, base=self._base(source, source.base)))
        document.layers = stack.placed(layers, [self.layer], None, -1)
        return self.layer.tiles.bounds

    def _base(self, source: Layer, before: Tiles) -> Tiles:
        parts = self.shown
        if self.painted is not None:
            there = ids(before, self.region, source.palette)
            parts = np.where(self.painted >= 128, parts, there)
        base = before.copy()
        new = tiles_of(parts, self.region.x0, self.region.y0, before.dtype, source.palette)
        base.write(self.region, new.read(self.region))
        return base


@dataclass(frozen=True)
class KeepPicture:
    """Take the labels as they are for those of the picture: from now on only what changes is
    painted. on: False = they belong to no picture, all of it is painted."""

    id: str
    on: bool
    title: str = "Keep the picture"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        kept = replace(layer, base=layer.tiles if self.on else None)
        document.layers = stack.with_layer(document.layers, kept)
        return NOTHING


def part_replaced(surface: Surface, old: int, new: int | None) -> PaintStroke | None:
    """One part in the place of another, as far as is selected; None if there is none of it.

    old, new: ids of the layer's table; a `new` of None leaves nothing known there.
    """
    layer, page = surface.layer, surface.page
    rect = layer.tiles.bounds & page
    if surface.selection is not None:
        rect &= surface.selection.bounds
    if rect.empty:
        return None
    there = (ids(layer.tiles, rect, layer.palette)[..., 0] == old).astype(np.uint8) * np.uint8(255)
    ink = None
    if new is not None:
        colour = next(part.colour for part in table(layer).parts if part.id == new)
        ink = surface.ink(tuple(channel / 255 for channel in colour))
    return fill(surface, Selection.of(there, rect.x0, rect.y0), ink, title="Replace part")
