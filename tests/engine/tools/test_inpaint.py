from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import holes
from engine.progress import Cancelled, Progress
from engine.requests import InpaintRequest, sealed
from engine.runtime import cards, shelf
from engine.tools import inpaint

LAMA = Path(__file__).parents[2] / "data" / "parity" / "lama-fourier-legacy" / "best.ckpt"
WAYS = ("tiny", "telea", "navier-stokes")


def paint(height: int, width: int, dtype: type, channels: int = 3) -> np.ndarray:
    """A smooth gradient as on a car's side, opaque; as linear light where it is float."""
    y, x = np.mgrid[:height, :width].astype(np.float64)
    unit = 0.3 + 0.2 * x / width + 0.15 * y / height
    planes = np.stack([unit, 0.8 * unit, 0.6 * unit, np.ones_like(unit)], 2)
    planes = planes[..., {1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[channels]]
    if dtype is np.float32:
        return planes.astype(np.float32)
    return np.rint(planes * np.iinfo(dtype).max).astype(dtype)


def disc(height: int, width: int, radius: int, x: int | None = None) -> np.ndarray:
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (width // 2 if x is None else x, height // 2), radius, 255, -1)
    return mask[..., None]


def asked(picture: np.ndarray, mask: np.ndarray, **more: object) -> InpaintRequest:
    region = Rect.of_size(picture.shape[1], picture.shape[0])
    return InpaintRequest(sealed(picture), region, sealed(mask), **{"model": "tiny", **more})  # type: ignore[arg-type]


@pytest.fixture
def engine(tiny_painter: str) -> Engine:
    return Engine("cpu")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(1, 4),
    st.sampled_from([np.uint8, np.uint16, np.float32]),
    st.sampled_from(WAYS),
)
def test_a_picture_of_any_size_and_depth_is_filled_and_stays_outside(
    engine: Engine, h: int, w: int, channels: int, dtype: type, way: str
) -> None:
    picture = paint(h, w, dtype, channels)
    mask = np.zeros((h, w, 1), np.uint8)
    mask[h // 3 : h // 3 + max(1, h // 4), w // 4 : w // 4 + max(1, w // 3)] = 255
    if (mask > 0).all():
        return
    result = engine.run(asked(picture, mask, model=way))
    assert result.pixels.shape == (h, w, 4)
    assert result.pixels.dtype == picture.dtype
    full = 1 if dtype is np.float32 else np.iinfo(dtype).max
    assert np.array_equal(result.pixels[..., 3:], (mask > 0) * np.array(full, picture.dtype))
    laid = inpaint.laid(picture, mask, result.pixels)
    assert laid.dtype == picture.dtype and laid.shape == picture.shape
    outside = mask[..., 0] == 0
    assert np.array_equal(laid[outside], picture[outside])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_across_the_border_there_is_no_step(engine: Engine, dtype: type) -> None:
    picture = paint(220, 260, dtype)
    mask = disc(220, 260, 60)
    laid = inpaint.laid(picture, mask, engine.run(asked(picture, mask)).pixels)
    unit = laid / (1 if dtype is np.float32 else np.iinfo(dtype).max)
    step, gradient = holes.step_across(unit.astype(np.float32), mask[..., 0] > 0)
    assert step <= gradient + 0.5 / 255


def test_a_gradient_of_16_bits_has_more_than_8_bits_where_something_was_taken_out(
    engine: Engine,
) -> None:
    picture = paint(200, 240, np.uint16)
    badge = disc(200, 240, 8)
    held = np.where(badge > 0, np.uint16(60000), picture)
    made = engine.run(asked(held, badge)).pixels[badge[..., 0] > 0][:, :3]
    truth = picture[badge[..., 0] > 0]
    assert np.abs(made.astype(int) - truth).max() < 257 / 2
    assert len(np.unique(made[:, 0] % 257)) > 30


def test_smooth_paint_goes_on_in_a_deep_hole_whatever_the_painter_paints(engine: Engine) -> None:
    picture, mask = paint(220, 260, np.uint16), disc(220, 260, 70)
    hole = mask[..., 0] > 0
    made = engine.run(asked(picture, mask)).pixels[hole][:, :3]
    assert np.abs(made.astype(int) - picture[hole]).mean() < 2 * 257


def test_grain_goes_on_in_the_hole(engine: Engine) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1000, (200, 240, 3))
    picture = np.clip(paint(200, 240, np.uint16) + noise, 0, 65535).astype(np.uint16)
    mask = disc(200, 240, 40)
    made = engine.run(asked(picture, mask)).pixels.astype(np.float32)
    rows = made[80:120, 100:140, :3]
    rough = np.diff(rows, 2, axis=1).std() / np.sqrt(6)
    assert 600 < rough < 1400


def test_seeds_vary_what_is_painted_and_repeat_it(engine: Engine) -> None:
    picture, mask = paint(128, 128, np.uint8), disc(128, 128, 50)
    first, again, other = (engine.run(asked(picture, mask, seed=s)).pixels for s in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_drawing_and_labels_in_the_hole_change_what_is_painted(engine: Engine) -> None:
    picture, mask = paint(128, 128, np.uint8), disc(128, 128, 50)
    drawing = np.full((128, 128, 1), 255, np.uint8)
    cv2.line(drawing, (30, 30), (90, 90), 0, 2)
    parts = np.full((128, 128, 1), 255, np.uint8)
    parts[40:90, 40:90] = 3
    plain = engine.run(asked(picture, mask)).pixels
    drawn = engine.run(asked(picture, mask, lines=sealed(drawing))).pixels
    told = engine.run(asked(picture, mask, labels=sealed(parts))).pixels
    assert not np.array_equal(plain, drawn)
    assert not np.array_equal(plain, told)


def test_grey_in_the_mask_lets_the_picture_through(engine: Engine) -> None:
    picture, mask = paint(120, 160, np.uint8), disc(120, 160, 30)
    soft = (mask * 0.5).astype(np.uint8)
    whole = engine.run(asked(picture, mask, model="telea")).pixels
    half = engine.run(asked(picture, soft, model="telea")).pixels
    assert np.array_equal(whole[..., :3], half[..., :3])
    hole = mask[..., 0] > 0
    assert (half[hole][:, 3] == 127).all()
    bright = np.where(mask > 0, np.uint8(255), picture)
    mixed = inpaint.laid(bright, soft, half)[hole].astype(int)
    expected = 255 + (half[hole][:, :3].astype(int) - 255) * 127 / 255
    assert np.abs(mixed - expected).max() <= 1


def test_an_edge_to_transparency_goes_on_and_what_hides_there_is_not_seen(engine: Engine) -> None:
    picture = paint(160, 200, np.uint8, 4)
    picture[:, 100:] = (255, 0, 255, 0)
    mask = disc(160, 200, 30)
    made = engine.run(asked(picture, mask, model="telea")).pixels
    hole = mask[..., 0] > 0
    left, right = hole.copy(), hole.copy()
    left[:, 95:] = False
    right[:, :105] = False
    assert (made[left][:, 3] == 255).mean() > 0.9
    assert (made[right][:, 3] == 0).mean() > 0.9
    assert made[left][:, 1].min() > 60  # no magenta came in
    laid = inpaint.laid(picture, mask, made)
    assert np.array_equal(laid[~hole], picture[~hole])


def test_light_above_white_stays_light(engine: Engine) -> None:
    picture = paint(100, 120, np.float32) * 8
    mask = disc(100, 120, 6)
    made = engine.run(asked(picture, mask)).pixels[mask[..., 0] > 0][:, :3]
    assert np.abs(made / picture[mask[..., 0] > 0] - 1).max() < 0.05


def test_several_holes_are_filled_in_one_go_with_progress(engine: Engine) -> None:
    picture = paint(400, 1500, np.uint8)
    mask = disc(400, 1500, 40, 200) | disc(400, 1500, 40, 1300)
    steps: list[float] = []
    made = engine.run(asked(picture, mask), Progress(steps.append)).pixels
    assert steps == sorted(steps) and steps[-1] == pytest.approx(1)
    assert np.array_equal(made[..., 3:], mask)


def test_filling_can_be_stopped(engine: Engine) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        engine.run(asked(paint(100, 100, np.uint8), disc(100, 100, 40)), progress)


def refused(engine: Engine, picture: np.ndarray, mask: np.ndarray, **more: object) -> str:
    with pytest.raises(BadInput) as e:
        engine.run(asked(picture, mask, **more))
    return e.value.code


def test_what_cannot_be_filled_is_refused_with_the_reason(engine: Engine) -> None:
    picture, mask = paint(60, 80, np.uint8), disc(60, 80, 20)
    assert refused(engine, picture, np.zeros_like(mask)) == "mask.empty"
    assert refused(engine, picture, np.full_like(mask, 1)) == "mask.full"
    assert refused(engine, picture, mask[:, :-1]) == "mask.size"
    assert refused(engine, picture, mask, seed=-1) == "value.range"
    assert refused(engine, picture, mask, labels=mask[:-1]) == "labels.beside"
    assert refused(engine, picture, mask, lines=mask[:-1]) == "lines.size"
    assert refused(engine, picture, mask, model="none") == "model.unknown"
    hidden = paint(60, 80, np.uint8, 4)
    hidden[mask[..., 0] == 0] = 0
    assert refused(engine, hidden, mask) == "mask.full"


@pytest.mark.parametrize(("h", "w"), [(97, 130), (15, 9), (300, 260)])
def test_a_checkpoint_for_inpainting_fills_pictures_of_any_size(h: int, w: int) -> None:
    shelf.add(LAMA, "lama", task="inpaint")
    picture, mask = paint(h, w, np.uint16), disc(h, w, min(h, w) // 4)
    laid = inpaint.laid(picture, mask, Engine("cpu").run(asked(picture, mask, model="lama")).pixels)
    hole = mask[..., 0] > 0
    assert np.array_equal(laid[~hole], picture[~hole])
    assert (laid[hole] != picture[hole]).any()


def test_classic_ways_need_no_weights_and_their_pictures_may_be_sold(engine: Engine) -> None:
    result = engine.run(asked(paint(60, 80, np.uint8), disc(60, 80, 20), model="telea"))
    assert result.recipe.model == "telea"
    assert not cards.restricts(cards.licences([result.recipe])["telea"])
