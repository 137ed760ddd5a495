"""LaMa (Suvorov et al. 2022): a residual generator whose features are split into local ones and
global ones; the global ones are convolved in the frequency domain (Chi et al. 2020)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import BatchNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers

Part = Tensor | None  # local or global features; a layer may have none of either


class Split(NamedTuple):
    """Channels that go into and come out of a layer, local and global, and its kernel."""

    local_in: int
    global_in: int
    local_out: int
    global_out: int
    kernel: int
    local_fourier: bool


class FourierUnit(nn.Module):
    """A 1×1 convolution, normalisation and ReLU of the spectrum."""

    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.conv_layer = nn.Conv2d(2 * c_in, 2 * c_out, 1, bias=False)
        self.bn = BatchNorm(2 * c_out)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        spectrum = torch.view_as_real(torch.fft.rfftn(x, dim=(-2, -1), norm="ortho"))
        # Real and imaginary part of each channel side by side: N×2C×H×(W/2+1).
        packed = spectrum.permute(0, 1, 4, 2, 3).reshape(n, 2 * c, h, -1)
        packed = F.relu(self.bn(self.conv_layer(packed)))
        parts = packed.reshape(n, -1, 2, h, packed.shape[-1]).permute(0, 1, 3, 4, 2).contiguous()
        inverse = torch.fft.irfftn(
            torch.view_as_complex(parts), s=(h, w), dim=(-2, -1), norm="ortho"
        )  # odd sizes need s
        return inverse


class MatrixFourierUnit(FourierUnit):
    """The same by matrix products, for formats that have no Fourier transform."""

    def forward(self, x: Tensor) -> Tensor:
        h, w = x.shape[-2:]
        cos_h, sin_h = turns(x, h, h)
        cos_w, sin_w = turns(x, w, w // 2 + 1)
        real, imaginary = x @ cos_w, -(x @ sin_w)  # N×C×H×(W/2+1)
        real, imaginary = cos_h @ real + sin_h @ imaginary, cos_h @ imaginary - sin_h @ real
        scale = (x.new_ones(()) * h * w) ** -0.5
        packed = torch.stack([real, imaginary], 2).flatten(1, 2) * scale
        packed = F.relu(self.bn(self.conv_layer(packed)))
        real, imaginary = packed[:, 0::2], packed[:, 1::2]
        real, imaginary = cos_h @ real - sin_h @ imaginary, cos_h @ imaginary + sin_h @ real
        k = torch.arange(w // 2 + 1, dtype=x.dtype, device=x.device)
        # All but the first column, and the last of an even width, stand for two.
        twice = 2 - (k == 0).to(x.dtype) - (2 * k == w).to(x.dtype)
        return ((real * twice) @ cos_w.T - (imaginary * twice) @ sin_w.T) * scale


def turns(x: Tensor, size: int, count: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of 2π·row·column / size, size×count."""
    rows = torch.arange(size, dtype=x.dtype, device=x.device)[:, None]
    columns = torch.arange(count, dtype=x.dtype, device=x.device)
    angles = torch.remainder(rows * columns, size) * (2 * math.pi / size)
    return torch.cos(angles), torch.sin(angles)


