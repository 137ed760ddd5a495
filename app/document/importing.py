"""Pictures as layers of a document that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.document import stack
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Pixels, Tiles
from engine.geometry import Rect
from engine.ops.colour import converted, from_srgb8
from engine.ops.icc import to_srgb


@dataclass(frozen=True, eq=False)
class AddLayers:
    """runs: each a layer, or a group after all that is in it; the last one comes to lie on top.
    parent, index: as of `stack.placed`."""

    runs: tuple[tuple[Layer, ...], ...]
    parent: str | None
    index: int
    title: str = "Add layer"

    def apply(self, document: Document) -> Rect:
        rect = Rect(0, 0, 0, 0)
        for i, run in enumerate(self.runs):
            index = self.index if self.index < 0 else self.index + i
            document.layers = stack.placed(document.layers, run, self.parent, index)
            rect |= stack.extent(run)
        return rect


def above_active(document: Document, runs: Sequence[tuple[Layer, ...]]) -> AddLayers:
    """Put pictures directly above the layer that is worked on."""
    if document.active is None:
        return AddLayers(tuple(runs), None, -1)
    parent, place = stack.place_of(document.layers, document.active)
    return AddLayers(tuple(runs), parent, place + 1)


def as_layers(picture: Document, document: Document, name: str) -> tuple[Layer, ...]:
    """What a picture holds as one layer, or as a group of its layers, in the depth and profile of
    a document and in the middle of its page."""
    dx, dy = (document.width - picture.width) // 2, (document.height - picture.height) // 2
    ids = {layer.id: new_id() for layer in picture.layers}
    group = new_id()
    layers = tuple(
        replace(
            layer,
            id=ids[layer.id],
            parent=group if layer.parent is None else ids[layer.parent],
            tiles=_fitted(layer.tiles, picture, document).moved(dx, dy),
            mask=None if layer.mask is None else layer.mask.moved(dx, dy),
            base=None,  # it told of the other picture
        )
        for layer in picture.layers
    )
    if len(layers) == 1:
        return (replace(layers[0], name=name, parent=None),)
    return (*layers, Layer(group, name, LayerKind.GROUP, Tiles(4, document.dtype)))


def _fitted(tiles: Tiles, picture: Document, document: Document) -> Tiles:
    if (picture.dtype, picture.icc) == (document.dtype, document.icc):
        return tiles
    rect = tiles.bounds
    return Tiles.from_pixels(_numbers(tiles.read(rect), picture, document), rect.x0, rect.y0)


def _numbers(pixels: Pixels, picture: Document, document: Document) -> Pixels:
    """The same colours in another depth and profile."""
    floats = "f" in (picture.dtype.kind, document.dtype.kind)
    if picture.icc == document.icc and not floats:
        return converted(pixels, document.dtype)
    if picture.icc is not None and picture.dtype.kind == "u":
        pixels = to_srgb(pixels, picture.icc)
    if document.icc is not None and document.dtype.kind == "u":
        return from_srgb8(converted(pixels, "uint8"), document.dtype, document.icc)
    return converted(pixels, document.dtype)
