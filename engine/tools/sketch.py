"""Sketch: a drawing, colour hints and a style → a picture."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput, CoachlineError
from engine.models.painter import MULTIPLE, Conditions, Painter
from engine.ops import fit, lines, pixels
from engine.progress import Progress
from engine.requests import SketchRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool

TASK = "sketch"
SIDE = 256  # the painter was trained on pictures of up to about SIDE² pixels
SMALLEST, LARGEST, LONGEST_RATIO = 16, 16_384, 8
VARY = 0.25  # how far a seed moves a given style towards a random one


def run(request: SketchRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×3 uint8 sRGB, and the card of the model that painted it.

    Raises BadInput drawing.*, hints.size, value.range, model.*; CoachlineError result.broken.
    """
    check(request)
    progress.step(0.0)
    ink = lines.ink(request.drawing, request.invert)
    card, net = pool.get(request.model, TASK)
    painter = cast(Painter, net)
    progress.step(0.2)
    height, width = output_size(request)
    size = fit.working_size(height, width, SIDE, MULTIPLE)
    with torch.inference_mode():
        conditions = Conditions(
            lines=pixels.plane(lines.resized(ink, *size), pool.device),
            hints=None if request.hints is None else _hints(request.hints, size, pool.device),
        )
        picture = painter(_style(request, painter, pool.device), conditions, size)
        if not bool(torch.isfinite(picture).all()):
            raise CoachlineError("result.broken", name=request.model)
        progress.step(0.9)
        painted = pixels.from_tensor(fit.resize(picture, height, width))
    progress.step(1.0)
    return painted, card


def check(request: SketchRequest) -> None:
    """Refuse what cannot be painted. Raises BadInput."""
    height, width, channels = request.drawing.shape
    if channels not in (1, 2, 3, 4) or request.drawing.dtype != np.uint8:
        raise ValueError(f"drawing is {request.drawing.shape} {request.drawing.dtype}")
    if min(height, width) < SMALLEST:
        raise BadInput("drawing.too_small", width=width, height=height, smallest=SMALLEST)
    if max(height, width) > LONGEST_RATIO * min(height, width):
        raise BadInput("drawing.too_long", width=width, height=height, ratio=LONGEST_RATIO)
    if request.hints is not None and request.hints.shape[:2] != (height, width):
        raise BadInput(
            "hints.size",
            height=request.hints.shape[0],
            width=request.hints.shape[1],
            expected_height=height,
            expected_width=width,
        )
    _in_range("seed", request.seed, 0, 2**63 - 1)
    if request.longest is not None:
        _in_range("longest", request.longest, SMALLEST, LARGEST)


def _in_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadInput("value.range", name=name, value=value, low=low, high=high)


def output_size(request: SketchRequest) -> tuple[int, int]:
    """Height and width of the picture in pixels."""
    height, width = request.drawing.shape[:2]
    if request.longest is None:
        return height, width
    scale = request.longest / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _hints(strokes: NDArray[np.uint8], size: tuple[int, int], device: torch.device) -> Tensor:
    """Strokes at the working size; a stroke thinner than a working pixel still gives one."""
    height, width = size
    alpha = strokes[..., 3:].astype(np.float32) / 255
    weighted = np.concatenate([strokes[..., :3] * alpha, alpha], 2)  # premultiplied: no fringes
    small = cv2.resize(weighted, (width, height), interpolation=cv2.INTER_AREA)
    cover = small[..., 3:]
    there = cover > 0.1
    colour = np.where(there, small[..., :3] / np.maximum(cover, 1e-3), 0)
    packed = np.concatenate([colour, there * 255.0], 2)
    return pixels.hints(np.clip(packed + 0.5, 0, 255).astype(np.uint8), device)


def _style(request: SketchRequest, painter: Painter, device: torch.device) -> Tensor:
    """1×style: encoded from the style picture, or drawn by the seed."""
    drawn = painter.random_style(1, torch.Generator().manual_seed(request.seed))
    if request.style is None:
        return drawn
    rgb = request.style[..., :3]
    given = painter.encode_style(pixels.to_tensor(rgb, device))
    return given if request.seed == 0 else torch.lerp(given, drawn, VARY)
