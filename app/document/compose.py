"""Layers as one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.document.layer import Layer
from app.document.tiles import Pixels, Place, corner, places
from engine.geometry import Rect
from engine.ops.colour import full

Planes = list[NDArray[np.float32]]  # red, green, blue and alpha, each H×W, of one scale


def flatten(layers: Iterable[Layer], rect: Rect, dtype: DTypeLike) -> Pixels:
    """The visible layers, bottom to top, as one H×W×4 picture with straight alpha.

    Blended in the document's own numbers. Where one layer alone covers with full opacity, its
    pixels come through bit for bit, colour under alpha 0 included.
    """
    shown = [layer for layer in layers if layer.visible and layer.opacity > 0]
    pixels = np.zeros((rect.height, rect.width, 4), dtype)
    for place, part in places(rect):
        inside = part.slices(corner(place))
        stack = _from_the_opaque_one_up(shown, place, inside)
        if stack:
            pixels[part.slices((rect.x0, rect.y0))] = _blended(stack)
    return pixels


def _from_the_opaque_one_up(
    layers: Sequence[Layer], place: Place, inside: tuple[slice, slice]
) -> list[tuple[Pixels, float]]:
    """Pixels and opacity of those that count in a tile, bottom to top."""
    stack: list[tuple[Pixels, float]] = []
    for layer in reversed(layers):
        tile = layer.tiles.tile(place)
        if tile is None:
            continue
        stack.append((tile[inside], layer.opacity))
        if layer.opacity == 1 and stack[-1][0][..., 3].min() >= full(tile.dtype):
            break
    return stack[::-1]


def _blended(stack: list[tuple[Pixels, float]]) -> Pixels:
    if len(stack) == 1 and stack[0][1] == 1:
        return stack[0][0]
    dtype = stack[0][0].dtype
    top = np.float32(full(dtype))
    result = planes(stack[0][0])
    result[3] *= np.float32(stack[0][1])
    for pixels, opacity in stack[1:]:
        upper = planes(pixels)
        over(result, upper[:3], np.clip(upper[3] * np.float32(opacity) / top, 0, 1), dtype)
    picture = np.stack(result, axis=2)
    return picture if dtype.kind == "f" else (picture + np.float32(0.5)).astype(dtype)


def planes(pixels: Pixels) -> Planes:
    """The channels of H×W×4 by themselves, which are several times as fast to compute with."""
    return [pixels[..., channel].astype(np.float32) for channel in range(4)]


def over(
    below: Planes,
    colours: Sequence[NDArray[np.float32] | np.float32],
    alpha: NDArray[np.float32],
    dtype: np.dtype[Any],
) -> None:
    """Lay three colours over planes in place (Porter and Duff's "over", straight alpha).

    alpha: H×W in [0, 1]. dtype: of the document whose numbers these are.
    Where alpha is 0 nothing changes; infinity and not-a-number below are hidden like any light.
    """
    top = np.float32(full(dtype))
    rest = below[3] / top * (1 - alpha)
    whole: NDArray[np.float32] = alpha + rest
    share = alpha / np.maximum(whole, np.finfo(np.float32).tiny)  # of the colours: H×W
    for plane, colour in zip(below, colours, strict=False):
        if dtype.kind == "f":
            with np.errstate(invalid="ignore"):  # infinite light of which nothing is laid
                mixed = np.nan_to_num(plane) * (1 - share) + share * colour
            np.copyto(plane, mixed, where=alpha > 0)
        else:
            plane *= 1 - share
            plane += share * colour
    np.copyto(below[3], whole * top, where=alpha > 0)
