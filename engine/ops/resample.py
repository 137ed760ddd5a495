"""Rows of a picture → rows of another size, by Lanczos' kernel of three lobes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.ops.fidelity import Values

LOBES = 3


def resized(
    bands: Iterable[Values], size: tuple[int, int], wanted: tuple[int, int]
) -> Iterator[Values]:
    """Bands of rows of a picture of `size` → bands of the same picture in the size `wanted`.

    Both are (height, width). Sharp when it enlarges, antialiased when it reduces; what comes out
    does not depend on where the bands begin.
    """
    if size == wanted:
        yield from bands
        return
    height, rows = size[0], wanted[0]
    support = LOBES * max(1.0, height / rows)
    held: Values | None = None
    top = done = 0
    for band in bands:
        wide = _across(band, wanted[1])
        held = wide if held is None else np.concatenate([held, wide])
        read = top + len(held)
        # Row r lies at (r + 0.5) · height / rows of the source.
        ready = rows if read == height else int((read - support) * rows / height - 0.5)
        if ready <= done:
            continue
        weights = _weights(height, rows, done, ready, top, read)
        yield np.tensordot(weights, held, 1)  # n×W×C
        done = ready
        keep = max(top, int((done + 0.5) * height / rows - support) - 1)
        held, top = held[keep - top :], keep


def _across(band: Values, width: int) -> Values:
    """h×w×C → h×width×C."""
    if band.shape[1] == width:
        return band
    size = (width, band.shape[0])
    lanczos = Image.Resampling.LANCZOS
    planes = [
        np.asarray(Image.fromarray(np.ascontiguousarray(band[..., c])).resize(size, lanczos))
        for c in range(band.shape[2])
    ]
    return np.stack(planes, 2)


def _weights(
    height: int, rows: int, start: int, stop: int, top: int, bottom: int
) -> NDArray[np.float32]:
    """How much of each source row `top` … `bottom` goes into the rows `start` … `stop`: n×m."""
    ratio = height / rows
    stretch = max(1.0, ratio)
    centres = (np.arange(start, stop) + 0.5) * ratio
    x = (np.arange(top, bottom) + 0.5 - centres[:, None]) / stretch
    weights = np.where(np.abs(x) < LOBES, np.sinc(x) * np.sinc(x / LOBES), 0)
    weights /= weights.sum(1, keepdims=True)
    return weights.astype(np.float32)
