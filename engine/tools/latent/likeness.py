"""How unlike a generator's pictures are to the one that is wanted, pixel by pixel and in
features (Johnson et al. 2016)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.models.segmenter import Segmenter
from engine.runtime.pool import Pool

FEATURES = "perception"  # the model whose features are compared
PIXELS, FEATURE = 1.0, 0.02  # weights of the terms


class Likeness:
    """wanted: 1×3×S×S in [-1, 1]. counts: 1×1×S×S in [0, 1], how much each pixel counts.

    features: of the size S that they take; None = pixels alone are compared.
    """

    def __init__(self, wanted: Tensor, counts: Tensor, features: Segmenter | None) -> None:
        self.wanted, self.counts, self.net = wanted, counts, features
        self.total = counts.sum().clamp(min=1e-6)
        self.shares: list[Tensor] = []
        self.seen: list[Tensor] = []
        if features is not None:
            with torch.no_grad():
                self.seen = features.features(wanted)
            for there in self.seen:
                share = F.interpolate(counts, there.shape[-2:], mode="area")
                self.shares.append(share / (share.sum().clamp(min=1e-6) * there.shape[1]))

    def squares(self, pictures: Tensor) -> Tensor:
        """N×3×S×S → N: mean squared difference of what counts."""
        apart = (pictures - self.wanted).square().mean(1, keepdim=True)
        return (apart * self.counts).sum((1, 2, 3)) / self.total

    def __call__(self, pictures: Tensor) -> Tensor:
        """N×3×S×S → N."""
        loss = PIXELS * self.squares(pictures)
        if self.net is not None:
            # What lies outside is shown as it is wanted, so that it is not seen beyond its border.
            shown = torch.lerp(self.wanted.expand_as(pictures), pictures, self.counts)
            for mine, theirs, share in zip(
                self.net.features(shown), self.seen, self.shares, strict=True
            ):
                loss = loss + FEATURE * ((mine - theirs).abs() * share).sum((1, 2, 3))
        return loss

    def psnr(self, picture: Tensor) -> float:
        """1×3×S×S → dB, of what counts, in 8-bit levels."""
        levels = ((picture.clamp(-1, 1) + 1) * 127.5).round() / 127.5 - 1
        return float(-10 * torch.log10(self.squares(levels) / 4 + 1e-10))


def features(side: int, pool: Pool) -> Segmenter | None:
    """The network whose features are compared; None for pictures too small for it."""
    model = pool.get(FEATURES, "perceive")
    if side % model.face.multiple or side < model.face.smallest:
        return None
    assert isinstance(model.net, Segmenter)
    model.net.requires_grad_(False)
    return model.net
