"""DeblurGAN-v2 (Kupyn et al. 2019): a feature pyramid (Lin et al. 2017) whose sum is the change
that sharpens the input. Its encoders are MobileNetV2's (Sandler et al. 2018) here, and
Inception's in deblurganv2_inception.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.models.norms import BatchNorm, InstanceNorm
from engine.models.spec import Interface, ModelSpec, Options, Shapes, State, numbers

# Strides of MobileNetV2's blocks, by the five stages that the pyramid takes; its very first
# convolution halves, too.
STRIDES = ((1,), (2, 1), (2, 1, 1), (2, 1, 1, 1), (1, 1, 1, 2, 1))


def conv_norm(a: int, b: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    """A convolution without bias and its normalisation."""
    conv = nn.Conv2d(a, b, kernel, stride, kernel // 2, groups=groups, bias=False)
    return [conv, BatchNorm(b)]


class InvertedResidual(nn.Module):
    """Widen, convolve each channel, narrow. widths: channels in, inside and out."""

    def __init__(self, widths: tuple[int, int, int], stride: int, widens: bool) -> None:
        super().__init__()
        a, inner, b = widths
        layers = [*conv_norm(a, inner, 1), nn.ReLU6()] if widens else []
        layers += [*conv_norm(inner, inner, 3, stride, inner), nn.ReLU6(), *conv_norm(inner, b, 1)]
        self.conv = nn.Sequential(*layers)
        self.skips = stride == 1 and a == b

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.skips else self.conv(x)


class Smoothing(nn.Sequential):
    """Convolution, normalisation, ReLU."""

    def __init__(self, a: int, b: int, normalisation: str) -> None:
        after = BatchNorm(b) if normalisation == "batch" else InstanceNorm(b, affine=False)
        super().__init__(nn.Conv2d(a, b, 3, padding=1), after, nn.ReLU())


Border = tuple[int, int, int, int]  # left, right, top, bottom


class Pyramid(nn.Module):
    """Features at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size, finest first.

    encoders: each halves what the one before gave. widths: channels out of each.
    borders:  what is reflected around their features, where an encoder eats its borders.
    """

    def __init__(
        self,
        encoders: Sequence[nn.Module],
        widths: Sequence[int],
        borders: Sequence[Border],
        laterals: Sequence[int],
        normalisation: str,
    ) -> None:
        super().__init__()
        for s, (encoder, width, lateral) in enumerate(zip(encoders, widths, laterals, strict=True)):
            self.add_module(f"enc{s}", encoder)
            self.add_module(f"lateral{s}", nn.Conv2d(width, lateral, 1, bias=False))
        self.borders = borders
        self.td1 = Smoothing(laterals[1], laterals[1], normalisation)
        self.td2 = Smoothing(laterals[1], laterals[1], normalisation)
        self.td3 = Smoothing(laterals[1], laterals[1], normalisation)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = []
        for s, border in enumerate(self.borders):
            x = self.get_submodule(f"enc{s}")(x)
            lateral = self.get_submodule(f"lateral{s}")(x)
            maps.append(F.pad(lateral, border, mode="reflect") if any(border) else lateral)
        for finer, smooth in ((3, self.td1), (2, self.td2), (1, self.td3)):
            maps[finer] = smooth(maps[finer] + F.interpolate(maps[finer + 1], scale_factor=2))
        return maps


class Head(nn.Module):
    """Two convolutions of one scale of the pyramid."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__()
        self.block0 = nn.Conv2d(a, b, 3, padding=1, bias=False)
        self.block1 = nn.Conv2d(b, b, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.block1(F.relu(self.block0(x))))


