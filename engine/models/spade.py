"""SPADE / GauGAN (Park et al. 2019): a generator whose normalisations are modulated by a label
map, and the encoder of styles that belongs to the variational ones.

Spectral normalisation is folded into the weights on loading: in evaluation it is a constant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import norm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State

BLOCKS = ("head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3", "up_4")
DOUBLINGS = {"normal": 5, "more": 6, "most": 7}
# Planes of the published networks: COCO-Stuff has 182 labels, ADE20K 150, Cityscapes 35.
WITH_UNKNOWN, WITH_EDGES = (184, 151), (184, 36)


def folded(state: State) -> State:
    """Spectral normalisation (Miyato et al. 2018) as torch's hook stores it → plain weights."""
    plain = {}
    for key, value in state.items():
        stem, _, part = key.rpartition(".")
        if part == "weight_orig" and f"{stem}.weight" not in state:
            rows = value.float().flatten(1)  # out×(in·k·k)
            u = state[f"{stem}.weight_u"].float()
            v = state.get(f"{stem}.weight_v")
            # Before version 1.0 torch stored no v: it is one step of the power iteration away.
            right = F.normalize(rows.T @ u, dim=0) if v is None else v.float()
            plain[f"{stem}.weight"] = value.float() / torch.dot(u, rows @ right)
        elif part not in ("weight_orig", "weight_u", "weight_v", "num_batches_tracked"):
            plain[key] = value
    return plain


class Plain(nn.Module):
    """A normalisation without parameters, under the name that SPADE gives it."""

    def __init__(self, kind: str, channels: int) -> None:
        super().__init__()
        if kind == "batch":
            self.register_buffer("running_mean", torch.zeros(channels))
            self.register_buffer("running_var", torch.ones(channels))
        self.kind = kind

    def forward(self, x: Tensor) -> Tensor:
        if self.kind == "batch":
            return F.batch_norm(x, self.running_mean, self.running_var)  # type: ignore[arg-type]
        return F.instance_norm(x)


class Spade(nn.Module):
    """Normalisation whose gain and bias are convolutions of the label map."""

    def __init__(self, channels: int, labels: int, hidden: int, kind: str, kernel: int) -> None:
        super().__init__()
        pad = kernel // 2
        self.param_free_norm = Plain(kind, channels)
        self.mlp_shared = nn.Sequential(nn.Conv2d(labels, hidden, kernel, padding=pad), nn.ReLU())
        self.mlp_gamma = nn.Conv2d(hidden, channels, kernel, padding=pad)
        self.mlp_beta = nn.Conv2d(hidden, channels, kernel, padding=pad)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        plan = self.mlp_shared(F.interpolate(labels, x.shape[-2:]))
        return self.param_free_norm(x) * (1 + self.mlp_gamma(plan)) + self.mlp_beta(plan)


class SpadeBlock(nn.Module):
    """Residual block; where its width changes, its shortcut is learned."""

    def __init__(
        self, c_in: int, c_out: int, labels: int, hidden: int, kind: str, kernel: int
    ) -> None:
        super().__init__()
        middle = min(c_in, c_out)
        self.conv_0 = nn.Conv2d(c_in, middle, 3, padding=1)
        self.conv_1 = nn.Conv2d(middle, c_out, 3, padding=1)
        self.conv_s = nn.Conv2d(c_in, c_out, 1, bias=False) if c_in != c_out else None
        self.norm_0 = Spade(c_in, labels, hidden, kind, kernel)
        self.norm_1 = Spade(middle, labels, hidden, kind, kernel)
        self.norm_s = Spade(c_in, labels, hidden, kind, kernel) if c_in != c_out else None

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        y = self.conv_0(F.leaky_relu(self.norm_0(x, labels), 0.2))
        y = self.conv_1(F.leaky_relu(self.norm_1(y, labels), 0.2))
        if self.conv_s is not None and self.norm_s is not None:
            x = self.conv_s(self.norm_s(x, labels))
        return x + y


def fixed_grid(
    upsampling: str, cells: int, crop_size: int, aspect_ratio: float
) -> tuple[int, int] | None:
    """Height and width of the coarsest features, or None if they follow the label map's.
    Python's rounding is the authors', too."""
    if crop_size:
        w = int(crop_size) // 2 ** DOUBLINGS[upsampling]
        return round(w / float(aspect_ratio)), w
    if cells:
        w = max(1, round(math.sqrt(cells * float(aspect_ratio))))
        return cells // w, w
    return None


