"""SRResNet (Ledig et al. 2017) without normalisation, as BasicSR publishes it (MSRResNet)."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class ResBlock(nn.Module):
    """x + scale · conv(relu(conv(x)))."""

    def __init__(self, width: int, scale: float = 1.0) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        return x + self.scale * self.conv2(F.relu(self.conv1(x)))


class SRResNet(nn.Module):
    """N×planes×H×W in [0, 1] → N×colours×sH×sW, nominally in [0, 1].

    factors: enlargement of each pixel shuffle, e.g. (2, 2) for ×4.
    """

    def __init__(
        self, planes: int, colours: int, width: int, blocks: int, factors: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.factors = factors
        self.conv_first = nn.Conv2d(planes, width, 3, padding=1)
        self.body = nn.Sequential(*(ResBlock(width) for _ in range(blocks)))
        self.upconv = nn.ModuleList(nn.Conv2d(width, width * f**2, 3, padding=1) for f in factors)
        self.conv_hr = nn.Conv2d(width, width, 3, padding=1)
        self.conv_last = nn.Conv2d(width, colours, 3, padding=1)

    def forward(self, picture: Tensor) -> Tensor:
        x = self.body(F.leaky_relu(self.conv_first(picture), 0.1))
        for up, factor in zip(self.upconv, self.factors, strict=True):
            x = F.leaky_relu(F.pixel_shuffle(up(x), factor), 0.1)
        x = self.conv_last(F.leaky_relu(self.conv_hr(x), 0.1))
        return x + F.interpolate(
            picture, scale_factor=math.prod(self.factors), mode="bilinear", align_corners=False
        )


def recognise(shapes: Shapes) -> Options | None:
    if "upconv1.weight" not in shapes or "body.0.conv1.weight" not in shapes:
        return None
    width, planes = shapes["conv_first.weight"][:2]
    ups = numbers(shapes, "upconv")
    return {
        "planes": planes,
        "colours": shapes["conv_last.weight"][0],
        "width": width,
        "blocks": len(numbers(shapes, "body.", ".conv1.weight")),
        "factors": tuple(math.isqrt(shapes[f"upconv{n}.weight"][0] // width) for n in ups),
    }


def adapt(state: State) -> State:
    """upconv1 … → upconv.0 …"""

    def renamed(key: str) -> str:
        head, dot, tail = key.partition(".")
        return f"upconv.{int(head[6:]) - 1}{dot}{tail}" if head.startswith("upconv") else key

    return {renamed(k): v for k, v in state.items()}


def reach_of_ups(factors: tuple[int, ...], after: int) -> int:
    """Input pixels that 3×3 convolutions before each pixel shuffle, and `after` the last one,
    look around."""
    reach, size = 0.0, 1
    for factor in factors:
        reach += 1 / size
        size *= factor
    return math.ceil(reach + after / size)


def interface(options: Options) -> Interface:
    return Interface(
        options["planes"],
        options["colours"],
        takes=(0, 1),
        gives=(0, 1),
        scale=math.prod(options["factors"]),
        reach=2 * options["blocks"] + reach_of_ups(options["factors"], 2) + 1,
    )


SPEC = ModelSpec("srresnet", "upscale", recognise, SRResNet, interface=interface, adapt=adapt)
