"""The segmenter: picture or drawing → part labels of a car.

A U-Net (Ronneberger et al. 2015) with batch normalisation over the pixel-unshuffled picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes

LABELS = 18  # ids 0…17 of resources/palettes/car.toml
BLOCK = 2  # pixels a side that the first layer sees as one


class Pair(nn.Sequential):
    """Two 3×3 convolutions, each normalised and rectified."""

    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__(
            nn.Conv2d(c_in, c_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(c_out),
            nn.ReLU(inplace=True),
            nn.Conv2d(c_out, c_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(c_out),
            nn.ReLU(inplace=True),
        )


class Segmenter(nn.Module):
    """N×planes×H×W → logits N×18×H×W.

    widths: channels at 1/2, 1/4, … of the picture's size; H and W are multiples of the last one's
    divisor. planes: 3 = a picture in [-1, 1], 1 = a drawing's ink in [0, 1].
    """

    def __init__(self, widths: tuple[int, ...] = (16, 32, 64, 96, 128), planes: int = 3) -> None:
        super().__init__()
        self.planes = planes
        inputs = BLOCK * BLOCK * planes
        self.encoder = nn.ModuleList(Pair(a, b) for a, b in pairwise((inputs, *widths)))
        self.decoder = nn.ModuleList(
            Pair(coarse + fine, fine) for fine, coarse in reversed(list(pairwise(widths)))
        )
        self.head = nn.Conv2d(widths[0], BLOCK * BLOCK * LABELS, 1)

    def features(self, picture: Tensor) -> list[Tensor]:
        """What the encoder sees at each of its sizes, after each pair of convolutions."""
        x = F.pixel_unshuffle(picture, BLOCK)
        found = []
        for i, pair in enumerate(self.encoder):
            x = pair(F.max_pool2d(x, 2) if i else x)
            found.append(x)
        return found

    def logits(self, features: list[Tensor]) -> Tensor:
        """What `features` found → N×18×H×W."""
        *skips, x = features
        for pair, skip in zip(self.decoder, reversed(skips), strict=True):
            coarse = F.interpolate(x, skip.shape[-2:], mode="bilinear", align_corners=False)
            x = pair(torch.cat([coarse, skip], 1))
        return F.pixel_shuffle(self.head(x), BLOCK)

    def forward(self, picture: Tensor) -> Tensor:
        return self.logits(self.features(picture))


def recognise(shapes: Shapes) -> Options | None:
    """Widths and planes are read from the shapes."""
    if shapes.get("head.weight", (0,))[0] != BLOCK * BLOCK * LABELS:
        return None
    if "encoder.0.0.weight" not in shapes:
        return None
    levels = sum(1 for k in shapes if k.startswith("encoder.") and k.endswith(".3.weight"))
    return {
        "widths": tuple(shapes[f"encoder.{i}.0.weight"][0] for i in range(levels)),
        "planes": shapes["encoder.0.0.weight"][1] // (BLOCK * BLOCK),
    }


def rebuilt(state: Mapping[str, Tensor]) -> Segmenter:
    """The network whose weights these are. Raises ValueError for those of another."""
    options = recognise({k: tuple(v.shape) for k, v in state.items()})
    if options is None:
        raise ValueError("these are not the weights of a segmenter")
    net = Segmenter(**options)
    net.load_state_dict(dict(state))  # copies float16 into float32
    return net


def interface(options: Options) -> Interface:
    multiple = BLOCK * 2 ** (len(options["widths"]) - 1)
    return Interface(
        planes=options["planes"], colours=LABELS, multiple=multiple, smallest=2 * multiple
    )


SPEC = ModelSpec("segmenter", "segment", recognise, Segmenter, interface=interface)
