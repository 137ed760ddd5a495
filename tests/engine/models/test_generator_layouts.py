"""Generators of pictures from latents, and the encoder of styles, are read whatever their size."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.models import biggan, pgan, spade, stylegan2
from engine.models.spec import State
from engine.runtime import checkpoints

ReadBack = Callable[..., Any]


@pytest.mark.parametrize("scales", [1, 3, 5])
def test_progressive_generators_of_any_size_are_read(read_back: ReadBack, scales: int) -> None:
    torch.manual_seed(0)
    widths: tuple[tuple[int, ...], ...] = ((6, 6),)
    while len(widths) < scales:
        widths += ((widths[-1][-1], 4, 3),)
    net = pgan.PGAN(5, 3, widths, 0.1, False, True, "tanh", 0.0)
    prefixes = {"format.layer": "formatLayer.module"}
    prefixes["scales.0.0.layer"] = "groupScale0.0.module"
    for s in range(scales):
        prefixes[f"to_rgb.{s}.layer"] = f"toRGBLayers.{s}.module"
        for c in range(2 if s else 0):
            prefixes[f"scales.{s}.{c}.layer"] = f"scaleLayers.{s - 1}.{c}.module"
    answers = {"leakyReluLeak": 0.1, "normalization": False, "generationActivation": "tanh"}
    lowered = {k.lower(): v for k, v in answers.items()}
    spec, options = read_back(net, prefixes, "pgan", torch.randn(2, 5), answers=lowered)
    assert spec.face(options).side == 4 * 2 ** (scales - 1)


def styled(size: int, mapping: tuple[int, ...], classes: int) -> stylegan2.StyleGAN2:
    """A StyleGAN2 with noise, colours and averages at random."""
    torch.manual_seed(0)
    count = 2 * int(math.log2(size // 4)) + 1
    channels = [max(3, 9 - i) for i in range(count + 1)]
    net = stylegan2.StyleGAN2(
        mapping[0] - (mapping[-1] if classes else 0),
        classes,
        mapping,
        tuple(pairwise(channels)),
        3,
    ).eval()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if "noise_strength" in key or "bias" in key:
                value.normal_(0, 0.3)
            if "average" in key:
                value.normal_()
        taps = torch.tensor([1.0, 3, 3, 1])
        net.fir.copy_(torch.outer(taps, taps) / 64)
    return net


def agree(state: State, family: str, net: stylegan2.StyleGAN2, *given: Tensor) -> None:
    spec, options = checkpoints.candidates(state)[0]
    assert spec.family == family
    again = checkpoints.assemble(spec, options, state)
    with torch.inference_mode():
        for psi in (1.0, 0.5):
            told = (*given, *([None] * (2 - len(given))), psi)
            torch.testing.assert_close(again(*told), net(*told), rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("size", "mapping", "classes", "clamp"),
    [(8, (5, 5), 0, None), (16, (7, 6, 6, 4), 0, 256.0), (32, (9, 6, 5), 3, None)],
)
def test_ada_pickles_of_any_size_are_read(
    size: int, mapping: tuple[int, ...], classes: int, clamp: float | None
) -> None:
    net = styled(size, mapping, classes)
    state: State = {"synthesis.b4.const": net.const, "mapping.w_avg": net.average}

    def linear(theirs: str, ours: str, rate: float = 1.0) -> None:
        """A layer whose gains are applied while it runs."""
        layer = net.get_submodule(ours)
        gain = rate / math.sqrt(layer.weight.shape[1])
        state[f"{theirs}.weight"], state[f"{theirs}.bias"] = layer.weight / gain, layer.bias / rate
        state[f"{theirs}.weight_gain"] = torch.tensor(gain)
        state[f"{theirs}.bias_gain"] = torch.tensor(rate)

    for i in range(len(mapping) - 1):
        linear(f"mapping.fc{i}", f"mapping.layers.{i}", 0.01)
    if classes:
        linear("mapping.embed", "mapping.embed")
    for i in range(len(net.convs)):
        side = 4 * 2 ** ((i + 1) // 2)
        theirs, ours = f"synthesis.b{side}.conv{1 - i % 2}", f"convs.{i}"
        linear(f"{theirs}.affine", f"{ours}.affine")
        conv = net.get_submodule(ours)
        state |= {f"{theirs}.weight": conv.weight, f"{theirs}.bias": conv.bias}
        state |= {f"{theirs}.noise_const": conv.noise}
        state |= {f"{theirs}.noise_strength": conv.noise_strength}
        state[f"{theirs}.resample_filter"] = net.fir
        if clamp is not None:
            state[f"{theirs}.conv_clamp"] = torch.tensor(clamp)
        if i % 2 == 0:
            rgb = net.to_rgb[i // 2]
            gain = 1 / math.sqrt(rgb.weight.shape[1])
            theirs = f"synthesis.b{side}.torgb"
            state |= {f"{theirs}.weight": rgb.weight / gain, f"{theirs}.bias": rgb.bias}
            state[f"{theirs}.weight_gain"] = torch.tensor(gain)
            linear(f"{theirs}.affine", f"to_rgb.{i // 2}.affine")
    z = torch.randn(2, net.mapping.layers[0].in_features - (mapping[-1] if classes else 0))
    agree(state, "stylegan2-ada", net, z, *((torch.eye(classes)[:2],) if classes else ()))


@pytest.mark.parametrize(("size", "layers"), [(8, 2), (16, 8)])
def test_rosinalitys_networks_of_any_size_are_read(size: int, layers: int) -> None:
    net = styled(size, (6,) * (layers + 1), 0)
    state: State = {"input.input": net.const[None], "latent_avg": net.average}

    def linear(theirs: str, ours: str, rate: float = 1.0) -> None:
        layer = net.get_submodule(ours)
        state[f"{theirs}.weight"] = layer.weight * math.sqrt(layer.weight.shape[1]) / rate
        state[f"{theirs}.bias"] = layer.bias / rate

    for i in range(layers):
        linear(f"style.{i + 1}", f"mapping.layers.{i}", 0.01)
    for i in range(len(net.convs)):
        theirs, conv = (f"convs.{i - 1}" if i else "conv1"), net.get_submodule(f"convs.{i}")
        scale = math.sqrt(conv.weight[0].numel())
        state[f"{theirs}.conv.weight"] = conv.weight[None] * scale
        state[f"{theirs}.activate.bias"] = conv.bias
        state[f"{theirs}.noise.weight"] = conv.noise_strength[None]
        state[f"noises.noise_{i}"] = conv.noise[None, None]
        linear(f"{theirs}.conv.modulation", f"convs.{i}.affine")
        if i % 2 == 0:
            rgb = net.to_rgb[i // 2]
            theirs = f"to_rgbs.{i // 2 - 1}" if i else "to_rgb1"
            scale = math.sqrt(rgb.weight[0].numel())
            state[f"{theirs}.conv.weight"] = rgb.weight[None] * scale
            state[f"{theirs}.bias"] = rgb.bias.view(1, -1, 1, 1)
            linear(f"{theirs}.conv.modulation", f"to_rgb.{i // 2}.affine")
            if i:
                state[f"{theirs}.upsample.kernel"] = net.fir * 4
    agree(state, "stylegan2", net, torch.randn(2, 6))


@pytest.mark.parametrize(
    ("inner", "statistic"),
    [("", "stored"), ("bn.", "stored"), ("bn.", "running")],
    ids=["plain", "accumulated", "synchronised"],
)
def test_biggan_is_read_however_its_statistics_were_gathered(
    read_back: ReadBack, inner: str, statistic: str
) -> None:
    torch.manual_seed(0)
    blocks = (biggan.Block(6, 4, 0), biggan.Block(4, 4, 1), biggan.Block(4, 2, 0))
    net = biggan.BigGAN(4, True, 5, 3, 4, blocks, 3, 1e-4)
    with torch.no_grad():
        for key, value in net.named_buffers():
            value.uniform_(0.5, 1.5) if key.endswith("var") else value.normal_(0, 0.2)
    names = {
        key: f"{stem}.{inner}{statistic}_{part}"
        for key in net.state_dict()
        for stem, _, part in [key.rpartition(".stored_")]
        if stem
    }
    counter = {f"blocks.0.0.bn1.{inner}accumulation_counter": torch.zeros(1)} if inner else {}
    given = torch.randn(2, 16), torch.tensor([0, 4])
    spec, options = read_back(net, names, "biggan", *given, more=counter, answers={"bn_eps": 1e-4})
    assert spec.face(options).side == 32


@pytest.mark.parametrize(
    ("normalisation", "spectral"), [("instance", True), ("batch", False), ("none", True)]
)
def test_style_encoders_of_every_kind_are_read(normalisation: str, spectral: bool) -> None:
    torch.manual_seed(0)
    bare = normalisation == "none"
    net = spade.StyleEncoder(3, (2, 4, 4, 4, 4, 4), 7, normalisation, bare).eval()
    state: State = {k: v for k, v in net.state_dict().items() if k.startswith("fc_")}
    for i in range(6):
        stem = f"layer{i + 1}" if bare else f"layer{i + 1}.0"
        conv = net.convs[i]
        if spectral:  # as torch's hook stores it, before it stored the right vector
            left, values, _ = torch.linalg.svd(conv.weight.detach().flatten(1))
            state[f"{stem}.weight_orig"] = 3 * conv.weight.detach()
            state[f"{stem}.weight_u"] = left[:, 0]
            with torch.no_grad():
                conv.weight /= values[0]
        else:
            state[f"{stem}.weight"] = conv.weight
        if bare:
            state[f"{stem}.bias"] = conv.bias
        if normalisation == "batch":
            for part in ("weight", "bias", "running_mean", "running_var"):
                state[f"layer{i + 1}.1.{part}"] = net.norms[i].state_dict()[part]
    spec, options = checkpoints.candidates(state)[0]
    assert spec.family == "spade-encoder"
    again = checkpoints.assemble(spec, options, state)
    x = torch.rand(1, 3, 100, 140) * 2 - 1
    with torch.inference_mode():
        for ours, expected in zip(again(x), net(x), strict=True):
            torch.testing.assert_close(ours, expected, rtol=0, atol=1e-3)
