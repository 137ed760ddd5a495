"""Adversarial objectives: what the discriminator and the generator are asked for.

Logits are patch-wise, N×1×h×w, higher = more real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Judge = Callable[[Tensor], Tensor]  # pictures N×3×H×W → logits
CLIP, CLIPPED_RATE = 0.01, 5e-5  # Arjovsky et al. 2017, algorithm 1
PENALTY = 10.0  # Gulrajani et al. 2017


@dataclass(frozen=True)
class Objective:
    """critic, painter: their losses from the logits of real and of painted pictures.

    spectral: spectral norm (Miyato et al. 2018) in the discriminator.
    clipped:  its weights are clipped, and RMSProp trains it, after the first WGAN.
    penalty:  its gradient's norm is drawn to 1 between real and painted pictures.
    """

    critic: Callable[[Tensor, Tensor], Tensor]
    painter: Callable[[Tensor], Tensor]
    spectral: bool = True
    clipped: bool = False
    penalty: bool = False

    def optimiser(self, critic: nn.Module, rate: float) -> torch.optim.Optimizer:
        if self.clipped:
            return torch.optim.RMSprop(critic.parameters(), CLIPPED_RATE)
        return torch.optim.Adam(critic.parameters(), rate, betas=(0.5, 0.99))


def _both(logits: Tensor, real: float) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, real))


OBJECTIVES = {
    # Goodfellow et al. 2014, with the generator's loss that does not saturate.
    "gan": Objective(
        lambda real, fake: _both(real, 1) + _both(fake, 0), lambda fake: _both(fake, 1)
    ),
    # Mao et al. 2017.
    "lsgan": Objective(
        lambda real, fake: (real - 1).square().mean() + fake.square().mean(),
        lambda fake: (fake - 1).square().mean(),
    ),
    # Lim & Ye 2017.
    "hinge": Objective(
        lambda real, fake: F.relu(1 - real).mean() + F.relu(1 + fake).mean(),
        lambda fake: -fake.mean(),
    ),
    # Arjovsky et al. 2017: weights clipped, RMSProp.
    "wgan": Objective(
        lambda real, fake: fake.mean() - real.mean(),
        lambda fake: -fake.mean(),
        spectral=False,
        clipped=True,
    ),
    # Gulrajani et al. 2017: gradient penalty instead.
    "wgan-gp": Objective(
        lambda real, fake: fake.mean() - real.mean(),
        lambda fake: -fake.mean(),
        spectral=False,
        penalty=True,
    ),
}


@torch.no_grad()
def clip(parameters: Iterable[nn.Parameter]) -> None:
    """Keep every weight within ±CLIP."""
    for p in parameters:
        p.clamp_(-CLIP, CLIP)


def gradient_penalty(judge: Judge, real: Tensor, fake: Tensor) -> Tensor:
    """PENALTY · (‖∇ judge‖₂ - 1)² at random points between real and painted pictures.

    The gradient is that of the mean logit's sum over the batch, so that its norm does not
    depend on how many patches are judged.
    """
    share = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = torch.lerp(real, fake, share).requires_grad_(True)
    score = judge(between).mean((1, 2, 3)).sum()
    (slope,) = torch.autograd.grad(score, between, create_graph=True)
    return PENALTY * (slope.flatten(1).norm(dim=1) - 1).square().mean()
