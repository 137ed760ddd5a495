"""The changes that a designer can undo. Each is a value that knows how to change a document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from app.document.layer import Layer
from app.document.tiles import Tiles
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.document.document import Document

NOTHING = Rect(0, 0, 0, 0)


class Edit(Protocol):
    """title: English, as the undo menu shows it; the window translates it."""

    @property
    def title(self) -> str: ...

    def apply(self, document: Document) -> Rect:
        """Change the document's layers; returns what has to be painted again.

        Taking it back needs nothing from here: `Document` keeps the layers of before.
        Raises KeyError for a layer that is not there.
        """
        ...


@dataclass(frozen=True, eq=False)
class AddLayer:
    """index: its place from the bottom."""

    layer: Layer
    index: int
    title: str = "Add layer"

    def apply(self, document: Document) -> Rect:
        layers = list(document.layers)
        layers.insert(self.index, self.layer)
        document.layers = tuple(layers)
        return self.layer.tiles.bounds


@dataclass(frozen=True)
class RemoveLayer:
    id: str
    title: str = "Delete layer"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        document.layers = tuple(other for other in document.layers if other is not layer)
        return layer.tiles.bounds


@dataclass(frozen=True)
class MoveLayer:
    """index: its place from the bottom once it has moved."""

    id: str
    index: int
    title: str = "Move layer"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        layers = [other for other in document.layers if other is not layer]
        layers.insert(self.index, layer)
        document.layers = tuple(layers)
        return layer.tiles.bounds


@dataclass(frozen=True)
class ChangeLayer:
    """Other properties for a layer; None leaves one as it is."""

    id: str
    name: str | None = None
    opacity: float | None = None
    visible: bool | None = None
    locked: bool | None = None

    @property
    def title(self) -> str:
        if self.visible is not None:
            return "Show layer" if self.visible else "Hide layer"
        if self.locked is not None:
            return "Lock layer" if self.locked else "Unlock layer"
        return "Layer opacity" if self.opacity is not None else "Rename layer"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        wanted: dict[str, Any] = {
            key: value
            for key in ("name", "opacity", "visible", "locked")
            if (value := getattr(self, key)) is not None
        }
        document.layers = _with(document.layers, replace(layer, **wanted))
        return layer.tiles.bounds if wanted.keys() & {"opacity", "visible"} else NOTHING


@dataclass(frozen=True, eq=False)
class PaintStroke:
    """before: the layer's tiles when the stroke began. rect: all that the stroke touched."""

    id: str
    before: Tiles
    after: Tiles
    rect: Rect
    title: str = "Brush stroke"

    def apply(self, document: Document) -> Rect:
        layer = document.layer(self.id)
        if layer.tiles is not self.before:
            raise ValueError("the layer has changed since the stroke began")
        document.layers = _with(document.layers, replace(layer, tiles=self.after))
        return self.rect


def _with(layers: tuple[Layer, ...], layer: Layer) -> tuple[Layer, ...]:
    """The layers with another value for the one of the same id."""
    return tuple(layer if other.id == layer.id else other for other in layers)
