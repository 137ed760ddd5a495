"""Upscalers of any width, depth and factor are read in every layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from engine.models import edsr, hed, srgan, srresnet

ReadBack = Callable[..., Any]


@pytest.mark.parametrize(("factors", "planes"), [((2,), 3), ((3,), 1), ((2, 2), 4)])
def test_msrresnet_of_every_factor_is_read(
    read_back: ReadBack, factors: tuple[int, ...], planes: int
) -> None:
    torch.manual_seed(0)
    net = srresnet.SRResNet(planes, planes, 6, 3, factors)
    prefixes = {f"upconv.{i}": f"upconv{i + 1}" for i in range(len(factors))}
    spec, options = read_back(net, prefixes, "srresnet", torch.rand(1, planes, 7, 9))
    assert spec.face(options).scale == {(2,): 2, (3,): 3, (2, 2): 4}[factors]


@pytest.mark.parametrize("layout", ["official", "basicsr"])
@pytest.mark.parametrize("factors", [(2,), (3,), (2, 2), (2, 2, 2)])
def test_edsr_of_every_factor_is_read_in_both_layouts(
    read_back: ReadBack, layout: str, factors: tuple[int, ...]
) -> None:
    torch.manual_seed(0)
    official = layout == "official"
    blocks = 3
    white = 255.0 if official else 1.0
    net = edsr.EDSR(
        3, 3, 5, blocks, factors, 0.1, white, not official, edsr.DIV2K, 3 if official else 0
    )
    if official:
        inner, up = ("body.0", "body.2"), "tail.0."
        prefixes = {"first": "head.0", "trunk": f"body.{blocks}", "last": "tail.1"}
        prefixes |= {"before": "sub_mean", "after": "add_mean"}
    else:
        inner, up = ("conv1", "conv2"), "upsample."
        prefixes = {"first": "conv_first", "trunk": "conv_after_body", "last": "conv_last"}
    for i in range(blocks):
        prefixes |= {f"body.{i}.conv{c + 1}": f"body.{i}.{inner[c]}" for c in (0, 1)}
    prefixes |= {f"up.{i}": f"{up}{2 * i}" for i in range(len(factors))}
    answers = {"res_scale": 0.1, "rgb_range" if official else "img_range": white}
    spec, options = read_back(net, prefixes, "edsr", torch.rand(1, 3, 6, 5), answers=answers)
    face = spec.face(options)
    assert face.takes == (0, white)
    assert face.scale == torch.tensor(factors).prod()


@pytest.mark.parametrize("trunk_norm", [False, True])
@pytest.mark.parametrize("doublings", [1, 2, 3])
def test_srgan_of_every_factor_is_read(
    read_back: ReadBack, doublings: int, trunk_norm: bool
) -> None:
    torch.manual_seed(0)
    net = srgan.SRGAN(3, 3, 6, 4, doublings, 1, trunk_norm)
    prefixes = {"first": "block1", "trunk": "block6", "up": "block7"}
    prefixes |= {f"blocks.{i}": f"block{i + 2}" for i in range(4)}
    counter = {"block2.bn1.num_batches_tracked": torch.tensor(7)}
    spec, options = read_back(net, prefixes, "srgan", torch.rand(1, 3, 6, 7), more=counter)
    assert spec.face(options).scale == 2**doublings


@pytest.mark.parametrize("word", ["module", "net"])
def test_hed_of_any_width_is_read_in_both_spellings(read_back: ReadBack, word: str) -> None:
    torch.manual_seed(0)
    net = hed.HED(((2, 3), (4, 3), (3, 4, 5), (5, 4, 4), (4, 3, 2)))
    prefixes = {"combine": f"{word}Combine.0"}
    for s, name in enumerate(hed.STAGES):
        prefixes[f"scores.{s}"] = f"{word}Score{name}"
        first = 0 if s == 0 else 1  # a pool goes before all but the first stage
        for c in range(len(net.stages[s])):
            prefixes[f"stages.{s}.{c}"] = f"{word}Vgg{name}.{first + 2 * c}"
    with torch.no_grad():  # theirs takes BGR
        ours = net.stages[0][0].weight
        flipped = {f"{word}VggOne.0.weight": ours.flip(1).clone()}
    read_back(net, prefixes, "hed", torch.rand(1, 3, 33, 47), more=flipped)
