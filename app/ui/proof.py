"""The document's layers as the screen shows them: 8-bit pictures at full size and halved again
and again, composed only where they are looked at and where something changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from engine.geometry import Rect

TILE = 256
Compose = Callable[[Rect], NDArray[np.uint8]]


class Proof:
    """Levels 0, 1, 2 …: level n is 1/2ⁿ of the size.

    compose: gives the document's pixels in a rectangle, H×W×4 uint8, straight alpha, sRGB.
    """

    def __init__(self, width: int, height: int, compose: Compose) -> None:
        self._compose = compose
        self._pixels: list[NDArray[np.uint8]] = []  # h×w×4 premultiplied BGRA
        self._images: list[QImage] = []
        self._stale: list[dict[tuple[int, int], Rect]] = []
        while True:
            pixels = np.zeros((height, width, 4), np.uint8)
            self._pixels.append(pixels)
            self._images.append(
                QImage(
                    pixels.data,
                    width,
                    height,
                    4 * width,
                    QImage.Format.Format_ARGB32_Premultiplied,
                )
            )
            bounds = Rect.of_size(width, height)
            self._stale.append(dict(_cells(bounds, bounds)))
            if max(width, height) <= TILE:
                break
            width, height = (width + 1) // 2, (height + 1) // 2

    @property
    def levels(self) -> int:
        return len(self._pixels)

    def image(self, level: int) -> QImage:
        """Valid where `prepare` has been; shares memory with this object."""
        return self._images[level]

    def level_for(self, zoom: float) -> int:
        """The level that is shown at `zoom` with no more than a halving of its pixels."""
        level = 0
        while level + 1 < self.levels and zoom * 2 ** (level + 1) <= 1.0:
            level += 1
        return level

    def spoil(self, rect: Rect) -> None:
        """The document's pixels in `rect` changed."""
        for level, pixels in enumerate(self._pixels):
            bounds = Rect.of_size(pixels.shape[1], pixels.shape[0])
            stale = self._stale[level]
            for key, part in _cells(rect & bounds, bounds):
                stale[key] = stale[key] | part if key in stale else part
            rect = _halved(rect)

    def prepare(self, level: int, rect: Rect, deadline: float) -> bool:
        """Compose what `rect`, in pixels of the level, needs; False if `deadline`
        (time.perf_counter) came first: call again."""
        pixels = self._pixels[level]
        bounds = Rect.of_size(pixels.shape[1], pixels.shape[0])
        stale = self._stale[level]
        for key, _ in _cells(rect & bounds, bounds):
            part = stale.get(key)
            if part is None:
                continue
            if level == 0:
                pixels[part.slices()] = premultiplied(self._compose(part))
            else:
                finer = Rect(2 * part.x0, 2 * part.y0, 2 * part.x1, 2 * part.y1)
                if not self.prepare(level - 1, finer, deadline):
                    return False
                pixels[part.slices()] = _halve(self._pixels[level - 1][finer.slices()])
            del stale[key]
            if time.perf_counter() > deadline:
                return False
        return True

    def lightness(self) -> float:
        """Mean lightness in [0, 1] of the smallest level, on white."""
        smallest = self._pixels[-1].astype(np.float32) / 255
        on_white = smallest[..., :3].mean(-1) + 1 - smallest[..., 3]
        return float(on_white.mean())


def _cells(rect: Rect, bounds: Rect) -> Iterable[tuple[tuple[int, int], Rect]]:
    """The grid cells that `rect` touches, each with the part of `rect` in it."""
    if rect.empty:
        return
    for ty in range(rect.y0 // TILE, (rect.y1 - 1) // TILE + 1):
        for tx in range(rect.x0 // TILE, (rect.x1 - 1) // TILE + 1):
            yield (tx, ty), Rect.of_size(TILE, TILE, tx * TILE, ty * TILE) & rect & bounds


def _halved(rect: Rect) -> Rect:
    return Rect(rect.x0 // 2, rect.y0 // 2, -(-rect.x1 // 2), -(-rect.y1 // 2))


def _halve(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Means of 2×2 pixels; an odd last row or column stands for two."""
    height, width = pixels.shape[:2]
    if height % 2 or width % 2:
        pixels = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    total = pixels[0::2, 0::2].astype(np.uint16)
    for dy, dx in ((0, 1), (1, 0), (1, 1)):
        total += pixels[dy::2, dx::2]
    result: NDArray[np.uint8] = ((total + 2) >> 2).astype(np.uint8)
    return result


def premultiplied(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """H×W×4 uint8 RGBA, straight alpha → BGRA, premultiplied: what Qt paints fastest."""
    bgra = rgba[..., [2, 1, 0, 3]]
    alpha = rgba[..., 3:]
    if (alpha == 255).all():
        return bgra
    scaled = bgra[..., :3].astype(np.uint16) * alpha + 127
    bgra[..., :3] = scaled // 255
    return bgra


def to_qimage(pixels: NDArray[Any]) -> QImage:
    """H×W×{3, 4} uint8, straight alpha → an image with its own memory."""
    height, width, channels = pixels.shape
    rgba = np.full((height, width, 4), 255, np.uint8)
    rgba[..., :channels] = pixels
    image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def from_qimage(image: QImage) -> NDArray[np.uint8]:
    """An image → H×W×4 uint8 RGBA, straight alpha."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows: Sequence[int] = np.frombuffer(image.constBits(), np.uint8)  # type: ignore[assignment]
    stride = image.bytesPerLine()
    pixels = np.asarray(rows).reshape(image.height(), stride)[:, : 4 * image.width()]
    return pixels.reshape(image.height(), image.width(), 4).copy()
