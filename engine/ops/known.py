"""Pictures of which only a part is known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 64  # styles are read from pictures of this size


def filled(rgb: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """SIDE×SIDE×3: the picture, its unknown part continued from around (Telea 2004), to read a
    style from. rgb: H×W×3. unknown: H×W."""
    small = cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    hole = cv2.resize(unknown.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0
    if hole.all():
        return np.asarray(small, np.uint8)
    return np.asarray(cv2.inpaint(small, hole.astype(np.uint8), 3, cv2.INPAINT_TELEA), np.uint8)
