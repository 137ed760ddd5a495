"""Pixels moved, scaled and turned.

Bicubic (Keys 1981), stretched over all pixels that go into one where the picture gets smaller,
on premultiplied colour. Lanczos would be a little sharper, but its second lobe leaves a faint
ring of alpha around what is opaque.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.document.affine import IDENTITY, Affine
from app.document.tiles import Pixels, Tiles
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Progress

_BLOCK = 1024  # pixels a side that are computed at once
_SOURCE = 4096  # pixels a side that are read for them
_ENDLESS = 65504.0  # light that counts as this: infinity would spread over its neighbours
Floats = NDArray[np.float32]


def transformed(
    tiles: Tiles,
    how: Affine,
    progress: Progress,
    *,
    nearest: bool = False,
    page: Rect | None = None,
) -> Tiles:
    """The pixels elsewhere. Whole moves, quarter turns and mirrors keep every bit.

    nearest: mix no pixels, for labels. page: the document, where it is scaled as a whole: a
    layer that ends with it stays opaque there.
    """
    shift = how.whole_shift
    if shift is not None:
        return tiles.moved(*shift)
    extent = tiles.extent
    result = Tiles(tiles.channels, tiles.dtype, tiles.fill)
    exact = nearest or how.permutes
    clamp = _ends(extent, page)
    # Bicubic reaches two pixels; one pixel becomes `scale` or more of them.
    reach = 0 if exact else math.ceil(2 * max(1.0, *_lengths(how)))
    target = how.covering(extent).grown(reach)
    if clamp is not None:
        target = target & how.covering(clamp)
    blocks = list(_blocks(target, how))
    for i, block in enumerate(blocks):
        progress.step(i / len(blocks))
        if exact:
            result.write(block, _nearest(tiles, how, block))
            continue
        source = _Source(tiles, clamp)
        planes = source.scaled(how, block) if how.upright else source.turned(how, block)
        result.write(block, _numbers(planes, tiles))
    return result


def _ends(extent: Rect, page: Rect | None) -> Rect | None:
    """A rectangle beyond which there is nothing to mix with, endless where there is."""
    if page is None:
        return None
    far = 1 << 24
    return Rect(
        page.x0 if extent.x0 == page.x0 else -far,
        page.y0 if extent.y0 == page.y0 else -far,
        page.x1 if extent.x1 == page.x1 else far,
        page.y1 if extent.y1 == page.y1 else far,
    )


def _lengths(how: Affine) -> tuple[float, float]:
    """How long a pixel's sides become."""
    return math.hypot(how.a, how.d), math.hypot(how.b, how.e)


def _blocks(target: Rect, how: Affine) -> Iterator[Rect]:
    side = max(16, min(_BLOCK, int(_SOURCE * min(_lengths(how)))))
    for y in range(target.y0, target.y1, side):
        for x in range(target.x0, target.x1, side):
            yield Rect.of_size(side, side, x, y) & target


def _nearest(tiles: Tiles, how: Affine, block: Rect) -> Pixels:
    back = how.inverse()
    x = np.arange(block.x0, block.x1) + 0.5  # W
    y = (np.arange(block.y0, block.y1) + 0.5)[:, None]  # H×1
    # A quarter of nothing keeps centres that lie on an edge on one side of it.
    column = np.floor(back.a * x + back.b * y + back.c + 1e-9).astype(np.int64)  # H×W
    row = np.floor(back.d * x + back.e * y + back.f + 1e-9).astype(np.int64)
    part = Rect(int(column.min()), int(row.min()), int(column.max()) + 1, int(row.max()) + 1)
    return tiles.read(part)[row - part.y0, column - part.x0]


class _Source:
    """Premultiplied float32 planes of a layer, H×W×C, or of a mask.

    clamp: beyond it there is nothing, not even transparency.
    """

    def __init__(self, tiles: Tiles, clamp: Rect | None) -> None:
        self._tiles, self._clamp = tiles, clamp

    def read(self, rect: Rect) -> Floats:
        pixels: Floats = self._tiles.read(rect).astype(np.float32)
        if pixels.shape[2] == 4:
            if self._tiles.dtype.kind == "f":
                pixels = np.nan_to_num(pixels, nan=0.0, posinf=_ENDLESS, neginf=0.0)
            pixels[..., :3] *= pixels[..., 3:] * np.float32(1 / full(self._tiles.dtype))
        return pixels

    def scaled(self, how: Affine, block: Rect) -> Floats:
        """The pixels of a block, scaled without a turn."""
        back = how.inverse()
        x0, y0 = back(block.x0, block.y0)
        x1, y1 = back(block.x1, block.y1)
        reach_x, reach_y = (math.ceil(2 * max(1.0, 1 / s)) + 1 for s in (how.a, how.e))
        rect = Rect(
            math.floor(x0) - reach_x,
            math.floor(y0) - reach_y,
            math.ceil(x1) + reach_x,
            math.ceil(y1) + reach_y,
        )
        if self._clamp is not None:
            rect = rect & self._clamp
        box = (
            max(0.0, x0 - rect.x0),
            max(0.0, y0 - rect.y0),
            min(float(rect.width), x1 - rect.x0),
            min(float(rect.height), y1 - rect.y0),
        )
        pixels = self.read(rect)
        planes = [
            np.asarray(
                Image.fromarray(np.ascontiguousarray(pixels[..., i])).resize(
                    (block.width, block.height), Image.Resampling.BICUBIC, box
                )
            )
            for i in range(pixels.shape[2])
        ]
        return np.stack(planes, axis=2)

    def turned(self, how: Affine, block: Rect) -> Floats:
        """The pixels of a block; what gets smaller is made small before it is turned."""
        sx, sy = (min(1.0, length) for length in _lengths(how))
        small = Affine.scale(sx, sy)
        rest = how @ small.inverse()
        rect = rest.inverse().covering(block).grown(3)
        pixels = self.read(rect) if small == IDENTITY else self.scaled(small, rect)
        # OpenCV counts from the centres of the first pixels, documents from their corners.
        here = Affine.shift(-0.5 - rect.x0, -0.5 - rect.y0) @ rest.inverse()
        back = here @ Affine.shift(block.x0 + 0.5, block.y0 + 0.5)
        fill = [float(self._tiles.fill)] * 4
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        size = (block.width, block.height)
        result = cv2.warpAffine(
            pixels,
            back.matrix(),
            size,
            flags=flags,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=fill,
        )
        return np.asarray(result, np.float32).reshape(block.height, block.width, pixels.shape[2])


def _numbers(pixels: Floats, tiles: Tiles) -> Pixels:
    """Premultiplied planes → the numbers of the tiles."""
    top = full(tiles.dtype)
    whole = tiles.dtype.kind == "u"
    if pixels.shape[2] == 4:
        alpha = np.clip(pixels[..., 3:] * np.float32(1 / top), 0, 1)
        alpha[alpha > 1 - 1e-5] = 1  # what was opaque stays so
        alpha[alpha < (0.5 / top if whole else 1e-5)] = 0
        colour = pixels[..., :3] / np.where(alpha > 0, alpha, 1)
        pixels = np.concatenate([np.where(alpha > 0, colour, 0), alpha * np.float32(top)], axis=2)
    numbers = np.clip(pixels, 0, top if whole else None)
    return (numbers + np.float32(0.5)).astype(tiles.dtype) if whole else numbers