class DeblurGANv2(nn.Module):
    """Blurred N×planes×H×W in [-1, 1] → sharp N×planes×H×W in [-1, 1]; sides multiples of 32.

    laterals: channels of the pyramid's maps, finest first. width: of the heads.
    last:     of the last features. normalisation: "instance" or "batch", outside the encoders.
    """

    def __init__(
        self,
        pyramid: Pyramid,
        planes: int,
        laterals: tuple[int, ...],
        width: int,
        last: int,
        normalisation: str,
    ) -> None:
        super().__init__()
        self.fpn = pyramid
        self.head1 = Head(laterals[1], width)
        self.head2 = Head(laterals[2], width)
        self.head3 = Head(laterals[3], width)
        self.head4 = Head(laterals[4], width)
        self.smooth = Smoothing(4 * width, laterals[0], normalisation)
        self.smooth2 = Smoothing(laterals[0], last, normalisation)
        self.final = nn.Conv2d(last, planes, 3, padding=1)

    def forward(self, picture: Tensor) -> Tensor:
        maps = self.fpn(picture)
        heads = (self.head1, self.head2, self.head3, self.head4)
        scaled = [
            F.interpolate(head(m), scale_factor=2**i)
            for i, (head, m) in enumerate(zip(heads, maps[1:], strict=True))
        ]
        x = F.interpolate(self.smooth(torch.cat(scaled[::-1], 1)), scale_factor=2)
        x = F.interpolate(self.smooth2(x + maps[0]), scale_factor=2)
        return (torch.tanh(self.final(x)) + picture).clamp(-1, 1)


def with_mobilenet(
    stem: int, stages: tuple[tuple[tuple[int, int, int], ...], ...], **options: Any
) -> DeblurGANv2:
    """stem: channels of MobileNet's first convolution. stages: (in, inside, out) of its blocks.
    options: of DeblurGANv2."""
    encoders = []
    for s, (stage, strides) in enumerate(zip(stages, STRIDES, strict=True)):
        blocks: list[nn.Module] = [
            InvertedResidual(widths, stride, widens=s > 0)
            for widths, stride in zip(stage, strides, strict=True)
        ]
        if s == 0:
            first = [*conv_norm(options["planes"], stem, 3, 2), nn.ReLU6()]
            blocks.insert(0, nn.Sequential(*first))
        encoders.append(nn.Sequential(*blocks))
    widths = [stage[-1][2] for stage in stages]
    pyramid = Pyramid(
        encoders, widths, [(0, 0, 0, 0)] * 5, options["laterals"], options["normalisation"]
    )
    return DeblurGANv2(pyramid, **options)


def shared_options(shapes: Shapes) -> dict[str, Any]:
    """The options of DeblurGANv2, which do not depend on the encoders."""
    return {
        "planes": shapes["final.weight"][0],
        "laterals": tuple(shapes[f"fpn.lateral{s}.weight"][0] for s in range(5)),
        "width": shapes["head1.block0.weight"][0],
        "last": shapes["smooth2.0.weight"][0],
        "normalisation": "batch" if "smooth.1.weight" in shapes else "instance",
    }


def recognise(shapes: Shapes) -> Options | None:
    if "fpn.enc0.0.0.weight" not in shapes or "fpn.lateral4.weight" not in shapes:
        return None
    stages = []
    for s in range(5):
        stage = []
        for n in numbers(shapes, f"fpn.enc{s}.", ".conv.0.weight"):
            first = shapes[f"fpn.enc{s}.{n}.conv.0.weight"]
            last = shapes.get(f"fpn.enc{s}.{n}.conv.6.weight")
            if last is None:
                last = shapes[f"fpn.enc{s}.{n}.conv.3.weight"]
                stage.append((first[0], first[0], last[0]))
            else:
                stage.append((first[1], first[0], last[0]))
        if len(stage) != len(STRIDES[s]):
            return None
        stages.append(tuple(stage))
    stem = shapes["fpn.enc0.0.0.weight"][0]
    return {"stem": stem, "stages": tuple(stages), **shared_options(shapes)}


def adapt(state: State) -> State:
    """Encoders are stored twice; the copies with the whole network have layers of no use here."""
    adapted = {
        k: v
        for k, v in state.items()
        if not k.startswith(("fpn.features.", "fpn.inception."))
        and not k.endswith("num_batches_tracked")
    }
    for name in ("fpn.td1", "fpn.td2", "fpn.td3", "smooth", "smooth2"):
        # Where nothing was stored, only the picture's own statistics are ever used.
        bias = adapted[f"{name}.0.bias"]
        adapted.setdefault(f"{name}.1.running_mean", torch.zeros_like(bias))
        adapted.setdefault(f"{name}.1.running_var", torch.ones_like(bias))
    return adapted


def interface(options: Options) -> Interface:
    return Interface(options["planes"], options["planes"], multiple=32, smallest=64)


SPEC = ModelSpec(
    "deblurgan-v2",
    "deblur",
    recognise,
    with_mobilenet,
    interface=interface,
    adapt=adapt,
    own_statistics=True,
)
