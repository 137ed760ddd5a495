"""The residual generator of Johnson et al. (2016) that pix2pix, CycleGAN, DeblurGAN and the
global generator of pix2pixHD share: halve, residual blocks, double."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import norm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, labels_in, numbers

PARTS = ("weight", "bias", "running_mean", "running_var")


class ResBlock(nn.Module):
    """x + norm(conv(relu(norm(conv(x))))), borders reflected. dropout: see ResNet."""

    def __init__(
        self, channels: int, normalisation: str, bias: bool, dropout: bool = False
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, bias=bias)
        self.norm1 = norm(normalisation, channels)
        self.dropout = nn.Dropout(0.5) if dropout else nn.Identity()
        self.conv2 = nn.Conv2d(channels, channels, 3, bias=bias)
        self.norm2 = norm(normalisation, channels)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norm1(self.conv1(F.pad(x, (1, 1, 1, 1), mode="reflect"))))
        y = self.dropout(y)
        return x + self.norm2(self.conv2(F.pad(y, (1, 1, 1, 1), mode="reflect")))


class ResNet(nn.Module):
    """N×planes×H×W in [-1, 1] → N×colours×H×W in [-1, 1].

    widths:   channels at full size, after the first halving, and so on.
    blocks:   residual blocks at the coarsest size.
    residual: what comes out is the change of the input, as in DeblurGAN.
    head:     without it the last features come out, as pix2pixHD's enhancers want them.
    dropout:  half of the activations within each block is dropped, while the blocks' `dropout`
              is in train mode.
    """

    def __init__(
        self,
        planes: int,
        colours: int,
        widths: tuple[int, ...],
        blocks: int,
        normalisation: str,
        bias: bool,
        residual: bool = False,
        head: bool = True,
        dropout: bool = False,
    ) -> None:
        super().__init__()
        steps = list(pairwise(widths))  # (finer, coarser)
        self.stem = nn.Conv2d(planes, widths[0], 7, bias=bias)
        self.stem_norm = norm(normalisation, widths[0])
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1, bias=bias) for a, b in steps)
        self.down_norm = nn.ModuleList(norm(normalisation, b) for _, b in steps)
        self.blocks = nn.Sequential(
            *(ResBlock(widths[-1], normalisation, bias, dropout) for _ in range(blocks))
        )
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(b, a, 3, 2, 1, output_padding=1, bias=bias) for a, b in steps[::-1]
        )
        self.up_norm = nn.ModuleList(norm(normalisation, a) for a, _ in steps[::-1])
        self.head = nn.Conv2d(widths[0], colours, 7) if head else None
        self.residual = residual

    def forward(self, picture: Tensor) -> Tensor:
        x = F.relu(self.stem_norm(self.stem(F.pad(picture, (3, 3, 3, 3), mode="reflect"))))
        for down, down_norm in zip(self.down, self.down_norm, strict=True):
            x = F.relu(down_norm(down(x)))
        x = self.blocks(x)
        for up, up_norm in zip(self.up, self.up_norm, strict=True):
            x = F.relu(up_norm(up(x)))
        if self.head is None:
            return x
        x = torch.tanh(self.head(F.pad(x, (3, 3, 3, 3), mode="reflect")))
        return (picture + x).clamp(-1, 1) if self.residual else x


def block_names(keys: Shapes, before: str, ours: str) -> dict[str, str]:
    """The authors' prefixes of residual blocks → ours. With dropout the second convolution has
    the index 6 rather than 5."""
    found: dict[str, str] = {}
    for i, n in enumerate(numbers(keys, before, ".conv_block.1.weight")):
        block = f"{before}{n}.conv_block"
        second = 6 if f"{block}.6.weight" in keys and f"{block}.5.weight" not in keys else 5
        found |= {
            f"{block}.1": f"{ours}{i}.conv1",
            f"{block}.2": f"{ours}{i}.norm1",
            f"{block}.{second}": f"{ours}{i}.conv2",
            f"{block}.{second + 1}": f"{ours}{i}.norm2",
        }
    return found


def names(shapes: Shapes, before: str = "model.", head: bool = True) -> dict[str, str] | None:
    """The authors' prefixes → ours, or None if this is no residual generator."""
    convs = [n for n in numbers(shapes, before) if len(shapes[f"{before}{n}.weight"]) == 4]
    blocks = numbers(shapes, before, ".conv_block.1.weight")
    if not blocks or convs[:1] != [1] or shapes[f"{before}1.weight"][2:] != (7, 7):
        return None
    found = {f"{before}1": "stem", f"{before}2": "stem_norm"}
    found |= block_names(shapes, before, "blocks.")
    last = convs[-1] if head else -1
    downs = [n for n in convs if 1 < n < blocks[0]]
    ups = [n for n in convs if n > blocks[-1] and n != last]
    if len(downs) != len(ups) or (head and shapes[f"{before}{last}.weight"][2:] != (7, 7)):
        return None
    for ours, theirs in (("down", downs), ("up", ups)):
        for i, n in enumerate(theirs):
            found |= {f"{before}{n}": f"{ours}.{i}", f"{before}{n + 1}": f"{ours}_norm.{i}"}
    if head:
        found[f"{before}{last}"] = "head"
    return found


