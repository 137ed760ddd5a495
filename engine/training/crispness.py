"""By how much the painter's finest detail has to be raised to be as strong as in renders."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from engine.models.painter import Conditions, Painter, edges
from engine.ops import pixels
from engine.training.pictures import GROUND, UNKNOWN, Sample

PICTURES = 32


@torch.no_grad()
def fit(painter: Painter, samples: Sequence[Sample], seed: int = 0) -> None:
    """Set `painter.crispness` so that on some of the samples, painted from their lines and the
    parts of the car in their own style, the energy of edges is the renders' in the mean.

    With edges d of what is painted and e of these, the raised picture has d + g·e; the mean of
    |d + g·e|² over |d of the truth|² is a parabola in g.
    """
    rng = np.random.default_rng(seed)
    picks = rng.choice(len(samples), min(PICTURES, len(samples)), replace=False)
    terms = np.mean([_terms(painter, samples[int(i)]) for i in picks], 0)
    square, cross, once = (float(t) for t in terms)
    missing = max(0.0, 1 - once)
    painter.crispness.fill_((math.sqrt(cross**2 + square * missing) - cross) / max(square, 1e-9))


def _terms(painter: Painter, sample: Sample) -> list[float]:
    """|e|², d·e and |d|², each over |d of the truth|²."""
    device = painter.bank.device
    truth = pixels.to_tensor(sample.rgb, device)
    parts = np.where(sample.labels > GROUND, sample.labels, UNKNOWN).astype(np.int64)
    told = Conditions(
        lines=pixels.plane(sample.ink.astype(np.float32) / np.float32(255), device),
        labels=torch.from_numpy(parts)[None].to(device),
    )
    painted = painter(painter.encode_style(truth), told, (truth.shape[2], truth.shape[3]))
    fine = edges(painted)
    added = edges(fine)
    wanted = max(_energy(edges(truth), edges(truth)), 1e-9)
    return [_energy(a, b) / wanted for a, b in ((added, added), (fine, added), (fine, fine))]


def _energy(a: Tensor, b: Tensor) -> float:
    return float((a * b).mean())
