"""ESRGAN and Real-ESRGAN (Wang et al. 2018, 2021): residual-in-residual dense blocks.

Three layouts of one network: ESRGAN's first (model.1.sub…), its second (RRDB_trunk…) and
BasicSR's (body…). Networks for ×2 and ×1 unshuffle the picture's pixels first.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class DenseBlock(nn.Module):
    """Five convolutions, each of which sees what all before it gave."""

    def __init__(self, width: int, growth: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(width + i * growth, growth if i < 4 else width, 3, padding=1)
            for i in range(5)
        )

    def forward(self, x: Tensor) -> Tensor:
        seen = x
        for conv in self.convs[:4]:
            seen = torch.cat([seen, F.leaky_relu(conv(seen), 0.2)], 1)
        return x + 0.2 * self.convs[4](seen)


class RRDB(nn.Module):
    """Three dense blocks and a skip around them."""

    def __init__(self, width: int, growth: int) -> None:
        super().__init__()
        self.dense = nn.Sequential(*(DenseBlock(width, growth) for _ in range(3)))

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.2 * self.dense(x)


class RRDBNet(nn.Module):
    """N×planes×H×W in [0, 1] → N×colours×sH×sW, nominally in [0, 1], s = 2 ** ups / unshuffle.

    shuffled: pixels are shuffled rather than doubled on the way up.
    """

    def __init__(
        self,
        planes: int,
        colours: int,
        width: int,
        growth: int,
        blocks: int,
        ups: int,
        unshuffle: int = 1,
        shuffled: bool = False,
    ) -> None:
        super().__init__()
        self.unshuffle, self.shuffled = unshuffle, shuffled
        self.first = nn.Conv2d(planes * unshuffle**2, width, 3, padding=1)
        self.body = nn.Sequential(*(RRDB(width, growth) for _ in range(blocks)))
        self.trunk = nn.Conv2d(width, width, 3, padding=1)
        self.up = nn.ModuleList(
            nn.Conv2d(width, (4 if shuffled else 1) * width, 3, padding=1) for _ in range(ups)
        )
        self.fine = nn.Conv2d(width, width, 3, padding=1)
        self.last = nn.Conv2d(width, colours, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(F.pixel_unshuffle(x, self.unshuffle))
        x = x + self.trunk(self.body(x))
        for up in self.up:
            if self.shuffled:
                x = F.leaky_relu(F.pixel_shuffle(up(x), 2), 0.2)
            else:
                x = F.leaky_relu(up(F.interpolate(x, scale_factor=2)), 0.2)
        return self.last(F.leaky_relu(self.fine(x), 0.2))


def names(keys: Shapes) -> dict[str, str] | None:
    """The authors' prefixes → ours, or None if this is no RRDBNet."""
    if "model.1.sub.0.RDB1.conv1.0.weight" in keys:
        before, rdb, conv, blocks = (
            "model.1.sub.",
            "RDB",
            ".0",
            numbers(keys, "model.1.sub.", ".RDB1.conv1.0.weight"),
        )
        convs = numbers(keys, "model.")
        found = {"model.0": "first", f"model.1.sub.{len(blocks)}": "trunk"}
        found |= {f"model.{n}": f"up.{i}" for i, n in enumerate(convs[1:-2])}
        found |= {f"model.{convs[-2]}": "fine", f"model.{convs[-1]}": "last"}
    elif "RRDB_trunk.0.RDB1.conv1.weight" in keys:
        before, rdb, conv = "RRDB_trunk.", "RDB", ""
        blocks = numbers(keys, before, ".RDB1.conv1.weight")
        found = {"conv_first": "first", "trunk_conv": "trunk", "HRconv": "fine"}
        found |= {"conv_last": "last"}
        found |= {f"upconv{n}": f"up.{i}" for i, n in enumerate(numbers(keys, "upconv"))}
    elif "body.0.rdb1.conv1.weight" in keys:
        before, rdb, conv = "body.", "rdb", ""
        blocks = numbers(keys, before, ".rdb1.conv1.weight")
        found = {"conv_first": "first", "conv_body": "trunk", "conv_hr": "fine"}
        found |= {"conv_last": "last"}
        found |= {f"conv_up{n}": f"up.{i}" for i, n in enumerate(numbers(keys, "conv_up"))}
    else:
        return None
    for i, n in enumerate(blocks):
        for d in range(3):
            for c in range(5):
                theirs = f"{before}{n}.{rdb}{d + 1}.conv{c + 1}{conv}"
                found[theirs] = f"body.{i}.dense.{d}.convs.{c}"
    return found


def recognise(shapes: Shapes) -> Options | None:
    found = names(shapes)
    if found is None:
        return None
    ours = {v: shapes[f"{k}.weight"] for k, v in found.items()}
    width, planes = ours["first"][:2]
    colours = ours["last"][0]
    unshuffle = math.isqrt(planes // colours) if "body.0.rdb1.conv1.weight" in shapes else 1
    ups = len([k for k in ours if k.startswith("up.")])
    return {
        "planes": planes // unshuffle**2,
        "colours": colours,
        "width": width,
        "growth": ours["body.0.dense.0.convs.0"][0],
        "blocks": len([k for k in ours if k.endswith(".dense.0.convs.0")]),
        "ups": ups,
        "unshuffle": unshuffle,
        "shuffled": ups > 0 and ours["up.0"][0] == 4 * width,
    }


def adapt(state: State) -> State:
    found = names({k: tuple(v.shape) for k, v in state.items()})
    assert found is not None  # it was recognised
    return {f"{o}.{p}": state[f"{t}.{p}"] for t, o in found.items() for p in ("weight", "bias")}


def interface(options: Options) -> Interface:
    unshuffle = options["unshuffle"]
    return Interface(
        options["planes"],
        options["colours"],
        takes=(0, 1),
        gives=(0, 1),
        scale=2 ** options["ups"] // unshuffle,
        multiple=unshuffle,
        smallest=unshuffle,
    )


SPEC = ModelSpec("esrgan", "upscale", recognise, RRDBNet, interface=interface, adapt=adapt)
