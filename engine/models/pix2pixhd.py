"""pix2pixHD (Wang et al. 2018): a residual generator of labels and edges, and enhancers around
it that each double its size."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models import resnet
from engine.models.norms import norm
from engine.models.resnet import ResBlock, ResNet
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, labels_in, numbers

CITYSCAPES = 36  # planes of the published networks: 35 labels and edges


class Enhancer(nn.Module):
    """The features of a picture twice the size of `coarse`, whose features it adds."""

    def __init__(
        self, planes: int, width: int, inner: int, blocks: int, normalisation: str, bias: bool
    ) -> None:
        super().__init__()
        self.stem = nn.Conv2d(planes, width, 7, bias=bias)
        self.stem_norm = norm(normalisation, width)
        self.down = nn.Conv2d(width, inner, 3, 2, 1, bias=bias)
        self.down_norm = norm(normalisation, inner)
        self.blocks = nn.Sequential(*(ResBlock(inner, normalisation, bias) for _ in range(blocks)))
        self.up = nn.ConvTranspose2d(inner, width, 3, 2, 1, output_padding=1, bias=bias)
        self.up_norm = norm(normalisation, width)

    def forward(self, planes: Tensor, coarse: Tensor) -> Tensor:
        x = F.relu(self.stem_norm(self.stem(F.pad(planes, (3, 3, 3, 3), mode="reflect"))))
        x = F.relu(self.down_norm(self.down(x)))
        return F.relu(self.up_norm(self.up(self.blocks(x + coarse))))


class LocalEnhancer(nn.Module):
    """N×planes×H×W → N×colours×H×W in [-1, 1].

    coarse:    options of the innermost ResNet.
    enhancers: options of Enhancer but for planes, normalisation and bias, coarsest first.
    """

    def __init__(
        self, coarse: dict[str, Any], enhancers: tuple[dict[str, int], ...], colours: int
    ) -> None:
        super().__init__()
        shared: dict[str, Any] = {k: coarse[k] for k in ("planes", "normalisation", "bias")}
        self.coarse = ResNet(**coarse, head=False)
        self.enhancers = nn.ModuleList(Enhancer(**{**shared, **e}) for e in enhancers)
        self.head = nn.Conv2d(enhancers[-1]["width"], colours, 7)

    def forward(self, planes: Tensor) -> Tensor:
        pyramid = [planes]
        for _ in self.enhancers:
            pyramid.append(F.avg_pool2d(pyramid[-1], 3, 2, 1, count_include_pad=False))
        x = self.coarse(pyramid.pop())
        for enhancer in self.enhancers:
            x = enhancer(pyramid.pop(), x)
        return torch.tanh(self.head(F.pad(x, (3, 3, 3, 3), mode="reflect")))


def enhancer_names(keys: Shapes, n: int) -> dict[str, str]:
    """The authors' prefixes of the n-th enhancer (from 1) → ours; the last holds the head."""
    ours = f"enhancers.{n - 1}"
    found = {
        f"model{n}_1.1": f"{ours}.stem",
        f"model{n}_1.2": f"{ours}.stem_norm",
        f"model{n}_1.4": f"{ours}.down",
        f"model{n}_1.5": f"{ours}.down_norm",
    }
    found |= resnet.block_names(keys, f"model{n}_2.", f"{ours}.blocks.")
    up = len(numbers(keys, f"model{n}_2.", ".conv_block.1.weight"))
    found |= {f"model{n}_2.{up}": f"{ours}.up", f"model{n}_2.{up + 1}": f"{ours}.up_norm"}
    if f"model{n}_2.{up + 4}.weight" in keys:
        found[f"model{n}_2.{up + 4}"] = "head"
    return found


def recognise_local(shapes: Shapes) -> Options | None:
    count = len(numbers(shapes, "model", "_1.1.weight"))
    if not count:
        return None
    coarse = resnet.options_of(shapes, head=False)
    if coarse is None:
        return None
    enhancers = []
    for n in range(1, count + 1):
        blocks = len(numbers(shapes, f"model{n}_2.", ".conv_block.1.weight"))
        width, inner = shapes[f"model{n}_1.1.weight"][0], shapes[f"model{n}_1.4.weight"][0]
        enhancers.append({"width": width, "inner": inner, "blocks": blocks})
    head = next(k for k, v in enhancer_names(shapes, count).items() if v == "head")
    return {
        "coarse": coarse,
        "enhancers": tuple(enhancers),
        "colours": shapes[f"{head}.weight"][0],
    }


def adapt_local(state: State) -> State:
    shapes = {k: tuple(v.shape) for k, v in state.items()}
    coarse = resnet.names(shapes, head=False)
    assert coarse is not None  # it was recognised
    prefixes = {theirs: f"coarse.{ours}" for theirs, ours in coarse.items()}
    for n in range(1, len(numbers(shapes, "model", "_1.1.weight")) + 1):
        prefixes |= enhancer_names(shapes, n)
    return resnet.renamed(state, prefixes)


def recognise_global(shapes: Shapes) -> Options | None:
    """Of two halvings and a picture as its input it would be CycleGAN's or pix2pix's."""
    if any(k.startswith("model1_1.") for k in shapes) or resnet.of_two_halvings(shapes):
        return None
    return resnet.options_of(shapes)


def interface_global(options: Options) -> Interface:
    multiple = 2 ** (len(options["widths"]) - 1)
    planes = options["planes"]
    return Interface(
        planes,
        options["colours"],
        multiple=multiple,
        smallest=max(4, 2 * multiple),
        labels=labels_in(planes),
        edges=planes == CITYSCAPES,
    )


def interface_local(options: Options) -> Interface:
    coarse = options["coarse"]
    multiple = 2 ** (len(coarse["widths"]) - 1 + len(options["enhancers"]))
    return Interface(
        coarse["planes"],
        options["colours"],
        multiple=multiple,
        smallest=2 * multiple,
        labels=labels_in(coarse["planes"]),
        edges=coarse["planes"] == CITYSCAPES,
    )


GLOBAL = ModelSpec(
    "pix2pixhd",
    "semantic",
    recognise_global,
    ResNet,
    interface=interface_global,
    adapt=resnet.adapt,
    also=("sketch", "translate"),
)
LOCAL = ModelSpec(
    "pix2pixhd-local",
    "semantic",
    recognise_local,
    LocalEnhancer,
    interface=interface_local,
    adapt=adapt_local,
    also=("sketch", "translate"),
)
