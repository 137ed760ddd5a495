"""Semantic with a small painter of random weights: sizes, styles, masks, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import recipes
from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.progress import Cancelled, Progress
from engine.requests import sealed


def asked(ids: np.ndarray, **more: object) -> SemanticRequest:
    height, width = ids.shape[:2]
    return SemanticRequest(sealed(ids), Rect.of_size(width, height), model="tiny", **more)  # type: ignore[arg-type]


@pytest.fixture
def engine(tiny_painter: str) -> Engine:
    return Engine("cpu")


@pytest.fixture
def ids() -> np.ndarray:
    """96×160×1: a crude car on the ground before a background."""
    parts = np.zeros((96, 160, 1), np.uint8)
    parts[60:] = 1
    parts[30:70, 20:140] = 2
    parts[34:48, 50:110] = 3
    parts[60:80, 36:56] = parts[60:80, 104:124] = 8
    parts[90:, :10] = 255
    return parts


PICTURE = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(16, 280), st.integers(16, 280))
def test_the_picture_has_the_maps_size(engine: Engine, h: int, w: int) -> None:
    if max(h, w) > 8 * min(h, w):
        return
    parts = np.full((h, w, 1), 2, np.uint8)
    result = engine.run(asked(parts))
    assert result.pixels.shape == (h, w, 4)
    assert (result.pixels[..., 3] == 255).all()


def test_seeds_styles_labels_lines_and_hints_change_the_picture(
    engine: Engine, ids: np.ndarray
) -> None:
    strokes = np.zeros((96, 160, 4), np.uint8)
    strokes[50:58, 60:90] = (200, 10, 10, 255)
    paper = np.full((96, 160, 1), 255, np.uint8)
    paper[20:24, 10:150] = 0
    other = ids.copy()
    other[40:60, 30:60] = 7
    first = engine.run(asked(ids)).pixels
    assert np.array_equal(first, engine.run(asked(ids)).pixels)
    for change in (
        {"seed": 3}, {"style": PICTURE}, {"lines": paper}, {"hints": strokes}, {"labels": other},
    ):  # fmt: skip
        assert not np.array_equal(first, engine.run(replace(asked(ids), **change)).pixels)


def test_a_blank_drawing_beside_the_labels_says_nothing(engine: Engine, ids: np.ndarray) -> None:
    paper = np.full((96, 160, 3), 255, np.uint8)
    with_it, without = (engine.run(asked(ids, lines=x)).pixels for x in (paper, None))
    assert np.array_equal(with_it, without)


def test_some_parts_take_the_style_of_another_picture_and_the_others_do_not(
    engine: Engine, ids: np.ndarray
) -> None:
    plain = engine.run(asked(ids)).pixels.astype(int)
    other = engine.run(asked(ids, style=PICTURE)).pixels
    mixed = engine.run(asked(ids, part_style=PICTURE, styled="2, 8")).pixels
    far = np.zeros((96, 160), bool)
    far[:20] = True  # the background, far from what is styled
    core = np.zeros((96, 160), bool)
    core[52:58, 60:100] = True  # amid the paint
    assert np.abs(mixed[far] - plain[far]).max() <= 1
    assert np.abs(mixed[core].astype(int) - other[core]).max() <= 1
    assert not np.array_equal(plain[core], other[core])


def test_parts_that_are_not_there_need_no_second_style(engine: Engine, ids: np.ndarray) -> None:
    plain = engine.run(asked(ids)).pixels
    assert np.array_equal(plain, engine.run(asked(ids, part_style=PICTURE, styled="14")).pixels)


def test_outside_its_mask_the_result_is_transparent_and_black(
    engine: Engine, ids: np.ndarray
) -> None:
    parts = np.tile(ids, (4, 4, 1))
    mask = np.zeros_like(parts)
    mask[100:140, 300:350] = 255
    mask[100, 300:350] = 100
    known = np.full((*parts.shape[:2], 4), 90, np.uint8)
    known[..., 3] = 255
    pixels = engine.run(asked(parts, mask=sealed(mask), known=sealed(known))).pixels
    assert pixels.shape == known.shape
    assert np.array_equal(pixels[..., 3:], mask)
    assert not pixels[mask[..., 0] == 0][:, 3].any()


def test_only_the_neighbourhood_of_a_mask_is_looked_at(engine: Engine, ids: np.ndarray) -> None:
    parts = np.tile(ids, (6, 6, 1))
    mask = np.zeros_like(parts)
    mask[40:60, 60:90] = 255
    known = np.full((*parts.shape[:2], 4), 255, np.uint8)
    far = known.copy()
    far[400:, 700:] = (3, 200, 7, 255)
    first, second = (
        engine.run(asked(parts, mask=sealed(mask), known=sealed(k))).pixels for k in (known, far)
    )
    assert np.array_equal(first, second)


def test_changed_parts_are_painted_in_the_tone_around_them(engine: Engine, ids: np.ndarray) -> None:
    known = np.full((96, 160, 4), 255, np.uint8)
    known[..., :3] = (180, 60, 20)
    mask = np.zeros_like(ids)
    mask[50:58, 60:100] = 255
    pixels = engine.run(asked(ids, mask=sealed(mask), known=sealed(known))).pixels
    rim = pixels[50, 60:100, :3].astype(int)
    assert np.abs(rim.mean(0) - (180, 60, 20)).max() < 12


def test_longest_sets_the_size(engine: Engine, ids: np.ndarray) -> None:
    assert engine.run(asked(ids, longest=320)).pixels.shape == (192, 320, 4)


def test_a_recipe_gives_the_same_picture(engine: Engine, ids: np.ndarray, tmp_path: Path) -> None:
    from engine.ops import recipe_files

    request = asked(ids, seed=4, part_style=sealed(PICTURE), styled="2", preview=False)
    result = engine.run(request)
    assert (result.recipe.tool, result.recipe.seed) == ("semantic", 4)
    assert set(result.recipe.inputs) == {"labels", "part_style"}
    recipe_files.save(request, result.recipe, tmp_path / "r.json")
    again, recipe = recipe_files.load(tmp_path / "r.json")
    assert recipe.parameters["styled"] == "2"
    assert np.array_equal(engine.run(again).pixels, result.pixels)
    assert recipes.describe(again, recipe.model_sha256).inputs.keys() == recipe.inputs.keys()


def test_stopping_leaves_nothing_half_done(engine: Engine, ids: np.ndarray) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        engine.run(asked(ids), progress)


@pytest.mark.parametrize(
    ("shape", "code"), [((1, 1, 1), "labels.too_small"), ((20, 400, 1), "labels.too_long")]
)
def test_sizes_that_cannot_be_painted_are_refused(
    engine: Engine, shape: tuple[int, ...], code: str
) -> None:
    with pytest.raises(BadInput) as e:
        engine.run(asked(np.full(shape, 2, np.uint8)))
    assert e.value.code == code


def test_what_does_not_fit_is_refused(engine: Engine, ids: np.ndarray) -> None:
    wrong = ids.copy()
    wrong[3, 3] = 200
    for change, code in [
        ({"labels": wrong}, "labels.unknown"),
        ({"labels": np.full_like(ids, 255)}, "labels.none"),
        ({"palette": "other"}, "palette.unknown"),
        ({"lines": np.zeros((3, 3, 1), np.uint8)}, "labels.lines_size"),
        ({"hints": np.zeros((3, 3, 4), np.uint8)}, "hints.size"),
        ({"mask": np.zeros_like(ids)}, "mask.empty"),
        ({"styled": "paint"}, "labels.list"),
        ({"mapping": "2:3"}, "labels.mapping"),
        ({"seed": -1}, "value.range"),
        ({"longest": 5}, "value.range"),
        ({"model": "none"}, "model.unknown"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(replace(asked(ids), **change))  # type: ignore[arg-type]
        assert e.value.code == code


@pytest.mark.parametrize("id", [0, 2, 255])
def test_a_map_of_one_part_is_painted(engine: Engine, id: int) -> None:
    parts = np.full((64, 64, 1), id, np.uint8)
    parts[0, 0] = 2
    assert engine.run(asked(parts)).pixels.shape == (64, 64, 4)
