"""Networks from picture to picture are read whatever their options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from engine.models import deblurganv2, pix2pixhd, resnet, unet
from engine.models.resnet import ResNet
from engine.runtime import checkpoints

ReadBack = Callable[..., Any]


def resnet_names(net: ResNet, second: int = 5, head: bool = True) -> dict[str, str]:
    """Ours → those of pix2pix, CycleGAN, DeblurGAN and pix2pixHD. second: index of a block's
    second convolution."""
    downs, blocks = len(net.down), len(net.blocks)
    found = {"stem": "model.1", "stem_norm": "model.2"}
    for i in range(downs):
        up = 4 + 3 * downs + blocks + 3 * i
        found |= {f"down.{i}": f"model.{4 + 3 * i}", f"down_norm.{i}": f"model.{5 + 3 * i}"}
        found |= {f"up.{i}": f"model.{up}", f"up_norm.{i}": f"model.{up + 1}"}
    for i in range(blocks):
        block = f"model.{4 + 3 * downs + i}.conv_block"
        found |= {f"blocks.{i}.conv1": f"{block}.1", f"blocks.{i}.norm1": f"{block}.2"}
        found[f"blocks.{i}.conv2"] = f"{block}.{second}"
        found[f"blocks.{i}.norm2"] = f"{block}.{second + 1}"
    if head:
        found["head"] = f"model.{4 + 3 * downs + blocks + 3 * downs + 1}"
    return found


def unet_names(levels: int) -> dict[str, str]:
    """Ours → those of pix2pix."""
    found = {"down.0": "model.model.0", "up.0": "model.model.3"}
    at = "model.model.1.model"
    for i in range(1, levels):
        inner = i == levels - 1
        found |= {f"down.{i}": f"{at}.1", f"up.{i}": f"{at}.{3 if inner else 5}"}
        found |= {f"down_norm.{i}": f"{at}.2", f"up_norm.{i}": f"{at}.{4 if inner else 6}"}
        at += ".3.model"
    return found


@pytest.mark.parametrize(
    ("planes", "normalisation", "bias", "dropout", "family"),
    [
        (3, "batch", False, False, "pix2pix-resnet"),
        (7, "batch", False, True, "pix2pix-resnet"),  # six or more channels are no other family
        (1, "none", False, False, "pix2pix-resnet"),
        (3, "instance", True, False, "cyclegan"),
        (3, "instance", True, True, "deblurgan"),
        (3, "batch", True, False, "pix2pixhd"),
        (9, "instance", True, False, "pix2pixhd"),
    ],
)
def test_a_residual_generator_is_taken_for_the_likeliest_family(
    read_back: ReadBack, planes: int, normalisation: str, bias: bool, dropout: bool, family: str
) -> None:
    torch.manual_seed(0)
    residual = family == "deblurgan"
    net = ResNet(planes, 3, (3, 4, 6), 2, normalisation, bias, residual)
    names = resnet_names(net, 6 if dropout else 5)
    read_back(net, names, family, torch.rand(1, planes, 24, 32) * 2 - 1)


@pytest.mark.parametrize("dropout", [False, True])
def test_their_options_tell_cyclegan_from_deblurgan(read_back: ReadBack, dropout: bool) -> None:
    torch.manual_seed(0)
    names = resnet_names(ResNet(3, 3, (2, 4, 8), 2, "instance", True), 6 if dropout else 5)
    x = torch.rand(1, 3, 24, 32) * 2 - 1
    net = ResNet(3, 3, (2, 4, 8), 2, "instance", True)
    cyclegan = {"ngf": 2, "norm": "instance", "no_dropout": not dropout}
    read_back(net, names, "cyclegan", x, answers=cyclegan)
    for residual in (False, True):
        net = ResNet(3, 3, (2, 4, 8), 2, "instance", True, residual)
        options = {"ngf": 2, "norm": "instance", "learn_residual": residual}
        read_back(net, names, "deblurgan", x, answers=options)


@pytest.mark.parametrize("normalisation", ["batch", "instance", "none"])
@pytest.mark.parametrize("levels", [5, 7, 8])
def test_unets_of_128_and_256_pixels_and_less_are_read_with_every_normalisation(
    read_back: ReadBack, levels: int, normalisation: str
) -> None:
    torch.manual_seed(0)
    widths = tuple(2 * min(2**i, 8) for i in range(levels))
    net = unet.UNet(3, 3, widths, normalisation, normalisation == "instance")
    x = torch.rand(1, 3, 2**levels, 2**levels) * 2 - 1
    _, options = read_back(net, unet_names(levels), "pix2pix", x, answers={"use_dropout": False})
    assert options["normalisation"] == normalisation


def test_a_unet_of_deblurgan_is_told_by_its_option(read_back: ReadBack) -> None:
    torch.manual_seed(0)
    net = unet.UNet(3, 3, (2, 4, 8, 8, 8), "instance", True, residual=True)
    options = {"use_dropout": True, "learn_residual": True}
    spec, _ = read_back(
        net, unet_names(5), "deblurgan", torch.rand(1, 3, 32, 32) * 2 - 1, answers=options
    )
    assert spec.task == "deblur"


@pytest.mark.parametrize("normalisation", ["instance", "batch"])
@pytest.mark.parametrize("downs", [3, 4])
def test_global_generators_of_pix2pixhd_are_read(
    read_back: ReadBack, downs: int, normalisation: str
) -> None:
    torch.manual_seed(0)
    widths = tuple(2 * 2**i for i in range(downs + 1))
    net = ResNet(5, 3, widths, 2, normalisation, True)
    spec, options = read_back(net, resnet_names(net), "pix2pixhd", torch.rand(1, 5, 64, 64))
    face = spec.face(options)
    assert (face.labels, face.multiple) == (5, 2**downs)


@pytest.mark.parametrize("normalisation", ["instance", "batch"])
@pytest.mark.parametrize("enhancers", [1, 2])
def test_local_enhancers_of_pix2pixhd_are_read(
    read_back: ReadBack, enhancers: int, normalisation: str
) -> None:
    torch.manual_seed(0)
    coarse_width = 2 * 2**enhancers
    coarse = {
        "planes": 6, "colours": 0, "widths": tuple(coarse_width * 2**i for i in range(3)),
        "blocks": 2, "normalisation": normalisation, "bias": True,
    }  # fmt: skip
    fine = tuple(
        {"width": coarse_width >> n, "inner": 2 * (coarse_width >> n), "blocks": 1 + n}
        for n in range(1, enhancers + 1)
    )
    net = pix2pixhd.LocalEnhancer(coarse, fine, 3)
    names = {f"coarse.{k}": v for k, v in resnet_names(net.coarse, head=False).items()}
    for n, options in enumerate(fine, 1):
        ours, up = f"enhancers.{n - 1}", options["blocks"]
        names |= {f"{ours}.stem": f"model{n}_1.1", f"{ours}.stem_norm": f"model{n}_1.2"}
        names |= {f"{ours}.down": f"model{n}_1.4", f"{ours}.down_norm": f"model{n}_1.5"}
        names |= {f"{ours}.up": f"model{n}_2.{up}", f"{ours}.up_norm": f"model{n}_2.{up + 1}"}
        for i in range(up):
            block = f"model{n}_2.{i}.conv_block"
            names |= {f"{ours}.blocks.{i}.conv1": f"{block}.1"}
            names |= {f"{ours}.blocks.{i}.norm1": f"{block}.2"}
            names |= {f"{ours}.blocks.{i}.conv2": f"{block}.5"}
            names |= {f"{ours}.blocks.{i}.norm2": f"{block}.6"}
    names["head"] = f"model{enhancers}_2.{fine[-1]['blocks'] + 4}"
    spec, options = read_back(net, names, "pix2pixhd-local", torch.rand(1, 6, 64, 96))
    assert spec.face(options).multiple == 4 * 2**enhancers


@pytest.mark.parametrize("normalisation", ["instance", "batch"])
def test_mobile_deblurring_networks_of_any_width_are_read(
    read_back: ReadBack, normalisation: str
) -> None:
    torch.manual_seed(0)

    def stage(before: int, count: int, out: int) -> tuple[tuple[int, int, int], ...]:
        return ((before, 2 * before, out), *((out, 2 * out, out),) * (count - 1))

    stages = (((3, 3, 2),), stage(2, 2, 3), stage(3, 3, 4), stage(4, 4, 5), stage(5, 5, 6))
    net = deblurganv2.with_mobilenet(
        3, stages, planes=3, laterals=(3, 6, 6, 6, 6), width=4, last=2, normalisation=normalisation
    )
    spec, _ = read_back(net, {}, "deblurgan-v2", torch.rand(1, 3, 64, 96) * 2 - 1)
    assert spec.own_statistics


def test_old_statistics_of_instance_norm_change_nothing() -> None:
    torch.manual_seed(0)
    net = ResNet(3, 3, (2, 4, 8), 2, "instance", True).eval()
    names = resnet_names(net)
    state = {}
    for key, value in net.state_dict().items():
        stem, _, part = key.rpartition(".")
        state[f"{names[stem]}.{part}"] = value
    old = dict(state)
    for ours, theirs in names.items():
        if "norm" in ours:
            old[f"{theirs}.running_mean"] = torch.full((8,), 5.0)
            old[f"{theirs}.running_var"] = torch.full((8,), 9.0)
            old[f"{theirs}.num_batches_tracked"] = torch.tensor(3)
    x = torch.rand(1, 3, 24, 24)
    with torch.inference_mode():
        made = [checkpoints.assemble(*checkpoints.candidates(s)[0], s)(x) for s in (state, old)]
        assert torch.equal(*made)
        torch.testing.assert_close(made[0], net(x), rtol=0, atol=1e-3)
    assert checkpoints.candidates(old)[0][0] is resnet.CYCLEGAN
