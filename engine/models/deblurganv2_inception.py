"""DeblurGAN-v2 (Kupyn et al. 2019) with the encoders of Inception-ResNet-v2 (Szegedy et al.
2017), of which the pyramid takes all but the last blocks."""

from __future__ import annotations

import re
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models import deblurganv2
from engine.models.deblurganv2 import DeblurGANv2, Pyramid
from engine.models.norms import BatchNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers

Kernel = tuple[int, ...]  # out, in, height, width
Branches = tuple[tuple[Kernel, ...], ...]

# Convolutions without padding eat borders; the maps are brought back to halves of each other.
BORDERS = ((0, 1, 0, 1), (1, 1, 1, 1), (1, 2, 1, 2), (1, 1, 1, 1), (1, 1, 1, 1))
BRANCH = re.compile(r"\.branch(\d)\.(?:(\d)\.)?(?=conv|bn)")


class ConvNorm(nn.Module):
    """Convolution, normalisation, ReLU. padded: the size stays."""

    def __init__(self, kernel: Kernel, stride: int = 1, padded: bool = True) -> None:
        super().__init__()
        out, c_in, h, w = kernel
        pad = (h // 2, w // 2) if padded else 0
        self.conv = nn.Conv2d(c_in, out, (h, w), stride, pad, bias=False)
        self.bn = BatchNorm(out, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(x)))


def chain(kernels: tuple[Kernel, ...], halves: bool) -> nn.Sequential:
    """Convolutions one after the other; the last one halves the size without padding."""
    last = len(kernels) - 1
    return nn.Sequential(
        *(
            ConvNorm(k, 2, False) if halves and i == last else ConvNorm(k)
            for i, k in enumerate(kernels)
        )
    )


class Mixed(nn.Module):
    """Branches side by side, one of them pooled: the last of `branches` after an average, or, if
    it halves the size, the input's maximum after all others."""

    def __init__(self, branches: Branches, halves: bool) -> None:
        super().__init__()
        self.branches = nn.ModuleList(chain(b, halves) for b in branches)
        self.halves = halves

    def forward(self, x: Tensor) -> Tensor:
        if self.halves:
            return torch.cat([*(b(x) for b in self.branches), F.max_pool2d(x, 3, 2)], 1)
        pooled = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        *plain, last = self.branches
        return torch.cat([*(b(x) for b in plain), last(pooled)], 1)


class Residual(nn.Module):
    """relu(x + scale · conv(branches side by side))."""

    def __init__(self, branches: Branches, scale: float) -> None:
        super().__init__()
        self.branches = nn.ModuleList(chain(b, halves=False) for b in branches)
        joined = sum(b[-1][0] for b in branches)
        self.conv2d = nn.Conv2d(joined, branches[0][0][1], 1)
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        side_by_side = torch.cat([b(x) for b in self.branches], 1)
        return F.relu(x + self.scale * self.conv2d(side_by_side))


def with_inception(
    stem: tuple[Kernel, ...],
    mixed: tuple[Branches, Branches, Branches],
    residuals: tuple[tuple[Branches, ...], tuple[Branches, ...]],
    **options: Any,
) -> DeblurGANv2:
    """stem: its five convolutions. mixed: the branches of the three blocks that change the width.
    residuals: the branches of the blocks before the second and before the third of these.
    options: of DeblurGANv2."""
    a, b, c, d, e = stem
    encoders: list[nn.Module] = [
        ConvNorm(a, 2, padded=False),
        nn.Sequential(ConvNorm(b, padded=False), ConvNorm(c), nn.MaxPool2d(3, 2)),
        nn.Sequential(ConvNorm(d), ConvNorm(e, padded=False), nn.MaxPool2d(3, 2)),
        nn.Sequential(
            Mixed(mixed[0], halves=False),
            nn.Sequential(*(Residual(r, 0.17) for r in residuals[0])),
            Mixed(mixed[1], halves=True),
        ),
        nn.Sequential(
            nn.Sequential(*(Residual(r, 0.10) for r in residuals[1])),
            Mixed(mixed[2], halves=True),
        ),
    ]
    before = sum(branch[-1][0] for branch in mixed[0])
    third = before + sum(branch[-1][0] for branch in mixed[1])
    fourth = third + sum(branch[-1][0] for branch in mixed[2])
    pyramid = Pyramid(
        encoders,
        (a[0], c[0], e[0], third, fourth),
        BORDERS,
        options["laterals"],
        options["normalisation"],
    )
    return DeblurGANv2(pyramid, **options)


def branches_of(shapes: Shapes, prefix: str) -> Branches:
    """The kernels below prefix.branch0, prefix.branch1 …"""
    found: list[tuple[Kernel, ...]] = []
    for n in range(4):
        single = shapes.get(f"{prefix}.branch{n}.conv.weight")
        several = numbers(shapes, f"{prefix}.branch{n}.", ".conv.weight")
        if single is not None:
            found.append((single,))
        elif several:
            chained = (shapes[f"{prefix}.branch{n}.{i}.conv.weight"] for i in several)
            found.append(tuple(chained))
    if not found:
        raise ValueError(prefix)
    return tuple(found)


def recognise(shapes: Shapes) -> Options | None:
    if "fpn.enc4.1.branch0.0.conv.weight" not in shapes or "fpn.enc0.conv.weight" not in shapes:
        return None
    firsts = ("0", "1.0", "1.1", "2.0", "2.1")
    counts = [
        len(numbers(shapes, f"fpn.enc{stage}.", ".conv2d.weight")) for stage in ("3.1", "4.0")
    ]
    return {
        "stem": tuple(shapes[f"fpn.enc{n}.conv.weight"] for n in firsts),
        "mixed": tuple(branches_of(shapes, f"fpn.enc{n}") for n in ("3.0", "3.2", "4.1")),
        "residuals": tuple(
            tuple(branches_of(shapes, f"fpn.enc{stage}.{i}") for i in range(count))
            for stage, count in zip(("3.1", "4.0"), counts, strict=True)
        ),
        **deblurganv2.shared_options(shapes),
    }


def adapt(state: State) -> State:
    """branch1.0.conv → branches.1.0.conv; the pool at the head of a branch is not counted."""

    def renamed(key: str) -> str:
        found = BRANCH.search(key)
        if found is None:
            return key
        before, n = key[: found.start()], found[1]
        first = f"{before}.branch{n}.0.conv.weight"
        index = int(found[2] or 0) - (found[2] is not None and first not in state)
        return f"{before}.branches.{n}.{index}.{key[found.end() :]}"

    return {renamed(k): v for k, v in deblurganv2.adapt(state).items()}


SPEC = ModelSpec(
    "deblurgan-v2-inception",
    "deblur",
    recognise,
    with_inception,
    interface=lambda options: Interface(
        options["planes"], options["planes"], multiple=32, smallest=128
    ),
    adapt=adapt,
    own_statistics=True,
)
