"""What the engine is asked, and what it answers: frozen values of sealed arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect
from engine.recipes import Recipe

Pixels = NDArray[Any]  # H×W×C uint8, uint16 or float32, straight alpha


def sealed(pixels: Pixels) -> Pixels:
    """A read-only copy, safe to hand to another thread."""
    copy = np.array(pixels, order="C")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, eq=False)
class SketchRequest:
    """Paint a picture that follows a drawing.

    drawing: H×W×{1, 3, 4} uint8, any polarity; transparent = paper.
    region:  where the picture goes in its document; H×W as the drawing, unless `longest` is set.
    hints:   H×W×4 uint8, colour strokes, transparent = no hint; None = none.
    style:   h×w×{1, 2, 3, 4} uint8 of any size, a picture whose paint, light and backdrop to take;
             None = a random style drawn by `seed`.
    seed:    ≥ 0. The same request, seed and device give the same pixels. With a `style` a seed
             above 0 varies it slightly, 0 takes it as it is. A translator (pix2pix) varies as
             far as it has dropout; 0 leaves that off.
    invert:  True = light lines on dark; None = decide from the drawing.
    longest: longest side of the picture in pixels; None = as the drawing.
    preview: for showing while the designer draws; may be computed more coarsely.
    model:   name of a card in `weights/` or the user's models.
    """

    tool: ClassVar[str] = "sketch"

    drawing: Pixels
    region: Rect
    hints: Pixels | None = None
    style: Pixels | None = None
    seed: int = 0
    invert: bool | None = None
    longest: int | None = None
    preview: bool = False
    model: str = "painter"


Request = SketchRequest
REQUESTS: dict[str, type[Request]] = {"sketch": SketchRequest}


@dataclass(frozen=True, eq=False)
class Result:
    """A picture for a region, and how it came about.

    pixels: H×W×4 uint8 sRGB, straight alpha.
    region: where it goes; H×W (but for a request with `longest`).
    device: what computed it, e.g. "cpu" or "cuda:0".
    notes:  codes of what the designer should know, e.g. "device.fell_back".
    """

    pixels: Pixels
    region: Rect
    recipe: Recipe
    device: str
    seconds: float
    notes: tuple[str, ...] = ()
