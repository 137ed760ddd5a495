"""Optimisation of latents that can be cut into slices: Adam (Kingma & Ba 2015) whose whole state
is a value."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput, CoachlineError
from engine.ops import pixels
from engine.progress import Progress

BETAS, EPS = (0.9, 0.99), 1e-8
SETTLING = 100  # steps after which the rate is half of what it was

Loss = Callable[[Tensor], Tensor]  # points N×k×D → losses N


@dataclass(frozen=True, eq=False)
class Descent:
    """Where an optimisation stands. point: N×k×D. moments: 2×N×k×D, running means of the gradient
    and of its square. taken: steps so far."""

    point: Tensor
    moments: Tensor
    taken: int = 0

    @classmethod
    def at(cls, point: Tensor) -> Descent:
        return cls(point, point.new_zeros(2, *point.shape))

    @classmethod
    def resumed(
        cls,
        point: NDArray[Any],
        moments: NDArray[Any] | None,
        taken: int,
        shape: tuple[int, ...],
        device: torch.device,
    ) -> Descent:
        """From the arrays of a result. Raises BadInput latent.state for what does not fit."""
        if moments is None or point.shape != shape or moments.shape != (2, *shape) or taken < 0:
            raise BadInput("latent.state")
        if not (np.isfinite(point).all() and np.isfinite(moments).all()):
            raise BadInput("latent.state")
        return cls(pixels.numbers(point, device), pixels.numbers(moments, device), taken)

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"point": pixels.plain(self.point), "moments": pixels.plain(self.moments)}


def descend(
    loss: Loss,
    start: Descent,
    rate: float,
    steps: int,
    seconds: float,
    progress: Progress,
) -> Descent:
    """Take steps downhill; each candidate N goes its own way.

    rate: length of a step in each coordinate at first. seconds: no step begins later than that;
    0 = no limit. Raises CoachlineError result.broken if the loss is no number; Cancelled.
    """
    point, (mean, square), taken = start.point, start.moments, start.taken
    begun = time.monotonic()
    for i in range(steps):
        spent = time.monotonic() - begun
        if seconds and i and spent + spent / i > seconds:  # the next one would end too late
            break
        progress.step(max(i / steps, spent / seconds if seconds else 0))
        at = point.detach().requires_grad_(True)
        losses = loss(at)
        if not bool(torch.isfinite(losses).all()):
            raise CoachlineError("latent.lost")
        (slope,) = torch.autograd.grad(losses.sum(), at)
        taken += 1
        mean = torch.lerp(slope, mean, BETAS[0])
        square = torch.lerp(slope.square(), square, BETAS[1])
        length = rate / (1 + (taken - 1) / SETTLING)
        ahead = mean / (1 - BETAS[0] ** taken)
        wide = (square / (1 - BETAS[1] ** taken)).sqrt() + EPS
        point = at.detach() - length * ahead / wide
    return Descent(point.detach(), torch.stack([mean, square]), taken)
