"""Layers as one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.document.depth import full
from app.document.layer import Layer
from app.document.tiles import Pixels, Place, corner, places
from engine.geometry import Rect


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
    result: NDArray[np.float32] | None = None
    for pixels, opacity in stack:
        over = pixels.astype(np.float32)
        over[..., 3] *= np.float32(opacity)
        result = over if result is None else _over(result, over, top)
    assert result is not None
    return result if dtype.kind == "f" else (result + np.float32(0.5)).astype(dtype)


def _over(
    below: NDArray[np.float32], over: NDArray[np.float32], top: np.float32
) -> NDArray[np.float32]:
    a = np.clip(over[..., 3:] / top, 0, 1)
    b = below[..., 3:] / top * (1 - a)
    whole = a + b
    with np.errstate(invalid="ignore"):  # infinite light under what hides it
        mixed = (over[..., :3] * a + below[..., :3] * b) / np.where(whole > 0, whole, 1)
    return np.where(
        a == 0, below, np.where(a == 1, over, np.concatenate([mixed, whole * top], axis=2))
    )


def on_white(rgba: Pixels) -> Pixels:
    """H×W×4 with straight alpha → H×W×3 over white paper, in the same depth."""
    white = np.float32(full(rgba.dtype))
    alpha = rgba[..., 3:]
    if alpha.size and alpha.min() >= white:
        return rgba[..., :3].copy()
    a = alpha.astype(np.float32) / white
    mixed = rgba[..., :3] * a + white * (1 - a)
    return mixed if rgba.dtype.kind == "f" else (mixed + np.float32(0.5)).astype(rgba.dtype)
