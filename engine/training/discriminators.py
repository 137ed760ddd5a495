"""Discriminators used in training only."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from engine.training.losses import laplacian_band

DETAIL = 8.0  # the finest band is this much stronger for the discriminator: else it sees tone first


class PatchDiscriminator(nn.Module):
    """Patch discriminator (Isola et al. 2017), by default with spectral norm (Miyato et al.
    2018), that sees the picture and, amplified, its finest detail.

    channels: of the picture and its condition together.
    """

    def __init__(
        self, channels: int, widths: tuple[int, ...] = (32, 64, 128, 160), spectral: bool = True
    ) -> None:
        super().__init__()
        norm = spectral_norm if spectral else nn.Identity()
        layers = []
        c = channels + 3
        for width in widths:
            layers.append(norm(nn.Conv2d(c, width, 4, 2, 1)))
            c = width
        self.layers = nn.ModuleList(layers)
        self.head = norm(nn.Conv2d(c, 1, 3, padding=1))

    def forward(self, picture: Tensor, condition: Tensor) -> tuple[Tensor, list[Tensor]]:
        """N×3×H×W in [-1, 1] and N×C×H×W → logits N×1×h×w and the features of every layer."""
        x = torch.cat([picture, DETAIL * laplacian_band(picture), condition], 1)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.head(x), features
