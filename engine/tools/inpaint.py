"""Inpaint: a picture with holes → what fills them, in the picture's own depth.

Each hole, or several near each other, is filled in a crop with as much again around it. All is
computed in float, so that 16 bits stay 16 bits; what lies outside the mask is transparent.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models.painter import Painter
from engine.ops import colour, flow, holes, lines
from engine.ops.holes import Mask, Values
from engine.progress import Progress
from engine.requests import InpaintRequest, Pixels
from engine.runtime import cards
from engine.runtime.cards import Card
from engine.runtime.pool import Model, Pool
from engine.tools import filling, painting, pictures
from engine.tools.filling import Site
from engine.tools.latent import completion, manifold

TASK = "inpaint"
CLASSIC = {"telea": cv2.INPAINT_TELEA, "navier-stokes": cv2.INPAINT_NS}
FAINTEST = 0.6  # units of the depth: grain below it is rounding
_BRIGHTEST = 65504  # what an infinite number of an EXR file becomes

Filler = Callable[
    [Rect, Site, Progress], Values
]  # crop, its site → the values with the hole filled


def run(request: InpaintRequest, pool: Pool, progress: Progress) -> tuple[Pixels, Card]:
    """What fills the holes, H×W×4 of the picture's depth with alpha 0 outside the mask, and the
    card of the model.

    Raises BadInput mask.*, labels.beside, lines.size, drawing.*, value.range, model.*;
    CoachlineError result.broken.
    """
    check(request)
    progress.step(0.0)
    ink = None if request.lines is None else lines.ink(request.lines)
    card, fill = _filler(request, pool, progress.part(0.0, 0.3))
    progress.step(0.3)
    hole = request.mask[..., 0] > 0
    out = np.zeros((*hole.shape, 4), request.picture.dtype)
    places = list(holes.groups(hole))
    for i, (crop, mine) in enumerate(places):
        share = progress.part(0.3 + 0.7 * i / len(places), 0.3 + 0.7 * (i + 1) / len(places))
        at = crop.slices()
        picture = request.picture[at]
        known = ~hole[at] & (opacity(picture) > 0)
        site = Site(
            encoded(picture) * known[..., None],
            mine,
            known,
            None if request.labels is None else request.labels[at][..., 0],
            None if ink is None else ink[at],
        )
        filled = fill(crop, site, share)
        if not np.isfinite(filled).all():
            raise CoachlineError("result.broken", name=request.model)
        if request.model not in CLASSIC:
            faintest = FAINTEST / colour.full(picture.dtype) if picture.dtype.kind != "f" else 0.0
            filled = filling.textured(filled, site, faintest, request.seed)
        there = _continued_alpha(opacity(picture), hole[at], mine)
        _place(out[at], request.mask[at], filled, there, mine)
        share.step(1.0)
    return out, card


def check(request: InpaintRequest) -> None:
    """Refuse what cannot be filled. Raises BadInput."""
    height, width, channels = request.picture.shape
    if channels not in (1, 2, 3, 4):
        raise ValueError(f"picture is {request.picture.shape}")
    pictures.check_mask(request.mask, height, width)
    hole = request.mask[..., 0] > 0
    if not (~hole & (opacity(request.picture) > 0)).any():
        raise BadInput("mask.full")
    for name, given in (("labels.beside", request.labels), ("lines.size", request.lines)):
        if given is not None and given.shape[:2] != (height, width):
            raise BadInput(
                name,
                width=given.shape[1],
                height=given.shape[0],
                expected_width=width,
                expected_height=height,
            )
    painting.check_range("seed", request.seed, 0, pictures.LARGEST_SEED)


def _filler(request: InpaintRequest, pool: Pool, progress: Progress) -> tuple[Card, Filler]:
    """The card of the request's model, and what fills a site with it. Raises BadInput model.*."""
    if request.model in CLASSIC:
        how = CLASSIC[request.model]

        def by_opencv(crop: Rect, site: Site, share: Progress) -> Values:
            return holes.continued(site.values, site.hole, site.known, how)

        return cards.classic(request.model), by_opencv
    model = pool.get(request.model, _task(request.model))
    if model.card.task == manifold.TASK:
        return model.card, _completed(request, pool, progress)
    net = model.net
    if isinstance(net, Painter):

        def by_painter(crop: Rect, site: Site, share: Progress) -> Values:
            coarse = request.preview
            return filling.painted(site, net, pool, request.seed, coarse, share.step)

        return model.card, by_painter
    check_network(model)

    def by_network(crop: Rect, site: Site, share: Progress) -> Values:
        return filling.by_network(site, model, pool.device)

    return model.card, by_network


