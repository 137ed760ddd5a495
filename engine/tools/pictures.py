"""What translating and deblurring share: a network from picture to picture of the same size."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.spec import Interface
from engine.ops import colour, pixels

SMALLEST = 16  # pixels a side
LARGEST_SEED = 2**63 - 1
OVERLAP = 128  # pixels that neighbouring tiles share


def check(picture: NDArray[np.uint8], mask: NDArray[np.uint8] | None) -> None:
    """Refuse what cannot be worked on. picture, mask: as in `requests.TranslateRequest`.

    Raises BadInput picture.too_small, mask.size, mask.empty.
    """
    height, width, channels = picture.shape
    if channels not in (1, 2, 3, 4) or picture.dtype != np.uint8:
        raise ValueError(f"picture is {picture.shape} {picture.dtype}")
    if min(height, width) < SMALLEST:
        raise BadInput("picture.too_small", width=width, height=height, smallest=SMALLEST)
    check_mask(mask, height, width)


def check_mask(mask: NDArray[np.uint8] | None, height: int, width: int) -> None:
    """Raises BadInput mask.size, mask.empty."""
    if mask is None:
        return
    if mask.shape[:2] != (height, width):
        raise BadInput(
            "mask.size",
            width=mask.shape[1],
            height=mask.shape[0],
            expected_width=width,
            expected_height=height,
        )
    if not mask.any():
        raise BadInput("mask.empty")


def check_face(name: str, face: Interface) -> None:
    """Raises BadInput model.not_for_pictures for a network that does not give a picture of the
    size of the one it takes."""
    fits = face.planes in (1, 3) and face.colours in (1, 3) and face.scale == 1
    if not fits or face.labels or face.latent:
        raise BadInput(
            "model.not_for_pictures", name=name, planes=face.planes, colours=face.colours
        )


def seen(picture: NDArray[np.uint8], planes: int, device: torch.device) -> Tensor:
    """What a network sees of H×W×{1, 2, 3, 4}: 1×planes×H×W in [-1, 1]. Where the picture is
    transparent, its mean colour: what hides there is not meant to be seen."""
    shown = picture[..., : colour.bands(picture)]
    if picture.shape[2] in (2, 4):
        there = picture[..., -1:] > 0
        if not there.all() and there.any():
            mean = shown.mean((0, 1), where=there, dtype=np.float64)
            shown = np.where(there, shown, mean.astype(np.uint8))
    x = pixels.to_tensor(shown, device)
    if planes == 1:
        luma = x.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)  # as Pillow's "L"
        x = (x * luma).sum(1, keepdim=True)
    return x


def placed(
    made: NDArray[np.uint8], picture: NDArray[np.uint8], mask: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """H×W×4: what was made, as opaque as the picture and as the mask."""
    alpha = np.full((*made.shape[:2], 1), 255, np.uint8)
    if picture.shape[2] in (2, 4):
        alpha = picture[..., -1:]
    if mask is not None:
        alpha = (alpha.astype(np.uint16) * mask[..., -1:] + 127) // 255
    return np.concatenate([made, alpha.astype(np.uint8)], 2)


def used(mask: NDArray[np.uint8] | None) -> tuple[slice, slice]:
    """Rows and columns of the smallest rectangle with all that a mask lets through."""
    if mask is None:
        return slice(None), slice(None)
    through = mask[..., -1] > 0
    rows, columns = np.flatnonzero(through.any(1)), np.flatnonzero(through.any(0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def finite(x: Tensor, name: str) -> Tensor:
    """x, if it is a picture. Raises CoachlineError result.broken."""
    if not bool(torch.isfinite(x).all()):
        raise CoachlineError("result.broken", name=name)
    return x


def fitted(x: Tensor, face: Interface, net: Callable[[Tensor], Tensor]) -> Tensor:
    """A network's picture of N×C×H×W of any size, given and taken in [-1, 1]: the borders go on
    mirrored up to a size that it takes, and what was added is cut off."""
    height, width = x.shape[-2:]
    tall, wide = face.fixed or (
        math.ceil(max(side, face.smallest) / face.multiple) * face.multiple
        for side in (height, width)
    )
    x = mirrored(x, tall, wide)
    made = net(pixels.ranged(x, (-1, 1), face.takes))[..., :height, :width]
    return pixels.ranged(made, face.gives, (-1, 1))


def with_dropout(net: nn.Module, x: Tensor, seed: int) -> Tensor:
    """net(x). Dropout is the only noise of pix2pix and its kin: seed 0 leaves it off, any other
    draws it, the same seed the same."""
    for layer in net.modules():
        if isinstance(layer, nn.Dropout):
            layer.train(seed > 0)
    with torch.random.fork_rng([x.device] if x.device.type == "cuda" else []):
        torch.manual_seed(seed)  # dropout takes no generator
        return net(x)


def mirrored(x: Tensor, height: int, width: int) -> Tensor:
    """N×C×h×w continued downwards and to the right to height×width, as often as it takes."""
    while x.shape[-2] < height or x.shape[-1] < width:
        down = min(height - x.shape[-2], x.shape[-2] - 1)
        right = min(width - x.shape[-1], x.shape[-1] - 1)
        x = F.pad(x, (0, right, 0, down), mode="reflect")
    return x


def starts(length: int, side: int) -> list[int]:
    """Where tiles begin that cover a length and share some pixels."""
    if length <= side:
        return [0]
    lap = min(OVERLAP, side // 4)
    count = math.ceil((length - lap) / (side - lap))
    return [round(i * (length - side) / (count - 1)) for i in range(count)]


def tiled(
    x: Tensor,
    tile: tuple[int, int],
    colours: int,
    make: Callable[[Tensor], Tensor],
    step: Callable[[float], None],
) -> Tensor:
    """1×C×H×W → 1×colours×H×W: `make` of tiles, which fade into each other.

    tile: its height and width in pixels. step: called with the share that is done; may raise.
    """
    height, width = x.shape[-2:]
    tall, wide = tile
    places = [(top, left) for top in starts(height, tall) for left in starts(width, wide)]
    if len(places) == 1:
        return make(x)
    light = x.new_zeros(1, colours, height, width)
    share = x.new_zeros(1, 1, height, width)
    for i, (top, left) in enumerate(places):
        at = (..., slice(top, top + tall), slice(left, left + wide))
        part = x[at]
        weight = soft(part.shape[-2], x.device)[:, None] * soft(part.shape[-1], x.device)
        light[at] += make(part) * weight
        share[at] += weight
        step((i + 1) / len(places))
    return light / share


def soft(length: int, device: torch.device) -> Tensor:
    """Weights of a tile's pixels: a raised cosine over the overlap, never 0."""
    place = torch.arange(length, device=device, dtype=torch.float32) + 0.5
    ramp = torch.minimum(place, length - place).clamp(max=OVERLAP) / OVERLAP
    return 0.5 - 0.5 * torch.cos(torch.pi * ramp) + 1e-3
