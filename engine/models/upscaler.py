"""The upscaler: a compact network in the manner of SRResNet (Ledig et al. 2017) and EDSR (Lim et
al. 2017): everything happens at the small size, no normalisation, one pixel shuffle (Shi et al.
2016) and a long way round the body.

The convolutions of the body begin as the identity (DiracNets, Zagoruyko & Komodakis 2017), which
is a residual block whose short cut is already part of its weights: it trains like one and runs as
a plain convolution. The last one begins at zero, so that an untrained network is bicubic.
"""

from __future__ import annotations

import math
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, numbers

SLOPE = 0.1  # of the leaky rectifier


def keys_cubic(x: float) -> float:
    """The cubic convolution kernel with a = -1/2 (Keys 1981), which bicubic stands for in the
    literature on super-resolution."""
    x = abs(x)
    if x < 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


@cache
def bicubic_rows(scale: int) -> tuple[tuple[float, ...], ...]:
    """What five neighbours in a row weigh in each of the `scale` pixels that the middle one
    becomes."""
    offsets = [(phase + 0.5) / scale - 0.5 for phase in range(scale)]
    return tuple(tuple(keys_cubic(tap - o) for tap in range(-2, 3)) for o in offsets)


def bicubic_taps(scale: int) -> Tensor:
    """Bicubic enlargement as a convolution before a pixel shuffle: 3s²×1×5×5, three groups."""
    rows = torch.tensor(bicubic_rows(scale))
    return torch.einsum("yi,xj->yxij", rows, rows).reshape(scale**2, 1, 5, 5).repeat(3, 1, 1, 1)


def reach(convs: int) -> int:
    """Input pixels each way that an output pixel looks beyond the one it lies in: one a
    convolution; those of bicubic are no farther."""
    return convs + 2


class Upscaler(nn.Module):
    """N×3×H×W in [-1, 1] → N×3×sH×sW, nominally in [-1, 1].

    scale: enlargement. width: channels. convs: convolutions of the body.
    """

    def __init__(self, scale: int, width: int = 32, convs: int = 10) -> None:
        super().__init__()
        self.scale = scale
        self.first = nn.Conv2d(3, width, 3, padding=1)
        self.body = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(convs))
        self.last = nn.Conv2d(width, 3 * scale**2, 3, padding=1)
        with torch.no_grad():
            for name, p in self.named_parameters():
                if name.startswith("body.") and p.ndim == 4:
                    p.mul_(0.5).add_(nn.init.dirac_(torch.empty_like(p)))
                elif not name.startswith("first."):
                    p.zero_()

    def forward(self, picture: Tensor) -> Tensor:
        first = F.leaky_relu(self.first(picture), SLOPE, inplace=True)
        x = first
        for conv in self.body:
            x = F.leaky_relu(conv(x), SLOPE, inplace=True)
        detail = self.last(x + first)  # N×3s²×H×W
        framed = F.pad(picture, (2, 2, 2, 2), "replicate")
        smooth = F.conv2d(framed, bicubic_taps(self.scale).to(picture), groups=3)
        return F.pixel_shuffle(smooth + detail, self.scale)


def recognise(shapes: Shapes) -> Options | None:
    """Scale, width and depth are read from the shapes."""
    convs = numbers(shapes, "body.")
    layers = ["first", *(f"body.{n}" for n in convs), "last"]
    if set(shapes) != {f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")}:
        return None
    width, planes = shapes["first.weight"][:2]
    scale = math.isqrt(shapes["last.weight"][0] // 3)
    if planes != 3 or convs != list(range(len(convs))) or scale < 2:
        return None
    return {"scale": scale, "width": width, "convs": len(convs)}


def interface(options: Options) -> Interface:
    return Interface(scale=options["scale"], reach=reach(options["convs"]))


SPEC = ModelSpec("upscaler", "upscale", recognise, Upscaler, interface=interface)
