"""The U-Net of pix2pix (Isola et al. 2017): every level halves the picture once, down to 1×1 at
its training size, and hands its activation over to the way up."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import norm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, labels_in


class UNet(nn.Module):
    """N×planes×H×W in [-1, 1] → N×colours×H×W in [-1, 1]; sides are multiples of 2 ** levels.

    widths: channels after each halving, finest first. normalisation: see norms.norm.
    bias:   the convolutions before a normalisation have one, too.
    dropout: half of the activations is dropped on the way up, but for the innermost and the
            four finest levels, while `self.dropout` is in train mode: the authors' only noise.
    residual: what comes out is the change of the input, as in DeblurGAN.
    """

    def __init__(
        self,
        planes: int,
        colours: int,
        widths: tuple[int, ...],
        normalisation: str,
        bias: bool,
        dropout: bool = False,
        residual: bool = False,
    ) -> None:
        super().__init__()
        self.residual = residual
        steps = list(zip((planes, *widths), widths, strict=False))  # (finer, coarser)
        last = len(widths) - 1
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1, bias=bias) for a, b in steps)
        self.down_norm = nn.ModuleList(
            norm(normalisation if 0 < i < last else "none", b) for i, (_, b) in enumerate(steps)
        )
        # All but the innermost see the skip of their level beside what comes up.
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(b if i == last else 2 * b, a if i else colours, 4, 2, 1,
                               bias=bias or i == 0)
            for i, (a, b) in enumerate(steps)
        )  # fmt: skip
        self.up_norm = nn.ModuleList(
            norm(normalisation if i else "none", a) for i, (a, _) in enumerate(steps)
        )
        self.dropout = nn.Dropout(0.5) if dropout else nn.Identity()

    def forward(self, picture: Tensor) -> Tensor:
        x = picture
        skips: list[Tensor] = []
        for i, (down, down_norm) in enumerate(zip(self.down, self.down_norm, strict=True)):
            if i:
                x = F.leaky_relu(x, 0.2)
                skips.append(x)  # the authors' activation is in place: it is the skip, too
            x = down_norm(down(x))
        for i in reversed(range(len(self.up))):
            x = self.up_norm[i](self.up[i](F.relu(x)))
            if 4 <= i < len(self.up) - 1:
                x = self.dropout(x)
            if i:
                x = torch.cat([skips[i - 1], x], 1)
        x = torch.tanh(x)
        return (picture + x).clamp(-1, 1) if self.residual else x


def levels(keys: Shapes | State) -> list[tuple[str, str, str | None, str | None]]:
    """The authors' prefixes of each level: down, up, norm on the way down, norm on the way up."""
    if "model.model.0.weight" not in keys or "model.model.3.weight" not in keys:
        return []
    found: list[tuple[str, str, str | None, str | None]] = [
        ("model.model.0", "model.model.3", None, None)
    ]
    at = "model.model.1.model"
    while f"{at}.5.weight" in keys:
        found.append((f"{at}.1", f"{at}.5", f"{at}.2", f"{at}.6"))
        at += ".3.model"
    found.append((f"{at}.1", f"{at}.3", None, f"{at}.4"))
    return found


def recognise(shapes: Shapes) -> Options | None:
    found = levels(shapes)
    if len(found) < 3:
        return None
    bias = f"{found[0][0]}.bias" in shapes
    bare = "instance" if bias else "none"  # neither has parameters
    normalisation = "batch" if f"{found[1][2]}.weight" in shapes else bare
    return {
        "planes": shapes[f"{found[0][0]}.weight"][1],
        "colours": shapes[f"{found[0][1]}.weight"][1],
        "widths": tuple(shapes[f"{down}.weight"][0] for down, *_ in found),
        "normalisation": normalisation,
        "bias": bias,
        "dropout": True,
    }


def adapt(state: State) -> State:
    """Nested keys → flat ones. Statistics that old files hold of an InstanceNorm are dropped."""
    found = levels(state)
    batch = f"{found[1][2]}.weight" in state
    adapted = {}
    for i, prefixes in enumerate(found):
        names = ("down", "up", "down_norm", "up_norm")
        for prefix, name in zip(prefixes, names, strict=True):
            if prefix is None or ("norm" in name and not batch):
                continue
            for part in ("weight", "bias", "running_mean", "running_var"):
                if f"{prefix}.{part}" in state:
                    adapted[f"{name}.{i}.{part}"] = state[f"{prefix}.{part}"]
    return adapted


def interface(options: Options) -> Interface:
    side, planes = 2 ** len(options["widths"]), options["planes"]
    return Interface(
        planes, options["colours"], multiple=side, smallest=side, labels=labels_in(planes)
    )


SPEC = ModelSpec(
    "pix2pix",
    "sketch",
    recognise,
    UNet,
    interface=interface,
    adapt=adapt,
    asks={"dropout": ("use_dropout",)},
    own_statistics=True,
    also=("translate", "semantic"),
)
