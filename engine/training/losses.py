"""Losses of the training recipes. Pictures are N×3×H×W float in [-1, 1]."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor


def laplacian_band(x: Tensor) -> Tensor:
    """The finest band of a Laplacian pyramid (Burt & Adelson 1983): x minus its 2× low-pass."""
    low = F.interpolate(F.avg_pool2d(x, 2), x.shape[-2:], mode="bilinear", align_corners=False)
    return x - low


def feature_matching(real: Sequence[Tensor], fake: Sequence[Tensor], rows: Tensor) -> Tensor:
    """Mean L1 between discriminator features (Wang et al. 2018) over the batch rows given.

    rows: N bool; a row whose style was swapped has no truth to match.
    """
    total = fake[0].new_zeros(())
    for r, f in zip(real, fake, strict=True):
        total = total + (r.detach() - f).abs().mean((1, 2, 3))[rows].sum()
    return total / rows.sum().clamp(min=1)


def labelling(logits: Tensor, labels: Tensor, weight: Tensor, unknown: int = 255) -> Tensor:
    """Cross-entropy, its classes weighted, plus 1 - soft Dice (Milletari et al. 2016), the mean
    over the classes that the batch shows; both from one softmax.

    logits: N×C×H×W. labels: N×H×W int64. weight: C.
    """
    known = labels != unknown
    wanted = torch.where(known, labels, 0)
    chances = logits.softmax(1)
    right = chances.gather(1, wanted[:, None])[:, 0]  # N×H×W: of the true class
    weights = weight[wanted] * known
    entropy = -(weights * right.clamp(min=1e-20).log()).sum() / weights.sum()
    there = known.to(logits.dtype)
    flat, classes = wanted.flatten(), logits.shape[1]
    counts = there.new_zeros(classes).index_add(0, flat, there.flatten())
    both = there.new_zeros(classes).index_add(0, flat, (right * there).flatten())
    found = torch.einsum("nchw,nhw->c", chances, there)
    shown = counts > 0
    return entropy + 1 - (2 * both[shown] / (found + counts)[shown]).mean()


def kl_to_unit_gaussian(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, var) ‖ N(0, I)), summed over the style, averaged over the batch."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


def masked_l1(a: Tensor, b: Tensor, mask: Tensor) -> Tensor:
    """L1 over the pixels of mask (N×1×H×W in {0, 1}), 0 where the mask is empty."""
    return ((a - b).abs() * mask).sum() / (3 * mask.sum()).clamp(min=1)


def ramp(progress: float, start: float, end: float) -> float:
    """0 before `start`, 1 after `end`, linear between."""
    return float(torch.tensor((progress - start) / (end - start)).clamp(0, 1))
