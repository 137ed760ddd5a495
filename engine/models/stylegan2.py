"""StyleGAN2 (Karras et al. 2020) in the layouts of NVIDIA's ADA pickles and of rosinality.

Learning-rate gains are folded into the weights on loading; what remains is the plain network.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import of_unit_size
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers

ROOT2 = math.sqrt(2)
SLOW = 0.01  # learning rate of the mapping, relative, in every published network


class Mapping(nn.Module):
    """Latents N×latent (and classes N×classes, one-hot) → styles N×style."""

    def __init__(self, latent: int, classes: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        inner = widths[0] - latent  # what the embedded classes add to the latent
        self.embed = nn.Linear(classes, inner) if classes else None
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(widths))

    def forward(self, z: Tensor, classes: Tensor | None) -> Tensor:
        x = of_unit_size(z)
        if self.embed is not None:
            if classes is None:
                classes = z.new_zeros(len(z), self.embed.in_features)
            x = torch.cat([x, of_unit_size(self.embed(classes))], 1)
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2) * ROOT2
        return x


class StyledConv(nn.Module):
    """A convolution whose inputs are scaled by a style and whose outputs are normalised."""

    def __init__(self, c_in: int, c_out: int, style: int, side: int, up: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(c_out, c_in, 3, 3))
        self.bias = nn.Parameter(torch.zeros(c_out))
        self.affine = nn.Linear(style, c_in)
        self.noise_strength = nn.Parameter(torch.zeros(()))
        self.noise: Tensor
        self.register_buffer("noise", torch.randn(side, side))
        self.up = up

    def forward(self, x: Tensor, style: Tensor, fir: Tensor, noise: bool) -> Tensor:
        gain = self.affine(style)  # N×C_in
        x = x * gain[:, :, None, None]
        if self.up:
            x = F.conv_transpose2d(x, self.weight.transpose(0, 1), stride=2)
            taps = fir.flip(0, 1).expand(x.shape[1], 1, 4, 4)
            x = F.conv2d(x, 4 * taps, padding=1, groups=x.shape[1])
        else:
            x = F.conv2d(x, self.weight, padding=1)
        power = gain.square() @ self.weight.square().sum((2, 3)).T  # N×C_out
        x = x * torch.rsqrt(power + 1e-8)[:, :, None, None]
        if noise:
            x = x + self.noise * self.noise_strength
        return F.leaky_relu(x + self.bias.view(-1, 1, 1), 0.2) * ROOT2


class ToRGB(nn.Module):
    """A 1×1 convolution whose inputs are scaled by a style."""

    def __init__(self, c_in: int, colours: int, style: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(colours, c_in, 1, 1))
        self.bias = nn.Parameter(torch.zeros(colours))
        self.affine = nn.Linear(style, c_in)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        return F.conv2d(x * self.affine(style)[:, :, None, None], self.weight, self.bias)


class StyleGAN2(nn.Module):
    """Latents N×latent from N(0, 1) → pictures N×colours×S×S, nominally in [-1, 1].

    mapping: channels of the mapping's layers, from its input to the style.
    widths:  (into, out of) each styled convolution: one at 4×4, then two a doubling.
    """

    def __init__(
        self,
        latent: int,
        classes: int,
        mapping: tuple[int, ...],
        widths: tuple[tuple[int, int], ...],
        colours: int,
    ) -> None:
        super().__init__()
        style = mapping[-1]
        self.mapping = Mapping(latent, classes, mapping)
        self.const = nn.Parameter(torch.randn(widths[0][0], 4, 4))
        self.convs = nn.ModuleList(
            StyledConv(a, b, style, 4 * 2 ** ((i + 1) // 2), up=i % 2 == 1)
            for i, (a, b) in enumerate(widths)
        )
        self.to_rgb = nn.ModuleList(ToRGB(b, colours, style) for _, b in widths[::2])
        self.average: Tensor  # style
        self.fir: Tensor
        self.clamp: Tensor
        self.register_buffer("average", torch.zeros(style))
        self.register_buffer("fir", torch.zeros(4, 4))
        self.register_buffer("clamp", torch.tensor(torch.inf))
        self.styles = len(widths) + 1

    def map(
        self, z: Tensor, classes: Tensor | None = None, psi: float = 1, cutoff: int | None = None
    ) -> Tensor:
        """Latents → styles of all layers, N×styles×style, drawn towards the average style by
        1 - psi in the first `cutoff` of them (None = in all)."""
        w = self.mapping(z, classes)[:, None].repeat(1, self.styles, 1)
        drawn = torch.lerp(self.average.expand_as(w), w, psi)
        return drawn if cutoff is None else torch.cat([drawn[:, :cutoff], w[:, cutoff:]], 1)

    def draw(self, styles: Tensor, noise: bool = True) -> Tensor:
        """Styles N×styles×style → pictures, with the noise of the file or with none."""
        x = self.const.expand(len(styles), -1, -1, -1)
        picture: Tensor | None = None
        for i, conv in enumerate(self.convs):
            x = conv(x, styles[:, i], self.fir, noise).clamp(-self.clamp, self.clamp)
            if i % 2 == 0:
                colour = self.to_rgb[i // 2](x, styles[:, i + 1]).clamp(-self.clamp, self.clamp)
                picture = colour if picture is None else self.doubled(picture) + colour
        assert picture is not None
        return picture

    def doubled(self, picture: Tensor) -> Tensor:
        colours = picture.shape[1]
        taps = 4 * self.fir.expand(colours, 1, 4, 4)
        return F.conv_transpose2d(picture, taps, stride=2, padding=1, groups=colours)

    def forward(self, z: Tensor, classes: Tensor | None = None, psi: float = 1) -> Tensor:
        return self.draw(self.map(z, classes, psi))


def ada_layers(shapes: Shapes) -> list[str]:
    """The prefixes of NVIDIA's styled convolutions, coarsest first."""
    sides = numbers(shapes, "synthesis.b", ".torgb.weight")
    return [
        f"synthesis.b{side}.{conv}"
        for side in sides
        for conv in ("conv0", "conv1")
        if f"synthesis.b{side}.{conv}.weight" in shapes
    ]


