"""How a picture of any size lies in a generator's square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True)
class Frame:
    """height, width: of the picture, in pixels. side: of the square, S.

    The picture fills the square along its longest side and lies in its middle.
    """

    height: int
    width: int
    side: int

    @property
    def inner(self) -> tuple[int, int]:
        """Height and width that the picture has in the square: h, w."""
        longest = max(self.height, self.width)
        return (
            max(1, round(self.height * self.side / longest)),
            max(1, round(self.width * self.side / longest)),
        )

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the picture's corner in the square."""
        h, w = self.inner
        return (self.side - h) // 2, (self.side - w) // 2

    def shrunk(self, picture: NDArray[Any]) -> NDArray[np.float32]:
        """H×W×C of any depth → h×w×C, each pixel the mean of what it covers."""
        h, w = self.inner
        shrinks = h * w < picture.shape[0] * picture.shape[1]
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        if picture.dtype == np.uint8 and shrinks and picture.shape[2] <= 4:
            # In bytes while there are many of them, in floats for the last factor.
            factor = min(picture.shape[0] // (2 * h), picture.shape[1] // (2 * w))
            if factor > 1:
                size = (picture.shape[1] // factor, picture.shape[0] // factor)
                picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
                picture = picture.reshape(*picture.shape[:2], -1)
        small = cv2.resize(picture.astype(np.float32), (w, h), interpolation=how)
        return small.reshape(h, w, -1).astype(np.float32)

    def squared(self, small: NDArray[np.float32], outside: float | None = None) -> NDArray[Any]:
        """h×w×C → S×S×C. outside: the value beside the picture; None = its edges go on."""
        h, w = self.inner
        top, left = self.corner
        border = ((top, self.side - h - top), (left, self.side - w - left), (0, 0))
        if outside is None:
            return np.pad(small, border, mode="edge")
        return np.pad(small, border, constant_values=outside)

    def cut(self, square: Tensor) -> Tensor:
        """N×C×S×S → N×C×h×w."""
        h, w = self.inner
        top, left = self.corner
        return square[..., top : top + h, left : left + w]
