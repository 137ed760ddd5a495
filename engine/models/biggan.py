"""BigGAN (Brock et al. 2019) in the layout of ajbrock's BigGAN-PyTorch.

Its spectral normalisation does one step of the power iteration from the stored vector, also in
evaluation and without storing it; that is folded into the weights on loading.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers


class Block(NamedTuple):
    """Channels into and out of a block, and of the attention's keys after it (0 = none)."""

    c_in: int
    c_out: int
    keys: int


class ConditionalNorm(nn.Module):
    """Batch normalisation whose gain and bias come from a condition.

    condition: its length, or 0 if the classes themselves are looked up, of which there are then
    `classes`.
    """

    def __init__(self, channels: int, condition: int, classes: int, eps: float) -> None:
        super().__init__()
        if condition:
            self.gain: nn.Module = nn.Linear(condition, channels, bias=False)
            self.bias: nn.Module = nn.Linear(condition, channels, bias=False)
        else:
            self.gain, self.bias = nn.Embedding(classes, channels), nn.Embedding(classes, channels)
        self.stored_mean: Tensor
        self.stored_var: Tensor
        self.register_buffer("stored_mean", torch.zeros(channels))
        self.register_buffer("stored_var", torch.ones(channels))
        self.eps = eps

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        x = F.batch_norm(x, self.stored_mean, self.stored_var, eps=self.eps)
        gain, bias = self.gain(condition), self.bias(condition)
        return x * (1 + gain[:, :, None, None]) + bias[:, :, None, None]


class UpBlock(nn.Module):
    """Residual block that doubles the size."""

    def __init__(self, block: Block, condition: int, classes: int, eps: float) -> None:
        super().__init__()
        a, b, _ = block
        self.bn1 = ConditionalNorm(a, condition, classes, eps)
        self.conv1 = nn.Conv2d(a, b, 3, padding=1)
        self.bn2 = ConditionalNorm(b, condition, classes, eps)
        self.conv2 = nn.Conv2d(b, b, 3, padding=1)
        self.conv_sc = nn.Conv2d(a, b, 1)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        y = F.interpolate(F.relu(self.bn1(x, condition)), scale_factor=2)
        y = self.conv2(F.relu(self.bn2(self.conv1(y), condition)))
        return self.conv_sc(F.interpolate(x, scale_factor=2)) + y


