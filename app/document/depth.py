"""The three depths of pixels. uint8 and uint16 are sRGB-encoded, float32 is linear light."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.document.tiles import Pixels


def full(dtype: DTypeLike) -> int:
    """The number for full light and full alpha: 255, 65535 or 1."""
    dtype = np.dtype(dtype)
    return 1 if dtype.kind == "f" else int(np.iinfo(dtype).max)


def converted(pixels: Pixels, dtype: DTypeLike) -> Pixels:
    """The same picture, H×W×{3, 4}, in another depth: rounded, light outside [0, 1] cut."""
    dtype = np.dtype(dtype)
    if pixels.dtype == dtype:
        return pixels
    if pixels.dtype == np.uint8 and dtype == np.uint16:
        return pixels.astype(np.uint16) * np.uint16(257)
    if pixels.dtype == np.uint16 and dtype == np.uint8:
        wide = pixels.astype(np.uint32)
        wide *= 255
        wide += 32895
        wide >>= 16  # the same as dividing by 257 and rounding
        return wide.astype(np.uint8)
    unit = pixels.astype(np.float32)
    if dtype == np.float32:
        unit /= full(pixels.dtype)
        unit[..., :3] = _linear(unit[..., :3])
        return unit
    unit = np.nan_to_num(unit, copy=False, posinf=1, neginf=0).clip(0, 1)
    unit[..., :3] = _encoded(unit[..., :3])
    return (unit * full(dtype) + 0.5).astype(dtype)


def ink(colour: tuple[float, ...], dtype: DTypeLike) -> NDArray[np.float32]:
    """The numbers, not rounded, of an sRGB colour in [0, 1] in a document of some depth."""
    unit = np.array(colour[:3], np.float32)
    dtype = np.dtype(dtype)
    return _linear(unit) if dtype.kind == "f" else unit * np.float32(full(dtype))


def _linear(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)


def _encoded(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(unit <= 0.0031308, unit * 12.92, 1.055 * unit ** (1 / 2.4) - 0.055)
