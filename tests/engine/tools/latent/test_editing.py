from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import recipes
from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.latent_requests import EditRequest, SampleRequest
from engine.requests import Result
from engine.tools.latent import constraints
from engine.tools.latent.frame import Frame

REGION = Rect.of_size(64, 64, 10, 20)


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


@pytest.fixture
def drawn(engine: Engine, tiny_latent: str) -> Result:
    return engine.run(SampleRequest(Rect(0, 0, 1, 1), count=2, seed=1, model=tiny_latent))


def asked(drawn: Result, **more: object) -> EditRequest:
    start = drawn.arrays["latents"][0]
    return EditRequest(start, REGION, model="tiny-latent", **more)  # type: ignore[arg-type]


def strokes(colour: tuple[int, int, int] = (250, 10, 10)) -> np.ndarray:
    painted = np.zeros((64, 64, 4), np.uint8)
    painted[20:40, 20:44] = (*colour, 255)
    return painted


def distance(picture: np.ndarray, painted: np.ndarray) -> float:
    """Of the colours where they were brushed; picture h×w, painted twice as large."""
    there = painted[::2, ::2, 3] > 0
    return float(
        np.abs(picture[there][:, :3].astype(float) - painted[::2, ::2][there][:, :3]).mean()
    )


@pytest.mark.parametrize("space", ["w", "w+"])
def test_brushed_colours_come(engine: Engine, drawn: Result, space: str) -> None:
    wanted = strokes()
    result = engine.run(asked(drawn, colours=wanted, space=space, steps=80))
    before = drawn.arrays["pictures"][0]
    assert distance(result.pixels, wanted) < 0.9 * distance(before, wanted)
    assert not np.array_equal(result.arrays["latents"][0], drawn.arrays["latents"][0])
    if space == "w":
        moved = result.arrays["latents"][0] - drawn.arrays["latents"][0]
        assert np.allclose(moved, moved[:1], atol=1e-5)


def test_smoothness_keeps_it_near(engine: Engine, drawn: Result) -> None:
    start = drawn.arrays["latents"][0]
    ways = [
        np.abs(
            engine.run(asked(drawn, colours=strokes(), smoothness=s, steps=60)).arrays["latents"][0]
            - start
        ).mean()
        for s in (0.0, 100.0)
    ]
    assert ways[1] < 0.7 * ways[0]


def test_a_dragged_square_arrives(engine: Engine, drawn: Result) -> None:
    warps = np.array([[32, 32, 10, 0, 8]], np.float32)
    result = engine.run(asked(drawn, warps=warps, steps=80, smoothness=0.1))
    before, after = drawn.arrays["pictures"][0], result.pixels[..., :3]
    patch, there = before[12:20, 12:20].astype(float), (slice(12, 20), slice(17, 25))
    assert np.abs(after[there] - patch).mean() < np.abs(before[there] - patch).mean()


def test_strokes_draw_contours_towards_them(engine: Engine, drawn: Result) -> None:
    lines = np.zeros((64, 64, 4), np.uint8)
    lines[10:54, 30:34, 3] = 255
    first = engine.run(asked(drawn, lines=lines, steps=0))
    later = engine.run(asked(drawn, lines=lines, steps=80))
    assert later.arrays["losses"][0] < first.arrays["losses"][0]
    assert set(later.figures) == {"best", "steps", "taken", "contours"}


def test_candidates_differ_and_the_best_is_shown(engine: Engine, drawn: Result) -> None:
    result = engine.run(asked(drawn, colours=strokes(), candidates=3, steps=5, seed=4))
    pictures, losses = result.arrays["pictures"], result.arrays["losses"]
    assert pictures.shape == (3, 32, 32, 3)
    assert len({p.tobytes() for p in pictures}) == 3
    best = int(result.figures["best"])
    assert best == losses.argmin()
    assert np.array_equal(result.pixels[..., :3], pictures[best])


def test_slices_are_the_same_as_one_piece(engine: Engine, drawn: Result) -> None:
    more = {"colours": strokes(), "candidates": 2}
    whole = engine.run(asked(drawn, steps=4, **more))
    part = engine.run(asked(drawn, steps=3, **more))
    state = {k: part.arrays[k] for k in ("point", "moments")}
    part = engine.run(asked(drawn, steps=1, taken=3, **state, **more))
    assert np.array_equal(part.arrays["latents"], whole.arrays["latents"])


