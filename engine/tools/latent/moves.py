"""Moves without brushes: on the way to another latent, style mixing, named axes, principal
components, truncation; and random samples."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.latent_requests import MoveRequest, SampleRequest
from engine.ops import pixels
from engine.progress import Progress
from engine.requests import Pixels
from engine.runtime.pool import Pool
from engine.tools import pictures
from engine.tools.answer import Answer
from engine.tools.latent import encoder, manifold, projection
from engine.tools.latent.frame import Frame
from engine.tools.latent.manifold import LEVELS, Manifold

MOST = 256  # samples
FARTHEST = 10.0  # standard deviations along a component
BATCH = 8  # samples that are drawn at once


def move(request: MoveRequest, pool: Pool, progress: Progress) -> Answer:
    """Raises BadInput latent.*, value.*, model.*; Cancelled."""
    progress.step(0.0)
    m = manifold.of(request.model, request.label, pool)
    reader = encoder.reader(m, pool)
    projection.in_range("amount", request.amount, 0, 1)
    projection.in_range("truncation", request.truncation, 0, 1.5)
    with torch.no_grad():
        latent = m.tensor(request.latent, "latent")[:1]
        if request.towards is not None:
            latent = torch.lerp(latent, m.tensor(request.towards, "towards")[:1], request.amount)
        if request.mixed is not None:
            latent = _mixed(m, latent, m.tensor(request.mixed, "mixed")[:1], request.levels)
        values = parsed(request.axes)
        if values:
            if reader is None:
                raise BadInput("latent.no_axes", name=m.card.name)
            latent = latent + reader.moved(m.synthesis(latent), values)[:, None]
        if request.components is not None:
            latent = latent + _along(m, request.components)
        latent = m.truncated(latent, request.truncation)
        progress.step(0.5)
        picture = pictures.finite(m.synthesis(latent), m.card.name)
    arrays: dict[str, Pixels] = {"latent": pixels.plain(latent)}
    if reader is not None:
        arrays["axes"] = pixels.plain(reader.parameters(picture))[0]
    height, width = max(1, request.region.height), max(1, request.region.width)
    return Answer(projection.shown(picture, Frame(height, width, m.side)), m.card, arrays)


def sample(request: SampleRequest, pool: Pool, progress: Progress) -> Answer:
    """Raises BadInput value.*, model.*; CoachlineError result.broken; Cancelled."""
    projection.in_range("count", request.count, 1, MOST)
    projection.in_range("truncation", request.truncation, 0, 1.5)
    projection.in_range("seed", request.seed, 0, pictures.LARGEST_SEED)
    m = manifold.of(request.model, request.label, pool)
    drawn = []
    with torch.no_grad():
        w = m.mapping(m.random_z(request.count, request.seed))
        latents = m.truncated(m.all_layers(w), request.truncation)
        for i in range(0, request.count, BATCH):
            progress.step(i / request.count)
            made = pictures.finite(m.synthesis(latents[i : i + BATCH]), m.card.name)
            drawn += [pixels.from_tensor(picture[None]) for picture in made]
    shown = np.stack(drawn)
    arrays: dict[str, Pixels] = {"latents": pixels.plain(latents), "pictures": shown}
    return Answer(_sheet(shown), m.card, arrays)


def parsed(axes: str) -> dict[str, float]:
    """ "NAME=VALUE,…" → values by name. Raises BadInput latent.axis_form."""
    values = {}
    for part in filter(None, (p.strip() for p in axes.split(","))):
        name, equals, text = part.partition("=")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not equals or not math.isfinite(value):
            raise BadInput("latent.axis_form", text=part)
        values[name.strip()] = value
    return values


def _mixed(m: Manifold, latent: Tensor, other: Tensor, levels: str) -> Tensor:
    mixed = latent.clone()
    for name in filter(None, (part.strip() for part in levels.split(","))):
        projection.chosen("levels", name, LEVELS)
        mixed[:, m.level(name)] = other[:, m.level(name)]
    return mixed


def _along(m: Manifold, components: Pixels) -> Tensor:
    """n numbers → 1×1×W."""
    most = m.basis.shape[1]
    if components.ndim != 1 or len(components) > most or not np.isfinite(components).all():
        raise BadInput("latent.values", name="components")
    if len(components):
        projection.in_range("components", float(np.abs(components).max()), 0, FARTHEST)
    way = torch.zeros(1, 1, most, device=m.device)
    way[0, 0, : len(components)] = pixels.numbers(components, m.device)
    return (way * m.spread.to(way)) @ m.basis.to(way).T


def _sheet(drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """N×S×S×3 → all in rows, opaque, transparent where there is none."""
    count, side = drawn.shape[:2]
    across = math.ceil(math.sqrt(count))
    down = math.ceil(count / across)
    sheet = np.zeros((down * across, side, side, 4), np.uint8)
    sheet[:count, ..., :3], sheet[:count, ..., 3] = drawn, 255
    rows = sheet.reshape(down, across, side, side, 4).swapaxes(1, 2)
    return rows.reshape(down * side, across * side, 4)
