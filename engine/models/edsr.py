"""EDSR (Lim et al. 2017) in its authors' layout, which takes values up to 255, and in BasicSR's."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers
from engine.models.srresnet import ResBlock, reach_of_ups

DIV2K = (0.4488, 0.4371, 0.4040)  # mean colour of the pictures that all were trained on


class EDSR(nn.Module):
    """N×planes×H×W → N×colours×sH×sW in the same range, not clamped.

    factors:        enlargement of each pixel shuffle.
    residual_scale: what each residual is multiplied by; 0.1 in the wide published networks.
    white:          value of white inside the network.
    unit:           white is 1 outside; else it is `white` there, too.
    mean:           colour that is black inside, as a part of white.
    shifts:         planes of the file's own shift to and from the mean, which goes before `mean`.
    """

    def __init__(
        self,
        planes: int,
        colours: int,
        width: int,
        blocks: int,
        factors: tuple[int, ...],
        residual_scale: float,
        white: float,
        unit: bool,
        mean: tuple[float, ...],
        shifts: int = 0,
    ) -> None:
        super().__init__()
        self.factors, self.white, self.unit, self.mean = factors, white, unit, tuple(mean)
        self.first = nn.Conv2d(planes, width, 3, padding=1)
        self.body = nn.Sequential(*(ResBlock(width, residual_scale) for _ in range(blocks)))
        self.trunk = nn.Conv2d(width, width, 3, padding=1)
        self.up = nn.ModuleList(nn.Conv2d(width, width * f**2, 3, padding=1) for f in factors)
        self.last = nn.Conv2d(width, colours, 3, padding=1)
        self.before = nn.Conv2d(shifts, shifts, 1) if shifts else None
        self.after = nn.Conv2d(shifts, shifts, 1) if shifts else None

    def forward(self, x: Tensor) -> Tensor:
        gain = self.white if self.unit else 1
        # Without three colours the authors shift nothing.
        mean = x.new_tensor(self.mean if len(self.mean) == x.shape[1] else 0).view(1, -1, 1, 1)
        mean = mean * (1 if self.unit else self.white)
        x = self.first((x - mean) * gain if self.before is None else self.before(x))
        x = x + self.trunk(self.body(x))
        for up, factor in zip(self.up, self.factors, strict=True):
            x = F.pixel_shuffle(up(x), factor)
        x = self.last(x)
        return x / gain + mean if self.after is None else self.after(x)


def names(keys: Shapes) -> dict[str, str] | None:
    """The authors' prefixes → ours, or None if this is no EDSR."""
    if "head.0.weight" in keys and "tail.0.0.weight" in keys:
        blocks, inner, up = (
            numbers(keys, "body.", ".body.0.weight"),
            (".body.0", ".body.2"),
            "tail.0.",
        )
        found = {"head.0": "first", f"body.{len(blocks)}": "trunk", "tail.1": "last"}
        if "sub_mean.weight" in keys and "add_mean.weight" in keys:
            found |= {"sub_mean": "before", "add_mean": "after"}
    elif "conv_after_body.weight" in keys and "upsample.0.weight" in keys:
        blocks, inner, up = (
            numbers(keys, "body.", ".conv1.weight"),
            (".conv1", ".conv2"),
            "upsample.",
        )
        found = {"conv_first": "first", "conv_after_body": "trunk", "conv_last": "last"}
    else:
        return None
    for i, n in enumerate(blocks):
        for c, theirs in enumerate(inner):
            found[f"body.{n}{theirs}"] = f"body.{i}.conv{c + 1}"
    return found | {f"{up}{n}": f"up.{i}" for i, n in enumerate(numbers(keys, up))}


def recognise(shapes: Shapes) -> Options | None:
    found = names(shapes)
    if found is None:
        return None
    ours = {v: shapes[f"{k}.weight"] for k, v in found.items()}
    width, planes = ours["first"][:2]
    ups = [v[0] for k, v in ours.items() if k.startswith("up.")]
    return {
        "planes": planes,
        "colours": ours["last"][0],
        "width": width,
        "blocks": len([k for k in ours if k.endswith(".conv1")]),
        "factors": tuple(math.isqrt(n // width) for n in ups),
        "residual_scale": 0.1 if width >= 256 else 1.0,
        "white": 255.0,
        "unit": "conv_first" in found,
        "mean": DIV2K,
        "shifts": ours["before"][0] if "before" in ours else 0,
    }


def adapt(state: State) -> State:
    found = names({k: tuple(v.shape) for k, v in state.items()})
    assert found is not None  # it was recognised
    return {f"{o}.{p}": state[f"{t}.{p}"] for t, o in found.items() for p in ("weight", "bias")}


def interface(options: Options) -> Interface:
    white = 1.0 if options["unit"] else options["white"]
    return Interface(
        options["planes"],
        options["colours"],
        takes=(0, white),
        gives=(0, white),
        scale=math.prod(options["factors"]),
        reach=2 * options["blocks"] + reach_of_ups(options["factors"], 1) + 2,
    )


SPEC = ModelSpec(
    "edsr",
    "upscale",
    recognise,
    EDSR,
    interface=interface,
    adapt=adapt,
    asks={
        "residual_scale": ("res_scale",),
        "white": ("rgb_range", "img_range"),
        "mean": ("rgb_mean",),
    },
)
