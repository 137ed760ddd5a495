from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.ui.proof import Proof, from_qimage, premultiplied, to_qimage
from engine.geometry import Rect

SOON = 3600.0


def proof_of(pixels: NDArray[np.uint8]) -> Proof:
    height, width = pixels.shape[:2]
    return Proof(width, height, lambda r: pixels[r.slices()])


def level(proof: Proof, n: int) -> NDArray[np.uint8]:
    image = proof.image(n)
    whole = Rect.of_size(image.width(), image.height())
    assert proof.prepare(n, whole, time.perf_counter() + SOON)
    return from_qimage(image)


@given(st.integers(1, 700), st.integers(1, 700), st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_level_0_shows_the_pixels_and_others_their_means(w: int, h: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (h, w, 4), np.uint8)
    pixels[..., 3] = 255
    proof = proof_of(pixels)
    assert (level(proof, 0) == pixels).all()
    if proof.levels > 1:
        half = level(proof, 1)
        assert half.shape[:2] == (-(-h // 2), -(-w // 2))
        block = pixels[:2, :2].reshape(-1, 4).mean(0)
        assert np.abs(half[0, 0] - block).max() <= 0.5


def test_a_change_is_seen_at_every_level_and_nothing_else_is_composed() -> None:
    pixels = np.full((600, 900, 4), 255, np.uint8)
    asked: list[Rect] = []

    def compose(rect: Rect) -> NDArray[np.uint8]:
        asked.append(rect)
        return pixels[rect.slices()]

    proof = Proof(900, 600, compose)
    for n in range(proof.levels):
        level(proof, n)
    asked.clear()
    pixels[100:110, 300:310, :3] = 0
    proof.spoil(Rect(300, 100, 310, 110))
    last = level(proof, proof.levels - 1)
    assert last.min() < 255
    assert asked == [Rect(300, 100, 310, 110)]
    assert (level(proof, 0)[100:110, 300:310, :3] == 0).all()


def test_what_does_not_fit_into_the_frame_is_left_for_another_thread() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (700, 1000, 4), np.uint8)
    pixels[..., 3] = 255
    proof = proof_of(pixels)
    whole = Rect.of_size(1000, 700)
    assert not proof.prepare(0, whole, time.perf_counter() - 1)
    tasks = proof.waiting(0, whole)
    assert len(tasks) == 12
    assert all(proof.put(task, task.compose()) for task in tasks)
    assert proof.prepare(0, whole, time.perf_counter() - 1)
    assert (level(proof, 0) == pixels).all()


def test_what_a_brush_touched_is_composed_at_once_by_the_quick_way() -> None:
    pixels = np.full((600, 900, 4), 255, np.uint8)
    quick: list[Rect] = []

    def compose(rect: Rect) -> NDArray[np.uint8]:
        quick.append(rect)
        return pixels[rect.slices()]

    proof = Proof(900, 600, lambda rect: pixels[rect.slices()], compose)
    level(proof, 2)
    quick.clear()
    proof.spoil(Rect(300, 100, 310, 110))
    assert proof.prepare(2, Rect.of_size(225, 150), time.perf_counter() - 1)
    assert quick == [Rect(300, 100, 310, 110)]


def test_what_changed_while_it_was_composed_is_not_taken() -> None:
    proof = proof_of(np.full((300, 300, 4), 255, np.uint8))
    whole = Rect.of_size(300, 300)
    old = proof.waiting(0, whole)
    proof.spoil(Rect(10, 10, 20, 20))
    taken = [proof.put(task, task.compose()) for task in old]
    assert taken == [False, True, True, True], "the first cell changed, the others did not"
    assert [task.cell for task in proof.waiting(0, whole)] == [(0, 0)]


def test_transparent_pixels_are_premultiplied() -> None:
    rgba = np.array([[[200, 100, 50, 128], [9, 9, 9, 0]]], np.uint8)
    assert premultiplied(rgba).tolist() == [[[25, 50, 100, 128], [0, 0, 0, 0]]]


@pytest.mark.parametrize("channels", [3, 4])
def test_images_and_arrays_hold_the_same(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, channels), np.uint8)
    if channels == 4:
        pixels[..., 3] = 255
    assert (from_qimage(to_qimage(pixels))[..., :channels] == pixels).all()
