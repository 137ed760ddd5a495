from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.training import segment_figures as figures
from engine.training.figures import held_out


def test_windows_in_doors_are_right_as_doors_and_other_glass_is_not_body() -> None:
    wanted = np.array([[10, 10, 9, 19, 1, 15]], np.uint8)  # door, door, windscreen, wheel …
    right = np.array([[2, 3, 3, 8, 0, 10]], np.uint8)
    assert figures.on_photos([right], [wanted])["mean_iou"] == 1
    wrong = np.array([[2, 2, 2, 9, 1, 10]], np.uint8)  # the windscreen taken for paint
    found = figures.on_photos([wrong], [wanted])
    assert found["iou_glass"] == 0
    assert found["iou_body"] == pytest.approx(2 / 3)
    assert found["iou_wheel"] == 1


def test_photos_are_read_with_their_parts(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(tmp_path / "car1.jpg")
    Image.fromarray(np.full((6, 8), 19, np.uint8)).save(tmp_path / "car1_parts.png")
    ((picture, parts),) = figures.read_photos(tmp_path)
    assert picture.shape == (6, 8, 3)
    assert (parts == 19).all()


def test_parts_that_are_told_right_are_worth_1(shared: Path) -> None:
    samples = held_out(shared / "data" / "carset-heldout")[:2]
    assert figures.on_renders(samples, [s.labels for s in samples])["mean_iou"] == 1
    none = [np.zeros_like(s.labels) for s in samples]
    assert figures.on_renders(samples, none)["iou_paint"] == 0