class SpadeGenerator(nn.Module):
    """Label planes N×labels×H×W (one-hot, then "don't know" and instance edges where the network
    has them) → N×colours×H'×W' in [-1, 1].

    widths:      channels before the first block and after each block.
    hidden:      channels inside each modulation. kind: "batch" or "instance". kernel: of the
                 modulations' convolutions.
    latent:      numbers in a style, 0 = no styles: the labels themselves are the start.
    upsampling:  "normal", "more" or "most" doublings.
    cells:       cells of the coarsest grid of a network with styles, whose size is fixed.
    crop_size:   width in pixels that the network was trained at; 0 = unknown, any size goes.
    aspect_ratio: width / height at that size.
    unknown, no_instance: whether the last planes are one for "don't know" and one for edges; for
                 those who fill them.
    """

    def __init__(
        self,
        labels: int,
        colours: int,
        widths: tuple[int, ...],
        hidden: int,
        kind: str,
        kernel: int,
        latent: int,
        upsampling: str,
        cells: int,
        crop_size: int,
        aspect_ratio: float,
        unknown: bool = False,
        no_instance: bool = True,
    ) -> None:
        super().__init__()
        self.doublings = DOUBLINGS[upsampling]
        self.grid = fixed_grid(upsampling, cells, crop_size, aspect_ratio)
        self.latent, self.width = latent, widths[0]
        if latent:
            self.fc: nn.Module = nn.Linear(latent, widths[0] * cells)
        else:
            self.fc = nn.Conv2d(labels, widths[0], 3, padding=1)
        for name, a, b in zip(BLOCKS, widths, widths[1:], strict=False):
            self.add_module(name, SpadeBlock(a, b, labels, hidden, kind, kernel))
        self.names = BLOCKS[: len(widths) - 1]
        self.conv_img = nn.Conv2d(widths[-1], colours, 3, padding=1)

    def forward(self, labels: Tensor, style: Tensor | None = None) -> Tensor:
        """style: N×latent; None where the network has no styles, else zeros."""
        h, w = labels.shape[-2:]
        size = self.grid or (h // 2**self.doublings, w // 2**self.doublings)
        if self.latent:
            if style is None:
                style = labels.new_zeros(len(labels), self.latent)
            x = self.fc(style).view(len(labels), self.width, *size)
        else:
            x = self.fc(F.interpolate(labels, size))
        # Doublings come after the head, between the middle blocks if there are 6 or more, and
        # before each block after the first that follows them.
        doubled_before = {"G_middle_0", "up_0", "up_1", "up_2", "up_3", "up_4"}
        if self.doublings > 5:
            doubled_before.add("G_middle_1")
        for name in self.names:
            if name in doubled_before:
                x = F.interpolate(x, scale_factor=2)
            x = self.get_submodule(name)(x, labels)
        return torch.tanh(self.conv_img(F.leaky_relu(x, 0.2)))


def recognise(shapes: Shapes) -> Options | None:
    if "G_middle_1.norm_0.mlp_shared.0.weight" not in shapes or "conv_img.weight" not in shapes:
        return None

    def conv(name: str) -> tuple[int, ...]:
        return shapes.get(f"{name}.weight_orig") or shapes[f"{name}.weight"]

    names = [n for n in BLOCKS if f"{n}.norm_0.mlp_shared.0.weight" in shapes]
    hidden, labels, kernel, _ = shapes["head_0.norm_0.mlp_shared.0.weight"]
    width = conv("head_0.conv_0")[1]
    fc = shapes["fc.weight"]
    latent = fc[1] if len(fc) == 2 else 0
    batch = "head_0.norm_0.param_free_norm.running_mean" in shapes
    cells = fc[0] // width if latent else 0
    return {
        "labels": labels,
        "colours": shapes["conv_img.weight"][0],
        "widths": (width, *(conv(f"{n}.conv_1")[0] for n in names)),
        "hidden": hidden,
        "kind": "batch" if batch else "instance",
        "kernel": kernel,
        "latent": latent,
        "upsampling": "most" if "up_4" in names else "normal",
        "cells": cells,
        "crop_size": 0,
        "aspect_ratio": _likely_aspect(cells),
        "unknown": labels in WITH_UNKNOWN,
        "no_instance": labels not in WITH_EDGES,
    }


def _likely_aspect(cells: int) -> float:
    """Width by height of the grid of so many cells that is nearest to a square, lying: 1 for the
    authors' square crops, 2 for their streets."""
    if not cells:
        return 1.0
    height = next(h for h in range(math.isqrt(cells), 0, -1) if cells % h == 0)
    return cells / height**2


def interface(options: Options) -> Interface:
    multiple = 2 ** DOUBLINGS[options["upsampling"]]
    names = ("upsampling", "cells", "crop_size", "aspect_ratio")
    grid = fixed_grid(**{k: options[k] for k in names})
    if grid and options["latent"] and math.prod(grid) != options["cells"]:
        raise ValueError(f"the weights have {options['cells']} cells, not {grid[0]}×{grid[1]}")
    return Interface(
        options["labels"],
        options["colours"],
        multiple=multiple,
        smallest=multiple,
        labels=options["labels"],
        unknown=options["unknown"],
        edges=not options["no_instance"],
        latent=options["latent"],
        fixed=(grid[0] * multiple, grid[1] * multiple) if grid else None,
    )


SPEC = ModelSpec(
    "spade",
    "semantic",
    recognise,
    SpadeGenerator,
    interface=interface,
    adapt=folded,
    asks={
        "upsampling": ("num_upsampling_layers",),
        "crop_size": (),
        "aspect_ratio": (),
        "unknown": ("contain_dontcare_label",),
        "no_instance": (),
    },
)


class StyleEncoder(nn.Module):
    """Picture N×colours×H×W in [-1, 1], any size → mean and log-variance of its style, N×latent.

    widths: channels after each halving. normalisation, bias: of the convolutions.
    """

    SIDE = 256

    def __init__(
        self, colours: int, widths: tuple[int, ...], latent: int, normalisation: str, bias: bool
    ) -> None:
        super().__init__()
        steps = zip((colours, *widths), widths, strict=False)
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1, bias=bias) for a, b in steps)
        self.norms = nn.ModuleList(norm(normalisation, w) for w in widths)
        side = self.SIDE // 2 ** len(widths)
        self.fc_mu = nn.Linear(widths[-1] * side**2, latent)
        self.fc_var = nn.Linear(widths[-1] * side**2, latent)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        x = picture
        if x.shape[-2:] != (self.SIDE, self.SIDE):
            x = F.interpolate(x, (self.SIDE, self.SIDE), mode="bilinear", align_corners=False)
        for conv, after in zip(self.convs, self.norms, strict=True):
            x = F.leaky_relu(after(conv(x)), 0.2)
        x = x.flatten(1)
        return self.fc_mu(x), self.fc_var(x)


