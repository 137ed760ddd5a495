"""Augmentation: what stands behind a car changes, the car does not."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training import augment


@settings(max_examples=20, deadline=None)
@given(st.integers(16, 90), st.integers(16, 90), st.integers(0, 2**32 - 1))
def test_another_backdrop_leaves_the_car_alone(height: int, width: int, seed: int) -> None:
    picture = np.full((height, width, 3), (40, 90, 200), np.uint8)
    behind = np.ones((height, width), bool)
    behind[height // 4 : -(height // 4), 2:] = False
    changed = augment.on_backdrop(picture, behind, np.random.default_rng(seed))
    assert changed.shape == picture.shape and changed.dtype == np.uint8
    inside = slice(height // 4 + 3, -(height // 4) - 3)  # the border is soft
    assert np.array_equal(changed[inside, 6:], picture[inside, 6:])
    assert not np.array_equal(changed[: height // 4 - 1], picture[: height // 4 - 1])


def test_backdrops_and_cameras_follow_their_seed() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 48, 3), np.uint8)
    behind = np.zeros((32, 48), bool)
    behind[:10] = True

    def seen(seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        return augment.photographed(augment.on_backdrop(picture, behind, rng), rng)

    assert np.array_equal(seen(3), seen(3))
    assert not np.array_equal(seen(3), seen(4))
