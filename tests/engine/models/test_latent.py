"""The latent generator: its spaces, and what is read from its weights."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.models import latent, latent_encoder
from engine.models.latent import AXES, AZIMUTH, KNOWN, Latent
from engine.models.latent_encoder import LatentEncoder, encoded_w_plus


def shapes(net: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {k: tuple(v.shape) for k, v in net.state_dict().items()}


@pytest.fixture
def net() -> Latent:
    """A small generator that has taken stock of a random training set."""
    torch.manual_seed(0)
    net = Latent(residual=3, w_width=8, widths=(8, 6, 4), bank=16).eval().requires_grad_(False)
    net.known.copy_(torch.stack([torch.rand(len(AXES)), 0.5 + torch.rand(len(AXES))]))
    net.bank.normal_()
    w = net.mapping(net.random_z(500, torch.Generator().manual_seed(0)))
    net.w_mean.copy_(w.mean(0))
    variance, vectors = torch.linalg.eigh(torch.cov(w.T))
    net.directions.copy_(vectors.flip(1).T)
    net.spread.copy_(variance.flip(0).sqrt())
    return net


def some_parameters(count: int) -> Tensor:
    parameters = torch.randn(count, len(AXES))
    parameters[:, AZIMUTH] = torch.empty(count).uniform_(-179, 179)
    return parameters


def test_options_of_generator_and_encoder_are_read_from_their_weights() -> None:
    options = {"residual": 3, "w_width": 8, "widths": (8, 6, 4), "bank": 16}
    assert latent.recognise(shapes(Latent(**options))) == options
    assert latent.interface(options).latent == KNOWN + 3
    assert latent.interface(options).side == 32
    options = {"z_width": KNOWN + 3, "layers": 5, "w_width": 8, "widths": (8, 16), "features": 12}
    assert latent_encoder.recognise(shapes(LatentEncoder(**options))) == options


def test_other_weights_are_not_taken_for_them() -> None:
    for other in (Latent(3, 8, (8, 6), 4), LatentEncoder(KNOWN + 3, 5, 8, (8, 16), 12)):
        found = [latent.recognise(shapes(other)), latent_encoder.recognise(shapes(other))]
        assert sum(f is not None for f in found) == 1
    assert latent.recognise({"first.weight": (8, 4)}) is None
    assert latent_encoder.recognise({"into.weight": (8, 4, 3, 3)}) is None


def test_parameters_survive_the_way_to_z_and_back(net: Latent) -> None:
    parameters, residual = some_parameters(20), torch.randn(20, 3)
    z = net.to_z(parameters, residual)
    assert z.shape == (20, net.z_width)
    torch.testing.assert_close(net.parameters_of(z), parameters, rtol=1e-3, atol=1e-3)
    assert torch.equal(net.residual_of(z), residual)


def test_views_from_just_left_and_right_of_the_tail_are_neighbours(net: Latent) -> None:
    parameters = some_parameters(1).repeat(3, 1)
    parameters[:, AZIMUTH] = torch.tensor([179.9, -179.9, 0.0])
    z = net.to_z(parameters, torch.zeros(3, 3))
    assert (z[0] - z[1]).norm() < 0.01 < 2 < (z[0] - z[2]).norm()


def test_each_style_changes_the_picture_and_fine_ones_not_its_coarse_levels(net: Latent) -> None:
    styles = net.w_plus(net.mapping(torch.randn(1, net.z_width)))
    picture = net.synthesis(styles)
    assert picture.shape == (1, 3, net.size, net.size)
    for layer in range(net.layers):
        other = styles.clone()
        other[:, layer] += 1
        assert (net.synthesis(other) - picture).abs().max() > 1e-4
    other = styles.clone()
    other[:, -2] += 1
    assert torch.equal(net.synthesis(other, net.size // 2), net.synthesis(styles, net.size // 2))


def test_a_picture_made_alone_is_the_one_made_in_a_batch(net: Latent) -> None:
    z = torch.randn(3, net.z_width)
    together = net(z)
    alone = torch.cat([net(row[None]) for row in z])
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-4)


def test_whitened_random_styles_have_mean_0_and_variance_1(net: Latent) -> None:
    w = net.mapping(net.random_z(4000, torch.Generator().manual_seed(5)))
    white = net.whitened(w)
    assert white.mean(0).abs().max() < 0.3
    assert float(white.var(0).min()) > 0.6 and float(white.var(0).max()) < 1.5


def test_truncation_draws_towards_the_mean(net: Latent) -> None:
    w = torch.randn(4, net.w_width)
    assert torch.equal(net.truncated(w, 0), net.w_mean.expand(4, -1))
    torch.testing.assert_close(net.truncated(w, 1), w)


def test_a_random_car_mixes_groups_of_the_bank_and_follows_its_seed(net: Latent) -> None:
    z = net.random_z(40, torch.Generator().manual_seed(7))
    assert torch.equal(z, net.random_z(40, torch.Generator().manual_seed(7)))
    assert not torch.equal(z, net.random_z(40, torch.Generator().manual_seed(8)))
    body = sum(group == "body" for _, group in AXES.values())
    for row in z:
        whole = (net.bank == row).all(1)
        bodies = (net.bank[:, :body] == row[:body]).all(1)
        views = (net.bank[:, AZIMUTH : AZIMUTH + 2] == row[AZIMUTH : AZIMUTH + 2]).all(1)
        assert bodies.any() and views.any() and whole.sum() <= 1
    assert not all((net.bank == row).all(1).any() for row in z)


def test_axes_tell_ranges_in_their_units(net: Latent) -> None:
    net.ranges.copy_(
        torch.stack([-torch.ones(len(AXES)), torch.ones(len(AXES)) * 2, torch.zeros(len(AXES))])
    )
    axis = net.axes[AZIMUTH]
    assert (axis.name, axis.unit, axis.group) == ("azimuth", "°", "view")
    assert (axis.low, axis.high, axis.default) == (-1, 2, 0)


def test_the_encoder_sees_pictures_as_points_of_the_generator(net: Latent) -> None:
    encoder = LatentEncoder(net.z_width, net.layers, net.w_width, (8, 16), 12).eval()
    pictures = torch.rand(2, 3, encoder.size, encoder.size) * 2 - 1
    with torch.inference_mode():
        seen = encoder(pictures)
        w_plus = encoded_w_plus(net, seen)
    assert encoder.size == net.size
    assert seen.z.shape == (2, net.z_width) and w_plus.shape == (2, net.layers, net.w_width)
    torch.testing.assert_close(w_plus - seen.offsets, net.w_plus(net.mapping(seen.z)))
