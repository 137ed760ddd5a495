"""What the engine is asked about labels: which part of the car each pixel shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import NDArray

from engine.geometry import Rect

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class SemanticRequest:
    """Paint a picture that shows given parts at given places.

    labels:  H×W×1 uint8, ids of the palette; 255 = don't know.
    region:  where the picture goes in its document; H×W as the labels, unless `longest` is set.
    palette: name of the table that the ids belong to.
    mapping: how the palette's parts are called in a network of others, as "2=26, 3=8": its label
             for each id. Ids that are not named count as don't know. "" = its labels are the ids.
    lines, hints, mask, known, style: as in SketchRequest. `lines` is H×W×{1, 3, 4} uint8, a
             drawing beside the labels; a mask may be used to paint only what has changed.
    part_style: h×w×{1, 2, 3, 4} uint8 of any size, a picture in whose style some parts are
             painted, and styled: the ids of these parts, as "2, 9".
    seed, longest, preview: as in SketchRequest.
    model:   name of a card.
    """

    tool: ClassVar[str] = "semantic"

    labels: Array
    region: Rect
    palette: str = "car"
    mapping: str = ""
    lines: Array | None = None
    hints: Array | None = None
    mask: Array | None = None
    known: Array | None = None
    style: Array | None = None
    part_style: Array | None = None
    styled: str = ""
    seed: int = 0
    longest: int | None = None
    preview: bool = False
    model: str = "painter"


@dataclass(frozen=True, eq=False)
class SegmentRequest:
    """Tell the parts of a car that a picture shows.

    picture: H×W×{1, 2, 3, 4} uint8 sRGB; transparent = background.
    region:  where the picture lies in its document; H×W as the picture.
    mask:    H×W×1 uint8, where labels are wanted; None = everywhere.
    model:   name of a card.

    Result.pixels: H×W×4, the colours of the palette "car", opaque; transparent where the mask
    is below a half. Result.arrays: "labels" H×W×1 uint8 ids, 255 there.
    """

    tool: ClassVar[str] = "segment"

    picture: Array
    region: Rect
    mask: Array | None = None
    model: str = "segmenter"
