from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import recipes
from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.latent_requests import SampleRequest, TransferRequest
from engine.ops import colour
from engine.progress import Cancelled, Progress
from engine.requests import Pixels, Result
from engine.tools.latent import transfer


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


@pytest.fixture
def drawn(engine: Engine, tiny_latent: str) -> Result:
    return engine.run(SampleRequest(Rect(0, 0, 1, 1), count=2, seed=1, model=tiny_latent))


def scene(side: int = 128, at: float = 0.0) -> np.ndarray:
    """side×side×3 uint8: a dark disc on a light ground, `at` of the side to the right, with fine
    detail on both."""
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    disc = np.hypot(x - 0.5 - at, y - 0.5) < 0.2
    picture = np.where(disc[..., None], [150, 40, 40], [200, 205, 210]).astype(np.float64)
    picture += 15 * np.sin((x - np.where(disc, at, 0)) * 60)[..., None]
    return picture.clip(0, 255).astype(np.uint8)


def sequence(way: float, steps: int = 8, blue: bool = False) -> list[np.ndarray]:
    """What a generator of 64 px would show while the disc goes its way (and turns blue)."""
    pictures = []
    for i in range(steps + 1):
        large = scene(512, way * i / steps)
        if blue:
            red = large[..., 0].astype(int) - large[..., 2] > 60
            part = i / steps
            large = np.where(
                red[..., None], large + part * (large[..., ::-1].astype(int) - large), large
            )
        small = cv2.resize(large.astype(np.uint8), (64, 64), interpolation=cv2.INTER_AREA)
        pictures.append(cv2.resize(small, (256, 256), interpolation=cv2.INTER_CUBIC))
    return pictures


def carried(original: Pixels, pictures: list[np.ndarray]) -> tuple[Pixels, transfer.Plan]:
    plan = transfer.planned(pictures, original)
    return transfer.applied(original, plan, None, Progress()), plan


def over(made: Pixels, original: Pixels) -> np.ndarray:
    alpha = made[..., 3:].astype(float) / colour.full(made.dtype)
    below = original[..., :3].astype(float)
    mixed: np.ndarray = below + (made[..., :3] - below) * alpha
    return mixed


@pytest.mark.parametrize("blue", [False, True])
def test_the_original_goes_the_way_of_the_generators_picture(blue: bool) -> None:
    original = scene(640)
    wanted = scene(640, 0.06).astype(float)
    if blue:
        red = wanted[..., 0] - wanted[..., 2] > 60
        wanted = np.where(red[..., None], wanted[..., ::-1], wanted)
    made, _ = carried(original, sequence(0.06, blue=blue))
    before = np.abs(original - wanted).mean()
    assert np.abs(over(made, original) - wanted).mean() < 0.35 * before


def test_fine_detail_of_the_original_is_kept_where_it_moves() -> None:
    noise = np.random.default_rng(0).normal(0, 1, (640, 640))
    detail = 130 * cv2.GaussianBlur(noise, (0, 0), 5)
    plain, rough = scene(640), np.clip(scene(640) + detail[..., None], 0, 255).astype(np.uint8)
    pictures = sequence(0.06)
    inside = (slice(290, 350), slice(330, 380))  # of the disc, after its way
    sure = cv2.resize(transfer.planned(pictures, rough).doubtful, (640, 640))[inside] < 0.05
    smooth, made = (carried(p, pictures)[0][inside][..., 1].astype(float) for p in (plain, rough))
    wanted = np.roll(detail, round(0.06 * 640), 1)[inside]
    assert sure.mean() > 0.5
    assert np.corrcoef((made - smooth)[sure], wanted[sure])[0, 1] > 0.6


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_depth_is_kept_and_nothing_is_laid_where_nothing_changes(dtype: type) -> None:
    original = colour.converted(scene(400), dtype)
    made, plan = carried(original, sequence(0.04))
    assert made.dtype == dtype
    alpha = made[..., 3]
    assert alpha.max() == colour.full(dtype)
    assert 0.3 < (alpha == 0).mean() < 0.95
    assert (made[alpha == 0] == 0).all()
    far = plan.influence[:20]
    assert not far.any()
    assert not alpha[:30].any()


def test_light_above_one_goes_along() -> None:
    original = colour.converted(scene(400), np.float32)
    original *= 4
    made, _ = carried(original, sequence(0.04))
    assert made[..., :3].max() > 1.5
    assert np.isfinite(made).all()


def test_a_still_generator_changes_nothing() -> None:
    made, plan = carried(scene(300), [sequence(0.0)[0]] * 5)
    assert not made.any()
    assert not plan.influence.any()


