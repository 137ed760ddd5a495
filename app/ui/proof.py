"""The document's layers as the screen shows them: 8-bit pictures at full size and halved again
and again, composed only where they are looked at and where something changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from engine.geometry import Rect

TILE = 256
Cell = tuple[int, int]
Compose = Callable[[Rect], NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class Task:
    """A part of a cell that waits to be composed. version: of the cell when that was found."""

    proof: Proof
    cell: Cell
    part: Rect
    version: int

    def compose(self) -> NDArray[np.uint8]:
        """In any thread: H×W×4 for `Proof.put`."""
        return premultiplied(self.proof.compose(self.part))


class Proof:
    """Levels 0, 1, 2 …: level n is 1/2ⁿ of the size.

    compose: gives the document's pixels in a rectangle, H×W×4 uint8, straight alpha, sRGB.
    quick: the same for the small parts that a brush changes, where that can be faster.
    """

    def __init__(
        self, width: int, height: int, compose: Compose, quick: Compose | None = None
    ) -> None:
        self.compose = compose
        self._quick = quick or compose
        self._pace = 0.0  # seconds a pixel of the last whole cells
        self._versions: Counter[Cell] = Counter()
        self._pixels: list[NDArray[np.uint8]] = []  # h×w×4 premultiplied BGRA
        self._images: list[QImage] = []
        self._stale: list[dict[Cell, Rect]] = []
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

    @property
    def bounds(self) -> Rect:
        return self._bounds(0)

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
        for level in range(self.levels):
            bounds = self._bounds(level)
            stale = self._stale[level]
            for cell, part in _cells(rect & bounds, bounds):
                stale[cell] = stale[cell] | part if cell in stale else part
                if level == 0:
                    self._versions[cell] += 1
            rect = _halved(rect)

    def prepare(self, level: int, rect: Rect, deadline: float) -> bool:
        """Compose what `rect`, in pixels of the level, needs; False if some of it is left.

        What a brush touched is always composed; whole cells as long as they are likely to be
        ready before `deadline` (time.perf_counter).
        """
        bounds = self._bounds(level)
        stale = self._stale[level]
        done = True
        for cell, _ in _cells(rect & bounds, bounds):
            part = stale.get(cell)
            if part is None:
                continue
            if level == 0:
                ready = self._compose_now(part, deadline)
            else:
                finer = _doubled(part)
                ready = self.prepare(level - 1, finer, deadline)
                if ready:
                    self._pixels[level][part.slices()] = _halve(
                        self._pixels[level - 1][finer.slices()]
                    )
            if ready:
                del stale[cell]
            done &= ready
        return done

    def _compose_now(self, part: Rect, deadline: float) -> bool:
        size = part.width * part.height
        start = time.perf_counter()
        if size <= TILE * TILE // 2:
            self._pixels[0][part.slices()] = premultiplied(self._quick(part))
            return True
        if start + self._pace * size > deadline:
            return False
        self._pixels[0][part.slices()] = premultiplied(self.compose(part))
        self._pace = (time.perf_counter() - start) / size
        return True

    def waiting(self, level: int, rect: Rect) -> list[Task]:
        """What `prepare` left, to be composed in another thread and `put`."""
        while level > 0:
            rect = _doubled(rect)
            level -= 1
        stale = self._stale[0]
        return [
            Task(self, cell, stale[cell], self._versions[cell])
            for cell, _ in _cells(rect & self.bounds, self.bounds)
            if cell in stale
        ]

    def put(self, task: Task, pixels: NDArray[np.uint8]) -> bool:
        """Take what a task gave; False if the document changed there meanwhile."""
        if self._versions[task.cell] != task.version or task.cell not in self._stale[0]:
            return False
        self._pixels[0][task.part.slices()] = pixels
        del self._stale[0][task.cell]
        return True

    def lightness(self) -> float:
        """Mean lightness in [0, 1] of the smallest level, on white."""
        smallest = self._pixels[-1].astype(np.float32) / 255
        on_white = smallest[..., :3].mean(-1) + 1 - smallest[..., 3]
        return float(on_white.mean())

    def _bounds(self, level: int) -> Rect:
        height, width = self._pixels[level].shape[:2]
        return Rect.of_size(width, height)


def _cells(rect: Rect, bounds: Rect) -> Iterable[tuple[Cell, Rect]]:
    """The grid cells that `rect` touches, each with the part of `rect` in it."""
    if rect.empty:
        return
    for ty in range(rect.y0 // TILE, (rect.y1 - 1) // TILE + 1):
        for tx in range(rect.x0 // TILE, (rect.x1 - 1) // TILE + 1):
            yield (tx, ty), Rect.of_size(TILE, TILE, tx * TILE, ty * TILE) & rect & bounds


def _halved(rect: Rect) -> Rect:
    return Rect(rect.x0 // 2, rect.y0 // 2, -(-rect.x1 // 2), -(-rect.y1 // 2))


def _doubled(rect: Rect) -> Rect:
    return Rect(2 * rect.x0, 2 * rect.y0, 2 * rect.x1, 2 * rect.y1)


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