def recognise_ada(shapes: Shapes) -> Options | None:
    layers = ada_layers(shapes)
    count = len(numbers(shapes, "mapping.fc"))
    if "synthesis.b4.const" not in shapes or not count or len(layers) % 2 == 0:
        return None
    classes = shapes["mapping.embed.weight"][1] if "mapping.embed.weight" in shapes else 0
    fcs = [shapes[f"mapping.fc{i}.weight"] for i in range(count)]
    embedded = shapes["mapping.embed.weight"][0] if classes else 0
    return {
        "latent": fcs[0][1] - embedded,
        "classes": classes,
        "mapping": (fcs[0][1], *(f[0] for f in fcs)),
        "widths": tuple(shapes[f"{p}.weight"][1::-1] for p in layers),
        "colours": shapes["synthesis.b4.torgb.weight"][0],
    }


def linear(state: State, theirs: str, ours: str, rate: float = 1.0) -> State:
    """A layer with its gains folded in; a state dict without the gains has `rate`."""
    weight, bias = state[f"{theirs}.weight"], state[f"{theirs}.bias"]
    gain = state.get(f"{theirs}.weight_gain", torch.tensor(rate / math.sqrt(weight.shape[1])))
    bias_gain = state.get(f"{theirs}.bias_gain", torch.tensor(rate))
    return {f"{ours}.weight": weight.float() * gain, f"{ours}.bias": bias.float() * bias_gain}


