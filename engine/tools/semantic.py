"""Semantic: a map of part labels, and what else is known, → a picture that shows these parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.models.painter import Painter
from engine.ops import labels, lines, pixels, tones
from engine.progress import Progress
from engine.requests import Pixels
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import label_networks, painting, passes, pictures

TASK = "semantic"
PAINT = 2  # the id of a car's paint
AROUND = 64  # pixels at least that are seen around what is painted anew
SOFT = 1 / 256  # width of the border between two styles, of the picture's shorter side


def run(request: SemanticRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×4 uint8 sRGB, and the card of the model that painted it.

    With a mask only its neighbourhood is computed; outside the mask the result is transparent.
    Raises BadInput labels.*, palette.unknown, hints.size, mask.*, value.range, model.*;
    CoachlineError result.broken.
    """
    check(request)
    progress.step(0.0)
    model = pool.get(request.model, TASK)
    progress.step(0.2)
    near = _neighbourhood(request)
    asked = _cut(request, near)
    height, width = asked.labels.shape[:2]
    size = painting.output_size(height, width, asked.longest)

    with torch.inference_mode():
        if isinstance(model.net, Painter):
            paint = _by_painter(asked, size, model.net, pool.device)
        else:
            paint = label_networks.by_network(asked, size, model, pool)
        picture = _in_styles(asked, size, paint, progress.part(0.2, 0.9))
        if not bool(torch.isfinite(picture).all()):
            raise CoachlineError("result.broken", name=request.model)
        painted = pixels.from_tensor(_in_tone(asked, picture))
    progress.step(1.0)
    placed = pictures.placed(painted, painted, asked.mask)
    if near is None:
        return placed, model.card
    whole = np.zeros((*request.labels.shape[:2], 4), np.uint8)
    whole[near.y0 : near.y1, near.x0 : near.x1] = placed
    return whole, model.card


def check(request: SemanticRequest) -> None:
    """Refuse what cannot be painted. Raises BadInput."""
    height, width, channels = request.labels.shape
    if channels != 1 or request.labels.dtype != np.uint8:
        raise ValueError(f"labels are {request.labels.shape} {request.labels.dtype}")
    painting.check_sides(height, width, "labels.too_small", "labels.too_long")
    if request.lines is not None and request.lines.shape[:2] != (height, width):
        raise BadInput(
            "labels.lines_size",
            height=request.lines.shape[0],
            width=request.lines.shape[1],
            expected_height=height,
            expected_width=width,
        )
    painting.check_beside(
        request.hints, request.mask, request.known, request.longest, (height, width)
    )
    painting.check_range("seed", request.seed, 0, pictures.LARGEST_SEED)
    if request.longest is not None:
        painting.check_range("longest", request.longest, painting.SMALLEST, painting.LARGEST)
    labels.mapping_of_text(request.mapping)
    labels.ids_of_text(request.styled)
    told = bool((request.labels != labels.UNKNOWN).any())
    if not told and request.lines is None and request.known is None:
        raise BadInput("labels.none")


def _neighbourhood(request: SemanticRequest) -> Rect | None:
    """What is looked at to paint within a mask: as far again as it is wide. None = all of it."""
    if request.mask is None:
        return None
    height, width = request.labels.shape[:2]
    y, x = pictures.used(request.mask)
    part = Rect(x.start, y.start, x.stop, y.stop)
    near = part.grown(max(part.width, part.height, AROUND)) & Rect.of_size(width, height)
    return None if near == Rect.of_size(width, height) else near


def _cut(request: SemanticRequest, near: Rect | None) -> SemanticRequest:
    """The same of a part of its arrays."""
    if near is None:
        return request
    part = (slice(near.y0, near.y1), slice(near.x0, near.x1))
    beside: dict[str, Any] = {
        name: None if (array := getattr(request, name)) is None else array[part]
        for name in ("lines", "hints", "mask", "known")
    }
    return replace(request, labels=request.labels[part], **beside)


def _by_painter(
    request: SemanticRequest, size: tuple[int, int], painter: Painter, device: torch.device
) -> label_networks.Paint:
    """The painter's way. Raises BadInput labels.unknown, palette.unknown."""
    labels.check(request.labels, request.palette)
    around = painting.around(request.known, request.mask)
    sources = passes.Sources(
        None if request.lines is None else _ink(request.lines),
        request.labels[..., 0],
        request.hints,
        around,
    )
    where = None if request.mask is None else request.mask[..., 0] > 0

    def paint(given: Pixels | None, step: passes.Step) -> Tensor:
        style = painting.style(painter, request.seed, given, around, device)
        style = painting.hinted(style, sources, size, painter, _on_paint)
        return passes.painted(
            painter, style, sources, size, step, coarse=request.preview, where=where
        )

    return paint


def _in_styles(
    request: SemanticRequest,
    size: tuple[int, int],
    paint: label_networks.Paint,
    progress: Progress,
) -> Tensor:
    """The picture in its style, 1×3×H×W in [-1, 1], and with its parts in theirs."""
    share = _share(request, size)
    if share is None:
        return paint(request.style, progress.step)
    picture = paint(request.style, progress.part(0, 0.5).step)
    parts = paint(request.part_style, progress.part(0.5, 1).step)
    return torch.lerp(picture, parts, pixels.plane(share, picture.device))


def _ink(drawing: NDArray[np.uint8]) -> lines.Ink | None:
    """The drawing's ink; a blank one says nothing."""
    try:
        return lines.ink(drawing)
    except BadInput as e:
        if e.code != "drawing.blank":
            raise
        return None


def _on_paint(sources: passes.Sources) -> NDArray[np.float32]:
    assert sources.labels is not None
    return (sources.labels == PAINT).astype(np.float32)


def _in_tone(request: SemanticRequest, picture: Tensor) -> Tensor:
    """1×3×H×W, its parts in the tones that they have in the picture around the mask."""
    around = painting.around(request.known, request.mask)
    if around is None or request.mask is None or request.preview:
        return picture
    made = pixels.values((picture + 1) / 2)
    known = around[..., :3].astype(np.float32) / 255
    there, hole = around[..., 3] == 255, request.mask[..., 0] > 0
    toned = tones.matched(made, known, there, hole, request.labels[..., 0])
    return pixels.grey_planes(toned * 2 - 1, picture.device).permute(1, 0, 2, 3)


def _share(request: SemanticRequest, size: tuple[int, int]) -> NDArray[np.float32] | None:
    """H×W in [0, 1], how much of the picture is in the style of its parts; None = nothing."""
    ids = labels.ids_of_text(request.styled)
    if request.part_style is None or not ids:
        return None
    of_parts = np.isin(request.labels[..., 0], ids).astype(np.float32)
    if not of_parts.any():
        return None
    height, width = size
    share = cv2.resize(of_parts, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.GaussianBlur(share, (0, 0), max(0.5, SOFT * min(size))), np.float32)
