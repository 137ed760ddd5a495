"""Progressive GAN (Karras et al. 2018) in the layout of Facebook's pytorch_GAN_zoo."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import of_unit_size
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class Equalised(nn.Module):
    """A layer whose output, bias and all, is scaled by He's constant while it runs."""

    def __init__(self, layer: nn.Linear | nn.Conv2d, equalised: bool) -> None:
        super().__init__()
        self.layer = layer
        self.gain = math.sqrt(2 / layer.weight[0].numel()) if equalised else 1.0

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) * self.gain


class PGAN(nn.Module):
    """Latents N×latent from N(0, 1) → pictures N×colours×S×S, nominally in [-1, 1].

    widths:     of each scale, the channels into its first convolution and out of each; 4×4 first.
    slope:      of the leaky ReLUs. normalised: features have unit size in each pixel.
    equalised:  see Equalised. activation: "tanh" or None, after all.
    alpha:      share of the next coarser scale, while a scale is faded in.
    """

    def __init__(
        self,
        latent: int,
        colours: int,
        widths: tuple[tuple[int, ...], ...],
        slope: float,
        normalised: bool,
        equalised: bool,
        activation: str | None,
        alpha: float,
    ) -> None:
        super().__init__()
        self.format = Equalised(nn.Linear(latent, 16 * widths[0][0]), equalised)
        self.scales = nn.ModuleList(
            nn.ModuleList(
                Equalised(nn.Conv2d(a, b, 3, padding=1), equalised) for a, b in pairwise(scale)
            )
            for scale in widths
        )
        self.to_rgb = nn.ModuleList(
            Equalised(nn.Conv2d(scale[-1], colours, 1), equalised) for scale in widths
        )
        self.slope, self.normalised, self.alpha = slope, normalised, alpha
        self.tanh = "tanh" in str(activation).lower()

    def finish(self, x: Tensor) -> Tensor:
        x = F.leaky_relu(x, self.slope)
        return of_unit_size(x) if self.normalised else x

    def forward(self, z: Tensor) -> Tensor:
        z = z.flatten(1)
        x = self.format(of_unit_size(z) if self.normalised else z)
        x = self.finish(x.view(len(x), -1, 4, 4))
        coarser = x
        for i, scale in enumerate(self.scales):
            if i:
                coarser = x
                x = F.interpolate(x, scale_factor=2)
            for conv in scale:  # type: ignore[attr-defined]
                x = self.finish(conv(x))
        x = self.to_rgb[-1](x)
        if self.alpha > 0 and len(self.to_rgb) > 1:
            before = F.interpolate(self.to_rgb[-2](coarser), scale_factor=2)
            x = torch.lerp(x, before, self.alpha)
        return torch.tanh(x) if self.tanh else x


def scales(keys: Shapes) -> list[list[str]]:
    """The authors' prefixes of the convolutions of each scale."""
    found = [[f"groupScale0.{n}" for n in numbers(keys, "groupScale0.", ".module.weight")]]
    for s in numbers(keys, "scaleLayers.", ".0.module.weight"):
        convs = numbers(keys, f"scaleLayers.{s}.", ".module.weight")
        found.append([f"scaleLayers.{s}.{n}" for n in convs])
    return found


def recognise(shapes: Shapes) -> Options | None:
    if "formatLayer.module.weight" not in shapes or "groupScale0.0.module.weight" not in shapes:
        return None
    kernels = [[shapes[f"{p}.module.weight"] for p in scale] for scale in scales(shapes)]
    return {
        "latent": shapes["formatLayer.module.weight"][1],
        "colours": shapes["toRGBLayers.0.module.weight"][0],
        "widths": tuple((scale[0][1], *(k[0] for k in scale)) for scale in kernels),
        "slope": 0.2,
        "normalised": True,
        "equalised": True,
        "activation": None,
        "alpha": 0.0,
    }


def adapt(state: State) -> State:
    prefixes = {"formatLayer": "format"}
    found = scales(dict.fromkeys(state, ()))
    for s, scale in enumerate(found):
        prefixes |= {prefix: f"scales.{s}.{i}" for i, prefix in enumerate(scale)}
        prefixes[f"toRGBLayers.{s}"] = f"to_rgb.{s}"
    return {
        f"{ours}.layer.{part}": state[f"{theirs}.module.{part}"]
        for theirs, ours in prefixes.items()
        for part in ("weight", "bias")
    }


def interface(options: Options) -> Interface:
    side = 4 * 2 ** (len(options["widths"]) - 1)
    return Interface(0, options["colours"], latent=options["latent"], side=side)


SPEC = ModelSpec(
    "pgan",
    "latent",
    recognise,
    PGAN,
    interface=interface,
    adapt=adapt,
    asks={
        "slope": ("leakyreluleak",),
        "normalised": ("normalization", "perchannelnormalization"),
        "equalised": ("equalizedlr",),
        "activation": ("generationactivation",),
        "alpha": ("alpha",),
    },
)
