from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from engine.training import tracing
from engine.training.pictures import Sample
from engine.training.recipes import contours


def a_car() -> Sample:
    """A red box with a seam on grey ground, 64×64."""
    rgb = np.full((64, 64, 3), 120, np.uint8)
    labels = np.zeros((64, 64), np.uint8)
    ink = np.zeros((64, 64), np.uint8)
    rgb[20:44, 10:54] = (200, 20, 20)
    rgb[24:30, 14:50] = 250  # a reflection
    labels[20:44, 10:54] = 2
    cv2.rectangle(ink, (10, 20), (53, 43), 255, 1)
    ink[20:44, 32] = 255
    return Sample("900000_0", rgb, labels, ink)


def test_the_photographs_are_there_and_textures_have_no_lines() -> None:
    photos = tracing.photographs()
    rng = np.random.default_rng(0)
    assert any(p.plain for p in photos) and any(not p.plain for p in photos)
    for photo in photos:
        piece, lines = photo.piece(48, rng)
        assert piece.shape == (48, 48, 3) and lines.shape == (48, 48)
        assert not photo.plain or not lines.any()


def test_strong_edges_of_a_photograph_are_lines_faint_ones_are_not_told_flat_is_paper() -> None:
    photo = np.full((96, 96, 3), 128, np.uint8)
    photo[:, 48:] = 240
    photo[:, 20:48] -= 40
    lines = tracing.contours_of(photo)
    assert np.nanmax(lines[40:56, 46:50]) == 1
    assert np.isnan(lines[40:56, 18:22]).any()
    assert (lines[40:56, 70:90] == 0).all()


def test_before_a_photograph_a_car_keeps_its_lines_and_its_reflections_stay_none() -> None:
    car = a_car()
    photo = np.zeros((64, 64, 3), np.uint8)
    photo[:, :5] = 255
    its = tracing.contours_of(photo)
    wanted = (car.ink / 255).astype(np.float32)
    mixed, both = tracing.in_front_of(photo, its, car.rgb, car.labels, wanted)
    assert mixed[40, 40].tolist() == [200, 20, 20] and mixed[60, 60].tolist() == [0, 0, 0]
    assert np.array_equal(both[20:44, 10:54], wanted[20:44, 10:54])
    assert both[24:30, 14].sum() == 0
    assert (both[30, 3:7] == 1).any(), "the photograph's own edge is a line"


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_has_pictures_and_lines_of_one_size(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pictures, lines = tracing.batch([a_car()], tracing.photographs(), 2, 48, rng)
    assert pictures.shape == (2, 3, 48, 48) and lines.shape == (2, 1, 48, 48)
    assert pictures.abs().max() <= 1
    told = lines[~lines.isnan()]
    assert told.numel() > 0 and told.min() >= 0 and told.max() <= 1


def test_what_is_not_told_teaches_nothing() -> None:
    logits = torch.zeros(1, 1, 8, 8, requires_grad=True)
    wanted = torch.zeros(1, 1, 8, 8)
    wanted[..., 2] = 1
    wanted[..., 4:] = float("nan")
    for loss in (contours.balanced, contours.crisp):
        (gradient,) = torch.autograd.grad(loss(logits, wanted), logits)
        assert gradient.isfinite().all()
        assert not gradient[..., 4:].any() and gradient[..., :4].any()


def test_few_lines_weigh_as_much_as_all_the_paper() -> None:
    wanted = torch.zeros(1, 1, 16, 16)
    wanted[0, 0, 3, 3] = 1
    logits = torch.zeros(1, 1, 16, 16, requires_grad=True)
    (gradient,) = torch.autograd.grad(contours.balanced(logits, wanted), logits)
    assert gradient[0, 0, 3, 3].item() == pytest.approx(
        -(gradient.sum() - gradient[0, 0, 3, 3]).item()
    )


def test_training_lowers_the_loss_of_what_it_sees() -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    pictures, lines = tracing.batch([a_car()], tracing.photographs(), 4, 48, rng)
    net = contours.Contours((8, 8))
    optimiser = torch.optim.Adam(net.parameters(), 1e-2)
    losses = []
    for _ in range(25):
        combined, *sides = net.logits(pictures)
        loss = contours.crisp(combined, lines) + sum(contours.balanced(s, lines) for s in sides)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.8 * losses[0]
