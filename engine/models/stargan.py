"""StarGAN (Choi et al. 2018): one network that gives a picture the attributes it is told."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import InstanceNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class ResBlock(nn.Module):
    """x + norm(conv(relu(norm(conv(x)))))."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1 = InstanceNorm(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm2 = InstanceNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))


class StarGAN(nn.Module):
    """Picture N×planes×H×W in [-1, 1] and attributes N×classes in {0, 1} → N×colours×H×W.

    widths: channels at full size and after each halving; blocks: residual ones.
    """

    def __init__(
        self, planes: int, classes: int, colours: int, widths: tuple[int, ...], blocks: int
    ) -> None:
        super().__init__()
        convs: list[nn.Module] = [nn.Conv2d(planes + classes, widths[0], 7, padding=3, bias=False)]
        for a, b in pairwise(widths):
            convs.append(nn.Conv2d(a, b, 4, 2, 1, bias=False))
        self.down = nn.ModuleList(convs)
        self.down_norm = nn.ModuleList(InstanceNorm(w) for w in widths)
        self.blocks = nn.Sequential(*(ResBlock(widths[-1]) for _ in range(blocks)))
        finer = widths[-2::-1]
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False)
            for a, b in zip(widths[:0:-1], finer, strict=True)
        )
        self.up_norm = nn.ModuleList(InstanceNorm(w) for w in finer)
        self.head = nn.Conv2d(widths[0], colours, 7, padding=3, bias=False)

    def forward(self, picture: Tensor, attributes: Tensor) -> Tensor:
        told = attributes[:, :, None, None].expand(-1, -1, *picture.shape[2:])
        x = torch.cat([picture, told], 1)
        for conv, after in zip(self.down, self.down_norm, strict=True):
            x = F.relu(after(conv(x)))
        x = self.blocks(x)
        for conv, after in zip(self.up, self.up_norm, strict=True):
            x = F.relu(after(conv(x)))
        return torch.tanh(self.head(x))


def layout(keys: Shapes) -> tuple[list[int], list[int], list[int], int]:
    """Indices in `main` of what halves, of the blocks, of what doubles, and of the head."""
    blocks = numbers(keys, "main.", ".main.0.weight")
    convs = [n for n in numbers(keys, "main.") if f"main.{n}.bias" not in keys]
    if not blocks or len(convs) < 3:
        raise ValueError("no StarGAN")
    downs = [n for n in convs if n < blocks[0]]
    return downs, blocks, [n for n in convs[:-1] if n > blocks[-1]], convs[-1]


def recognise(shapes: Shapes) -> Options | None:
    downs, blocks, ups, head = layout(shapes)
    if len(downs) != len(ups) + 1 or shapes["main.0.weight"][2:] != (7, 7):
        return None
    colours = shapes[f"main.{head}.weight"][0]
    return {
        "planes": colours,
        "classes": shapes["main.0.weight"][1] - colours,
        "colours": colours,
        "widths": tuple(shapes[f"main.{n}.weight"][0] for n in downs),
        "blocks": len(blocks),
    }


def adapt(state: State) -> State:
    downs, blocks, ups, head = layout(dict.fromkeys(state, ()))
    prefixes = {f"main.{head}": "head"}
    for part, convs in (("down", downs), ("up", ups)):
        for i, n in enumerate(convs):
            prefixes |= {f"main.{n}": f"{part}.{i}", f"main.{n + 1}": f"{part}_norm.{i}"}
    for i, n in enumerate(blocks):
        parts = ("conv1", "norm1", "", "conv2", "norm2")
        prefixes |= {f"main.{n}.main.{j}": f"blocks.{i}.{p}" for j, p in enumerate(parts) if p}
    adapted = {}
    for theirs, ours in prefixes.items():
        for part in ("weight", "bias", "running_mean", "running_var"):
            if f"{theirs}.{part}" in state:
                adapted[f"{ours}.{part}"] = state[f"{theirs}.{part}"]
        if "norm" in ours and f"{ours}.running_mean" not in adapted:
            # Written before PyTorch 0.4: only the picture's own statistics are ever used.
            weight = adapted[f"{ours}.weight"]
            adapted[f"{ours}.running_mean"] = torch.zeros_like(weight)
            adapted[f"{ours}.running_var"] = torch.ones_like(weight)
    return adapted


def interface(options: Options) -> Interface:
    multiple = 2 ** (len(options["widths"]) - 1)
    return Interface(
        options["planes"],
        options["colours"],
        multiple=multiple,
        smallest=2 * multiple,
        classes=options["classes"],
    )


SPEC = ModelSpec(
    "stargan",
    "translate",
    recognise,
    StarGAN,
    interface=interface,
    adapt=adapt,
    own_statistics=True,
)
