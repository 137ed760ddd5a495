"""Sketch: a drawing, colour hints, a style and what is around → a picture."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput, CoachlineError
from engine.models.painter import Painter
from engine.models.segmenter import Segmenter
from engine.models.spec import Interface
from engine.ops import fit, lines, pixels
from engine.progress import Progress
from engine.requests import SketchRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import painting, passes, pictures

TASK = "sketch"


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
    around = painting.around(request.known, request.mask)
    sources = passes.Sources(ink, hints=request.hints, known=around)
    style = painting.style(painter, request.seed, request.style, around, device)
    style = painting.hinted(style, sources, size, painter, _on_car)

    def step(done: float) -> None:
        progress.step(0.2 + 0.7 * done)

    return passes.painted(
        painter, style, sources, size, step, reader=reader, coarse=request.preview
    )


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
    painting.check_sides(height, width, "drawing.too_small", "drawing.too_long")
    painting.check_beside(
        request.hints, request.mask, request.known, request.longest, (height, width)
    )
    painting.check_range("seed", request.seed, 0, pictures.LARGEST_SEED)
    if request.longest is not None:
        painting.check_range("longest", request.longest, painting.SMALLEST, painting.LARGEST)


def output_size(request: SketchRequest) -> tuple[int, int]:
    """Height and width of the picture in pixels."""
    height, width = request.drawing.shape[:2]
    return painting.output_size(height, width, request.longest)


def _on_car(sources: passes.Sources) -> NDArray[np.float32]:
    assert sources.lines is not None
    return lines.outlined(sources.lines)
