"""Depths and colour: the document's numbers ⇄ 8-bit sRGB for display and for networks.

Torch-free. uint8 and uint16 are encoded in their profile (sRGB without one); float32 is linear
light with sRGB's primaries. Alpha, the last of two or four channels, is never encoded.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from PIL import Image, ImageCms

Pixels = NDArray[Any]  # H×W×C uint8, uint16 or float32, straight alpha


def full(dtype: DTypeLike) -> int:
    """The number for full light and full alpha: 255, 65535 or 1."""
    dtype = np.dtype(dtype)
    return 1 if dtype.kind == "f" else int(np.iinfo(dtype).max)


def bands(pixels: Pixels) -> int:
    """How many channels hold colour: 1 or 3."""
    return 1 if pixels.shape[2] < 3 else 3


def to_linear(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """sRGB-encoded values in [0, 1] → linear light (IEC 61966-2-1)."""
    return np.where(unit <= 0.04045, unit / 12.92, ((np.maximum(unit, 0) + 0.055) / 1.055) ** 2.4)


def from_linear(unit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light → sRGB-encoded values (IEC 61966-2-1)."""
    high = 1.055 * np.maximum(unit, 0) ** (1 / 2.4) - 0.055
    return np.where(unit <= 0.0031308, unit * 12.92, high)


def converted(pixels: Pixels, dtype: DTypeLike) -> Pixels:
    """The same picture in another depth: rounded, light outside [0, 1] cut for integers."""
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
    colours = slice(bands(pixels))
    unit = pixels.astype(np.float32)
    if dtype == np.float32:
        unit /= full(pixels.dtype)
        unit[..., colours] = to_linear(unit[..., colours])
        return unit
    unit = np.nan_to_num(unit, copy=False, posinf=1, neginf=0).clip(0, 1)
    unit[..., colours] = from_linear(unit[..., colours])
    return (unit * full(dtype) + 0.5).astype(dtype)


def ink(colour: tuple[float, ...], dtype: DTypeLike) -> NDArray[np.float32]:
    """The numbers, not rounded, of an sRGB colour in [0, 1] in a document of some depth."""
    unit = np.array(colour[:3], np.float32)
    dtype = np.dtype(dtype)
    return to_linear(unit) if dtype.kind == "f" else unit * np.float32(full(dtype))


def rgba(pixels: Pixels) -> Pixels:
    """H×W×{1, 2, 3, 4} → H×W×4, opaque where there was no alpha."""
    height, width, channels = pixels.shape
    if channels == 4:
        return pixels
    result = np.empty((height, width, 4), pixels.dtype)
    result[..., :3] = pixels[..., : 1 if channels < 3 else 3]
    result[..., 3] = pixels[..., 1] if channels == 2 else full(pixels.dtype)
    return result


def on_white(pixels: Pixels) -> Pixels:
    """H×W×{2, 4} straight alpha → H×W×{1, 3} over white, in the same depth."""
    white = np.float32(full(pixels.dtype))
    if pixels.size and pixels[..., -1].min() >= white:
        return pixels[..., :-1].copy()
    alpha = pixels[..., -1:].astype(np.float32) / white
    mixed = pixels[..., :-1] * alpha + white * (1 - alpha)
    return mixed if pixels.dtype.kind == "f" else (mixed + np.float32(0.5)).astype(pixels.dtype)


def to_srgb8(pixels: Pixels, icc: bytes | None = None) -> NDArray[np.uint8]:
    """H×W×C of any depth in profile `icc` → H×W×C uint8 sRGB.

    A profile that is damaged or does not fit the channels counts as sRGB.
    """
    eight = converted(pixels, np.uint8)
    if icc is None or pixels.dtype.kind == "f":
        return eight
    return _through(eight, icc, inward=True)


def from_srgb8(pixels: NDArray[np.uint8], dtype: DTypeLike, icc: bytes | None = None) -> Pixels:
    """H×W×{3, 4} uint8 sRGB → the numbers of a document of that depth and profile."""
    if icc is not None and np.dtype(dtype).kind != "f":
        pixels = _through(pixels, icc, inward=False)
    return converted(pixels, dtype)


def space_of(icc: bytes) -> str:
    """The colour space of a profile's numbers, such as "RGB" or "GRAY"; "" of a damaged one."""
    return icc[16:20].decode("ascii", "replace").strip() if len(icc) >= 128 else ""


def _through(eight: NDArray[np.uint8], icc: bytes, inward: bool) -> NDArray[np.uint8]:
    """H×W×C in a profile → sRGB (inward), or back."""
    count = bands(eight)
    if space_of(icc) == "GRAY":
        curve = _grey_curve(icc, inward)
        shown = eight[..., :count] if curve is None else curve[eight[..., :count]]
    else:
        transform = _transform(icc, inward)
        if transform is None:
            return eight
        rgb = np.ascontiguousarray(np.broadcast_to(eight[..., :count], (*eight.shape[:2], 3)))
        shown = np.asarray(ImageCms.applyTransform(Image.fromarray(rgb), transform))[..., :count]
    return np.concatenate([shown, eight[..., count:]], 2)


@lru_cache(maxsize=8)
def _transform(icc: bytes, inward: bool) -> ImageCms.ImageCmsTransform | None:
    """From an RGB profile to sRGB (inward) or back."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        srgb = ImageCms.createProfile("sRGB")
        source, target = (theirs, srgb) if inward else (srgb, theirs)
        return ImageCms.buildTransform(source, target, "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


@lru_cache(maxsize=8)
def _grey_curve(icc: bytes, inward: bool) -> NDArray[np.uint8] | None:
    """256 numbers of a grey profile → sRGB (inward) or back; it serves each channel by itself."""
    ramp = np.arange(256, dtype=np.uint8)[None]
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        srgb = ImageCms.createProfile("sRGB")
        if inward:
            picture = Image.fromarray(ramp)
            transform = ImageCms.buildTransform(theirs, srgb, "L", "RGB")
        else:
            picture = Image.fromarray(np.stack([ramp] * 3, 2))
            transform = ImageCms.buildTransform(srgb, theirs, "RGB", "L")
        through = np.asarray(ImageCms.applyTransform(picture, transform))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return through.reshape(256, -1)[:, 0].copy()
