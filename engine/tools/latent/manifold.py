"""Generators of all families behind one face: latents in, pictures out.

Ours and StyleGAN2 have a mapping from z to w and take a style vector for each layer (w+). The
others (DCGAN, PGGAN, BigGAN) have z alone, which then counts as a w+ of one layer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput
from engine.models.biggan import BigGAN
from engine.models.dcgan import DCGAN
from engine.models.latent import Latent
from engine.models.pgan import PGAN
from engine.models.stylegan2 import StyleGAN2
from engine.ops import pixels
from engine.runtime.pool import Model, Pool

TASK = "latent"
SAMPLES = 4096  # of w, for its mean and principal components
LEAST_SPREAD = 0.02  # standard deviations of w count as at least this share of the largest …
LEAST_SCALE = 0.3  # … and as this where an optimisation goes: in directions that samples hardly
# take it would else be slow; 0.3 was measured to gain 0.6 dB in 60 steps over 0.02
LEVELS = ("coarse", "middle", "fine")


class Manifold:
    """A generator's pictures and the coordinates of its latents.

    layers, width: L and W of its latents. side: S of its pictures. mean: W. basis: W×D, unit
    columns, and spread: D, the principal components of w and their standard deviations. scale:
    D, the units of the coordinates in which latents are optimised, along the same components.
    """

    def __init__(self, model: Model, label: int) -> None:
        self.card, self.net, face = model.card, model.net, model.face
        if face.classes and not 0 <= label < face.classes:
            raise BadInput("value.range", name="label", value=label, low=0, high=face.classes - 1)
        self.label, self.classes = label, face.classes
        self.gives, self.side, self.z_width = face.gives, face.side, face.latent
        self.mapped = isinstance(self.net, Latent | StyleGAN2)
        self.layers = 1
        if isinstance(self.net, Latent):
            self.layers = self.net.layers
        elif isinstance(self.net, StyleGAN2):
            self.layers = self.net.styles
        self.net.requires_grad_(False)
        held = _found.setdefault(self.net, {})
        if label not in held:
            held[label] = self._coordinates()
        self.mean, self.basis, self.spread = held[label]
        self.width = len(self.mean)
        self.scale = self.spread.clamp(min=LEAST_SCALE * float(self.spread[0]))

    @property
    def device(self) -> torch.device:
        return next(self.net.parameters()).device

    @property
    def spaces(self) -> tuple[str, ...]:
        return ("z", "w", "w+") if self.mapped else ("z",)

    def mapping(self, z: Tensor) -> Tensor:
        """N×Z from N(0, 1) → N×W."""
        if isinstance(self.net, Latent):
            return self.net.mapping(z)
        if isinstance(self.net, StyleGAN2):
            return self.net.mapping(z, self._classes(len(z)))
        return z

    def synthesis(self, latents: Tensor) -> Tensor:
        """N×L×W → N×3×S×S, nominally in [-1, 1]."""
        if isinstance(self.net, Latent):
            return self.net.synthesis(latents)
        if isinstance(self.net, StyleGAN2):
            picture = self.net.draw(latents)
        elif isinstance(self.net, BigGAN):
            numbers = torch.full((len(latents),), self.label, device=latents.device)
            picture = self.net(latents[:, 0], numbers)
        else:
            picture = self.net(latents[:, 0])
        return picture.expand(-1, 3, -1, -1)

    def truncated(self, latents: Tensor, truncation: float) -> Tensor:
        """Drawn towards the mean: 1 = as they are, 0 = the mean (Karras et al. 2019, B)."""
        return torch.lerp(self.mean.to(latents).expand_as(latents), latents, truncation)

    def random_z(self, count: int, seed: int) -> Tensor:
        """N×Z, the same for a seed on every device."""
        drawn = torch.Generator().manual_seed(seed)
        if isinstance(self.net, Latent):
            return self.net.random_z(count, drawn)
        return torch.randn(count, self.z_width, generator=drawn).to(self.device)

    def all_layers(self, w: Tensor) -> Tensor:
        """N×W → N×L×W, the same vector for each layer."""
        return w[:, None].expand(-1, self.layers, -1)

    def coordinates(self, latents: Tensor) -> Tensor:
        """N×k×W → N×k×D: along the principal components, in units of `scale`."""
        return (latents - self.mean.to(latents)) @ self.basis.to(latents) / self.scale.to(latents)

    def placed(self, coordinates: Tensor) -> Tensor:
        """N×k×D → N×k×W: the other way round."""
        return self.shift(coordinates) + self.mean.to(coordinates)

    def shift(self, moved: Tensor) -> Tensor:
        """N×k×D → N×k×W: where a way in these coordinates leads."""
        return (moved * self.scale.to(moved)) @ self.basis.to(moved).T

    def level(self, name: str) -> slice:
        """The layers of a level: about a third each, the coarsest first."""
        at = LEVELS.index(name)
        return slice(round(self.layers * at / 3), round(self.layers * (at + 1) / 3))

    def tensor(self, latent: NDArray[Any], name: str) -> Tensor:
        """L×W or N×L×W → N×L×W float32. Raises BadInput latent.shape, latent.values."""
        given = latent if latent.ndim == 3 else latent[None]
        if given.shape[1:] != (self.layers, self.width) or not len(given):
            raise BadInput(
                "latent.shape",
                given="×".join(map(str, latent.shape)),
                wanted=f"{self.layers}×{self.width}",
                name=self.card.name,
            )
        if not np.isfinite(given).all():
            raise BadInput("latent.values", name=name)
        return pixels.numbers(given, self.device)

    def _coordinates(self) -> Coordinates:
        if not self.mapped:
            return _of_z(self.net, self.z_width)
        if isinstance(self.net, Latent):
            mean, basis = self.net.w_mean.float().cpu(), self.net.directions.T.float().cpu()
            spread = self.net.spread.float().cpu()
            return mean, basis, spread.clamp(min=LEAST_SPREAD * max(float(spread[0]), 1e-4))
        return _of_w(lambda z: self.mapping(z.to(self.device)), self.z_width)

    def _classes(self, count: int) -> Tensor | None:
        if not self.classes:
            return None
        one = torch.zeros(count, self.classes, device=self.device)
        one[:, self.label] = 1
        return one


def of(name: str, label: int, pool: Pool) -> Manifold:
    """The manifold of an installed generator.

    Raises BadInput model.*, value.range; CoachlineError model.*.
    """
    return Manifold(pool.get(name, TASK), label)


Coordinates = tuple[Tensor, Tensor, Tensor]  # mean, basis, spread, as in Manifold
_found: WeakKeyDictionary[nn.Module, dict[int, Coordinates]] = WeakKeyDictionary()


def _of_w(mapping: Callable[[Tensor], Tensor], z_width: int) -> Coordinates:
    """From samples of w (Härkönen et al. 2020, GANSpace)."""
    z = torch.randn(SAMPLES, z_width, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        w = mapping(z).float().cpu()
    mean = w.mean(0)
    _, singular, rows = torch.linalg.svd(w - mean, full_matrices=False)
    spread = singular / SAMPLES**0.5
    return mean, rows.T.contiguous(), spread.clamp(min=LEAST_SPREAD * float(spread[0]))


def _of_z(net: nn.Module, z_width: int) -> Coordinates:
    """z is N(0, 1) as it stands; the directions that change the first layer most go first (Shen &
    Zhou 2021, closed-form factorisation). Of a BigGAN that tells each block another part of z,
    that is the part for the first."""
    if isinstance(net, BigGAN):
        weight = net.linear.weight.T
    elif isinstance(net, PGAN):
        weight = net.format.layer.weight.T
    else:
        assert isinstance(net, DCGAN)
        weight = next(net.convs[0].parameters()).flatten(1)
    directions = torch.linalg.svd(weight.float().cpu(), full_matrices=True)[0]
    basis = torch.eye(z_width)
    basis[: len(directions), : len(directions)] = directions
    return torch.zeros(z_width), basis, torch.ones(z_width)
