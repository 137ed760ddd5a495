"""The reach that families tell is the one that their networks have."""

from __future__ import annotations

import pytest
import torch

from engine.models import edsr, rrdb, srgan, srresnet, srvgg
from engine.models.spec import ModelSpec, Options

THREE = {"planes": 3, "width": 4}
NETWORKS: list[tuple[ModelSpec, Options]] = [
    (srvgg.SPEC, {**THREE, "convs": 3, "scale": 4, "activation": "prelu"}),
    (srresnet.SPEC, {**THREE, "colours": 3, "blocks": 2, "factors": (2, 2)}),
    (srresnet.SPEC, {**THREE, "colours": 3, "blocks": 1, "factors": (3,)}),
    (
        edsr.SPEC,
        {
            **THREE,
            "colours": 3,
            "blocks": 2,
            "factors": (2, 2),
            "residual_scale": 1.0,
            "white": 255.0,
            "unit": True,
            "mean": edsr.DIV2K,
        },
    ),
    (
        srgan.SPEC,
        {**THREE, "colours": 3, "blocks": 2, "doublings": 2, "slopes": 1, "trunk_norm": True},
    ),
]


@pytest.mark.parametrize(("spec", "options"), NETWORKS)
def test_nothing_beyond_the_reach_counts(spec: ModelSpec, options: Options) -> None:
    torch.manual_seed(0)
    net, face = spec.build(**options).eval().double(), spec.face(options)
    size = 2 * face.reach + 5
    middle = face.reach + 2
    x = torch.rand(1, 3, size, size, dtype=torch.float64, requires_grad=True)
    place = slice(middle * face.scale, (middle + 1) * face.scale)
    net(x)[..., place, place].sum().backward()
    assert x.grad is not None
    looked_at = x.grad[0].abs().sum(0).nonzero()
    assert int((looked_at - middle).abs().max()) <= face.reach
    assert int((looked_at - middle).abs().max()) >= face.reach - 1  # and it is no guess


def test_what_looks_very_far_is_measured() -> None:
    options = {"planes": 3, "colours": 3, "width": 4, "growth": 2, "blocks": 1, "ups": 2}
    assert rrdb.SPEC.face({**options, "unshuffle": 1}).reach == 0
