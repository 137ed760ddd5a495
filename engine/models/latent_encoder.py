"""The encoder of the latent generator: a picture → its place on the manifold."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.latent import GRID, KNOWN, Latent, active
from engine.models.spec import Interface, ModelSpec, Options, Shapes


class Encoded(NamedTuple):
    """What the encoder reads in pictures: z N×Z, and offsets N×L×W that make w+ of mapping(z).

    log_variance N×R: how sure it is of z's residual; used in training alone.
    """

    z: Tensor
    offsets: Tensor
    log_variance: Tensor


class Residual(nn.Module):
    """Halves the size and adds what two convolutions find there."""

    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(c_in, c_out, 4, 2, 1)
        self.norm = nn.GroupNorm(8, c_out)
        self.first = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.second = nn.Conv2d(c_out, c_out, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = active(self.down(x))
        y: Tensor = self.second(active(self.first(self.norm(x))))
        return x + y


class LatentEncoder(nn.Module):
    """Pictures N×3×S×S in [-1, 1] → `Encoded`; w+ = mapping(z) + offsets, see `encoded_w_plus`.

    widths: channels at S/4, S/8, …; the last size must be 4×4.
    """

    def __init__(
        self,
        z_width: int = KNOWN + 25,
        layers: int = 9,
        w_width: int = 192,
        widths: tuple[int, ...] = (32, 64, 128, 160),
        features: int = 256,
    ) -> None:
        super().__init__()
        self.z_width, self.layers, self.w_width = z_width, layers, w_width
        self.size = 16 * 2 ** (len(widths) - 1)
        self.into = nn.Conv2d(48, widths[0], 3, padding=1)
        self.levels = nn.ModuleList(Residual(a, b) for a, b in pairwise(widths))
        self.features = nn.Linear(16 * widths[-1] + 3 * GRID * GRID, features)
        self.to_z = nn.Linear(features, 2 * z_width - KNOWN)
        self.to_offsets = nn.Linear(features, layers * w_width)

    def forward(self, picture: Tensor) -> Encoded:
        x = active(self.into(F.pixel_unshuffle(picture, 4)))
        for level in self.levels:
            x = level(x)
        x = x.flatten(1)
        # Colours have a short way here, too.
        small = F.adaptive_avg_pool2d(picture, GRID).flatten(1)
        x = active(self.features(torch.cat([F.layer_norm(x, x.shape[1:]), small], 1)))
        z, log_variance = self.to_z(x).split([self.z_width, self.z_width - KNOWN], 1)
        offsets = self.to_offsets(x).view(-1, self.layers, self.w_width)
        return Encoded(z, offsets, log_variance.clamp(-8, 2))


def encoded_w_plus(latent: Latent, encoded: Encoded) -> Tensor:
    """The w+ N×L×W at which the encoder sees its pictures."""
    return latent.w_plus(latent.mapping(encoded.z)) + encoded.offsets


def recognise(shapes: Shapes) -> Options | None:
    if "to_offsets.weight" not in shapes or "into.weight" not in shapes:
        return None
    levels = sum(1 for k in shapes if k.startswith("levels.") and k.endswith("down.weight"))
    widths = [shapes["into.weight"][0]]
    widths += [shapes[f"levels.{i}.down.weight"][0] for i in range(levels)]
    features = shapes["features.weight"][0]
    z_width = (shapes["to_z.weight"][0] + KNOWN) // 2
    # Rows of to_offsets are layers × w_width: only their product shows; layers follow the size.
    layers = 2 * (levels + 2) - 1
    return {
        "z_width": z_width,
        "layers": layers,
        "w_width": shapes["to_offsets.weight"][0] // layers,
        "widths": tuple(widths),
        "features": features,
    }


def interface(options: Options) -> Interface:
    side = 16 * 2 ** (len(options["widths"]) - 1)
    return Interface(colours=0, multiple=side, smallest=side, latent=options["z_width"])


SPEC = ModelSpec("latent-encoder", "encode", recognise, LatentEncoder, interface=interface)
