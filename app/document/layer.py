"""One layer of a document."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.document.tiles import Tiles
from engine.recipes import Recipe


class LayerKind(StrEnum):
    PICTURE = "picture"
    LINES = "lines"
    GENERATED = "generated"
    HINTS = "hints"


@dataclass(frozen=True, eq=False)
class Layer:
    """A value: a change makes another layer of the same id with `dataclasses.replace`.

    id:      32 hexadecimal digits, see `new_id`.
    tiles:   RGBA, straight alpha, in the document's depth and coordinates.
    opacity: 0 to 1.
    locked:  the window refuses to paint on it.
    recipe:  how its pixels came about, where a tool made them.
    """

    id: str
    name: str
    kind: LayerKind
    tiles: Tiles
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    recipe: Recipe | None = None


def new_id() -> str:
    return uuid.uuid4().hex
