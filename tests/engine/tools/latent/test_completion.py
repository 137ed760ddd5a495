from __future__ import annotations

import numpy as np
import pytest

from engine.api import Engine
from engine.geometry import Rect
from engine.latent_requests import SampleRequest
from engine.ops import colour
from engine.requests import InpaintRequest


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


def holed(engine: Engine, model: str) -> tuple[np.ndarray, np.ndarray]:
    """A picture of the generator's own, and the mask of a hole in it."""
    drawn = engine.run(SampleRequest(Rect(0, 0, 1, 1), count=1, seed=3, model=model))
    picture = np.kron(drawn.arrays["pictures"][0], np.ones((2, 2, 1), np.uint8))
    mask = np.zeros((64, 64, 1), np.uint8)
    mask[20:44, 24:48] = 255
    return picture, mask


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_holes_are_completed_and_the_rest_is_left(
    engine: Engine, tiny_latent: str, dtype: type
) -> None:
    picture, mask = holed(engine, tiny_latent)
    given = colour.converted(picture, dtype)
    request = InpaintRequest(given, Rect.of_size(64, 64), mask, preview=True, model=tiny_latent)
    made = engine.run(request).pixels
    assert made.dtype == dtype
    assert (made[mask[..., 0] == 0] == 0).all()
    assert (made[mask[..., 0] > 0][:, 3] == colour.full(dtype)).all()


def test_what_lies_in_the_hole_is_not_looked_at(engine: Engine, tiny_latent: str) -> None:
    picture, mask = holed(engine, tiny_latent)
    spoilt = np.where(mask > 0, np.uint8(0), picture)
    one, other = (
        engine.run(
            InpaintRequest(p, Rect.of_size(64, 64), mask, preview=True, model=tiny_latent)
        ).pixels
        for p in (picture, spoilt)
    )
    assert np.array_equal(one, other)


def test_a_hole_is_closed_as_the_generator_would_draw_it(engine: Engine, tiny_latent: str) -> None:
    """Its own picture is nearly found again, better than by the encoder's first guess."""
    picture, mask = holed(engine, tiny_latent)
    hole = mask[..., 0] > 0
    apart = {}
    for preview in (True, False):
        request = InpaintRequest(
            picture, Rect.of_size(64, 64), mask, preview=preview, model=tiny_latent
        )
        made = engine.run(request).pixels[hole][:, :3]
        apart[preview] = float(np.abs(made.astype(float) - picture[hole]).mean())
    flat = np.abs(picture[hole] - picture[~hole].mean(0)).mean()
    assert apart[False] < 0.6 * flat
    assert apart[False] <= apart[True]


def test_seeds_give_other_completions(engine: Engine, tiny_latent: str) -> None:
    picture, mask = holed(engine, tiny_latent)
    made = [
        engine.run(
            InpaintRequest(
                picture, Rect.of_size(64, 64), mask, seed=seed, preview=True, model=tiny_latent
            )
        ).pixels
        for seed in (0, 1, 1)
    ]
    assert not np.array_equal(made[0], made[1])
    assert np.array_equal(made[1], made[2])
