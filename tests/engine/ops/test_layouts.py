import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ops import layouts
from engine.training.carset.samples import FIRST_HELD_OUT

GROUND, PAINT, TYRE, UNKNOWN = 1, 2, 8, 255


def car(x: int = 0, wheels: tuple[int, ...] = (16, 44)) -> np.ndarray:
    """A layout: a body with wheels on the ground, moved to the right by x."""
    parts = np.full((layouts.SIDE, layouts.SIDE), GROUND, np.uint8)
    parts[24:40, 8 + x : 56 + x] = PAINT
    for wheel in wheels:
        parts[36:44, wheel - 4 + x : wheel + 4 + x] = TYRE
    return parts


def bank(*parts: np.ndarray) -> layouts.Bank:
    return layouts.Bank(np.stack(parts), np.array([f"{i}_0" for i in range(len(parts))]))


def test_what_lies_in_a_hole_is_as_in_the_layout_that_agrees_around_it() -> None:
    truth = np.repeat(np.repeat(car(), 4, 0), 4, 1)
    hole = np.zeros(truth.shape, bool)
    hole[120:200, 150:200] = True
    seen = np.where(hole, np.uint8(UNKNOWN), truth)
    found = layouts.completed(seen, hole, bank(car(), car(wheels=()), car(wheels=(30,))))
    assert (found == truth)[hole].mean() > 0.95
    assert np.array_equal(found[~hole], truth[~hole])


def test_a_layout_counts_where_it_is_a_little_beside() -> None:
    truth = np.repeat(np.repeat(car(x=2), 4, 0), 4, 1)
    hole = np.zeros(truth.shape, bool)
    hole[120:200, 150:210] = True
    found = layouts.completed(np.where(hole, np.uint8(UNKNOWN), truth), hole, bank(car()))
    assert (found == truth)[hole].mean() > 0.95


def test_where_no_car_is_like_it_nothing_is_guessed() -> None:
    rng = np.random.default_rng(0)
    parts = rng.integers(0, layouts.PARTS, (256, 256)).astype(np.uint8)
    hole = np.zeros(parts.shape, bool)
    hole[100:150, 100:150] = True
    parts[hole] = UNKNOWN
    assert np.array_equal(layouts.completed(parts, hole, bank(car())), parts)


def test_beside_a_whole_car_no_other_is_guessed() -> None:
    small = np.full((256, 256), GROUND, np.uint8)
    small[80:176, 20:150] = np.repeat(np.repeat(car(), 3, 0), 3, 1)[70:166, 20:150]
    hole = np.zeros(small.shape, bool)
    hole[:, 160:] = True
    seen = np.where(hole, np.uint8(UNKNOWN), small)
    found = layouts.completed(seen, hole, bank(car(), car(wheels=())))
    assert not (found[hole] == PAINT).any() and not (found[hole] == TYRE).any()


def test_where_the_likest_cars_disagree_nothing_is_guessed() -> None:
    truth = np.repeat(np.repeat(car(), 4, 0), 4, 1)
    other = [car(), car()]
    for part, layout in zip((PAINT, TYRE), other, strict=True):
        layout[28:32, 28:32] = part
    third = car()
    third[28:32, 28:32] = 3
    hole = np.zeros(truth.shape, bool)
    hole[104:136, 104:136] = True
    seen = np.where(hole, np.uint8(UNKNOWN), truth)
    found = layouts.completed(seen, hole, bank(*other, third))
    assert (found[114:126, 114:126] == UNKNOWN).all()
    assert (found[104:108, 104:136] == PAINT).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**16))
def test_maps_of_any_size_keep_what_is_seen(h: int, w: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = rng.choice([0, 1, 2, 3, 255], (h, w)).astype(np.uint8)
    hole = rng.random((h, w)) < 0.3
    found = layouts.completed(parts, hole, bank(car(), car(x=3)))
    assert found.shape == (h, w) and found.dtype == np.uint8
    assert np.array_equal(found[~hole], parts[~hole])


def test_the_layouts_of_the_program_are_of_no_held_out_picture() -> None:
    held = layouts.bank()
    assert len(held.names) == len(held.parts) > 1000
    assert held.parts.shape[1:] == (layouts.SIDE, layouts.SIDE)
    assert max(int(name.split("_")[0]) for name in held.names) < FIRST_HELD_OUT