def encoder_layers(keys: Mapping[str, object]) -> list[str]:
    """The authors' prefixes of the convolutions. Without a normalisation they are not wrapped."""
    found = []
    for n in range(1, 10):
        for prefix in (f"layer{n}.0", f"layer{n}"):
            if f"{prefix}.weight_orig" in keys or f"{prefix}.weight" in keys:
                found.append(prefix)
                break
    return found


def recognise_encoder(shapes: Shapes) -> Options | None:
    layers = encoder_layers(shapes)
    if not layers or "fc_mu.weight" not in shapes or "fc_var.weight" not in shapes:
        return None
    kernels = [shapes.get(f"{p}.weight_orig") or shapes[f"{p}.weight"] for p in layers]
    bias = f"{layers[0]}.bias" in shapes
    batch = "layer1.1.weight" in shapes
    return {
        "colours": kernels[0][1],
        "widths": tuple(k[0] for k in kernels),
        "latent": shapes["fc_mu.weight"][0],
        "normalisation": "batch" if batch else "none" if bias else "instance",
        "bias": bias,
    }


def adapt_encoder(state: State) -> State:
    plain = folded(state)
    layers = encoder_layers(plain)
    adapted = {k: v for k, v in plain.items() if k.startswith("fc_")}
    for i, prefix in enumerate(layers):
        for ours, theirs in (("convs", prefix), ("norms", prefix.replace(".0", ".1"))):
            for part in ("weight", "bias", "running_mean", "running_var"):
                if (ours == "convs" or theirs != prefix) and f"{theirs}.{part}" in plain:
                    adapted[f"{ours}.{i}.{part}"] = plain[f"{theirs}.{part}"]
    return adapted


ENCODER = ModelSpec(
    "spade-encoder",
    "style",
    recognise_encoder,
    StyleEncoder,
    interface=lambda options: Interface(options["colours"], 0, latent=options["latent"]),
    adapt=adapt_encoder,
)
