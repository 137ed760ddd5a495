"""Inpaint: a picture with holes → what fills them, in the picture's own depth."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models.painter import Painter
from engine.ops import colour, flow, holes, known, lines, pixels
from engine.ops.holes import Mask, Values
from engine.progress import Progress
from engine.requests import InpaintRequest, Pixels
from engine.runtime import cards
from engine.runtime.cards import Card
from engine.runtime.pool import Model, Pool
from engine.tools import passes, pictures
from engine.tools.latent import completion, manifold

TASK = "inpaint"
CLASSIC = {"telea": cv2.INPAINT_TELEA, "navier-stokes": cv2.INPAINT_NS}
VARY = 0.25  # how far a seed moves the picture's style towards a random one


def run(request: InpaintRequest, pool: Pool, progress: Progress) -> tuple[Pixels, Card]:
    """What fills the holes, H×W×4 of the picture's depth with alpha 0 outside the mask, and the
    card of the model.

    Raises BadInput mask.*, labels.size, drawing.*, value.range, model.*; CoachlineError
    result.broken.
    """
    check(request)
    progress.step(0.0)
    card, model = _model(request, pool)
    progress.step(0.1)
    picture = request.picture
    values = _encoded(picture)
    hole = request.mask[..., 0] > 0
    known = ~hole
    if picture.shape[2] in (2, 4):
        known &= picture[..., -1] > 0
    places = holes.groups(hole)
    completed = None
    if model is not None and model.card.task == manifold.TASK:
        steps = 0 if request.preview else completion.STEPS
        completed = completion.completed(
            values, known, request.model, request.seed, steps, pool, progress.part(0.1, 0.9)
        )
    for i, (_, crop) in enumerate(places):
        share = progress.part(0.1 + 0.9 * i / len(places), 0.1 + 0.9 * (i + 1) / len(places))
        at = crop.slices()
        if completed is None:
            filled = _filled(request, crop, values[at], hole[at], known[at], model, pool, share)
        else:
            height, width = hole.shape
            made = flow.enlarged(completed, height, width, crop)
            filled = _joined(made, values[at], hole[at], known[at])
        values[at][hole[at]] = filled[hole[at]]
    return _placed(request, values, hole), card


def check(request: InpaintRequest) -> None:
    """Refuse what cannot be filled. Raises BadInput."""
    height, width, channels = request.picture.shape
    if channels not in (1, 2, 3, 4):
        raise ValueError(f"picture is {request.picture.shape}")
    pictures.check_mask(request.mask, height, width)
    if (request.mask > 0).all():
        raise BadInput("mask.full")
    if not 0 <= request.seed <= pictures.LARGEST_SEED:
        raise BadInput("value.range", name="seed", value=request.seed, low=0, high=2**63 - 1)


def _model(request: InpaintRequest, pool: Pool) -> tuple[Card, Model | None]:
    if request.model in CLASSIC:
        return cards.classic(request.model), None
    card = cards.find(request.model)
    model = pool.get(request.model, "sketch" if card.task == "sketch" else TASK)
    return model.card, model


def _filled(
    request: InpaintRequest,
    crop: Rect,
    values: Values,
    hole: Mask,
    known: Mask,
    model: Model | None,
    pool: Pool,
    progress: Progress,
) -> Values:
    """The crop with its holes filled."""
    if model is None:
        return holes.continued(values, hole, known, CLASSIC[request.model])
    if not isinstance(model.net, Painter):
        raise BadInput("model.wrong_task", name=request.model, task=model.card.task, wanted=TASK)
    made = _painted(request, crop, values, hole, known, model.net, pool.device, progress)
    if not np.isfinite(made).all():
        raise CoachlineError("result.broken", name=request.model)
    return _joined(made, values, hole, known)


def _joined(made: Values, values: Values, hole: Mask, known: Mask) -> Values:
    """What was made, in the tone of what is known around the hole."""
    return made + holes.membrane(values - made, hole, holes.rim(hole, known))


def _painted(
    request: InpaintRequest,
    crop: Rect,
    values: Values,
    hole: Mask,
    there: Mask,
    painter: Painter,
    device: torch.device,
    progress: Progress,
) -> Values:
    at = crop.slices()
    rgb = (values.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    sources = passes.Sources(
        lines=None if request.lines is None else lines.ink(request.lines[at]),
        labels=None if request.labels is None else request.labels[at][..., 0],
        known=np.dstack([rgb * there[..., None], there * np.uint8(255)]),
    )
    generator = torch.Generator().manual_seed(request.seed)
    with torch.inference_mode():
        drawn = painter.random_style(1, generator)
        style = painter.encode_style(pixels.to_tensor(known.filled(rgb, ~there), device))
        if request.seed:
            style = torch.lerp(style, drawn, VARY)
        picture = passes.painted(
            painter,
            style,
            sources,
            (crop.height, crop.width),
            progress.step,
            coarse=request.preview,
            where=hole,
        )
    return pixels.values((picture + 1) / 2)


def _encoded(picture: Pixels) -> Values:
    """H×W×C → H×W×3 float32, encoded; light above 1 stays."""
    bands = picture[..., : colour.bands(picture)]
    unit = bands.astype(np.float32) / np.float32(colour.full(picture.dtype))
    if picture.dtype.kind == "f":
        unit = colour.from_linear(np.nan_to_num(unit, posinf=65504))
    return np.repeat(unit, 3, 2) if unit.shape[2] == 1 else unit


def _placed(request: InpaintRequest, values: Values, hole: Mask) -> Pixels:
    """H×W×4 of the picture's depth: the values in the holes, as opaque as the mask."""
    picture = request.picture
    full = colour.full(picture.dtype)
    out = np.zeros((*hole.shape, 4), picture.dtype)
    share = request.mask[hole].astype(np.float32) / 255
    if picture.dtype.kind == "f":
        out[..., :3][hole] = colour.to_linear(values[hole])
        out[..., 3:][hole] = share
    else:
        out[..., :3][hole] = (values[hole].clip(0, 1) * full + 0.5).astype(picture.dtype)
        out[..., 3:][hole] = (share * full + 0.5).astype(picture.dtype)
    return out
