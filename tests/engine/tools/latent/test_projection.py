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
from engine.latent_requests import ProjectRequest, SampleRequest
from engine.progress import Cancelled, Progress
from engine.runtime import shelf
from engine.tools.latent import projection

PARITY = Path(__file__).resolve().parents[3] / "data" / "parity"


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


def of_the_manifold(engine: Engine, model: str, seed: int = 5) -> np.ndarray:
    """A picture that the generator itself has drawn."""
    drawn = engine.run(SampleRequest(Rect(0, 0, 1, 1), count=1, seed=seed, model=model))
    picture: np.ndarray = drawn.arrays["pictures"][0]
    return picture


def asked(picture: np.ndarray, model: str, **more: object) -> ProjectRequest:
    height, width = picture.shape[:2]
    return ProjectRequest(picture, Rect.of_size(width, height), model=model, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("space", ["z", "w", "w+"])
@pytest.mark.parametrize("method", ["opt", "cnn_opt"])
def test_steps_bring_the_picture_nearer(
    engine: Engine, tiny_latent: str, space: str, method: str
) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    few = engine.run(asked(picture, tiny_latent, method=method, space=space, steps=1))
    many = engine.run(asked(picture, tiny_latent, method=method, space=space, steps=80))
    assert many.figures["loss"] < few.figures["loss"]
    assert many.figures["psnr"] > few.figures["psnr"]
    assert many.arrays["latent"].shape == (1, 5, 16)


def test_the_encoder_alone_takes_no_steps(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    result = engine.run(asked(picture, tiny_latent, method="cnn", steps=50))
    assert result.figures["steps"] == result.figures["taken"] == 0


def test_the_figure_is_the_psnr_of_what_is_shown(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    result = engine.run(asked(picture, tiny_latent, steps=5))
    apart = result.pixels[..., :3].astype(float) - picture
    assert result.figures["psnr"] == pytest.approx(
        10 * np.log10(255**2 / np.square(apart).mean()), abs=0.02
    )
    assert result.arrays["error"][..., 0] == pytest.approx(np.abs(apart).mean(2), abs=1)


def test_slices_are_the_same_as_one_piece(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    whole = engine.run(asked(picture, tiny_latent, steps=6))
    part = engine.run(asked(picture, tiny_latent, steps=2))
    for _ in range(2):
        part = engine.run(
            asked(
                picture,
                tiny_latent,
                steps=2,
                point=part.arrays["point"],
                moments=part.arrays["moments"],
                taken=int(part.figures["taken"]),
            )
        )
    assert part.figures["taken"] == 6
    assert np.array_equal(part.arrays["latent"], whole.arrays["latent"])
    assert np.array_equal(part.pixels, whole.pixels)


def test_seconds_only_cap_and_the_recipe_tells_the_steps(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    request = asked(picture, tiny_latent, steps=10_000, seconds=0.2)
    result = engine.run(request)
    steps = result.recipe.parameters["steps"]
    assert isinstance(steps, int)
    assert 1 <= steps < 10_000
    assert result.recipe.parameters["seconds"] == 0
    again = engine.run(recipes.rebuild(result.recipe, {"picture": picture}))
    assert np.array_equal(again.arrays["latent"], result.arrays["latent"])


def test_it_can_be_stopped_between_steps(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    seen: list[float] = []

    def report(done: float) -> None:
        seen.append(done)
        if len(seen) == 6:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        engine.run(asked(picture, tiny_latent, steps=1000), progress)
    assert len(seen) == 6


def test_what_does_not_count_changes_nothing(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    mask = np.full((32, 32, 1), 255, np.uint8)
    mask[:, 20:] = 0
    spoilt = picture.copy()
    spoilt[:, 20:] = 255 - spoilt[:, 20:]
    asks = [asked(p, tiny_latent, mask=mask, method="opt", steps=3) for p in (picture, spoilt)]
    one, other = (engine.run(a).arrays["latent"] for a in asks)
    assert np.allclose(one, other, atol=1e-5)


def test_transparent_pixels_do_not_count(engine: Engine, tiny_latent: str) -> None:
    picture = of_the_manifold(engine, tiny_latent)
    alpha = np.full((32, 32, 1), 255, np.uint8)
    alpha[:, 20:] = 0
    spoilt = picture.copy()
    spoilt[:, 20:] = 7
    one, other = (
        engine.run(asked(np.dstack([p, alpha]), tiny_latent, method="opt", steps=3))
        for p in (picture, spoilt)
    )
    assert np.array_equal(one.arrays["latent"], other.arrays["latent"])


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(16, 90), st.integers(16, 90), st.integers(1, 4))
def test_any_size_and_channels(
    engine: Engine, tiny_latent: str, height: int, width: int, channels: int
) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8)
    if channels in (2, 4):
        picture[..., -1] |= 1
    result = engine.run(asked(picture, tiny_latent, steps=1))
    h, w = result.pixels.shape[:2]
    assert max(h, w) == 32
    assert min(h, w) == round(32 * min(height, width) / max(height, width))
    assert result.arrays["error"].shape == (h, w, 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"method": "guess"}, "value.choice"),
        ({"space": "w++"}, "value.choice"),
        ({"steps": -1}, "value.range"),
        ({"seconds": float("nan")}, "value.range"),
        ({"mask": np.zeros((40, 40, 1), np.uint8)}, "mask.empty"),
        ({"mask": np.zeros((40, 30, 1), np.uint8)}, "mask.size"),
        ({"picture": np.zeros((40, 40, 4), np.uint8)}, "picture.none"),  # wholly transparent
        ({"point": np.zeros((1, 5, 3), np.float32)}, "latent.state"),
        (
            {
                "point": np.full((1, 5, 16), np.inf, np.float32),
                "moments": np.zeros((2, 1, 5, 16), np.float32),
            },
            "latent.state",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    engine: Engine, tiny_latent: str, more: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as e:
        picture = more.pop("picture", np.zeros((40, 40, 3), np.uint8))
        assert isinstance(picture, np.ndarray)
        engine.run(asked(picture, tiny_latent, **more))
    assert e.value.code == code


def test_a_picture_of_one_pixel_is_refused(engine: Engine, tiny_latent: str) -> None:
    with pytest.raises(BadInput, match="at least 16"):
        engine.run(asked(np.zeros((1, 1, 3), np.uint8), tiny_latent))


@pytest.mark.parametrize(
    ("published", "space"),
    [("stylegan2ada-32", "w+"), ("stylegan2-rosinality-32", "w"), ("pgan-64", "z")],
)
def test_generators_of_others_are_optimised(
    engine: Engine, home: Path, published: str, space: str
) -> None:
    folder = PARITY / published
    file = next(p for p in sorted(folder.iterdir()) if p.suffix in (".pkl", ".pt", ".pth"))
    foreign = shelf.add(file, name="theirs").card.name
    picture = of_the_manifold(engine, foreign)
    start = asked(picture, foreign, method="opt", space=space, steps=0)
    before = engine.run(start)
    after = engine.run(replace(start, steps=40))
    assert after.figures["psnr"] > before.figures["psnr"]
    with pytest.raises(BadInput) as e:
        engine.run(replace(start, method="cnn"))
    assert e.value.code == "latent.no_encoder"


def test_a_point_found_again_is_called_good(engine: Engine, tiny_latent: str) -> None:
    words = [projection.word(p) for p in (40.0, projection.USABLE, 3.0)]
    assert words == ["latent.good", "latent.usable", "latent.poor"]
    picture = of_the_manifold(engine, tiny_latent)
    result = engine.run(asked(picture, tiny_latent, method="opt", space="w", steps=300))
    assert result.notes == (projection.word(result.figures["psnr"]),)
