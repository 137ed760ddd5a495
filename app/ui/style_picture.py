"""A picture file as a style."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.document.pictures import open_file
from app.ui.sheet import seen

SIDE = 512  # pixels; a style has no use for more


def style_of(path: Path) -> NDArray[np.uint8]:
    """h×w×3 uint8 sRGB on white, at most SIDE a side. Raises as `open_file`."""
    document = open_file(path)
    pixels = seen(document, document.layers, document.bounds)
    step = -(-max(pixels.shape[:2]) // SIDE)
    height, width = (n // step * step for n in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // step, step, width // step, step, 4)
    small = blocks.mean((1, 3))  # h×w×4
    alpha = small[..., 3:] / 255
    on_white: NDArray[np.uint8] = (small[..., :3] * alpha + 255 * (1 - alpha) + 0.5).astype(
        np.uint8
    )
    return on_white