class SpectralTransform(nn.Module):
    """A Fourier unit at half the channels; `local`: another one on the picture's quarters."""

    def __init__(self, c_in: int, c_out: int, stride: int, local: bool) -> None:
        super().__init__()
        half = c_out // 2
        self.stride = stride
        self.conv1 = nn.Sequential(nn.Conv2d(c_in, half, 1, bias=False), BatchNorm(half), nn.ReLU())
        self.fu = FourierUnit(half, half)
        self.lfu = FourierUnit(half, half) if local else None
        self.conv2 = nn.Conv2d(half, c_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(F.avg_pool2d(x, self.stride) if self.stride > 1 else x)
        y = x + self.fu(x)
        if self.lfu is not None:
            half_h, half_w = x.shape[-2] // 2, x.shape[-1] // 2
            quarter = x[:, : x.shape[1] // 4]
            rows = torch.cat([quarter[..., :half_h, :], quarter[..., half_h:, :]], 1)
            four = torch.cat([rows[..., :half_w], rows[..., half_w:]], 1)
            y = y + self.lfu(four).repeat(1, 1, 2, 2)
        return self.conv2(y)


class FourierConv(nn.Module):
    """Fast Fourier convolution: (local, global) features → (local, global) features."""

    def __init__(self, split: Split, stride: int) -> None:
        super().__init__()
        li, gi, lo, go, kernel, local_fourier = split

        def conv(a: int, b: int) -> nn.Module | None:
            if not (a and b):
                return None
            pad = 0 if kernel == 7 else kernel // 2  # the caller reflects 7×7's borders
            return nn.Conv2d(a, b, kernel, stride, pad, bias=False, padding_mode="reflect")

        self.convl2l, self.convl2g, self.convg2l = conv(li, lo), conv(li, go), conv(gi, lo)
        self.convg2g = SpectralTransform(gi, go, stride, local_fourier) if gi and go else None

    def forward(self, x: Part, y: Part) -> tuple[Part, Part]:
        return total(self.convl2l, x, self.convg2l, y), total(self.convl2g, x, self.convg2g, y)


def total(a: nn.Module | None, x: Part, b: nn.Module | None, y: Part) -> Part:
    """a(x) + b(y) of what is there."""
    parts = [f(v) for f, v in ((a, x), (b, y)) if f is not None and v is not None]
    return sum(parts[1:], parts[0]) if parts else None


class FourierLayer(nn.Module):
    """Fourier convolution, normalisation and ReLU of both parts."""

    def __init__(self, split: Split, stride: int = 1) -> None:
        super().__init__()
        self.ffc = FourierConv(split, stride)
        self.bn_l = BatchNorm(split.local_out) if split.local_out else nn.Identity()
        self.bn_g = BatchNorm(split.global_out) if split.global_out else nn.Identity()

    def forward(self, x: Part, y: Part = None) -> tuple[Part, Part]:
        x, y = self.ffc(x, y)
        x = None if x is None else F.relu(self.bn_l(x))
        return x, None if y is None else F.relu(self.bn_g(y))


class FourierBlock(nn.Module):
    """Residual block of two Fourier layers."""

    def __init__(self, first: Split, second: Split) -> None:
        super().__init__()
        self.conv1, self.conv2 = FourierLayer(first), FourierLayer(second)

    def forward(self, x: Part, y: Part) -> tuple[Part, Part]:
        a, b = self.conv2(*self.conv1(x, y))
        return added(x, a), added(y, b)


def added(x: Part, y: Part) -> Part:
    return x if y is None or x is None else x + y


class LaMa(nn.Module):
    """Masked picture and mask N×4×H×W in [0, 1], 1 = hole, the hole blacked out → N×3×H×W.

    stem, downs, blocks: the splits of the layers. ups: channels after each doubling.
    activation: of the output: "sigmoid" (in [0, 1]), "tanh" or True, False for none.
    """

    def __init__(
        self,
        stem: Split,
        downs: tuple[Split, ...],
        blocks: tuple[tuple[Split, Split], ...],
        ups: tuple[int, ...],
        colours: int,
        activation: str | bool,
    ) -> None:
        super().__init__()
        self.stem = FourierLayer(stem)
        self.downs = nn.ModuleList(FourierLayer(s, 2) for s in downs)
        self.blocks = nn.ModuleList(FourierBlock(a, b) for a, b in blocks)
        last = blocks[-1][1]
        steps = list(zip((last.local_out + last.global_out, *ups), ups, strict=False))
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 3, 2, 1, output_padding=1) for a, b in steps
        )
        self.up_norms = nn.ModuleList(BatchNorm(b) for b in ups)
        self.head = nn.Conv2d(ups[-1], colours, 7)
        self.activation = activation

    def forward(self, masked: Tensor) -> Tensor:
        x, y = self.stem(F.pad(masked, (3, 3, 3, 3), mode="reflect"))
        for down in self.downs:
            x, y = down(x, y)
        for block in self.blocks:
            x, y = block(x, y)
        x = torch.cat([p for p in (x, y) if p is not None], 1)
        for up, up_norm in zip(self.ups, self.up_norms, strict=True):
            x = F.relu(up_norm(up(x)))
        x = self.head(F.pad(x, (3, 3, 3, 3), mode="reflect"))
        match self.activation:
            case "sigmoid":
                return torch.sigmoid(x)
            case "tanh" | True:
                return torch.tanh(x)
        return x

    def inpaint(self, picture: Tensor, mask: Tensor) -> Tensor:
        """picture N×3×H×W in [0, 1], mask N×1×H×W in {0, 1}, 1 = hole → the picture filled."""
        filled = self(torch.cat([picture * (1 - mask), mask], 1))
        return mask * filled + (1 - mask) * picture