def adapt_ada(state: State) -> State:
    layers = ada_layers(dict.fromkeys(state, ()))
    adapted = {"const": state["synthesis.b4.const"], "average": state["mapping.w_avg"]}
    adapted["fir"] = state[f"{layers[-1]}.resample_filter"]
    adapted["clamp"] = state.get(f"{layers[0]}.conv_clamp", torch.tensor(torch.inf))
    for i in range(len(numbers(dict.fromkeys(state, ()), "mapping.fc"))):
        adapted |= linear(state, f"mapping.fc{i}", f"mapping.layers.{i}", SLOW)
    if "mapping.embed.weight" in state:
        adapted |= linear(state, "mapping.embed", "mapping.embed")
    for i, prefix in enumerate(layers):
        side = 4 * 2 ** ((i + 1) // 2)
        adapted[f"convs.{i}.weight"] = state[f"{prefix}.weight"]
        adapted[f"convs.{i}.bias"] = state[f"{prefix}.bias"]
        # Networks trained without noise store none.
        strength = state.get(f"{prefix}.noise_strength", torch.zeros(()))
        adapted[f"convs.{i}.noise_strength"] = strength
        adapted[f"convs.{i}.noise"] = state.get(f"{prefix}.noise_const", torch.zeros(side, side))
        adapted |= linear(state, f"{prefix}.affine", f"convs.{i}.affine")
        if i % 2 == 0:
            rgb, ours = f"{prefix.rpartition('.')[0]}.torgb", f"to_rgb.{i // 2}"
            weight = state[f"{rgb}.weight"]
            gain = state.get(f"{rgb}.weight_gain", torch.tensor(1 / math.sqrt(weight.shape[1])))
            adapted |= {f"{ours}.weight": weight * gain, f"{ours}.bias": state[f"{rgb}.bias"]}
            adapted |= linear(state, f"{rgb}.affine", f"{ours}.affine")
    return adapted


def recognise_rosinality(shapes: Shapes) -> Options | None:
    fcs = [shapes[f"style.{n}.weight"] for n in numbers(shapes, "style.")]
    if "input.input" not in shapes or "to_rgb1.conv.weight" not in shapes or not fcs:
        return None
    later = range(len(numbers(shapes, "convs.", ".conv.weight")))
    layers = ["conv1", *(f"convs.{i}" for i in later)]
    return {
        "latent": fcs[0][1],
        "classes": 0,
        "mapping": (fcs[0][1], *(f[0] for f in fcs)),
        "widths": tuple(shapes[f"{p}.conv.weight"][2:0:-1] for p in layers),
        "colours": shapes["to_rgb1.conv.weight"][1],
    }


def average_style(adapted: State, layers: int) -> Tensor:
    """The mean style of many latents: training files of rosinality do not store it."""
    noise = torch.Generator().manual_seed(0)
    x = of_unit_size(
        torch.randn(4096, adapted["mapping.layers.0.weight"].shape[1], generator=noise)
    )
    for i in range(layers):
        weight, bias = (adapted[f"mapping.layers.{i}.{p}"] for p in ("weight", "bias"))
        x = F.leaky_relu(F.linear(x, weight, bias), 0.2) * ROOT2
    return x.mean(0)


def adapt_rosinality(state: State) -> State:
    shapes = dict.fromkeys(state, ())
    fcs = numbers(shapes, "style.")
    adapted = {"const": state["input.input"][0], "clamp": torch.tensor(torch.inf)}
    for i, n in enumerate(fcs):
        adapted |= linear(state, f"style.{n}", f"mapping.layers.{i}", SLOW)
    average = state.get("latent_avg")
    adapted["average"] = average_style(adapted, len(fcs)) if average is None else average.flatten()
    later = range(len(numbers(shapes, "convs.", ".conv.weight")))
    for i, prefix in enumerate(["conv1", *(f"convs.{i}" for i in later)]):
        side = 4 * 2 ** ((i + 1) // 2)
        weight = state[f"{prefix}.conv.weight"][0].float()
        adapted[f"convs.{i}.weight"] = weight / math.sqrt(weight[0].numel())
        adapted[f"convs.{i}.bias"] = state[f"{prefix}.activate.bias"]
        adapted[f"convs.{i}.noise_strength"] = state[f"{prefix}.noise.weight"][0]
        stored = state.get(f"noises.noise_{i}")
        adapted[f"convs.{i}.noise"] = torch.zeros(side, side) if stored is None else stored[0, 0]
        adapted |= linear(state, f"{prefix}.conv.modulation", f"convs.{i}.affine")
    for i in range(len(later) // 2 + 1):
        prefix, ours = (f"to_rgbs.{i - 1}" if i else "to_rgb1"), f"to_rgb.{i}"
        weight = state[f"{prefix}.conv.weight"][0].float()
        adapted[f"{ours}.weight"] = weight / math.sqrt(weight[0].numel())
        adapted[f"{ours}.bias"] = state[f"{prefix}.bias"].flatten()
        adapted |= linear(state, f"{prefix}.conv.modulation", f"{ours}.affine")
    adapted["fir"] = state["to_rgbs.0.upsample.kernel"] / 4  # stored for a doubling
    return adapted


def interface(options: Options) -> Interface:
    return Interface(
        0,
        options["colours"],
        latent=options["latent"],
        classes=options["classes"],
        side=4 * 2 ** (len(options["widths"]) // 2),
    )


ADA = ModelSpec(
    "stylegan2-ada", "latent", recognise_ada, StyleGAN2, interface=interface, adapt=adapt_ada
)
ROSINALITY = ModelSpec(
    "stylegan2",
    "latent",
    recognise_rosinality,
    StyleGAN2,
    interface=interface,
    adapt=adapt_rosinality,
)
