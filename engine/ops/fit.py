"""Any picture size ⇄ the sizes that a network takes."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor


def working_size(height: int, width: int, side: int, multiple: int) -> tuple[int, int]:
    """The size nearest to the picture's proportions with about side² pixels, in multiples.

    side: a multiple of `multiple`.
    """
    ratio = math.sqrt(width / height)
    return (
        max(multiple, round(side / ratio / multiple) * multiple),
        max(multiple, round(side * ratio / multiple) * multiple),
    )


def resize(x: Tensor, height: int, width: int) -> Tensor:
    """N×C×H×W → N×C×height×width: antialiased bicubic."""
    if x.shape[-2:] == (height, width):
        return x
    return F.interpolate(x, (height, width), mode="bicubic", antialias=True, align_corners=False)