def _task(name: str) -> str:
    """What a model is asked for as: generators of latents complete pictures, too."""
    return manifold.TASK if cards.find(name).task == manifold.TASK else TASK


def check_network(model: Model) -> None:
    """Raises BadInput model.not_for_inpainting for a network that does not take a picture and a
    mask."""
    face = model.face
    if (face.planes, face.colours, face.scale) != (4, 3, 1) or face.labels or face.latent:
        raise BadInput(
            "model.not_for_inpainting",
            name=model.card.name,
            planes=face.planes,
            colours=face.colours,
        )


def _completed(request: InpaintRequest, pool: Pool, progress: Progress) -> Filler:
    """What a generator shows in the holes, by one search for the whole picture."""
    known = (request.mask[..., 0] == 0) & (opacity(request.picture) > 0)
    height, width = known.shape
    whole = completion.completed(
        encoded(request.picture) * known[..., None],
        known,
        request.model,
        request.seed,
        0 if request.preview else completion.STEPS,
        pool,
        progress,
    )

    def fill(crop: Rect, site: Site, share: Progress) -> Values:
        return filling.joined(flow.enlarged(whole, height, width, crop), site)

    return fill


def opacity(picture: Pixels) -> Values:
    """H×W in [0, 1]; 1 where a picture has no alpha."""
    if picture.shape[2] in (1, 3):
        return np.ones(picture.shape[:2], np.float32)
    return picture[..., -1].astype(np.float32) / np.float32(colour.full(picture.dtype))


def encoded(picture: Pixels) -> Values:
    """H×W×C → H×W×3 float32, sRGB-encoded; light above 1 stays."""
    bands = picture[..., : colour.bands(picture)]
    unit = bands.astype(np.float32) / np.float32(colour.full(picture.dtype))
    if picture.dtype.kind == "f":
        unit = np.nan_to_num(unit, posinf=_BRIGHTEST, neginf=0)
        unit = colour.from_linear(unit).astype(np.float32)
    return np.repeat(unit, 3, 2) if unit.shape[2] == 1 else unit


def laid(picture: Pixels, mask: Pixels, filled: Pixels) -> Pixels:
    """The picture, H×W×C, with its holes filled: outside the mask its own numbers, within it also
    its alpha. filled: as `run` gives it."""
    full = np.float32(colour.full(picture.dtype))
    out = picture.copy()
    hole = mask[..., 0] > 0
    share = mask[hole].astype(np.float32) / 255  # N×1, as are the other alphas
    opaque = np.minimum(filled[hole][:, 3:].astype(np.float32) / (full * share), 1)
    before = opacity(picture)[hole][:, None]
    after = (1 - share) * before + share * opaque
    colours: Values = filled[hole][:, :3].astype(np.float32)
    bands = colour.bands(picture)
    if bands == 1:
        colours = colours.mean(1, keepdims=True)
    own = picture[hole][:, :bands].astype(np.float32)
    part = share * opaque / np.maximum(after, 1e-6)
    mixed: Values = np.where(part >= 1, colours, own + part * (colours - own))
    if picture.shape[2] in (2, 4):
        mixed = np.concatenate([mixed, after * full], 1)
    out[hole] = (mixed if picture.dtype.kind == "f" else np.rint(mixed)).astype(picture.dtype)
    return out


def _continued_alpha(alpha: Values, hole: Mask, mine: Mask) -> Values:
    """H×W: how opaque the picture goes on in the hole. An edge between opaque and transparent
    stays an edge."""
    known = ~hole
    if not known.any() or (alpha[known] == 1).all():
        return np.ones_like(alpha)
    rim = holes.rim(mine, known)
    across = holes.membrane(alpha[..., None] * rim[..., None], mine, rim)[..., 0]
    soft = rim & (alpha > 0) & (alpha < 1)
    return across if soft.sum() > rim.sum() / 2 else (4 * across - 1.5).clip(0, 1)


def _place(out: Pixels, mask: Pixels, values: Values, alpha: Values, hole: Mask) -> None:
    """Write the values of a hole into a crop of the result, as opaque as the mask and as what is
    around."""
    full = colour.full(out.dtype)
    share = mask[hole].astype(np.float32) / 255 * alpha[hole][:, None]
    colours: Values
    if out.dtype.kind == "f":
        colours = colour.to_linear(values[hole])
    else:
        colours = values[hole].clip(0, 1) * full + 0.5
        share = share * full + 0.5
    out[hole] = np.concatenate([colours, share], 1).astype(out.dtype)