def test_a_slice_of_no_time_takes_one_step(engine: Engine, drawn: Result) -> None:
    result = engine.run(asked(drawn, colours=strokes(), steps=100, seconds=1e-6))
    assert result.figures["steps"] == 1
    assert result.recipe.parameters["steps"] == 1


def test_a_recipe_gives_the_same_edit(engine: Engine, drawn: Result) -> None:
    request = asked(drawn, colours=strokes(), steps=3)
    result = engine.run(request)
    arrays = {"start": request.start, "colours": strokes()}
    again = engine.run(recipes.rebuild(recipes.Recipe.from_json(result.recipe.to_json()), arrays))
    assert np.array_equal(again.pixels, result.pixels)


def test_wishes_that_contradict_each_other_end_in_numbers(engine: Engine, drawn: Result) -> None:
    warps = np.array([[32, 32, 30, 0, 8], [32, 32, -30, 0, 8], [500, 500, 900, 0, 3]], np.float32)
    result = engine.run(
        asked(
            drawn, colours=strokes((0, 255, 0)), warps=warps, lines=strokes(), steps=30,
            colour_weight=100.0, line_weight=100.0, warp_weight=100.0, smoothness=100.0,
        )
    )  # fmt: skip
    assert np.isfinite(result.arrays["latents"]).all()
    assert result.figures["colour"] < 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "latent.no_strokes"),
        ({"colours": np.zeros((64, 64, 4), np.uint8)}, "latent.no_strokes"),
        ({"colours": np.zeros((64, 64, 3), np.uint8)}, "latent.values"),
        ({"warps": np.full((1, 5), np.nan, np.float32)}, "latent.values"),
        ({"warps": np.zeros((3, 4), np.float32)}, "latent.values"),
        ({"colours": strokes(), "candidates": 0}, "value.range"),
        ({"colours": strokes(), "smoothness": -1.0}, "value.range"),
        ({"colours": strokes(), "space": "z"}, "value.choice"),
        ({"colours": strokes(), "model": "painter"}, "model.wrong_task"),
        ({"colours": strokes(), "point": np.zeros((1, 5, 16), np.float32)}, "latent.state"),
    ],
)
def test_what_makes_no_sense_is_refused(
    engine: Engine, drawn: Result, more: dict[str, object], code: str
) -> None:
    values = {"model": "tiny-latent", **more}
    with pytest.raises(BadInput) as e:
        engine.run(EditRequest(drawn.arrays["latents"][0], REGION, **values))  # type: ignore[arg-type]
    assert e.value.code == code


def test_a_latent_of_another_generator_is_refused(engine: Engine, drawn: Result) -> None:
    start = np.zeros((18, 512), np.float32)
    with pytest.raises(BadInput) as e:
        engine.run(EditRequest(start, REGION, colours=strokes(), model="tiny-latent"))
    assert e.value.code == "latent.shape"


def bars(angle: float, side: int = 64) -> torch.Tensor:
    """1×1×side×side: stripes at an angle in degrees."""
    y, x = np.mgrid[:side, :side]
    turned = x * np.cos(np.deg2rad(angle)) + y * np.sin(np.deg2rad(angle))
    return torch.tensor(np.sin(turned / 2), dtype=torch.float32)[None, None]


def test_orientations_bear_shifts_and_reversal_but_not_turns() -> None:
    plain = constraints.oriented(bars(30))
    shifted = constraints.oriented(bars(30).roll(2, 3))
    reversed_ = constraints.oriented(-bars(30))
    turned = constraints.oriented(bars(120))
    inner = (..., slice(4, -4), slice(4, -4))

    def apart(other: torch.Tensor) -> float:
        return float((plain - other)[inner].square().sum(1).mean())

    assert apart(reversed_) < 1e-6
    assert apart(shifted) < 0.1 * apart(turned)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([32, 64, 128]))
def test_a_frame_holds_every_picture_whole(height: int, width: int, side: int) -> None:
    frame = Frame(height, width, side)
    h, w = frame.inner
    assert max(h, w) == side
    top, left = frame.corner
    assert 0 <= top <= top + h <= side
    assert 0 <= left <= left + w <= side
    small = frame.shrunk(np.full((height, width, 2), 7, np.uint8))
    assert small.shape == (h, w, 2)
    assert np.allclose(small, 7)
    assert frame.squared(small, outside=0.0).sum() == pytest.approx(14 * h * w, rel=1e-4)
