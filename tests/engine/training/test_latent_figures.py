"""The latent generator's figures, on sets whose answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper

from engine.errors import CoachlineError
from engine.models.latent import AXES, Latent
from engine.training import latent_figures as figures
from engine.training.latent_figures import Pictures, Vectors


def mean_colour(pictures: Pictures) -> Vectors:
    """The simplest eye: N×S×S×3 → N×3."""
    return pictures.mean((1, 2)).astype(np.float64)


def plain(colours: NDArray[np.float64], side: int = 16) -> Pictures:
    """Pictures of one colour each."""
    eight = np.clip(colours, 0, 255).astype(np.uint8)
    return np.repeat(np.repeat(eight[:, None, None], side, 1), side, 2)


@pytest.fixture
def net() -> Latent:
    torch.manual_seed(0)
    net = Latent(residual=3, w_width=8, widths=(8, 6), bank=32).eval().requires_grad_(False)
    net.known.copy_(torch.stack([torch.zeros(len(AXES)), torch.ones(len(AXES))]))
    net.bank.normal_()
    return net


def test_a_set_lies_among_itself_and_not_among_strangers() -> None:
    rng = np.random.default_rng(0)
    here, there = rng.normal(0, 1, (60, 4)), rng.normal(50, 1, (60, 4))
    assert figures.precision_and_recall(here, here) == (1, 1)
    assert figures.precision_and_recall(here, there) == (0, 0)


def test_samples_of_one_kind_only_are_precise_but_recall_little() -> None:
    rng = np.random.default_rng(0)
    real = np.concatenate([rng.normal(0, 1, (50, 3)), rng.normal(30, 1, (50, 3))])
    precision, recall = figures.precision_and_recall(rng.normal(0, 0.7, (50, 3)), real)
    assert precision > 0.9
    assert recall < 0.55


def test_samples_are_judged_against_what_halves_of_the_real_ones_reach(net: Latent) -> None:
    drawn = figures.drawn(net, 80, 3)
    assert np.array_equal(drawn, figures.drawn(net, 80, 3))
    like = figures.samples(net, drawn, mean_colour)
    rng = np.random.default_rng(0)
    unlike = figures.samples(net, plain(rng.normal(20, 2, (80, 3))), mean_colour)
    assert like["frechet"] < 0.2 * unlike["frechet"]
    assert like["precision"] > 0.8 > 0.1 > unlike["precision"]
    assert unlike["frechet_between_halves_of_the_real"] < 5


def test_ways_that_go_straight_have_no_detour(net: Latent, monkeypatch: pytest.MonkeyPatch) -> None:
    def straight(w_plus: torch.Tensor, side: int | None = None) -> torch.Tensor:
        colour = 0.2 * w_plus.mean(1)[:, :3]
        return colour[..., None, None].expand(-1, -1, 16, 16)

    monkeypatch.setattr(net, "synthesis", straight)
    real = figures.drawn(net, 64, 0)
    found = figures.smoothness(net, real, mean_colour)
    assert found["detour"] == pytest.approx(1, abs=0.1)

    def leaping(w_plus: torch.Tensor, side: int | None = None) -> torch.Tensor:
        return torch.sign(straight(w_plus))

    monkeypatch.setattr(net, "synthesis", leaping)
    assert figures.smoothness(net, real, mean_colour)["largest_step"] > found["largest_step"] + 2


def test_a_reconstruction_is_judged_against_its_own_picture() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 255, (4, 16, 16, 3)).astype(np.uint8)
    same = figures.alike(truth, truth, mean_colour)
    assert same["ssim"] == 1 and same["features"] == 0
    grey = figures.alike(np.full_like(truth, 128), truth, mean_colour)
    assert grey["psnr"] < 12 and grey["ssim"] < 0.2
    assert np.array_equal(figures.nearest(truth, truth[::-1]), truth)


def test_a_user_can_bring_the_inception_network(tmp_path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("GlobalAveragePool", ["x"], ["y"])],
        "mean",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 299, 299])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3, 1, 1])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "mean.onnx")
    colours = np.array([[0.0, 127, 255], [255, 255, 0]])
    seen = figures.inception_eye(tmp_path / "mean.onnx")(plain(colours))
    np.testing.assert_allclose(seen, colours / 127.5 - 1, atol=0.01)
    (tmp_path / "no.onnx").write_bytes(b"\x08nothing")
    with pytest.raises(CoachlineError):
        figures.inception_eye(tmp_path / "no.onnx")
