"""What paint lands on: the pixels of a layer or its mask, as far as they are selected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.document.compose import over, planes
from app.document.layer import Layer, LayerKind
from app.document.selection import Selection
from app.document.tiles import Pixels, Tiles
from engine import palette
from engine.geometry import Rect
from engine.ops.colour import from_srgb8, ink

Ink = list[np.float32]  # the numbers of one colour: three, or one for a mask
_LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709


@dataclass(frozen=True, eq=False)
class Surface:
    """page: what of the plane can be painted. selection: None = all of it. icc: the profile of
    the document's numbers. on_mask: the mask takes the paint in place of the pixels: white shows
    the layer, black and the eraser hide it.
    """

    layer: Layer
    page: Rect
    selection: Selection | None = None
    icc: bytes | None = None
    on_mask: bool = False

    @property
    def tiles(self) -> Tiles:
        """As they are before anything is painted. Raises ValueError where the mask is missing."""
        if not self.on_mask:
            return self.layer.tiles
        if self.layer.mask is None:
            raise ValueError("the layer has no mask")
        return self.layer.mask

    @property
    def hard(self) -> bool:
        """Whether a pixel takes the paint wholly or not at all: labels do not mix."""
        return self.layer.kind is LayerKind.LABELS and not self.on_mask

    def ink(self, colour: tuple[float, ...]) -> Ink:
        """The numbers of an sRGB colour in [0, 1]; on labels those of the part that is nearest."""
        if self.on_mask:
            return [np.float32(255 * np.dot(colour[:3], _LUMA))]
        if self.hard:
            parts = palette.load(self.layer.palette or "car").parts
            wanted = np.array(colour[:3]) * 255
            part = min(parts, key=lambda part: float(((part.colour - wanted) ** 2).sum()))
            colour = tuple(channel / 255 for channel in part.colour)
        elif self.icc is not None and self.tiles.dtype.kind == "u":
            eight = np.rint(np.array(colour[:3], np.float64) * 255).astype(np.uint8)
            return list(from_srgb8(eight[None, None], self.tiles.dtype, self.icc)[0, 0])
        return list(ink(colour, self.tiles.dtype))

    def painted(self, rect: Rect, alpha: NDArray[np.float32], colour: Ink | None) -> Pixels | None:
        """The pixels of rect with one colour laid over them; None where none of it can land.

        alpha: H×W in [0, 1]. colour: None takes alpha away; of a mask, it hides.
        """
        if self.selection is not None:
            alpha = alpha * self.selection.share(rect)
        if self.hard:
            alpha = (alpha >= 0.5).astype(np.float32)
        if not alpha.any():
            return None
        pixels = self.tiles.read(rect)
        if self.on_mask:
            plane = pixels[..., 0].astype(np.float32)
            plane += ((0 if colour is None else colour[0]) - plane) * alpha
            pixels[..., 0] = plane + np.float32(0.5)
        else:
            lay(pixels, alpha, colour)
        return pixels


def lay(pixels: Pixels, alpha: NDArray[np.float32], colour: Ink | None) -> None:
    """Lay one colour over H×W×4 in place; None takes alpha away. Where alpha is 0 nothing changes.

    alpha: H×W in [0, 1]. colour: three numbers of the pixels' own scale.
    """
    new = planes(pixels)
    if colour is None:
        new[3] *= 1 - alpha
    else:
        over(new, colour, alpha, pixels.dtype)
    for channel, plane in enumerate(new):
        if pixels.dtype.kind == "u":
            plane += np.float32(0.5)
        pixels[..., channel] = plane