def normalised(shapes: Shapes, before: str) -> tuple[str, bool]:
    """normalisation and bias of the net whose first convolution is `before`1.

    A batch normalisation has parameters; with an instance normalisation, which has none, the
    convolutions have a bias."""
    bias = f"{before}1.bias" in shapes
    if f"{before}2.weight" in shapes:
        return "batch", bias
    return ("instance" if bias else "none"), bias


def options_of(shapes: Shapes, before: str = "model.", head: bool = True) -> dict[str, Any] | None:
    """The options of ResNet without `residual`."""
    found = names(shapes, before, head)
    if found is None:
        return None
    ours = {v: k for k, v in found.items()}
    downs = len(numbers(dict.fromkeys((f"{k}." for k in ours), ()), "down.", "."))
    widths = [shapes[f"{ours['stem']}.weight"][0]]
    widths += [shapes[f"{ours[f'down.{i}']}.weight"][0] for i in range(downs)]
    normalisation, bias = normalised(shapes, before)
    return {
        "planes": shapes[f"{ours['stem']}.weight"][1],
        "colours": shapes[f"{ours['head']}.weight"][0] if head else 0,
        "widths": tuple(widths),
        "blocks": len(numbers(shapes, before, ".conv_block.1.weight")),
        "normalisation": normalisation,
        "bias": bias,
        "dropout": ours["blocks.0.conv2"].endswith(".6"),
    }


def renamed(state: State, prefixes: dict[str, str]) -> State:
    """The tensors below the authors' prefixes under ours. Statistics of a normalisation without
    parameters are dropped: old files hold those of InstanceNorm, which no code reads."""
    adapted = {}
    for theirs, ours in prefixes.items():
        if "norm" in ours and f"{theirs}.weight" not in state:
            continue
        for part in PARTS:
            if f"{theirs}.{part}" in state:
                adapted[f"{ours}.{part}"] = state[f"{theirs}.{part}"]
    return adapted


def adapt(state: State) -> State:
    found = names({k: tuple(v.shape) for k, v in state.items()})
    assert found is not None  # it was recognised
    return renamed(state, found)


def of_two_halvings(shapes: Shapes) -> dict[str, Any] | None:
    """The options of a net of pix2pix, CycleGAN or DeblurGAN, which all halve twice. Only
    pix2pixHD has a bias before a batch normalisation, and most of its inputs are labels."""
    if any(k.startswith("model1_1.") for k in shapes):
        return None
    options = options_of(shapes)
    if options is None or len(options["widths"]) != 3:
        return None
    batch = options["normalisation"] == "batch"
    if options["bias"] if batch else options["planes"] > 4:
        return None
    return options


def recognise_pix2pix(shapes: Shapes) -> Options | None:
    """With batch normalisation or none."""
    options = of_two_halvings(shapes)
    return options if options and options["normalisation"] != "instance" else None


def recognise_cyclegan(shapes: Shapes) -> Options | None:
    """With instance normalisation."""
    options = of_two_halvings(shapes)
    return options if options and options["normalisation"] == "instance" else None


def interface(options: Options) -> Interface:
    multiple = 2 ** (len(options["widths"]) - 1)
    return Interface(
        options["planes"],
        options["colours"],
        multiple=multiple,
        smallest=max(4, 2 * multiple),
        labels=labels_in(options["planes"]),
    )


PIX2PIX = ModelSpec(
    "pix2pix-resnet",
    "sketch",
    recognise_pix2pix,
    ResNet,
    interface=interface,
    adapt=adapt,
    own_statistics=True,
    also=("translate", "semantic"),
)
# For the catalogue to list last: nothing in a file tells CycleGAN from pix2pix.
FROM_DRAWINGS = replace(PIX2PIX, recognise=of_two_halvings)
CYCLEGAN = ModelSpec(
    "cyclegan",
    "translate",
    recognise_cyclegan,
    ResNet,
    interface=interface,
    adapt=adapt,
    also=("sketch",),
)
