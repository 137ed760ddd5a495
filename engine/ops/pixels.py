"""The only door between arrays and tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def to_tensor(pixels: NDArray[np.uint8], device: torch.device) -> Tensor:
    """H×W×{1, 3} uint8 sRGB → 1×3×H×W float32 in [-1, 1]."""
    x = torch.tensor(np.ascontiguousarray(pixels), device=device)
    return x.permute(2, 0, 1)[None].float().expand(1, 3, -1, -1) / 127.5 - 1


def from_tensor(x: Tensor) -> NDArray[np.uint8]:
    """1×3×H×W float in [-1, 1] → H×W×3 uint8, rounded."""
    levels = (x.detach()[0].float().clamp(-1, 1) + 1) * 127.5
    return levels.round().byte().permute(1, 2, 0).cpu().numpy()


def ranged(x: Tensor, given: tuple[float, float], wanted: tuple[float, float]) -> Tensor:
    """Values whose (black, white) is `given` → the same with (black, white) `wanted`."""
    gain = (wanted[1] - wanted[0]) / (given[1] - given[0])
    return (x - given[0]) * gain + wanted[0]


def plane(values: NDArray[np.float32], device: torch.device) -> Tensor:
    """H×W float32 → 1×1×H×W."""
    return torch.tensor(np.ascontiguousarray(values), device=device)[None, None]


def hints(strokes: NDArray[np.uint8], device: torch.device) -> Tensor:
    """H×W×4 uint8 strokes, transparent = none → 1×4×H×W: colour in [-1, 1] and mask in {0, 1}."""
    there = plane((strokes[..., 3] >= 128).astype(np.float32), device)
    return torch.cat([to_tensor(strokes[..., :3], device) * there, there], 1)


def numbers(array: NDArray[Any], device: torch.device) -> Tensor:
    """An array of any shape that is no picture → float32."""
    return torch.tensor(array, dtype=torch.float32, device=device)


def plain(x: Tensor) -> NDArray[np.float32]:
    """A tensor of any shape that is no picture → float32."""
    return x.detach().float().cpu().numpy()


def values(x: Tensor) -> NDArray[np.float32]:
    """1×C×H×W → H×W×C float32, as they are."""
    return x.detach()[0].float().permute(1, 2, 0).cpu().numpy()


def grey_planes(picture: NDArray[np.float32], device: torch.device) -> Tensor:
    """H×W×C → C×1×H×W: each channel as a picture of its own."""
    x = torch.tensor(np.ascontiguousarray(picture.transpose(2, 0, 1)), device=device)
    return x[:, None]
