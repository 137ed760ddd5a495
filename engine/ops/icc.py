"""Colour profiles of matrices and curves, for the depths that ImageCms refuses.

Read after ICC.1:2022: sections 7 (header, tag table), 9.2 (tags), 10.6 (curveType) and 10.18
(parametricCurveType). Profiles of tables (scanners, printers) go through ImageCms in 8 bits.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.ops import colour

Curve = NDArray[np.float32]  # linear light in [0, 1] at 65536 even steps of a channel's numbers

# XYZ of D50, the space in which profiles meet, → linear light of sRGB's primaries: the inverse
# of the colorants in the sRGB profile of ICC.1, adapted by Bradford.
_TO_SRGB = np.linalg.inv(
    np.array(
        [
            [0.43607, 0.38515, 0.14307],
            [0.22249, 0.71687, 0.06061],
            [0.01392, 0.09708, 0.71410],
        ]
    )
)
_PARAMETERS = {0: "g", 1: "gab", 2: "gabc", 3: "gabcd", 4: "gabcdef"}


def to_srgb(pixels: NDArray[Any], icc: bytes) -> NDArray[Any]:
    """H×W×{1, 3, 4} uint8 or uint16 in a profile → sRGB in the same depth.

    uint16 keeps 16 bits where the profile has curves, else comes down to 8. Colours that sRGB
    does not have are cut. A damaged profile counts as sRGB.
    """
    curves = None if pixels.dtype == np.uint8 else _curves(icc)
    if curves is None:
        return colour.converted(colour.to_srgb8(pixels, icc), pixels.dtype)
    channels, matrix = curves
    result = pixels.copy()
    for rows in np.array_split(np.arange(len(pixels)), max(1, pixels.size >> 22)):
        part = pixels[rows[0] : rows[-1] + 1]
        if len(channels) == 1:
            bands = colour.bands(part)
            light = channels[0][part[..., :bands]]
        else:
            light = np.stack([c[part[..., i]] for i, c in enumerate(channels)], 2) @ matrix.T
        encoded = colour.from_linear(light.clip(0, 1)) * np.float32(65535) + np.float32(0.5)
        result[rows[0] : rows[-1] + 1, :, : light.shape[2]] = encoded.astype(np.uint16)
    return result


@lru_cache(maxsize=4)
def _curves(icc: bytes) -> tuple[tuple[Curve, ...], NDArray[np.float32]] | None:
    """Curves and the matrix to linear sRGB; None where the profile has something else."""
    try:
        tags = _tags(icc)
        if colour.space_of(icc) == "GRAY":
            return (_curve(tags["kTRC"]),), np.eye(3, dtype=np.float32)
        if colour.space_of(icc) != "RGB" or "A2B0" in tags:
            return None
        curves = tuple(_curve(tags[f"{c}TRC"]) for c in "rgb")
        columns = [_xyz(tags[f"{c}XYZ"]) for c in "rgb"]
    except (KeyError, ValueError, IndexError, struct.error):
        return None
    return curves, (_TO_SRGB @ np.stack(columns, 1)).astype(np.float32)


def _tags(icc: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">I", icc, 128)
    found = {}
    for i in range(min(count, 1000)):
        name, start, size = struct.unpack_from(">4sII", icc, 132 + 12 * i)
        found[name.decode("ascii", "replace")] = icc[start : start + size]
    return found


def _xyz(tag: bytes) -> NDArray[np.float64]:
    if tag[:4] != b"XYZ ":
        raise ValueError("no XYZ")
    return np.frombuffer(tag, ">i4", 3, 8) / 65536


def _curve(tag: bytes) -> Curve:
    x = np.linspace(0, 1, 65536)
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            return x.astype(np.float32)
        table = np.frombuffer(tag, ">u2", count, 12)
        if count == 1:
            return (x ** (float(table[0]) / 256)).astype(np.float32)
        return np.interp(x, np.linspace(0, 1, count), table / 65535).astype(np.float32)
    if tag[:4] != b"para":
        raise ValueError("no curve")
    (kind,) = struct.unpack_from(">H", tag, 8)
    names = _PARAMETERS[kind]
    p = dict(zip(names, np.frombuffer(tag, ">i4", len(names), 12) / 65536, strict=True))
    a, b = p.get("a", 1.0), p.get("b", 0.0)
    # Below its start d the curve is a straight line c x + f; the first three kinds have none.
    start = p.get("d", -b / a if kind in (1, 2) else -1.0)
    offset = p.get("e", p.get("c", 0.0) if kind == 2 else 0.0)
    slope, foot = (p.get("c", 0.0), p.get("f", 0.0)) if kind >= 3 else (0.0, offset)
    high = np.maximum(a * x + b, 0) ** p["g"] + offset
    return np.where(x >= start, high, slope * x + foot).clip(0, 1).astype(np.float32)
