"""Real-ESRGAN's compact network (SRVGGNetCompact): convolutions at the small size, one pixel
shuffle, and the enlarged input below it."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, numbers


def activation_of(name: str, width: int) -> nn.Module:
    """ "prelu", "relu" or "leakyrelu"."""
    match name:
        case "prelu":
            return nn.PReLU(width)
        case "relu":
            return nn.ReLU()
        case "leakyrelu":
            return nn.LeakyReLU(0.1)
    raise ValueError(f"unknown activation {name!r}")


class SRVGG(nn.Module):
    """N×planes×H×W in [0, 1] → N×planes×sH×sW, nominally in [0, 1].

    convs: convolutions of the body. activation: "prelu", "relu" or "leakyrelu"."""

    def __init__(self, planes: int, width: int, convs: int, scale: int, activation: str) -> None:
        super().__init__()
        body: list[nn.Module] = [nn.Conv2d(planes, width, 3, padding=1)]
        for _ in range(convs):
            body += [activation_of(activation, width), nn.Conv2d(width, width, 3, padding=1)]
        body += [
            activation_of(activation, width),
            nn.Conv2d(width, planes * scale**2, 3, padding=1),
        ]
        self.body = nn.Sequential(*body)
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.body(x), self.scale) + F.interpolate(x, scale_factor=self.scale)


def recognise(shapes: Shapes) -> Options | None:
    """With the activation that is likely; see with_prelu and without_prelu."""
    layers = numbers(shapes, "body.")
    convs = [n for n in layers if len(shapes[f"body.{n}.weight"]) == 4]
    if len(convs) < 2 or any(not k.startswith("body.") for k in shapes):
        return None
    if convs != list(range(0, 2 * len(convs), 2)):
        return None
    width, planes = shapes["body.0.weight"][:2]
    scale = math.isqrt(shapes[f"body.{convs[-1]}.weight"][0] // planes)
    activation = "prelu" if "body.1.weight" in shapes else "leakyrelu"
    return {
        "planes": planes,
        "width": width,
        "convs": len(convs) - 2,
        "scale": scale,
        "activation": activation,
    }


def with_prelu(shapes: Shapes) -> Options | None:
    """Where the activations are in the file."""
    options = recognise(shapes)
    return options if options and options["activation"] == "prelu" else None


def without_prelu(shapes: Shapes) -> Options | None:
    """Where they leave no trace in it."""
    options = recognise(shapes)
    return options if options and options["activation"] != "prelu" else None


def interface(options: Options) -> Interface:
    planes = options["planes"]
    reach = options["convs"] + 2
    scale = options["scale"]
    return Interface(planes, planes, takes=(0, 1), gives=(0, 1), scale=scale, reach=reach)


SPEC = ModelSpec("srvgg", "upscale", with_prelu, SRVGG, interface=interface)
# An activation without parameters leaves no trace in a file.
PLAIN = ModelSpec(
    "srvgg",
    "upscale",
    without_prelu,
    SRVGG,
    interface=interface,
    asks={"activation": ("act_type",)},
)
