from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.geometry import Rect
from engine.ops import flow


def texture(height: int = 96, width: int = 128, seed: int = 0) -> np.ndarray:
    """H×W×3 uint8: soft blobs."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), 3)
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    return (30 + 190 * noise).astype(np.uint8)


def slid(picture: np.ndarray, x: float, y: float) -> np.ndarray:
    height, width = picture.shape[:2]
    move = np.array([[1, 0, x], [0, 1, y]], np.float64)
    return cv2.warpAffine(
        picture, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )


INNER = (slice(16, -16), slice(16, -16))


def test_a_slide_is_found_step_by_step() -> None:
    picture = texture()
    change = flow.followed([slid(picture, 1.5 * i, -i) for i in range(5)])
    assert np.abs(change.motion[INNER] - [-6, 4]).mean() < 0.25
    assert change.doubt[INNER].mean() < 0.5


def test_a_still_sequence_changes_nothing() -> None:
    picture = texture()
    change = flow.followed([picture] * 4)
    assert not change.motion.any()
    assert not change.doubt.any()
    assert np.allclose(change.gain, np.eye(3), atol=1e-3)
    assert np.allclose(change.offset, 0, atol=1e-3)


def test_a_change_of_colour_is_found_where_the_picture_slides() -> None:
    picture = texture()
    swap = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], np.float32)
    pictures = []
    for i in range(9):
        part = i / 8
        mixed = picture @ ((1 - part) * np.eye(3, dtype=np.float32) + part * swap).T
        pictures.append(slid(mixed.astype(np.uint8), 0.5 * i, 0))
    change = flow.followed(pictures)
    first = pictures[0].astype(np.float32) / 255
    told = flow.coloured(change.gain, flow.moved(first, change.motion)) + change.offset
    wanted = pictures[-1].astype(np.float32) / 255
    before = np.abs(first - wanted)[INNER].mean()
    assert np.abs(told - wanted)[INNER].mean() < 0.15 * before


def test_flat_places_keep_the_contrast_of_finer_detail() -> None:
    before = np.full((64, 64, 3), 0.2, np.float32)
    after = np.full((64, 64, 3), 0.6, np.float32)
    gain, offset = flow.recoloured(before, after)
    assert np.allclose(gain, np.eye(3), atol=1e-3)
    assert np.allclose(offset, 0.4, atol=1e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_pixels_that_did_not_move_keep_their_numbers(dtype: type) -> None:
    rng = np.random.default_rng(0)
    picture: np.ndarray = (rng.random((50, 70, 3)) * 60_000).astype(dtype)
    tile = Rect(10, 5, 60, 45)
    got = flow.fetched(picture, np.zeros((40, 50, 2), np.float32), tile)
    assert got.dtype == dtype
    assert np.array_equal(got, picture[5:45, 10:60])


def test_whole_ways_fetch_whole_pixels_even_from_far_away() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (40, 40_000, 1), np.uint8)
    motion = np.tile(np.array([-7, 2], np.float32), (10, 20, 1))
    got = flow.fetched(picture, motion, Rect(39_900, 20, 39_920, 30))
    assert np.array_equal(got, picture[22:32, 39_893:39_913])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 90), st.integers(1, 90))
def test_tiles_of_an_enlarged_plane_join(h: int, w: int, height: int, width: int) -> None:
    plane = np.random.default_rng(0).random((h, w, 2)).astype(np.float32)
    whole = flow.enlarged(plane, height, width, Rect(0, 0, width, height))
    cut = width // 2
    if cut:
        left = flow.enlarged(plane, height, width, Rect(0, 0, cut, height))
        assert np.allclose(left, whole[:, :cut], atol=1e-3)
    assert whole.shape == (height, width, 2)
    assert np.isfinite(whole).all()