def split_of(shapes: Shapes, prefix: str) -> Split:
    """The split of the layer `prefix`.ffc."""
    l2l, l2g = shapes.get(f"{prefix}.convl2l.weight"), shapes.get(f"{prefix}.convl2g.weight")
    g2l = shapes.get(f"{prefix}.convg2l.weight")
    g2g_in = shapes.get(f"{prefix}.convg2g.conv1.0.weight")
    g2g_out = shapes.get(f"{prefix}.convg2g.conv2.weight")
    some = l2l or l2g or g2l
    if some is None:
        raise ValueError(prefix)
    from_local, to_local = l2l or l2g, l2l or g2l
    from_global, to_global = g2l or g2g_in, l2g or g2g_out
    return Split(
        from_local[1] if from_local else 0,
        from_global[1] if from_global else 0,
        to_local[0] if to_local else 0,
        to_global[0] if to_global else 0,
        some[2],
        f"{prefix}.convg2g.lfu.conv_layer.weight" in shapes,
    )


def layout(keys: Mapping[str, object]) -> tuple[list[int], list[int], list[int]]:
    """Indices in `model` of the single layers, the blocks and the plain convolutions."""
    shapes = dict.fromkeys(keys, ())
    parts = ("convl2l", "convl2g", "convg2l")
    single = {n for p in parts for n in numbers(shapes, "model.", f".ffc.{p}.weight")}
    blocks = {n for p in parts for n in numbers(shapes, "model.", f".conv1.ffc.{p}.weight")}
    plain = [n for n in numbers(shapes, "model.") if f"model.{n}.running_mean" not in keys]
    return sorted(single), sorted(blocks), plain


def recognise(shapes: Shapes) -> Options | None:
    single, blocks, plain = layout(shapes)
    if not single or not blocks or len(plain) < 2:
        return None
    ups, head = plain[:-1], plain[-1]
    return {
        "stem": split_of(shapes, f"model.{single[0]}.ffc"),
        "downs": tuple(split_of(shapes, f"model.{n}.ffc") for n in single[1:]),
        "blocks": tuple(
            (split_of(shapes, f"model.{n}.conv1.ffc"), split_of(shapes, f"model.{n}.conv2.ffc"))
            for n in blocks
        ),
        "ups": tuple(shapes[f"model.{n}.weight"][1] for n in ups),
        "colours": shapes[f"model.{head}.weight"][0],
        "activation": "sigmoid",
    }


def adapt(state: State) -> State:
    single, blocks, plain = layout(state)
    prefixes = {f"model.{single[0]}.": "stem.", f"model.{plain[-1]}.": "head."}
    prefixes |= {f"model.{n}.": f"downs.{i}." for i, n in enumerate(single[1:])}
    prefixes |= {f"model.{n}.": f"blocks.{i}." for i, n in enumerate(blocks)}
    for i, n in enumerate(plain[:-1]):
        prefixes |= {f"model.{n}.": f"ups.{i}.", f"model.{n + 1}.": f"up_norms.{i}."}
    adapted = {}
    for key, value in state.items():
        word, index, tail = [*key.split(".", 2), "", ""][:3]
        ours = prefixes.get(f"{word}.{index}.")
        if ours is not None and not key.endswith("num_batches_tracked"):
            adapted[ours + tail] = value
    return adapted


def interface(options: Options) -> Interface:
    multiple = 2 ** len(options["downs"])
    return Interface(
        options["stem"].local_in + options["stem"].global_in,
        options["colours"],
        takes=(0, 1),
        gives=(-1, 1) if options["activation"] == "tanh" else (0, 1),
        multiple=max(8, multiple),  # the authors pad to 8 whatever the depth
        smallest=2 * max(8, multiple),
    )


SPEC = ModelSpec(
    "lama",
    "inpaint",
    recognise,
    LaMa,
    interface=interface,
    adapt=adapt,
    asks={"activation": ("add_out_act",)},
)