def test_what_cannot_be_followed_is_the_generators_own_picture() -> None:
    """A bar that comes from nowhere: no pixel of the original shows it."""
    pictures = []
    for i in range(9):
        picture = np.full((256, 256, 3), 200, np.uint8)
        picture[100:150, 60:200] = 200 - np.array([20, 15, 0]) * i
        pictures.append(picture)
    pictures[-1][110:140:8, 60:200] = [255, 255, 255]
    original = np.full((500, 500, 3), 200, np.uint8)
    made, plan = carried(original, pictures)
    shown = cv2.resize(
        over(made, original).astype(np.uint8), (256, 256), interpolation=cv2.INTER_AREA
    )
    assert np.abs(shown.astype(int) - pictures[-1])[90:160, 60:200].mean() < 12
    assert plan.doubtful[110:140, 70:190].max() > 0.5


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_an_edit_through_the_engine(engine: Engine, drawn: Result, dtype: type) -> None:
    original = colour.converted(scene(90)[:60], dtype)
    start, end = drawn.arrays["latents"]
    request = TransferRequest(original, Rect.of_size(90, 60, 5, 6), start, end, model="tiny-latent")
    result = engine.run(request)
    assert result.pixels.shape == (60, 90, 4)
    assert result.pixels.dtype == dtype
    assert result.region == request.region
    assert result.arrays["influence"].max() == 255
    same = engine.run(replace(request, end=start))
    assert not same.pixels.any()
    arrays = {"picture": original, "start": start, "end": end}
    again = engine.run(recipes.rebuild(result.recipe, arrays))
    assert np.array_equal(again.pixels, result.pixels)


def test_a_mask_takes_the_place_of_the_influence(engine: Engine, drawn: Result) -> None:
    mask = np.zeros((64, 64, 1), np.uint8)
    mask[10:20, 10:20] = 128
    start, end = drawn.arrays["latents"]
    request = TransferRequest(
        scene(64), Rect.of_size(64, 64), start, end, mask, model="tiny-latent"
    )
    assert np.array_equal(engine.run(request).pixels[..., 3:], mask)


def test_the_edit_is_as_transparent_as_the_picture(engine: Engine, drawn: Result) -> None:
    alpha = np.full((64, 64, 1), 200, np.uint8)
    alpha[:32] = 0
    start, end = drawn.arrays["latents"]
    picture = np.dstack([scene(64), alpha])
    whole = np.full((64, 64, 1), 255, np.uint8)
    request = TransferRequest(picture, Rect.of_size(64, 64), start, end, whole, model="tiny-latent")
    assert np.array_equal(engine.run(request).pixels[..., 3:], alpha)


def test_it_can_be_stopped(engine: Engine, drawn: Result) -> None:
    start, end = drawn.arrays["latents"]
    request = TransferRequest(scene(64), Rect.of_size(64, 64), start, end, model="tiny-latent")
    progress = Progress(lambda done: progress.cancel() if done > 0.2 else None)
    with pytest.raises(Cancelled):
        engine.run(request, progress)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(16, 70), st.integers(16, 70), st.integers(1, 4),
    st.sampled_from([np.uint8, np.uint16, np.float32]),
)  # fmt: skip
def test_any_size_depth_and_channels(
    engine: Engine, drawn: Result, height: int, width: int, channels: int, dtype: type
) -> None:
    picture = colour.converted(
        np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8), dtype
    )
    start, end = drawn.arrays["latents"]
    region = Rect.of_size(width, height)
    request = TransferRequest(picture, region, start, end, frames=2, model="tiny-latent")
    result = engine.run(request)
    assert result.pixels.shape == (height, width, 4)
    assert result.pixels.dtype == dtype


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"frames": 0}, "value.range"),
        ({"mask": np.zeros((64, 64, 1), np.uint8)}, "mask.empty"),
        ({"mask": np.zeros((32, 64, 1), np.uint8)}, "mask.size"),
        ({"end": np.zeros((5, 17), np.float32)}, "latent.shape"),
        ({"end": np.full((5, 16), np.nan, np.float32)}, "latent.values"),
        (
            {"picture": np.zeros((1, 1, 3), np.uint8), "region": Rect.of_size(1, 1)},
            "picture.too_small",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    engine: Engine, drawn: Result, more: dict[str, object], code: str
) -> None:
    start, end = drawn.arrays["latents"]
    request = TransferRequest(scene(64), Rect.of_size(64, 64), start, end, model="tiny-latent")
    with pytest.raises(BadInput) as e:
        engine.run(replace(request, **more))  # type: ignore[arg-type]
    assert e.value.code == code
