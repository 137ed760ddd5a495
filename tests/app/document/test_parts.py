"""Holes from labels: all badges, this wheel."""

from __future__ import annotations

import numpy as np
import pytest

from app.document import parts
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops import labels
from engine.ops.colour import converted

PAGE = Rect.of_size(400, 300)
PAINT, TYRE, RIM, BADGE = 2, 8, 9, 15


def car() -> np.ndarray:
    """300×400×1 ids: two wheels and two badges on paint, nothing said of the upper rows."""
    ids = np.full((300, 400, 1), PAINT, np.uint8)
    ids[:20] = labels.UNKNOWN
    for x in (80, 300):
        ids[200:260, x : x + 60] = TYRE
        ids[215:245, x + 15 : x + 45] = RIM
        ids[225:235, x + 25 : x + 35] = PAINT  # seen between the spokes
    ids[100:110, 190:200] = ids[50:55, 300:330] = BADGE
    return ids


def layer_of(ids: np.ndarray, dtype: type = np.uint8, **more: object) -> Layer:
    tiles = Tiles.from_pixels(converted(labels.shown(ids), dtype))
    return Layer(new_id(), "Labels", LayerKind.LABELS, tiles, palette="car", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_all_of_a_part_is_selected_in_a_document_of_any_depth(dtype: type) -> None:
    ids = car()
    layer = layer_of(ids, dtype)
    mask = parts.every(layer, {BADGE}, PAGE).mask(PAGE)
    assert np.array_equal(mask, (ids[..., 0] == BADGE) * 255)
    wheels = parts.every(layer, parts.WHEEL, PAGE).mask(PAGE)
    whole = np.zeros((300, 400), np.uint8)
    whole[200:260, 80:140] = whole[200:260, 300:360] = 255
    assert np.array_equal(wheels, whole)


@pytest.mark.parametrize("at", [(85, 205), (100, 220)])
def test_a_click_on_a_tyre_or_its_rim_selects_this_wheel_alone(at: tuple[int, int]) -> None:
    selection = parts.piece(layer_of(car()), *at, PAGE)
    assert selection.bounds == Rect(80, 200, 140, 260)
    assert (selection.mask(selection.bounds) == 255).all()


def test_a_click_where_nothing_is_labelled_or_beyond_the_page_selects_nothing() -> None:
    layer = layer_of(car())
    for x, y in ((10, 5), (-1, 30), (400, 30), (10, 300)):
        assert parts.piece(layer, x, y, PAGE).empty
    empty = Layer(new_id(), "Labels", LayerKind.LABELS, Tiles(4, np.uint8), palette="car")
    assert parts.piece(empty, 10, 30, PAGE).empty
    assert parts.every(empty, {PAINT}, PAGE).empty


def test_labels_in_sight_go_before_hidden_ones_above_them() -> None:
    shown, hidden = layer_of(car()), layer_of(car(), visible=False)
    picture = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles(4, np.uint8))
    assert parts.labels_layer((shown, hidden, picture)) is shown
    assert parts.labels_layer((picture, hidden)) is hidden
    assert parts.labels_layer((picture,)) is None