class Attention(nn.Module):
    """Self-attention (Zhang et al. 2019); keys and values at half the size."""

    def __init__(self, channels: int, keys: int, values: int) -> None:
        super().__init__()
        self.theta = nn.Conv2d(channels, keys, 1, bias=False)
        self.phi = nn.Conv2d(channels, keys, 1, bias=False)
        self.g = nn.Conv2d(channels, values, 1, bias=False)
        self.o = nn.Conv2d(values, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        query = self.theta(x).flatten(2)  # N×K×HW
        key = F.max_pool2d(self.phi(x), 2).flatten(2)  # N×K×HW/4
        value = F.max_pool2d(self.g(x), 2).flatten(2)  # N×V×HW/4
        weight = torch.softmax(query.transpose(1, 2) @ key, -1)  # N×HW×HW/4
        seen = (value @ weight.transpose(1, 2)).view(len(x), -1, *x.shape[2:])
        return self.gamma * self.o(seen) + x


class OutputNorm(nn.Module):
    """Batch normalisation under the names that BigGAN gives its parts."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.stored_mean: Tensor
        self.stored_var: Tensor
        self.register_buffer("stored_mean", torch.zeros(channels))
        self.register_buffer("stored_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(x, self.stored_mean, self.stored_var, self.gain, self.bias)


class BigGAN(nn.Module):
    """Latents N×latent from N(0, 1) and classes N (int64) → pictures N×colours×S×S in [-1, 1].

    chunk:    numbers of the latent that go into the first layer; with `hierarchical` each block
              is told another chunk.
    shared:   length of the classes' embedding; 0 = each normalisation embeds them itself.
    side:     pixels a side before the first block. eps: of the conditional normalisations.
    """

    def __init__(
        self,
        chunk: int,
        hierarchical: bool,
        classes: int,
        shared: int,
        side: int,
        blocks: tuple[Block, ...],
        colours: int,
        eps: float,
    ) -> None:
        super().__init__()
        condition = shared + chunk if hierarchical else shared
        self.chunk, self.hierarchical, self.side = chunk, hierarchical, side
        self.shared = nn.Embedding(classes, shared) if shared else None
        self.linear = nn.Linear(chunk, blocks[0].c_in * side**2)
        self.blocks = nn.ModuleList()
        for block in blocks:
            layers: list[nn.Module] = [UpBlock(block, condition, classes, eps)]
            if block.keys:
                layers.append(Attention(block.c_out, block.keys, block.c_out // 2))
            self.blocks.append(nn.ModuleList(layers))
        self.output_layer = nn.Sequential(
            OutputNorm(blocks[-1].c_out),
            nn.ReLU(),
            nn.Conv2d(blocks[-1].c_out, colours, 3, padding=1),
        )

    def forward(self, z: Tensor, classes: Tensor) -> Tensor:
        embedded = classes if self.shared is None else self.shared(classes)
        conditions = [embedded] * len(self.blocks)
        if self.hierarchical:
            z, *chunks = z.split(self.chunk, 1)
            conditions = [torch.cat([embedded, c], 1) for c in chunks]
        x = self.linear(z).view(len(z), -1, self.side, self.side)
        for layers, condition in zip(self.blocks, conditions, strict=True):
            x = layers[0](x, condition)  # type: ignore[index]
            for attention in layers[1:]:  # type: ignore[index]
                x = attention(x)
        return torch.tanh(self.output_layer(x))


def recognise(shapes: Shapes) -> Options | None:
    count = len(numbers(shapes, "blocks.", ".0.conv1.weight"))
    if not count or "linear.weight" not in shapes or "blocks.0.0.bn1.gain.weight" not in shapes:
        return None
    blocks = []
    for i in range(count):
        c_out, c_in = shapes[f"blocks.{i}.0.conv1.weight"][:2]
        keys = shapes.get(f"blocks.{i}.1.theta.weight", (0,))[0]
        blocks.append(Block(c_in, c_out, keys))
    out, chunk = shapes["linear.weight"]
    gain = shapes["blocks.0.0.bn1.gain.weight"]
    classes, shared = shapes.get("shared.weight", (gain[0], 0))
    return {
        "chunk": chunk,
        "hierarchical": bool(shared) and gain[1] == shared + chunk,
        "classes": classes,
        "shared": shared,
        "side": math.isqrt(out // blocks[0].c_in),
        "blocks": tuple(blocks),
        "colours": shapes["output_layer.2.weight"][0],
        "eps": 1e-5,
    }


COUNTERS = ("num_batches_tracked", "accumulation_counter")
SYNCHRONISED = re.compile(r"\.bn\.(?:running|stored)_(?=mean$|var$)")


def adapt(state: State) -> State:
    """Spectral normalisation → plain weights. Statistics that are synchronised between devices
    or accumulated lie one level deeper."""
    state = {SYNCHRONISED.sub(".stored_", k): v for k, v in state.items()}
    state = {k: v for k, v in state.items() if not k.endswith(COUNTERS)}
    plain = {}
    for key, value in state.items():
        stem, _, part = key.rpartition(".")
        u = state.get(f"{stem}.u0")
        if part == "weight" and u is not None:
            rows = value.float().flatten(1)  # out×(in·k·k)
            right = F.normalize(u.float() @ rows)
            left = F.normalize(right @ rows.T)
            plain[key] = value.float() / (right @ rows.T @ left.T).squeeze()
        elif not part.startswith(("u", "sv")) or not part[-1].isdecimal():
            plain[key] = value
    return plain


def interface(options: Options) -> Interface:
    count = len(options["blocks"])
    return Interface(
        0,
        options["colours"],
        latent=options["chunk"] * (count + 1 if options["hierarchical"] else 1),
        classes=options["classes"],
        side=options["side"] * 2**count,
    )


SPEC = ModelSpec(
    "biggan",
    "latent",
    recognise,
    BigGAN,
    interface=interface,
    adapt=adapt,
    asks={"eps": ("bn_eps",)},
)
