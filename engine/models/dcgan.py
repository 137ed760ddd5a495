"""DCGAN (Radford et al. 2016) in the layout of PyTorch's example."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import BatchNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class DCGAN(nn.Module):
    """Latents N×latent (or N×latent×1×1) from N(0, 1) → pictures N×colours×S×S in [-1, 1].

    widths: channels of the latent, after each transposed convolution, of the picture.
    """

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, 2 if i else 1, 1 if i else 0, bias=False)
            for i, (a, b) in enumerate(pairwise(widths))
        )
        self.norms = nn.ModuleList(BatchNorm(w) for w in widths[1:-1])

    def forward(self, z: Tensor) -> Tensor:
        x = z.flatten(1)[:, :, None, None]
        for conv, after in zip(self.convs, self.norms, strict=False):
            x = F.relu(after(conv(x)))
        return torch.tanh(self.convs[-1](x))


def recognise(shapes: Shapes) -> Options | None:
    layers = numbers(shapes, "main.")
    if any(k.rpartition(".")[0] != f"main.{k.split('.')[1]}" for k in shapes):
        return None
    kernels = [shapes[f"main.{n}.weight"] for n in layers if len(shapes[f"main.{n}.weight"]) == 4]
    if len(kernels) < 2 or any(k[2:] != (4, 4) for k in kernels):
        return None
    if [k[1] for k in kernels[:-1]] != [k[0] for k in kernels[1:]]:  # a discriminator
        return None
    return {"widths": (kernels[0][0], *(k[1] for k in kernels))}


def adapt(state: State) -> State:
    layers = numbers(dict.fromkeys(state, ()), "main.")
    convs = [n for n in layers if state[f"main.{n}.weight"].ndim == 4]
    prefixes = {f"main.{n}": f"convs.{i}" for i, n in enumerate(convs)}
    prefixes |= {f"main.{n + 1}": f"norms.{i}" for i, n in enumerate(convs[:-1])}
    adapted = {}
    for key, value in state.items():
        stem, _, part = key.rpartition(".")
        if part != "num_batches_tracked":
            adapted[f"{prefixes[stem]}.{part}"] = value
    return adapted


def interface(options: Options) -> Interface:
    widths = options["widths"]
    return Interface(0, widths[-1], latent=widths[0], side=4 * 2 ** (len(widths) - 2))


SPEC = ModelSpec("dcgan", "latent", recognise, DCGAN, interface=interface, adapt=adapt)
