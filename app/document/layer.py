"""One layer of a document."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from app.document.blend import Blend
from app.document.tiles import Pixels, Tiles
from engine.recipes import Recipe


class LayerKind(StrEnum):
    PICTURE = "picture"
    LINES = "lines"
    GENERATED = "generated"
    HINTS = "hints"
    LABELS = "labels"
    GROUP = "group"


@dataclass(frozen=True, eq=False)
class Layer:
    """A value: a change makes another layer of the same id with `dataclasses.replace`.

    id:      32 hexadecimal digits, see `new_id`.
    tiles:   RGBA, straight alpha, in the document's depth and coordinates. Of LABELS: the
             colours of a table of parts (`engine.palette`), wholly opaque or wholly transparent.
             Of a GROUP: without any tile.
    opacity: 0 to 1. blend: how it mixes with what is below.
    locked:  the window refuses to paint on it.
    recipe:  how its pixels came about, where a tool made them.
    mask:    how much of it shows, one channel uint8 with `fill` 0 or 255; None = all of it.
    parent:  id of the group that it is in; None = none. `app.document.stack` tells the order.
    palette: of LABELS: the name of the table of parts.
    base:    of LABELS: the labels, as `tiles`, of the parts that the picture shows; where `tiles`
             differ from it the picture is to be changed. None = they belong to no picture.
    isolated: of a GROUP: its layers mix with each other alone, not with what is below the group.
             One that is not opaque, has a mode or a mask is put together by itself in any case.
    inputs:  arrays of the recipe that no layer holds, by their names: a style, a mask, a latent.
    """

    id: str
    name: str
    kind: LayerKind
    tiles: Tiles
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False
    recipe: Recipe | None = None
    blend: Blend = Blend.NORMAL
    mask: Tiles | None = None
    parent: str | None = None
    palette: str | None = None
    isolated: bool = False
    inputs: Mapping[str, Pixels] = field(default_factory=dict)
    base: Tiles | None = None

    def arrays(self) -> Iterator[Pixels]:
        """Every tile of its pixels, its mask and its base, and its inputs."""
        yield from self.tiles.arrays()
        yield from self.inputs.values()
        if self.mask is not None:
            yield from self.mask.arrays()
        if self.base is not None:
            yield from self.base.arrays()


def new_id() -> str:
    return uuid.uuid4().hex


def new_mask(shows: bool = True) -> Tiles:
    """A mask that shows everything, or nothing."""
    return Tiles(1, np.uint8, 255 if shows else 0)
