"""Editing: a latent is pulled to where its picture shows what was brushed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.latent_requests import EditRequest
from engine.ops import pixels
from engine.progress import Progress
from engine.runtime.pool import Pool
from engine.tools import pictures
from engine.tools.answer import Answer
from engine.tools.latent import constraints, manifold, projection
from engine.tools.latent.descent import Descent, descend
from engine.tools.latent.frame import Frame
from engine.tools.latent.manifold import Manifold

MOST_CANDIDATES = 16
SPACES = ("w", "w+")
RATE = 0.1  # of the coordinates, a step, at first
STAY = 0.01  # weight of the mean squared way from the start
APART = 0.3  # of each coordinate, in which candidates begin away from the start
HEAVIEST = 100.0


def run(request: EditRequest, pool: Pool, progress: Progress) -> Answer:
    """Raises BadInput picture.*, latent.*, value.*, model.*; CoachlineError latent.lost, model.*;
    Cancelled."""
    check(request)
    progress.step(0.0)
    m = manifold.of(request.model, request.label, pool)
    if request.start.ndim != 2:
        raise BadInput("latent.values", name="start")
    start = m.tensor(request.start, "start")  # 1×L×W
    frame = Frame(request.region.height, request.region.width, projection.compared_side(m))

    def drawn(way: Tensor) -> Tensor:
        return projection.compared(m.synthesis(start + m.shift(way)), frame.side)

    descent = _start(request, m)
    with torch.no_grad():
        wishes = constraints.read(request, drawn(descent.point[:1] * 0), frame)

    def loss(way: Tensor) -> Tensor:
        return wishes(drawn(way)) + STAY * request.smoothness * way.square().mean((1, 2))

    before = descent.taken
    descent = descend(
        loss, descent, RATE, request.steps, request.seconds, progress.part(0.05, 0.95)
    )
    with torch.no_grad():
        losses = pixels.plain(loss(descent.point))
        latents = start + m.shift(descent.point)
        made = m.synthesis(latents)
    best = int(losses.argmin())
    full = replace(frame, side=m.side)
    seen = [projection.shown(picture[None], full) for picture in made]
    figures = {
        "best": float(best),
        "steps": float(descent.taken - before),
        "taken": float(descent.taken),
        **wishes.met(projection.compared(made[best : best + 1], frame.side)),
    }
    arrays: dict[str, NDArray[Any]] = {
        "latents": pixels.plain(latents),
        "pictures": np.stack(seen)[..., :3],
        "losses": losses,
        **descent.arrays(),
    }
    again = replace(request, steps=descent.taken - before, seconds=0.0)
    return Answer(seen[best], m.card, arrays, figures, request=again)


def check(request: EditRequest) -> None:
    """Raises BadInput picture.too_small, latent.values, value.*."""
    height, width = request.region.height, request.region.width
    if min(height, width) < pictures.SMALLEST:
        smallest = pictures.SMALLEST
        raise BadInput("picture.too_small", width=width, height=height, smallest=smallest)
    for name in ("colours", "lines"):
        strokes = getattr(request, name)
        if strokes is not None and (strokes.ndim != 3 or strokes.shape[2] != 4 or not strokes.size):
            raise BadInput("latent.values", name=name)
    for name in ("colour_weight", "line_weight", "warp_weight", "smoothness"):
        projection.in_range(name, getattr(request, name), 0, HEAVIEST)
    projection.chosen("space", request.space, SPACES)
    projection.in_range("steps", request.steps, 0, projection.MOST_STEPS)
    projection.in_range("seconds", request.seconds, 0, 3600)
    projection.in_range("candidates", request.candidates, 1, MOST_CANDIDATES)
    projection.in_range("seed", request.seed, 0, pictures.LARGEST_SEED)


def _start(request: EditRequest, m: Manifold) -> Descent:
    """Ways from the start, N×k×D: none for the first candidate, short ones for the others."""
    k = m.layers if request.space == "w+" else 1
    shape = (request.candidates, k, m.basis.shape[1])
    if request.point is not None:
        return Descent.resumed(request.point, request.moments, request.taken, shape, m.device)
    drawn = torch.Generator().manual_seed(request.seed)
    way = APART * torch.randn(shape[0], 1, shape[2], generator=drawn).repeat(1, k, 1)
    way[0] = 0
    return Descent.at(way.to(m.device))
