from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import recipes
from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.models.spec import Interface
from engine.ops import lines as ink
from engine.progress import Cancelled, Progress
from engine.requests import LinesRequest, Result, sealed
from engine.runtime import checkpoints, shelf
from engine.tools import lines

HED = Path(__file__).parents[2] / "data" / "parity" / "hed" / "network-bsds500.pytorch"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("cpu")


def asked(picture: np.ndarray, model: str, **more: object) -> LinesRequest:
    height, width = picture.shape[:2]
    return LinesRequest(sealed(picture), Rect.of_size(width, height, 5, 7), model=model, **more)  # type: ignore[arg-type]


def halves(height: int = 40, width: int = 56, channels: int = 3) -> np.ndarray:
    """Dark on the left, light on the right; opaque."""
    picture = np.full((height, width, channels), 30, np.uint8)
    picture[:, width // 2 :] = 220
    if channels in (2, 4):
        picture[..., -1] = 255
    return picture


def drawn(engine: Engine, picture: np.ndarray, model: str, **more: object) -> Result:
    return engine.run(asked(picture, model, **more))


@given(st.integers(16, 70), st.integers(16, 70), st.sampled_from([1, 2, 3, 4]))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_drawing_has_the_size_of_the_picture_whatever_that_is(
    engine: Engine, edge_finder: str, height: int, width: int, channels: int
) -> None:
    result = drawn(engine, halves(height, width, channels), edge_finder)
    assert result.pixels.shape == (height, width, 4) and result.pixels.dtype == np.uint8
    assert result.region == Rect.of_size(width, height, 5, 7)


def test_ink_is_black_on_transparent_paper_and_lies_on_the_edge(
    engine: Engine, edge_finder: str
) -> None:
    pixels = drawn(engine, halves(), edge_finder).pixels
    assert not pixels[..., :3].any()
    across = pixels[20, :, 3]
    assert across[26:30].max() == 255 and across[4:20].max() == 0 and across[36:52].max() == 0
    assert ink.ink(pixels)[20, 26:30].max() == 1, "sketch reads it as dark on light"


def test_thin_lines_are_one_pixel_and_black_or_nothing(engine: Engine, edge_finder: str) -> None:
    alpha = drawn(engine, halves(), edge_finder, thin=True).pixels[..., 3]
    assert set(np.unique(alpha)) == {0, 255}
    assert ((alpha[5:-5] > 0).sum(1) == 1).all()


def test_a_mask_keeps_lines_to_where_it_lets_them(engine: Engine, edge_finder: str) -> None:
    mask = np.zeros((40, 56, 1), np.uint8)
    mask[:20] = 255
    alpha = drawn(engine, halves(), edge_finder, mask=sealed(mask)).pixels[..., 3]
    assert alpha[:20].any() and not alpha[20:].any()


def test_what_hides_under_transparency_is_not_drawn(engine: Engine, edge_finder: str) -> None:
    picture = halves(channels=4)
    picture[:, 20:, 3] = 0
    with pytest.raises(BadInput, match="No lines"):
        drawn(engine, picture, edge_finder)


def test_a_large_picture_is_looked_at_smaller_and_drawn_at_its_size(
    engine: Engine, edge_finder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SEEN", 32)
    alpha = drawn(engine, halves(120, 160), edge_finder).pixels[..., 3]
    assert alpha.shape == (120, 160)
    assert alpha[60, 76:84].max() == 255 and not alpha[60, :60].any()


@pytest.mark.parametrize("shape", [(1, 1, 3), (15, 400, 3), (400, 15, 1)])
def test_a_picture_of_a_few_pixels_is_refused(
    engine: Engine, edge_finder: str, shape: tuple[int, ...]
) -> None:
    with pytest.raises(BadInput) as caught:
        drawn(engine, np.zeros(shape, np.uint8), edge_finder)
    assert caught.value.code == "picture.too_small"


def test_a_picture_without_lines_is_told(engine: Engine, edge_finder: str) -> None:
    with pytest.raises(BadInput) as caught:
        drawn(engine, np.full((40, 40, 3), 90, np.uint8), edge_finder)
    assert caught.value.code == "lines.none"


@pytest.mark.parametrize(("code", "mask"), [("mask.size", (9, 9, 1)), ("mask.empty", (40, 56, 1))])
def test_a_mask_that_does_not_fit_is_refused(
    engine: Engine, edge_finder: str, code: str, mask: tuple[int, ...]
) -> None:
    with pytest.raises(BadInput) as caught:
        drawn(engine, halves(), edge_finder, mask=sealed(np.zeros(mask, np.uint8)))
    assert caught.value.code == code


def test_a_painter_is_no_model_for_lines(engine: Engine, tiny_painter: str) -> None:
    with pytest.raises(BadInput) as caught:
        drawn(engine, halves(), tiny_painter)
    assert caught.value.code == "model.wrong_task"


def test_what_hed_gives_comes_out_as_ink(engine: Engine) -> None:
    """Its weights here are random: the drawing is compared with its own map."""
    card = shelf.add(HED, "hed").card
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    x = torch.tensor(picture).permute(2, 0, 1)[None] / 255
    with torch.inference_mode():
        found = checkpoints.load(card.weights)[1](x)[0, 0].numpy()
    wanted = 255 * np.clip((found - lines.FAINTEST) / (1 - 2 * lines.FAINTEST), 0, 1)
    if wanted.max() < 255 * lines.CLEAR:
        with pytest.raises(BadInput, match="No lines"):
            drawn(engine, picture, "hed")
    else:
        assert np.abs(drawn(engine, picture, "hed").pixels[..., 3] - wanted).max() <= 1


def test_a_recipe_draws_the_same_again(engine: Engine, edge_finder: str) -> None:
    first = drawn(engine, halves(), edge_finder, thin=True)
    recipe = recipes.Recipe.from_json(first.recipe.to_json())
    assert recipe.tool == "lines"
    again = engine.run(recipes.rebuild(recipe, {"picture": halves()}))
    assert np.array_equal(again.pixels, first.pixels)


def test_it_can_be_stopped(engine: Engine, edge_finder: str) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        engine.run(asked(halves(), edge_finder), progress)


def test_reduced_pictures_keep_their_proportions_and_small_ones_their_pixels() -> None:
    face = Interface(multiple=16)
    small = torch.zeros(1, 3, 100, 300)
    assert lines._reduced(small, face) is small
    height, width = lines._reduced(torch.zeros(1, 3, 1500, 3000), face).shape[-2:]
    assert height % 16 == width % 16 == 0
    assert height * width <= 1.05 * lines.SEEN**2 and abs(width / height - 2) < 0.05


def test_thinned_lines_that_lie_close_stay_apart() -> None:
    drawn = np.zeros((40, 60), np.float32)
    drawn[10:13] = drawn[16:19] = 1
    drawn[13:16] = 0.6  # grey between them, above the threshold
    thin = lines.thinned(drawn, 1.0)
    assert sorted(np.flatnonzero(thin[:, 30])) == [11, 17]


def test_a_faint_line_is_thinned_as_far_as_it_belongs_to_a_clear_one() -> None:
    drawn = np.zeros((40, 60), np.float32)
    drawn[10, :30], drawn[10, 30:] = 1, 0.35
    drawn[30] = 0.35
    thin = lines.thinned(drawn, 1.0)
    assert thin[10, 50] and not thin[30].any()
