import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.geometry import Rect
from engine.ops import holes


def slope(height: int, width: int) -> np.ndarray:
    """H×W×3 float32: a plane, which is its own harmonic continuation."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([0.2 + x / width / 2, 0.1 + y / height / 3, 0.9 - x / width / 4], 2)


def disc(height: int, width: int, x: int, y: int, radius: int) -> np.ndarray:
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (x, y), radius, 1, -1)
    return mask > 0


def test_a_membrane_and_a_plate_go_on_with_a_plane() -> None:
    truth = slope(150, 220)
    hole = disc(150, 220, 100, 70, 30)
    holed = np.where(hole[..., None], np.float32(0), truth)
    membrane = holes.membrane(holed, hole, holes.rim(hole, ~hole))
    assert np.abs(membrane - truth)[hole].max() < 2e-3
    plate = holes.plate(holed, ~hole)
    assert np.abs(plate - truth)[hole].max() < 5e-3
    assert np.array_equal(plate[~hole], truth[~hole])


def test_a_plate_goes_on_with_a_bend_better_than_a_membrane() -> None:
    x = np.linspace(-1, 1, 128, dtype=np.float32)
    truth = np.repeat((1 - np.broadcast_to(x * x, (128, 128)))[..., None], 3, 2).astype(np.float32)
    hole = disc(128, 128, 64, 64, 25)
    holed = np.where(hole[..., None], np.float32(0), truth)
    membrane = holes.membrane(holed, hole, holes.rim(hole, ~hole))
    plate = holes.plate(holed, ~hole)
    errors = [float(np.abs(a - truth)[hole].mean()) for a in (plate, membrane)]
    assert errors[0] < 0.7 * errors[1]


def test_a_plate_stays_within_what_is_known() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((90, 130, 3), np.float32)
    hole = disc(90, 130, 60, 40, 35)
    plate = holes.plate(values, ~hole)
    assert plate[hole].min() >= values[~hole].min()
    assert plate[hole].max() <= values[~hole].max()


def test_what_is_neither_free_nor_fixed_lets_nothing_through() -> None:
    values = np.zeros((40, 40, 1), np.float32)
    fixed = np.zeros((40, 40), bool)
    fixed[:, 0] = True
    values[:, 0] = 0.7
    free = ~fixed
    free[:, 20:] = False
    values[:, 20:] = 9
    carried = holes.membrane(values, free, fixed)
    assert carried[free] == pytest.approx(0.7, abs=1e-3)
    assert (carried[:, 20:] == 0).all()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_pixel_of_a_hole_is_in_one_crop_with_something_around_it(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(2, 700)), data.draw(st.integers(2, 700))
    hole = np.zeros((height, width), bool)
    for _ in range(data.draw(st.integers(1, 4))):
        y, x = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
        h, w = data.draw(st.integers(1, 200)), data.draw(st.integers(1, 200))
        hole[y : y + h, x : x + w] = True
    times = np.zeros((height, width), int)
    for crop, mine in holes.groups(hole):
        assert mine.shape == (crop.height, crop.width)
        assert crop & Rect.of_size(width, height) == crop
        assert crop.width >= min(width, holes.CONTEXT // 2)
        times[crop.slices()] += mine
    assert np.array_equal(times, hole.astype(int))


def test_holes_far_apart_are_filled_apart_and_near_ones_together() -> None:
    hole = disc(2000, 3000, 300, 300, 40) | disc(2000, 3000, 360, 390, 10)
    assert len(list(holes.groups(hole))) == 1
    hole |= disc(2000, 3000, 2500, 1500, 40)
    crops = [crop for crop, _ in holes.groups(hole)]
    assert len(crops) == 2
    assert (crops[0] & crops[1]).empty


def test_grain_is_measured_where_the_picture_is_flat_and_structure_is_none() -> None:
    rng = np.random.default_rng(0)
    picture = slope(200, 200)
    picture[:, 120:] += (np.indices((200, 80)).sum(0) // 3 % 2)[..., None] * np.float32(0.3)
    known = ~disc(200, 200, 50, 50, 20)
    assert np.sqrt(np.trace(holes.grain(picture, known)) / 3) < 1e-4
    noisy = picture + rng.normal(0, 0.02, picture.shape).astype(np.float32)
    deviation = np.sqrt(np.diag(holes.grain(noisy, known)))
    assert deviation == pytest.approx(0.02, rel=0.25)


def test_the_step_across_a_border_is_told_from_the_slope_beside_it() -> None:
    hole = disc(100, 100, 50, 50, 20)
    smooth = slope(100, 100)
    step, gradient = holes.step_across(smooth, hole)
    assert step == pytest.approx(gradient, rel=0.05)
    raised = smooth + 0.1 * hole[..., None].astype(np.float32)
    step, after = holes.step_across(raised, hole)
    assert after == pytest.approx(gradient)
    assert step > 0.09


def test_edges_that_end_at_a_hole_go_on_into_it_and_slopes_are_left_alone() -> None:
    smooth = slope(80, 90)
    hole = disc(80, 90, 45, 40, 20)
    assert np.abs(holes.frayed(smooth, hole, ~hole) - smooth).max() < 2e-3
    stripes = np.where(np.indices((80, 90))[1] // 2 % 2, 0.8, 0.2).astype(np.float32)
    striped = np.repeat(stripes[..., None], 3, 2)
    flat = np.where(hole[..., None], np.float32(0.5), striped)
    before, gradient = holes.step_across(flat, hole)
    after, _ = holes.step_across(holes.frayed(flat, hole, ~hole), hole)
    assert after < 0.8 * before and after < gradient + 0.1
    assert np.array_equal(holes.frayed(flat, hole, ~hole)[~hole], flat[~hole])


@pytest.mark.parametrize("how", [cv2.INPAINT_TELEA, cv2.INPAINT_NS])
def test_pictures_a_pixel_or_two_high_are_filled_with_what_is_beside(how: int) -> None:
    for height in (1, 2):
        for width in range(5, 60):
            values = np.full((height, width, 3), 0.5, np.float32)
            hole = np.zeros((height, width), bool)
            hole[:, width // 3 : width // 2 + 1] = True
            filled = holes.continued(values * ~hole[..., None], hole, ~hole, how)
            assert np.abs(filled - values).max() < 0.01
