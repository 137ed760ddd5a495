"""Depths and colour: the document's numbers ⇄ 8-bit sRGB for display and for networks.
Torch-free. Integers are encoded in their profile (sRGB without one); float32 is scene-linear."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms


def as_depth(pixels: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Convert between uint8, uint16 and float32 ([0, 1] = the integers' range), rounding."""
    if pixels.dtype == dtype:
        return pixels
    top = {np.uint8: 255, np.uint16: 65535}
    if pixels.dtype == np.uint8 and dtype == np.uint16:
        return pixels.astype(np.uint16) * 257
    unit = pixels.astype(np.float32)
    if pixels.dtype != np.float32:
        unit /= top[pixels.dtype.type]
    if dtype == np.float32:
        return unit
    return (np.clip(unit, 0, 1) * top[dtype] + 0.5).astype(dtype)


def on_white(pixels: NDArray[Any]) -> NDArray[Any]:
    """H×W×{2, 4} straight alpha → H×W×{1, 3} over white, in the same depth."""
    white = {np.uint8: 255.0, np.uint16: 65535.0}.get(pixels.dtype.type, 1.0)
    alpha = pixels[..., -1:].astype(np.float32) / white
    mixed = pixels[..., :-1] * alpha + white * (1 - alpha)
    if pixels.dtype == np.float32:
        return mixed.astype(np.float32)
    return (mixed + 0.5).astype(pixels.dtype)


def _curve(pixels: NDArray[Any], coded: NDArray[Any]) -> NDArray[np.float32]:
    """`coded` with the alpha of `pixels`, which is never encoded."""
    if pixels.shape[2] in (2, 4):
        coded[..., -1] = pixels[..., -1]
    return coded.astype(np.float32)


def to_linear(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """sRGB-encoded H×W×C in [0, 1] → linear light (IEC 61966-2-1); alpha as it is."""
    high = ((np.maximum(pixels, 0) + 0.055) / 1.055) ** 2.4
    return _curve(pixels, np.where(pixels <= 0.04045, pixels / 12.92, high))


def from_linear(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light H×W×C → sRGB-encoded (IEC 61966-2-1); alpha as it is."""
    high = 1.055 * np.maximum(pixels, 0) ** (1 / 2.4) - 0.055
    return _curve(pixels, np.where(pixels <= 0.0031308, pixels * 12.92, high))


def to_srgb8(pixels: NDArray[Any], icc: bytes | None = None) -> NDArray[np.uint8]:
    """H×W×C of any depth in profile `icc` → H×W×C uint8 sRGB, alpha as it is.

    A profile that is damaged or does not fit the channels counts as sRGB.
    """
    if pixels.dtype == np.float32:
        return as_depth(from_linear(pixels), np.uint8)
    eight = as_depth(pixels, np.uint8)
    channels = eight.shape[2]
    transform = _to_srgb(icc, "L" if channels < 3 else "RGB") if icc else None
    if transform is None:
        return eight
    bands = 1 if channels < 3 else 3
    colours = Image.fromarray(
        np.ascontiguousarray(eight[..., :bands].squeeze(-1) if bands == 1 else eight[..., :3])
    )
    shown = np.asarray(ImageCms.applyTransform(colours, transform)).reshape(*eight.shape[:2], bands)
    return np.concatenate([shown, eight[..., bands:]], 2)


@lru_cache(maxsize=8)
def _to_srgb(icc: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        target = ImageCms.createProfile("sRGB")
        if mode == "L":
            # Grey stays grey: a matrix profile of the same curve would need three channels.
            return ImageCms.buildTransform(profile, target, "L", "L")
        return ImageCms.buildTransform(profile, target, "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
