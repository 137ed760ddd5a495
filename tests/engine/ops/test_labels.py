"""Part ids ⇄ colours, and what a person writes about them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine import palette
from engine.errors import BadInput
from engine.ops import labels

IDS = [*(part.id for part in palette.load().parts), labels.UNKNOWN]


@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(1)),
        elements=st.sampled_from(IDS),
    )
)  # fmt: skip
def test_colours_lead_back_to_the_same_parts(ids: np.ndarray) -> None:
    shown = labels.shown(ids)
    assert shown.shape == (*ids.shape[:2], 4)
    assert np.array_equal(labels.read(shown), ids)
    assert np.array_equal(labels.exact(shown), ids)


def test_a_colour_near_a_parts_is_read_as_that_part_but_is_not_exactly_it() -> None:
    glass = next(p for p in palette.load().parts if p.id == 3)
    near = np.full((4, 5, 3), glass.colour, np.uint8)
    near[0, 0] += 5
    assert (labels.read(near) == 3).all()
    with pytest.raises(BadInput) as e:
        labels.exact(near)
    assert e.value.code == "labels.colour"
    assert e.value.params["colour"] == "#{:02x}{:02x}{:02x}".format(*near[0, 0])


def test_a_grey_map_holds_ids() -> None:
    grey = np.array([[[0], [17]], [[255], [2]]], np.uint8)
    assert np.array_equal(labels.exact(grey), grey)


def test_an_id_that_the_palette_does_not_have_is_told_with_its_number() -> None:
    ids = np.full((3, 3, 1), 2, np.uint8)
    labels.check(ids, "car")
    ids[1, 1] = 99
    with pytest.raises(BadInput) as e:
        labels.check(ids, "car")
    assert (e.value.code, e.value.params["value"]) == ("labels.unknown", 99)


@pytest.mark.parametrize("table", ["", "none", "../palettes/car", "/etc/passwd"])
def test_a_palette_that_is_not_there_is_told(table: str) -> None:
    with pytest.raises(BadInput) as e:
        labels.check(np.zeros((2, 2, 1), np.uint8), table)
    assert e.value.code == "palette.unknown"


def test_lists_and_mappings_are_read_as_they_are_written() -> None:
    assert labels.ids_of_text("") == ()
    assert labels.ids_of_text("2, 9") == (2, 9)
    assert labels.mapping_of_text("2=26, 3 = 8") == {2: 26, 3: 8}
    for wrong, read in (("2;9", labels.ids_of_text), ("2:9", labels.mapping_of_text)):
        with pytest.raises(BadInput):
            read(wrong)


def test_what_a_mapping_does_not_name_is_not_known() -> None:
    ids = np.array([[[2], [3], [255]]], np.uint8)
    assert labels.mapped(ids, {2: 26})[0, :, 0].tolist() == [26, 255, 255]


def test_shares_are_told_from_the_largest() -> None:
    ids = np.array([[[2], [2], [3], [255]]], np.uint8)
    assert labels.shares(ids) == {"paint": 0.5, "glass": 0.25}
