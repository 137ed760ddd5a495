"""What the tools of the painter share: sizes, what is around, styles and what hints say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.models.painter import MULTIPLE, Painter
from engine.ops import colour, fit, known, pixels
from engine.requests import Pixels
from engine.tools import passes, pictures

SMALLEST, LARGEST, LONGEST_RATIO = 16, 16_384, 8
VARY = 0.25  # how far a seed moves a given style towards a random one


def check_sides(height: int, width: int, too_small: str, too_long: str) -> None:
    """Refuse sizes that cannot be painted. Raises BadInput with one of the two codes."""
    if min(height, width) < SMALLEST:
        raise BadInput(too_small, width=width, height=height, smallest=SMALLEST)
    if max(height, width) > LONGEST_RATIO * min(height, width):
        raise BadInput(too_long, width=width, height=height, ratio=LONGEST_RATIO)


def check_beside(
    hints: Pixels | None,
    mask: Pixels | None,
    known: Pixels | None,
    longest: int | None,
    size: tuple[int, int],
) -> None:
    """Refuse what does not fit a request's own array of size = (height, width).

    Raises BadInput hints.size, mask.*; ValueError for what no designer does.
    """
    height, width = size
    if hints is not None and hints.shape[:2] != size:
        raise BadInput(
            "hints.size",
            height=hints.shape[0],
            width=hints.shape[1],
            expected_height=height,
            expected_width=width,
        )
    pictures.check_mask(mask, height, width)
    around = [a.shape[:2] for a in (mask, known) if a is not None]
    if any(shape != size for shape in around) or (around and longest):
        raise ValueError(f"{around} do not fit {size}")


def check_range(name: str, value: int, low: int, high: int) -> None:
    """Raises BadInput value.range."""
    if not low <= value <= high:
        raise BadInput("value.range", name=name, value=value, low=low, high=high)


def output_size(height: int, width: int, longest: int | None) -> tuple[int, int]:
    """Height and width in pixels of the picture for an array of some height and width."""
    if longest is None:
        return height, width
    scale = longest / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def around(known: Pixels | None, mask: Pixels | None) -> NDArray[np.uint8] | None:
    """Of the known pixels, H×W×4, those that are followed: opaque and outside the mask; the
    others transparent. None = none."""
    if known is None or mask is None:
        return None
    stays = (known[..., 3:] == 255) & (mask == 0)
    if not stays.any():
        return None
    return np.where(stays, known, np.uint8(0))


def style(
    painter: Painter,
    seed: int,
    given: Pixels | None,
    around: NDArray[np.uint8] | None,
    device: torch.device,
) -> Tensor:
    """1×style: encoded from a picture, else from the known pixels, or drawn by the seed. A given
    style is varied by seeds above 0."""
    drawn = painter.random_style(1, torch.Generator().manual_seed(seed))
    if given is not None:
        colours = given[..., : colour.bands(given)]
    elif around is not None:
        colours = known.filled(around[..., :3], around[..., 3] == 0)
    else:
        return drawn
    encoded = painter.encode_style(pixels.to_tensor(colours, device))
    return encoded if seed == 0 else torch.lerp(encoded, drawn, VARY)


def hinted(
    style: Tensor,
    sources: passes.Sources,
    size: tuple[int, int],
    painter: Painter,
    where: Callable[[passes.Sources], NDArray[np.float32]],
) -> Tensor:
    """The style with the paint that the hints ask for: a dab on the car is meant for the whole of
    it; its own pixels keep its own colour. where: sources → H×W, 1 on the car, else 0."""
    small = sources.resized(*fit.working_size(*size, passes.SIDE, MULTIPLE))
    if small.hints is None:
        return style
    hints = pixels.hints(small.hints, style.device)
    on_car = hints[:, 3:] * pixels.plane(where(small), style.device)
    if not bool(on_car.any()):
        return style
    return painter.in_paint(style, (hints[:, :3] * on_car).sum((2, 3)) / on_car.sum())
