"""Sketch: a drawing, colour hints and a style → a picture."""

from __future__ import annotations

import math

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.painter import MULTIPLE, Conditions, Painter
from engine.models.spec import Interface
from engine.ops import fit, lines, pixels
from engine.progress import Progress
from engine.requests import SketchRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool

TASK = "sketch"
SIDE = 256  # networks for drawings are trained on pictures of about SIDE² pixels
SMALLEST, LARGEST, LONGEST_RATIO = 16, 16_384, 8
VARY = 0.25  # how far a seed moves a given style towards a random one


def run(request: SketchRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×3 uint8 sRGB, and the card of the model that painted it.

    Raises BadInput drawing.*, hints.size, value.range, model.*; CoachlineError result.broken.
    """
    check(request)
    progress.step(0.0)
    ink = lines.ink(request.drawing, request.invert)
    model = pool.get(request.model, TASK)
    progress.step(0.2)
    height, width = output_size(request)
    with torch.inference_mode():
        if isinstance(model.net, Painter):
            picture = _painted(request, ink, model.net, pool.device)
        else:
            picture = _translated(request, ink, model.net, model.face, pool.device)
        if not bool(torch.isfinite(picture).all()):
            raise CoachlineError("result.broken", name=request.model)
        progress.step(0.9)
        painted = pixels.from_tensor(fit.resize(picture, height, width))
    progress.step(1.0)
    return painted, model.card


def _painted(
    request: SketchRequest, ink: lines.Ink, painter: Painter, device: torch.device
) -> Tensor:
    """The painter's way: ink, hints and a style → 1×3×h×w in [-1, 1]."""
    size = fit.working_size(*output_size(request), SIDE, MULTIPLE)
    drawn = lines.resized(ink, *size)
    style = _style(request, painter, device)
    hints = None
    if request.hints is not None:
        hints = _hints(request.hints, size, device)
        on_car = hints[:, 3:] * pixels.plane(lines.outlined(drawn), device)
        if on_car.any():
            # A dab is meant for the whole paint; its own pixels keep its own colour.
            style = painter.in_paint(style, (hints[:, :3] * on_car).sum((2, 3)) / on_car.sum())
    conditions = Conditions(lines=pixels.plane(drawn, device), hints=hints)
    return painter(style, conditions, size)


def _translated(
    request: SketchRequest, ink: lines.Ink, net: nn.Module, face: Interface, device: torch.device
) -> Tensor:
    """The way of pix2pix and its kin: black lines on white → 1×3×h×w in [-1, 1].

    Their only noise is dropout: seed 0 leaves it off, any other draws it. Raises BadInput
    model.no_style, model.no_hints, model.not_for_drawings.
    """
    if request.style is not None:
        raise BadInput("model.no_style", name=request.model)
    if request.hints is not None:
        raise BadInput("model.no_hints", name=request.model)
    if {face.planes, face.colours} - {1, 3}:
        raise BadInput(
            "model.not_for_drawings", name=request.model, planes=face.planes, colours=face.colours
        )
    side = math.ceil(max(SIDE, face.smallest) / face.multiple) * face.multiple
    size = fit.working_size(*output_size(request), side, face.multiple)
    paper = 1 - pixels.plane(lines.resized(ink, *size), device)
    sheet = pixels.ranged(paper, (0, 1), face.takes).expand(-1, face.planes, -1, -1)
    for layer in net.modules():
        if isinstance(layer, nn.Dropout):
            layer.train(request.seed > 0)
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(request.seed)  # dropout takes no generator
        picture = net(sheet)
    return pixels.ranged(picture, face.gives, (-1, 1)).expand(-1, 3, -1, -1)


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
    colours = request.style[..., : 3 if request.style.shape[2] >= 3 else 1]
    given = painter.encode_style(pixels.to_tensor(colours, device))
    return given if request.seed == 0 else torch.lerp(given, drawn, VARY)
