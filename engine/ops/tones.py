"""The tones of what is painted anew, as those of the same parts around it. Torch-free."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect
from engine.ops import holes
from engine.ops.holes import Mask, Values

SEEN = 1 << 20  # pixels; in larger pictures what the tones differ by is enlarged
FEWEST = 16  # pixels of a part from which its mean tone is known


def matched(
    made: Values, known: Values, there: Mask, hole: Mask, parts: NDArray[np.uint8]
) -> Values:
    """What was made, H×W×3, with each part in the tone that it has around the hole.

    known: H×W×3, the picture where `there`. hole: what is painted anew. parts: H×W ids. Along the
    rim of the hole a part gets the picture's own tone, and what it differs by is carried inwards
    (Pérez et al. 2003, as a membrane), but not from one part to another; a part that does not
    touch the rim is shifted by what its other pixels differ by.
    """
    height, width = hole.shape
    y, x = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    near = Rect(int(x[0]), int(y[0]), int(x[-1]) + 1, int(y[-1]) + 1).grown(2)
    at = (near & Rect.of_size(width, height)).slices()
    differs = np.where(there[..., None], known - made, np.float32(0))
    offset = np.zeros_like(made[at])
    rim = holes.rim(hole, there)[at]
    for part in np.unique(parts[hole]):
        of_part = parts == part
        free, fixed = (hole & of_part)[at], rim & of_part[at]
        outside = there & of_part
        if fixed.any():
            offset += _carried(differs[at], free, fixed)
        elif np.count_nonzero(outside) >= FEWEST:
            offset[free] += differs[outside].mean(0)
    result = made.copy()
    result[at] += offset
    return result


def _carried(differs: Values, free: Mask, fixed: Mask) -> Values:
    """The membrane over a part, at no more than SEEN pixels; 0 elsewhere."""
    height, width = free.shape
    step = (SEEN / (height * width)) ** 0.5
    if step >= 1:
        return holes.membrane(differs, free, fixed) * free[..., None]
    size = (max(1, round(width * step)), max(1, round(height * step)))
    weight = cv2.resize(fixed.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(differs * fixed[..., None], size, interpolation=cv2.INTER_AREA)
    held = weight > 0
    open_ = cv2.resize(free.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    small = holes.membrane(light / np.maximum(weight, 1e-6)[..., None], open_ & ~held, held)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR) * free[..., None]
