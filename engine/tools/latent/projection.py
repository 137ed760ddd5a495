"""Projection: a picture → the latent whose picture is most like it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.latent_requests import ProjectRequest
from engine.ops import colour, pixels
from engine.progress import Progress
from engine.runtime.pool import Pool
from engine.tools import pictures
from engine.tools.answer import Answer
from engine.tools.latent import encoder, likeness, manifold
from engine.tools.latent.descent import Descent, descend
from engine.tools.latent.frame import Frame
from engine.tools.latent.likeness import Likeness
from engine.tools.latent.manifold import Manifold

METHODS = ("opt", "cnn", "cnn_opt")
LARGEST_SIDE = 256  # pixels a side that pictures of larger generators are compared at
STARTS = 64  # samples of 128 pixels a side of which the best is the start of "opt"
MOST_STEPS = 10_000
RATE = {"z": 0.05, "w": 0.1, "w+": 0.15}  # of the coordinates, a step, at first
PRIOR = {"z": 1e-3, "w": 1e-3, "w+": 1e-4}  # weight of the mean squared coordinate
# dB. Held-out renders lie at 27 in the mean. Six photos lay at 18 to 23: w+ paints their tones, and
# a car is recognised in the better ones at most, so that edits do not carry over. Noise reaches 11.
GOOD, USABLE = 26.0, 23.5


def run(request: ProjectRequest, pool: Pool, progress: Progress) -> Answer:
    """Raises BadInput picture.*, mask.*, value.*, latent.*, model.*; CoachlineError latent.lost,
    model.*; Cancelled."""
    check(request)
    progress.step(0.0)
    m = manifold.of(request.model, request.label, pool)
    reader = encoder.reader(m, pool)
    if request.space not in m.spaces:
        raise BadInput("latent.space", space=request.space, name=m.card.name, known=m.spaces)
    if reader is None and request.method != "opt":
        raise BadInput("latent.no_encoder", name=m.card.name)
    height, width = request.picture.shape[:2]
    frame = Frame(height, width, compared_side(m))
    wanted, counts = target(request.picture, request.mask, frame, m.device)
    if not bool(counts.any()):
        raise BadInput("picture.none" if request.mask is None else "mask.empty")
    alike = Likeness(wanted, counts, likeness.features(frame.side, pool))

    def loss(point: Tensor) -> Tensor:
        near = alike(compared(m.synthesis(to_latents(m, point, request.space)), frame.side))
        return near + PRIOR[request.space] * point.square().mean((1, 2))

    descent = _start(request, m, reader, alike, frame.side)
    steps = 0 if request.method == "cnn" else request.steps
    before = descent.taken
    descent = descend(
        loss, descent, RATE[request.space], steps, request.seconds, progress.part(0.1, 0.95)
    )
    with torch.no_grad():
        latent = to_latents(m, descent.point, request.space)
        picture = m.synthesis(latent)
        figures = {
            "psnr": alike.psnr(compared(picture, frame.side)),
            "loss": float(loss(descent.point)[0]),
            "steps": float(descent.taken - before),
            "taken": float(descent.taken),
        }
        error = (compared(picture, frame.side).clamp(-1, 1) - wanted).abs().mean(1, keepdim=True)
    arrays: dict[str, NDArray[Any]] = {
        "latent": pixels.plain(latent),
        "error": np.rint(pixels.values(frame.cut(error * counts)) * 127.5).astype(np.uint8),
        **descent.arrays(),
    }
    if reader is not None:
        arrays["axes"] = pixels.plain(reader.parameters(picture))[0]
    return Answer(
        shown(picture, replace(frame, side=m.side)),
        m.card,
        arrays,
        figures,
        (word(figures["psnr"]),),
        replace(request, steps=descent.taken - before, seconds=0.0),
    )


def check(request: ProjectRequest) -> None:
    """Raises BadInput picture.too_small, mask.*, value.range, value.choice."""
    pictures.check(request.picture, request.mask)
    chosen("method", request.method, METHODS)
    chosen("space", request.space, tuple(RATE))
    in_range("steps", request.steps, 0, MOST_STEPS)
    in_range("seconds", request.seconds, 0, 3600)
    in_range("seed", request.seed, 0, pictures.LARGEST_SEED)


def chosen(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadInput("value.choice", name=name, value=value, known=", ".join(known))


def in_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # not-a-number, too
        raise BadInput("value.range", name=name, value=value, low=low, high=high)


def word(psnr: float) -> str:
    """What the fit is good for."""
    if psnr >= GOOD:
        return "latent.good"
    return "latent.usable" if psnr >= USABLE else "latent.poor"


def compared_side(m: Manifold) -> int:
    return min(m.side, LARGEST_SIDE)


def compared(square: Tensor, side: int) -> Tensor:
    """N×3×S×S at the size at which it is compared."""
    return square if square.shape[-1] == side else F.adaptive_avg_pool2d(square, side)


def target(
    picture: NDArray[np.uint8], mask: NDArray[np.uint8] | None, frame: Frame, device: torch.device
) -> tuple[Tensor, Tensor]:
    """The picture in the generator's square, 1×3×S×S in [-1, 1], and how much each pixel counts,
    1×1×S×S in [0, 1]: 0 outside of it and where it is transparent."""
    light = picture[..., : colour.bands(picture)]
    small = frame.shrunk(light)
    cover = np.ones_like(small[..., :1])
    if picture.shape[2] in (2, 4):
        shares = picture[..., -1:].astype(np.float32) / 255
        cover = frame.shrunk(shares)
        total = frame.shrunk(light * shares)
        mean = total.sum((0, 1)) / max(float(cover.sum()), 1e-6)
        filled = np.where(cover > 1e-3, total / np.maximum(cover, 1e-3), mean)
        small = filled.astype(np.float32)
    if mask is not None:
        cover = cover * frame.shrunk(mask) / np.float32(255)
    eight = np.clip(np.rint(frame.squared(small)), 0, 255).astype(np.uint8)
    return (
        pixels.to_tensor(eight, device),
        pixels.plane(frame.squared(cover, outside=0.0)[..., 0], device),
    )


def shown(square: Tensor, frame: Frame) -> NDArray[np.uint8]:
    """1×3×S×S → h×w×4, opaque."""
    picture = pixels.from_tensor(frame.cut(square))
    return np.concatenate([picture, np.full_like(picture[..., :1], 255)], 2)


def to_latents(m: Manifold, point: Tensor, space: str) -> Tensor:
    """A point N×k×D of a space → w+ N×L×W."""
    if space == "z" and m.mapped:
        return m.all_layers(m.mapping(point[:, 0]))
    return m.placed(point).expand(-1, m.layers, -1)


def _start(
    request: ProjectRequest,
    m: Manifold,
    reader: encoder.Reader | None,
    alike: Likeness,
    side: int,
) -> Descent:
    """Where the optimisation sets out from."""
    if request.point is not None:
        k = m.layers if request.space == "w+" else 1
        shape = (1, k, m.z_width if request.space == "z" else m.basis.shape[1])
        return Descent.resumed(request.point, request.moments, request.taken, shape, m.device)
    if request.method == "opt":
        z = _best(m, alike, request.seed, side)
        w = m.all_layers(m.mapping(z))
    else:
        assert reader is not None
        z, w = reader.z(alike.wanted), reader.latents(alike.wanted)
    if request.space == "z" and m.mapped:
        return Descent.at(z[:, None])
    if request.space != "w+":
        w = w.mean(1, keepdim=True)
    return Descent.at(m.coordinates(w))


def _best(m: Manifold, alike: Likeness, seed: int, side: int) -> Tensor:
    """Of some samples the z, 1×Z, whose picture is most like the wanted one."""
    z = m.random_z(max(4, STARTS * 128**2 // max(m.side, 128) ** 2), seed)
    with torch.no_grad():
        apart = torch.cat(
            [
                alike.squares(compared(m.synthesis(m.all_layers(m.mapping(part))), side))
                for part in z.split(4)
            ]
        )
    return z[apart.argmin()][None]
