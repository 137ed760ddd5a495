"""The guided filter: what is a plane of the guide stays, soft borders become the guide's edges."""

from __future__ import annotations

import torch

from engine.ops import guided


def test_a_plane_of_the_guide_is_itself() -> None:
    guide = torch.rand(2, 3, 20, 30, generator=torch.Generator().manual_seed(0))
    gains, offsets = torch.tensor([[0.5, -1.0, 2.0], [1.0, 1.0, 0.0]]), torch.tensor([0.25, -1.0])
    planes = torch.einsum("nghw,cg->nchw", guide, gains) + offsets[:, None, None]
    found = guided.coefficients(guide, planes, 3, 1e-7)
    assert torch.allclose(guided.applied(found, guide), planes, atol=1e-3)


def test_a_flat_guide_gives_the_mean_around_a_place() -> None:
    flat = torch.full((1, 3, 9, 9), 0.3)
    planes = torch.zeros(1, 1, 9, 9)
    planes[..., 4, 4] = 1
    smooth = guided.applied(guided.coefficients(flat, planes, 1, 1e-3), flat)
    assert float(smooth.sum()) < 1.001
    assert torch.allclose(smooth[0, 0, 4, 4], torch.tensor(1 / 9))


def test_a_border_that_is_a_pixel_off_moves_to_the_edge_of_the_picture() -> None:
    guide = torch.full((1, 3, 16, 24), -0.8)
    guide[..., 12:] = 0.7
    right = torch.sigmoid(1.5 * (torch.arange(24.0) - 10.6)).expand(1, 1, 16, 24)
    planes = torch.cat([1 - right, right], 1)
    found = guided.coefficients(guide, planes, 3, 1e-3)
    told = guided.applied(found, guide).argmax(1)[0]
    assert (planes.argmax(1)[0][:, 11] == 1).all()  # before
    assert torch.equal(told, (torch.arange(24) >= 12).long().expand(16, 24))
