"""SRGAN's generator (Ledig et al. 2017) in the layout of leftthomas/SRGAN."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import BatchNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers
from engine.models.srresnet import reach_of_ups


class ResBlock(nn.Module):
    """x + norm(conv(prelu(norm(conv(x)))))."""

    def __init__(self, width: int, slopes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.bn1 = BatchNorm(width)
        self.prelu = nn.PReLU(slopes)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.bn2 = BatchNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bn2(self.conv2(self.prelu(self.bn1(self.conv1(x)))))


class Doubling(nn.Module):
    """Twice the size by a pixel shuffle."""

    def __init__(self, width: int, slopes: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, 4 * width, 3, padding=1)
        self.prelu = nn.PReLU(slopes)

    def forward(self, x: Tensor) -> Tensor:
        return self.prelu(F.pixel_shuffle(self.conv(x), 2))


class SRGAN(nn.Module):
    """N×planes×H×W in [0, 1] → N×colours×sH×sW in [0, 1], s = 2 ** doublings.

    slopes: parameters of each PReLU. trunk_norm: older networks normalise after the blocks where
    newer ones have a PReLU.
    """

    def __init__(
        self,
        planes: int,
        colours: int,
        width: int,
        blocks: int,
        doublings: int,
        slopes: int,
        trunk_norm: bool,
    ) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(planes, width, 9, padding=4), nn.PReLU(slopes))
        self.blocks = nn.Sequential(*(ResBlock(width, slopes) for _ in range(blocks)))
        after = BatchNorm(width) if trunk_norm else nn.PReLU(slopes)
        self.trunk = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), after)
        self.up = nn.Sequential(
            *(Doubling(width, slopes) for _ in range(doublings)),
            nn.Conv2d(width, colours, 9, padding=4),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        return (torch.tanh(self.up(x + self.trunk(self.blocks(x)))) + 1) / 2


def recognise(shapes: Shapes) -> Options | None:
    if "block1.0.weight" not in shapes or "block2.conv1.weight" not in shapes:
        return None
    blocks = len(numbers(shapes, "block", ".conv1.weight"))
    trunk, up = f"block{blocks + 2}", f"block{blocks + 3}"
    width, planes = shapes["block1.0.weight"][:2]
    doublings = len(numbers(shapes, f"{up}.", ".conv.weight"))
    return {
        "planes": planes,
        "colours": shapes[f"{up}.{doublings}.weight"][0],
        "width": width,
        "blocks": blocks,
        "doublings": doublings,
        "slopes": shapes["block1.1.weight"][0],
        "trunk_norm": f"{trunk}.1.running_mean" in shapes,
    }


def adapt(state: State) -> State:
    """block1 … block<n> by what they are. Counters of BatchNorm are of no use here."""
    blocks = len(numbers(dict.fromkeys(state, ()), "block", ".conv1.weight"))
    parts = {"block1": "first", f"block{blocks + 2}": "trunk", f"block{blocks + 3}": "up"}
    parts |= {f"block{i + 2}": f"blocks.{i}" for i in range(blocks)}
    adapted = {}
    for key, value in state.items():
        head, _, tail = key.partition(".")
        if tail.rpartition(".")[2] != "num_batches_tracked":
            adapted[f"{parts[head]}.{tail}"] = value
    return adapted


def interface(options: Options) -> Interface:
    return Interface(
        options["planes"],
        options["colours"],
        takes=(0, 1),
        gives=(0, 1),
        scale=2 ** options["doublings"],
        reach=2 * options["blocks"] + 5 + reach_of_ups((2,) * options["doublings"], 4),
    )


SPEC = ModelSpec("srgan", "upscale", recognise, SRGAN, interface=interface, adapt=adapt)
