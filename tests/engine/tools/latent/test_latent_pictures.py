"""The generator that ships, judged by eight held-out renders that it never saw."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from engine import paths
from engine.api import Engine
from engine.geometry import Rect
from engine.latent_requests import ProjectRequest
from engine.models.latent import Latent
from engine.requests import sealed
from engine.runtime.pool import Pool
from engine.training import metrics
from engine.training.latent_figures import Pictures, drawn, nearest
from engine.training.pictures import names_in, read_sample

HELD_OUT = paths.root() / "tests" / "data" / "heldout"

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(
        not (paths.weights() / "latent.safetensors").exists(), reason="no generator is installed"
    ),
]


@pytest.fixture(scope="module")
def truth() -> Pictures:
    samples = [read_sample(HELD_OUT, name) for name in names_in(HELD_OUT)]
    small = [cv2.resize(s.rgb, (128, 128), interpolation=cv2.INTER_AREA) for s in samples]
    return np.stack(small).astype(np.uint8)


@pytest.fixture(scope="module")
def net() -> Latent:
    net = Pool(torch.device("cpu")).get("latent", "latent").net
    assert isinstance(net, Latent)
    return net


def decibels(made: Pictures, truth: Pictures) -> float:
    return float(np.mean([metrics.psnr(m, t) for m, t in zip(made, truth, strict=True)]))


def test_what_the_encoder_sees_is_nearer_than_the_nearest_of_many_random_cars(
    truth: Pictures, net: Latent
) -> None:
    engine = Engine("cpu")
    region = Rect.of_size(128, 128)
    seen = np.stack(
        [engine.run(ProjectRequest(sealed(p), region, method="cnn")).pixels[..., :3] for p in truth]
    )
    assert decibels(seen, truth) > decibels(nearest(truth, drawn(net, 256, 0)), truth) + 2


def test_paint_takes_the_colour_that_its_axes_ask_for(net: Latent) -> None:
    axes = [axis.name for axis in net.axes]
    asked = torch.tensor([[axis.default for axis in net.axes]]).repeat(3, 1)
    paint = [axes.index(f"paint_{c}") for c in ("red", "green", "blue")]
    roof = [axes.index(f"roof_{c}") for c in ("red", "green", "blue")]
    for row in range(3):
        colour = torch.tensor([0.75 if i == row else 0.15 for i in range(3)])
        asked[row, paint], asked[row, roof] = colour, colour
    with torch.inference_mode():
        made = net(net.to_z(asked, torch.zeros(3, net.residual)))
    middle = made[:, :, 56:80, 40:88].mean((2, 3))  # of the car's side
    assert middle.argmax(1).tolist() == [0, 1, 2]
    assert float((middle.amax(1) - middle.mean(1)).min()) > 0.1
