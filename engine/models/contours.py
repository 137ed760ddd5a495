"""Contours: picture → the lines that a designer would draw of it.

After HED (Xie & Tu 2015): each scale of the network finds lines of its own, is taught by them
(deep supervision), and all scales together give the drawing. Unlike HED's, finer scales also see
what the coarser ones found (a U-Net's way down and up), and the finest one works on the
pixel-unshuffled picture and gives four pixels at a time, so that lines stay crisp.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.segmenter import Pair
from engine.models.spec import Interface, ModelSpec, Options, Shapes


class Contours(nn.Module):
    """N×3×H×W in [-1, 1], H and W multiples of `multiple` → lines N×1×H×W in [0, 1], 1 = line.

    widths: channels at 1/2, 1/4, … of the picture's size.
    """

    def __init__(self, widths: tuple[int, ...] = (20, 40, 64, 96)) -> None:
        super().__init__()
        self.encoder = nn.ModuleList(Pair(a, b) for a, b in pairwise((12, *widths)))
        self.decoder = nn.ModuleList(
            Pair(coarse + fine, fine) for fine, coarse in reversed(list(pairwise(widths)))
        )
        # From the coarsest on; each gives the lines of four pixels.
        self.sides = nn.ModuleList(nn.Conv2d(width, 4, 1) for width in reversed(widths))
        self.combine = nn.Conv2d(len(widths), 1, 1)

    def logits(self, picture: Tensor) -> list[Tensor]:
        """Lines as logits N×1×H×W: all scales combined, then each scale's from the coarsest on."""
        x = F.pixel_unshuffle(picture, 2)  # N×12×H/2×W/2
        levels = []
        for i, pair in enumerate(self.encoder):
            x = pair(F.max_pool2d(x, 2) if i else x)
            levels.append(x)
        *skips, x = levels
        found = [self._side(0, x, picture)]
        for i, (pair, skip) in enumerate(zip(self.decoder, reversed(skips), strict=True)):
            coarse = F.interpolate(x, skip.shape[-2:], mode="bilinear", align_corners=False)
            x = pair(torch.cat([coarse, skip], 1))
            found.append(self._side(i + 1, x, picture))
        return [self.combine(torch.cat(found, 1)), *found]

    def _side(self, place: int, x: Tensor, picture: Tensor) -> Tensor:
        """N×C×h×w → N×1×H×W, as large as the picture."""
        lines = F.pixel_shuffle(self.sides[place](x), 2)
        return F.interpolate(lines, picture.shape[-2:], mode="bilinear", align_corners=False)

    def forward(self, picture: Tensor) -> Tensor:
        return torch.sigmoid(self.logits(picture)[0])


def recognise(shapes: Shapes) -> Options | None:
    """Widths are read from the shapes."""
    if "sides.0.weight" not in shapes or "encoder.0.0.weight" not in shapes:
        return None
    levels = sum(1 for k in shapes if k.startswith("sides.") and k.endswith(".weight"))
    return {"widths": tuple(shapes[f"encoder.{i}.0.weight"][0] for i in range(levels))}


def interface(options: Options) -> Interface:
    multiple = 2 ** len(options["widths"])
    return Interface(colours=1, gives=(0, 1), multiple=multiple, smallest=multiple)


SPEC = ModelSpec("contours", "lines", recognise, Contours, interface=interface)
