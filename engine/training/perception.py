"""How alike two pictures of cars look to the segmenter: a perceptual loss (Johnson et al. 2016)
in features that this project trained itself."""

from __future__ import annotations

from pathlib import Path

import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.models import segmenter
from engine.training.pictures import UNKNOWN


class Perception(nn.Module):
    """A segmenter that looks and does not learn."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.net = segmenter.rebuilt(load_file(weights))
        self.eval().requires_grad_(False)

    def forward(
        self, painted: Tensor, truth: Tensor, parts: Tensor, own: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Distance of the features, and how badly the parts can be read.

        painted, truth: N×3×H×W in [-1, 1], H and W multiples of 32.
        parts: N×H×W int64, what the truth shows where. own: N bool, rows that have a truth.
        """
        seen = self.net.features(painted)
        reading = F.cross_entropy(self.net.logits(seen), parts, ignore_index=UNKNOWN)
        if not bool(own.any()):
            return reading.new_zeros(()), reading
        distance = reading.new_zeros(())
        for mine, theirs in zip(seen, self.net.features(truth[own]), strict=True):
            distance = distance + (mine[own] - theirs).abs().mean()
        return distance, reading
