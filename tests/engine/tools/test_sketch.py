from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models.painter import Painter
from engine.models.segmenter import Segmenter
from engine.progress import Cancelled, Progress
from engine.requests import SketchRequest, sealed
from engine.runtime import cards
from engine.training.publish import write_weights


def asked(drawing: np.ndarray, **more: object) -> SketchRequest:
    height, width = drawing.shape[:2]
    return SketchRequest(sealed(drawing), Rect.of_size(width, height), model="tiny", **more)  # type: ignore[arg-type]


@pytest.fixture
def engine(tiny_painter: str) -> Engine:
    return Engine("cpu")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(16, 300), st.integers(16, 300), st.integers(1, 4))
def test_the_picture_has_the_drawings_size(engine: Engine, h: int, w: int, channels: int) -> None:
    if max(h, w) > 8 * min(h, w):
        return
    paper = np.full((h, w, channels), 255, np.uint8)
    paper[h // 2, : w // 2, : 1 if channels < 3 else 3] = 0
    result = engine.run(asked(paper))
    assert result.pixels.shape == (h, w, 4)
    assert result.region == Rect.of_size(w, h)
    assert (result.pixels[..., 3] == 255).all()


def test_the_same_seed_gives_the_same_pixels_and_another_one_others(
    engine: Engine, drawing: np.ndarray
) -> None:
    first, again, other = (engine.run(asked(drawing, seed=s)).pixels for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_style_and_hints_change_the_picture(engine: Engine, drawing: np.ndarray) -> None:
    plain = engine.run(asked(drawing)).pixels
    red = np.full((40, 30, 3), (200, 10, 10), np.uint8)
    styled = engine.run(asked(drawing, style=red)).pixels
    strokes = np.zeros((*drawing.shape[:2], 4), np.uint8)
    strokes[40:60, 80:120] = (200, 10, 10, 255)
    hinted = engine.run(asked(drawing, hints=strokes)).pixels
    assert not np.array_equal(plain, styled)
    assert not np.array_equal(plain, hinted)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_style_may_have_any_channels(engine: Engine, drawing: np.ndarray, channels: int) -> None:
    style = np.full((5, 9, channels), 200, np.uint8)
    assert engine.run(asked(drawing, style=style)).pixels.shape == (120, 200, 4)


def test_a_given_style_is_taken_as_it_is_by_seed_0_and_varied_by_others(
    engine: Engine, drawing: np.ndarray
) -> None:
    red = np.full((40, 30, 3), (200, 10, 10), np.uint8)
    pictures = [engine.run(asked(drawing, style=red, seed=s)).pixels for s in (0, 0, 5)]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_longest_sets_the_size(engine: Engine, drawing: np.ndarray) -> None:
    result = engine.run(asked(drawing, longest=400))
    assert result.pixels.shape == (240, 400, 4)
    assert result.region == Rect.of_size(400, 240)


def test_the_recipe_names_model_seed_and_inputs(engine: Engine, drawing: np.ndarray) -> None:
    recipe = engine.run(asked(drawing, seed=9)).recipe
    assert (recipe.tool, recipe.model, recipe.seed) == ("sketch", "tiny", 9)
    assert len(recipe.model_sha256) == 64
    assert set(recipe.inputs) == {"drawing"}


@pytest.mark.parametrize(
    ("shape", "code"), [((1, 1, 3), "drawing.too_small"), ((20, 400, 3), "drawing.too_long")]
)
def test_sizes_that_cannot_be_painted_are_refused(
    engine: Engine, shape: tuple[int, ...], code: str
) -> None:
    with pytest.raises(BadInput) as e:
        engine.run(asked(np.zeros(shape, np.uint8)))
    assert e.value.code == code


def test_wrong_seeds_sizes_hints_and_models_are_refused(
    engine: Engine, drawing: np.ndarray
) -> None:
    good = asked(drawing)
    for change, code in [
        ({"seed": -1}, "value.range"),
        ({"longest": 5}, "value.range"),
        ({"hints": np.zeros((3, 3, 4), np.uint8)}, "hints.size"),
        ({"model": "none"}, "model.unknown"),
        ({"drawing": np.full_like(drawing, 255)}, "drawing.blank"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(replace(good, **change))  # type: ignore[arg-type]
        assert e.value.code == code


def test_outside_its_mask_the_result_is_transparent(engine: Engine, drawing: np.ndarray) -> None:
    mask = np.zeros((*drawing.shape[:2], 1), np.uint8)
    mask[30:90, 40:120] = 255
    mask[30:90, 120:124] = 100
    known = np.full((*drawing.shape[:2], 4), (20, 90, 200, 255), np.uint8)
    blue = engine.run(asked(drawing, mask=mask, known=known)).pixels
    assert np.array_equal(blue[..., 3:], mask)
    known[..., :3] = (200, 30, 20)
    red = engine.run(asked(drawing, mask=mask, known=known)).pixels
    assert not np.array_equal(blue[40:80, 50:110, :3], red[40:80, 50:110, :3])


def test_a_blank_drawing_will_do_where_a_picture_is_around(
    engine: Engine, drawing: np.ndarray
) -> None:
    blank = np.full_like(drawing, 255)
    mask = np.zeros_like(drawing)
    mask[40:80, 40:80] = 255
    known = np.full((*drawing.shape[:2], 4), 255, np.uint8)
    assert engine.run(asked(blank, mask=mask, known=known)).pixels.shape == (120, 200, 4)


def test_masks_of_another_size_or_all_black_are_refused(
    engine: Engine, drawing: np.ndarray
) -> None:
    for mask, code in (
        (np.zeros_like(drawing), "mask.empty"),
        (np.full((3, 3, 1), 255, np.uint8), "mask.size"),
    ):
        with pytest.raises(BadInput) as e:
            engine.run(asked(drawing, mask=mask))
        assert e.value.code == code


def test_a_reader_tells_the_painter_what_a_drawing_shows(
    engine: Engine, drawing: np.ndarray, home: Path
) -> None:
    plain = engine.run(asked(drawing)).pixels
    torch.manual_seed(1)
    folder = home / "models"
    path = folder / "tiny-reader.safetensors"
    net = Segmenter((4, 4, 4, 4, 4), planes=1)
    with torch.no_grad():
        assert net.head.bias is not None
        net.head.bias[2 * 4 : 3 * 4] += 20  # sure that all is paint
    digest = write_weights(net.state_dict(), path)
    fields = {"title": "Reader", "version": "0", "licence": "CC0-1.0"}
    cards.write(path.with_suffix(".toml"), {**fields, "task": "read", "sha256": digest})
    card = cards.read(folder / "tiny.toml")
    cards.write(card.path, {**card.table, "reader": "tiny-reader"})
    assert not np.array_equal(engine.run(asked(drawing)).pixels, plain)
    cards.write(card.path, {**card.table, "reader": "tiny"})
    with pytest.raises(BadInput) as e:
        engine.run(asked(drawing))
    assert e.value.code == "model.wrong_task"


def test_it_stops_when_asked_to(engine: Engine, drawing: np.ndarray) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        engine.run(asked(drawing), progress)


def test_a_picture_of_nans_is_never_delivered(
    engine: Engine, drawing: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(
        self: Painter, style: object, conditions: object, size: tuple[int, int]
    ) -> torch.Tensor:
        return torch.full((1, 3, *size), float("nan"))

    monkeypatch.setattr(Painter, "forward", broken)
    with pytest.raises(CoachlineError) as e:
        engine.run(asked(drawing))
    assert e.value.code == "result.broken"


def test_running_out_of_memory_on_the_cpu_is_said(
    engine: Engine, drawing: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hungry(self: Painter, *given: object) -> torch.Tensor:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(Painter, "forward", hungry)
    with pytest.raises(CoachlineError) as e:
        engine.run(asked(drawing))
    assert e.value.code == "device.memory"
