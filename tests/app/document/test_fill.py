from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.document.clip import copied
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.fill import fill
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.selection import Select, Selection
from app.document.surface import Surface
from app.document.tiles import Tiles
from engine import palette
from engine.geometry import Rect
from engine.ops.colour import full

SIZE = 300
PAGE = Rect.of_size(SIZE, SIZE)
DTYPES = [np.uint8, np.uint16, np.float32]


def noisy(dtype, kind=LayerKind.PICTURE):
    pixels = (np.random.default_rng(2).random((SIZE, SIZE, 4)) * full(dtype)).astype(dtype)
    return Layer(new_id(), "Noise", kind, Tiles.from_pixels(pixels))


def document_of(layer, dtype):
    document = Document(SIZE, SIZE, dtype)
    document.apply(AddLayer(layer, 0))
    document.active = layer.id
    return document


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(DTYPES), arrays(np.uint8, (20, 20)), st.integers(0, 280))
def test_a_fill_changes_what_is_selected_alone_and_is_undone_bit_for_bit(dtype, mask, at):
    layer = noisy(dtype)
    document = document_of(layer, dtype)
    before = layer.tiles.read(PAGE)
    surface = Surface(layer, PAGE, Selection.of(mask, at, at))
    edit = fill(surface, Selection.whole(PAGE), surface.ink((1, 0, 0)))
    assert (edit is None) == (not mask.any())
    if edit is None:
        return
    document.apply(edit)
    after = document.layers[0].tiles.read(PAGE)
    outside = np.ones((SIZE, SIZE), bool)
    outside[at : at + 20, at : at + 20] = mask == 0
    assert (after[outside] == before[outside]).all()
    assert (after[~outside & _whole(mask, at)] == np.array([1, 0, 0, 1]) * full(dtype)).all()
    document.undo()
    assert (document.layers[0].tiles.read(PAGE).view(np.uint8) == before.view(np.uint8)).all()


def _whole(mask, at):
    there = np.zeros((SIZE, SIZE), bool)
    there[at : at + 20, at : at + 20] = mask == 255
    return there


@pytest.mark.parametrize("dtype", DTYPES)
def test_clearing_takes_alpha_by_how_much_is_selected(dtype):
    pixels = np.full((SIZE, SIZE, 4), full(dtype), dtype)
    layer = Layer(new_id(), "White", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    mask = np.array([[0, 51, 255]], np.uint8)
    edit = fill(Surface(layer, PAGE, Selection.of(mask)), Selection.whole(PAGE), None)
    alpha = edit.after.read(Rect.of_size(3, 1))[0, :, 3] / full(dtype)
    assert alpha == pytest.approx([1, 0.8, 0], abs=1 / 255)


def test_labels_are_filled_wholly_or_not_at_all():
    layer = replace(noisy(np.uint8, LayerKind.LABELS), tiles=Tiles(4, np.uint8), palette="car")
    glass = palette.load("car").parts[3].colour
    mask = np.array([[100, 127, 128, 255]], np.uint8)
    surface = Surface(layer, PAGE, Selection.of(mask))
    edit = fill(surface, Selection.whole(PAGE), surface.ink(tuple(c / 255 for c in glass)), 0.3)
    row = edit.after.read(Rect.of_size(4, 1))[0].tolist()
    assert row == [[0] * 4, [0] * 4, [*glass, 255], [*glass, 255]]


def test_a_mask_is_filled_in_place_of_the_pixels():
    layer = replace(noisy(np.uint16), mask=new_mask())
    surface = Surface(layer, PAGE, on_mask=True)
    edit = fill(surface, Selection.whole(Rect(5, 5, 9, 9)), surface.ink((0, 0, 0)))
    document = document_of(layer, np.uint16)
    document.apply(edit)
    assert document.layers[0].tiles is layer.tiles
    assert document.layers[0].mask.read(Rect(4, 4, 6, 6))[..., 0].tolist() == [[255, 255], [255, 0]]


# copying


@pytest.mark.parametrize("dtype", DTYPES)
def test_what_is_copied_is_pasted_where_it_was_bit_for_bit(dtype):
    layer = noisy(dtype)
    document = document_of(layer, dtype)
    document.apply(Select(Selection.whole(Rect(40, 30, 90, 70))))
    clip = copied(document, visible=False)
    pasted = clip.layer(document, "Pasted")
    assert pasted.tiles.extent == Rect(40, 30, 90, 70)
    part = Rect(40, 30, 90, 70)
    assert (pasted.tiles.read(part) == layer.tiles.read(part)).all()


def test_a_soft_selection_is_copied_softly():
    document = document_of(noisy(np.uint8), np.uint8)
    document.layers = (
        replace(document.layers[0], tiles=Tiles.from_pixels(np.full((9, 9, 4), 200, np.uint8))),
    )
    document.apply(Select(Selection.of(np.array([[128]], np.uint8), 4, 4)))
    clip = copied(document, visible=False)
    assert (clip.x, clip.y, clip.pixels.tolist()) == (4, 4, [[[200, 200, 200, 100]]])


def test_a_clip_of_another_depth_and_another_place_fits_in():
    document = document_of(noisy(np.uint16), np.uint16)
    clip = copied(document, visible=True)
    small = Document(100, 80, np.uint8)
    assert clip.layer(small, "Pasted").tiles.dtype == np.uint8
    document.apply(Select(Selection.whole(Rect(200, 200, 220, 210))))
    away = copied(document, visible=False).layer(small, "Pasted")
    assert away.tiles.extent == Rect(40, 35, 60, 45)


def test_nothing_is_copied_where_there_is_nothing():
    document = document_of(replace(noisy(np.uint8), tiles=Tiles(4, np.uint8)), np.uint8)
    assert copied(document, visible=False) is None
