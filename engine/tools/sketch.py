"""Sketch: a drawing, colour hints, a style and what is around → a picture."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.painter import MULTIPLE, Painter
from engine.models.segmenter import Segmenter
from engine.models.spec import Interface
from engine.ops import fit, known, lines, pixels
from engine.progress import Progress
from engine.requests import SketchRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import passes, pictures

TASK = "sketch"
SMALLEST, LARGEST, LONGEST_RATIO = 16, 16_384, 8
VARY = 0.25  # how far a seed moves a given style towards a random one


def run(request: SketchRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×4 uint8 sRGB, and the card of the model that painted it.

    Raises BadInput drawing.*, hints.size, mask.*, value.range, model.*; CoachlineError
    result.broken.
    """
    check(request)
    progress.step(0.0)
    ink = _ink(request)
    model = pool.get(request.model, TASK)
    progress.step(0.2)
    height, width = output_size(request)
    with torch.inference_mode():
        if isinstance(model.net, Painter):
            reader = _reader(model.card, pool)
            picture = _painted(request, ink, model.net, reader, pool.device, progress)
        else:
            picture = _translated(request, ink, model.net, model.face, pool.device)
        if not bool(torch.isfinite(picture).all()):
            raise CoachlineError("result.broken", name=request.model)
        progress.step(0.9)
        painted = pixels.from_tensor(fit.resize(picture, height, width))
    progress.step(1.0)
    return pictures.placed(painted, painted, request.mask), model.card


def _ink(request: SketchRequest) -> lines.Ink:
    """The drawing's ink; none, if it is blank and there is a picture around to go by."""
    try:
        return lines.ink(request.drawing, request.invert)
    except BadInput as e:
        if e.code != "drawing.blank" or request.known is None:
            raise
        return np.zeros(request.drawing.shape[:2], np.float32)


def _painted(
    request: SketchRequest,
    ink: lines.Ink,
    painter: Painter,
    reader: Segmenter | None,
    device: torch.device,
    progress: Progress,
) -> Tensor:
    """The painter's way: ink, hints, known pixels and a style → 1×3×H×W in [-1, 1]."""
    size = output_size(request)
    sources = passes.Sources(ink, hints=request.hints, known=_around(request))
    style = _style(request, painter, device)
    if request.hints is not None:
        style = _hinted(style, sources, size, painter)

    def step(done: float) -> None:
        progress.step(0.2 + 0.7 * done)

    return passes.painted(
        painter, style, sources, size, step, reader=reader, coarse=request.preview
    )


def _around(request: SketchRequest) -> NDArray[np.uint8] | None:
    """The known pixels, H×W×4: opaque where they are followed, else transparent; None = none."""
    if request.known is None or request.mask is None:
        return None
    stays = (request.known[..., 3:] == 255) & (request.mask == 0)
    if not stays.any():
        return None
    return np.where(stays, request.known, np.uint8(0))


def _reader(card: Card, pool: Pool) -> Segmenter | None:
    """What tells a painter the parts that a drawing shows, if its card names a model for that.

    Raises CoachlineError model.damaged if that is no segmenter.
    """
    name = card.table.get("reader")
    if not isinstance(name, str):
        return None
    reader = pool.get(name, "read")
    if not isinstance(reader.net, Segmenter):
        raise CoachlineError(
            "model.damaged", path=reader.card.weights, reason="it is no segmenter of drawings"
        )
    return reader.net


def _hinted(
    style: Tensor, sources: passes.Sources, size: tuple[int, int], painter: Painter
) -> Tensor:
    """The style with the paint that the hints ask for: a dab on the car is meant for the whole of
    it; its own pixels keep its own colour."""
    small = sources.resized(*fit.working_size(*size, passes.SIDE, MULTIPLE))
    assert small.hints is not None and small.lines is not None
    hints = pixels.hints(small.hints, style.device)
    on_car = hints[:, 3:] * pixels.plane(lines.outlined(small.lines), style.device)
    if not bool(on_car.any()):
        return style
    return painter.in_paint(style, (hints[:, :3] * on_car).sum((2, 3)) / on_car.sum())


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
    side = math.ceil(max(passes.SIDE, face.smallest) / face.multiple) * face.multiple
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
    pictures.check_mask(request.mask, height, width)
    around = [a for a in (request.mask, request.known) if a is not None]
    if any(a.shape[:2] != (height, width) for a in around) or (around and request.longest):
        raise ValueError(f"{[a.shape for a in around]} do not fit {request.drawing.shape}")
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


def _style(request: SketchRequest, painter: Painter, device: torch.device) -> Tensor:
    """1×style: encoded from the style picture, else from the known pixels, or drawn by the seed."""
    drawn = painter.random_style(1, torch.Generator().manual_seed(request.seed))
    if request.style is not None:
        colours = request.style[..., : 3 if request.style.shape[2] >= 3 else 1]
    elif (around := _around(request)) is not None:
        colours = known.filled(around[..., :3], around[..., 3] == 0)
    else:
        return drawn
    given = painter.encode_style(pixels.to_tensor(colours, device))
    return given if request.seed == 0 else torch.lerp(given, drawn, VARY)
