from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.api import Engine
from engine.training import line_figures


@pytest.fixture
def line() -> np.ndarray:
    mask = np.zeros((40, 60), bool)
    mask[20, 5:55] = True
    return mask


@pytest.mark.parametrize(("away", "found"), [(0, True), (2, True), (4, False)])
def test_a_line_counts_within_two_pixels(line: np.ndarray, away: int, found: bool) -> None:
    figures = line_figures.best_f1([np.roll(line, away, 0).astype(np.float32)], [line])
    assert figures["f1"] == (1.0 if found else 0.0)


def test_the_threshold_is_the_one_that_is_best_for_all_pictures(line: np.ndarray) -> None:
    faint = np.where(line, 0.5, np.roll(line, 10, 0) * 0.3).astype(np.float32)
    strong = np.where(line, 0.9, 0).astype(np.float32)
    figures = line_figures.best_f1([faint, strong], [line, line])
    assert figures["f1"] == 1 and 0.3 < figures["threshold"] <= 0.5


def test_nothing_found_is_worth_nothing(line: np.ndarray) -> None:
    assert line_figures.best_f1([np.zeros(line.shape)], [line])["f1"] == 0


def test_likeness_does_not_depend_on_how_strong_the_maps_are(line: np.ndarray) -> None:
    wanted = cv2.GaussianBlur(line.astype(np.float32), (0, 0), 1.5)
    one = line_figures.likeness([wanted + 0.01], [wanted])
    other = line_figures.likeness([0.3 * (wanted + 0.01)], [wanted])
    assert one["ssim"] == pytest.approx(other["ssim"], abs=1e-4) and one["ssim"] < 1
    assert one["psnr"] == pytest.approx(other["psnr"], abs=1e-2)


@pytest.mark.parametrize(
    "find",
    [
        lambda p: line_figures.canny(p, 1.0, 100),
        lambda p: line_figures.gradient(p, 1.0),
        lambda p: line_figures.xdog(p, 1.0),
    ],
)
def test_every_classic_way_finds_an_edge_and_leaves_flat_parts(
    find: line_figures.Finder,
) -> None:
    picture = np.full((40, 60, 3), 40, np.uint8)
    picture[:, 30:] = 220
    lines = find(picture)
    assert lines.shape == (40, 60) and lines.min() >= 0 and lines.max() <= 1
    assert lines[:, 27:33].max(1).min() > 0.3
    assert not lines[:, :20].any() and not lines[:, 40:].any()


def test_a_model_draws_nothing_where_it_finds_nothing(edge_finder: str) -> None:
    flat = np.full((40, 60, 3), 90, np.uint8)
    assert not line_figures.model(flat, Engine("cpu"), edge_finder).any()


def test_pairs_are_read_with_the_map_at_the_left(tmp_path: Path) -> None:
    sheet = np.zeros((20, 60, 3), np.uint8)
    sheet[:, 30:] = (200, 100, 50)
    Image.fromarray(sheet).save(tmp_path / "pair.jpg", quality=95)
    maps, photos = line_figures.read_pairs(tmp_path)
    assert maps[0].shape == (20, 30) and maps[0][:, :25].max() < 0.05
    assert np.abs(photos[0][10, 20].astype(int) - (200, 100, 50)).max() < 12
