import math

import pytest
import torch

from engine.training.discriminators import PatchDiscriminator
from engine.training.objectives import CLIP, OBJECTIVES, PENALTY, clip, gradient_penalty


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_discriminator_that_sees_the_difference_has_less_to_learn(name: str) -> None:
    asked = OBJECTIVES[name]
    real, fake = torch.full((2, 1, 3, 3), 2.0), torch.full((2, 1, 3, 3), -2.0)
    assert float(asked.critic(real, fake)) < float(asked.critic(fake, real))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_painter_that_is_taken_for_real_has_less_to_learn(name: str) -> None:
    asked = OBJECTIVES[name]
    assert float(asked.painter(torch.ones(2, 1, 3, 3))) < float(
        asked.painter(torch.full((2, 1, 3, 3), -1.0))
    )


def test_losses_are_those_of_the_papers() -> None:
    real, fake = torch.tensor([[0.5]]), torch.tensor([[-0.25]])
    assert float(OBJECTIVES["hinge"].critic(real, fake)) == pytest.approx(0.5 + 0.75)
    assert float(OBJECTIVES["lsgan"].critic(real, fake)) == pytest.approx(0.25 + 0.0625)
    assert float(OBJECTIVES["wgan"].critic(real, fake)) == pytest.approx(-0.75)
    log = math.log1p(math.exp(-0.5)) + math.log1p(math.exp(-0.25))
    assert float(OBJECTIVES["gan"].critic(real, fake)) == pytest.approx(log, abs=1e-6)


def test_the_first_wgan_clips_its_weights_and_learns_by_rmsprop() -> None:
    critic = PatchDiscriminator(4, (4, 4), spectral=False)
    optimiser = OBJECTIVES["wgan"].optimiser(critic, 1e-3)
    assert isinstance(optimiser, torch.optim.RMSprop)
    clip(critic.parameters())
    assert max(float(p.detach().abs().max()) for p in critic.parameters()) <= CLIP + 1e-9


def test_the_gradient_penalty_wants_a_slope_of_one() -> None:
    pictures = torch.rand(3, 3, 8, 8), torch.rand(3, 3, 8, 8)

    def slope(steepness: float) -> float:
        direction = torch.ones(3, 8, 8) / math.sqrt(3 * 64)
        return float(
            gradient_penalty(
                lambda x: steepness * (x * direction).sum((1, 2, 3))[:, None, None, None], *pictures
            )
        )

    assert slope(1.0) == pytest.approx(0.0, abs=1e-6)
    assert slope(3.0) == pytest.approx(PENALTY * 4, rel=1e-4)


def test_only_objectives_without_another_bound_use_spectral_norm() -> None:
    plain = PatchDiscriminator(4, (4, 4), spectral=False)
    assert not any("parametrizations" in name for name, _ in plain.named_parameters())
    bound = PatchDiscriminator(4, (4, 4))
    assert any("parametrizations" in name for name, _ in bound.named_parameters())
