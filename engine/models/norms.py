"""Normalisations that carry statistics of their training but may use the picture's own.

Several authors test their networks in train mode, on purpose or not: the published pictures
come from the picture's own mean and variance, not from the stored ones.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class StoredNorm(nn.Module):
    """Normalisation of N×C×H×W. own: by the statistics of the input rather than the stored ones."""

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int, affine: bool = True, eps: float = 1e-5) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels)) if affine else None
        self.bias = nn.Parameter(torch.zeros(channels)) if affine else None
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.eps = eps
        self.own = False


class BatchNorm(StoredNorm):
    """Batch normalisation (Ioffe & Szegedy 2015)."""

    def forward(self, x: Tensor) -> Tensor:
        mean, var = (None, None) if self.own else (self.running_mean, self.running_var)
        return F.batch_norm(x, mean, var, self.weight, self.bias, self.own, 0, self.eps)


class InstanceNorm(StoredNorm):
    """Instance normalisation (Ulyanov et al. 2016) that was trained with running statistics."""

    def forward(self, x: Tensor) -> Tensor:
        if self.own:
            return F.instance_norm(x, weight=self.weight, bias=self.bias, eps=self.eps)
        mean, var = self.running_mean, self.running_var
        return F.batch_norm(x, mean, var, self.weight, self.bias, eps=self.eps)


def of_unit_size(x: Tensor) -> Tensor:
    """N×C… whose mean square over C is 1 (Karras et al. 2018)."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)


def norm(kind: str, channels: int) -> nn.Module:
    """kind: "batch" (with parameters), "instance" (with none) or "none"."""
    match kind:
        case "batch":
            return BatchNorm(channels)
        case "instance":
            return nn.InstanceNorm2d(channels)
        case "none":
            return nn.Identity()
    raise ValueError(kind)


def use_own_statistics(net: nn.Module, own: bool = True) -> None:
    """Let all normalisations of a network use the statistics of the picture itself."""
    for module in net.modules():
        if isinstance(module, StoredNorm):
            module.own = own
