from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.affine import Affine
from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer, Become
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.selection import Selection
from app.document.state import State
from app.document.tiles import Tiles
from app.document.transforming import cropped, layers_transformed, on_canvas, resized
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Progress
from engine.recipes import Recipe

DTYPES = [np.uint8, np.uint16, np.float32]
RECIPE = Recipe("sketch", "painter", "0" * 64, Rect(40, 20, 140, 120), 3)


def noise(dtype, height=200, width=300, seed=0):
    return (np.random.default_rng(seed).random((height, width, 4)) * full(dtype)).astype(dtype)


def layer_of(pixels, x=0, y=0, kind=LayerKind.PICTURE, **properties):
    return Layer(new_id(), "Layer", kind, Tiles.from_pixels(pixels, x, y), **properties)


def picture(dtype=np.uint8):
    mask = new_mask()
    mask.write(Rect(10, 10, 50, 50), np.zeros((40, 40, 1), np.uint8))
    return State(
        300,
        200,
        (
            layer_of(noise(dtype)),
            layer_of(noise(dtype, 100, 100, 1), 40, 20, LayerKind.GENERATED, recipe=RECIPE),
            layer_of(noise(dtype, 90, 90, 2), 250, 150, mask=mask),
        ),
        Selection.whole(Rect(30, 30, 90, 80)),
    )


@settings(max_examples=25, deadline=None)
@given(
    st.integers(-50, 250), st.integers(-50, 150), st.integers(1, 400), st.integers(1, 300),
    st.sampled_from(DTYPES),
)  # fmt: skip
def test_a_crop_shows_the_pixels_of_its_rectangle_and_cuts_the_rest(x, y, width, height, dtype):
    before = picture(dtype)
    rect = Rect.of_size(width, height, x, y)
    after = cropped(before, rect)
    assert (after.width, after.height) == (width, height)
    seen = flatten(after.layers, after.bounds, dtype)
    inside = [replace(x, tiles=x.tiles.clipped(rect)) for x in before.layers]
    assert seen.tobytes() == flatten(inside, rect, dtype).tobytes()
    for layer in after.layers:
        assert layer.tiles.extent & after.bounds == layer.tiles.extent
    selected = (
        np.zeros((height, width))
        if after.selection is None
        else (after.selection.mask(after.bounds))
    )
    assert (selected == before.selection.mask(rect)).all()


def test_another_canvas_keeps_what_lies_beyond_it():
    before = picture()
    after = on_canvas(before, Rect(100, 50, 200, 150))
    back = on_canvas(after, Rect(-100, -50, 200, 150))
    assert (back.width, back.height) == (300, 200)
    for old, new in zip(before.layers, back.layers, strict=True):
        assert old.tiles.read(Rect(0, 0, 400, 300)).tobytes() == (
            new.tiles.read(Rect(0, 0, 400, 300)).tobytes()
        )
    assert after.layers[1].recipe.region == RECIPE.region.moved(-100, -50)
    assert back.layers[1].recipe.region == RECIPE.region


@pytest.mark.parametrize("dtype", DTYPES)
def test_image_size_scales_layers_masks_labels_selection_and_regions(dtype):
    before = picture(dtype)
    labels = np.zeros((200, 300, 4), dtype)
    labels[60:120, 60:180] = (full(dtype), 0, 0, full(dtype))
    before = replace(
        before, layers=(*before.layers, layer_of(labels, kind=LayerKind.LABELS, palette="car"))
    )
    after = resized(before, 150, 100, Progress())
    assert (after.width, after.height) == (150, 100)
    assert after.layers[0].tiles.extent == after.bounds
    assert after.layers[1].recipe.region == Rect(20, 10, 70, 60)
    assert after.layers[2].mask.read(Rect(8, 8, 20, 20)).max() == 0
    half = after.layers[3].tiles.read(after.bounds)
    assert (half == labels[::2, ::2]).all()
    assert after.selection.bounds & Rect(15, 15, 45, 40) == Rect(15, 15, 45, 40)
    assert after.selection.mask(Rect(17, 17, 43, 38)).min() == 255


def test_image_size_is_one_step_and_leads_back_bit_for_bit():
    document = Document(300, 200)
    document.now = picture()
    before = document.now
    told = []
    document.watch(told.append)
    after = resized(before, 450, 320, Progress())
    document.apply(Become(before, after, "Image size"))
    assert (document.width, document.height) == (450, 320)
    assert told[0] & Rect.of_size(450, 320) == Rect.of_size(450, 320)
    document.undo()
    assert document.now is before
    document.redo()
    assert document.now is after


def test_a_state_of_yesterday_is_not_applied():
    document = Document(300, 200)
    document.now = picture()
    late = Become(document.now, cropped(document.now, Rect(0, 0, 9, 9)), "Crop")
    document.apply(AddLayer(layer_of(noise(np.uint8)), -1))
    now = document.now
    with pytest.raises(ValueError, match="changed since"):
        document.apply(late)
    assert document.now is now


def test_a_group_moves_with_all_that_is_in_it_and_with_its_masks():
    group = new_id()
    mask = Tiles.from_pixels(noise(np.uint8, 20, 20)[..., :1])
    inside = layer_of(noise(np.uint8, 20, 20), parent=group, mask=mask)
    beside = layer_of(noise(np.uint8, 20, 20))
    top = Layer(group, "Group", LayerKind.GROUP, Tiles(4, np.uint8))
    before = State(100, 100, (beside, inside, top))
    after = layers_transformed(before, [group], Affine.shift(30, 5), Progress())
    assert after.layers[0] is beside
    moved = after.layers[1]
    assert moved.tiles.extent == inside.tiles.extent.moved(30, 5)
    assert moved.mask.read(Rect.of_size(20, 20, 30, 5)).tobytes() == (
        mask.read(Rect.of_size(20, 20)).tobytes()
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_only_what_is_selected_moves_and_the_rest_keeps_its_numbers(dtype):
    pixels = noise(dtype, 60, 60)
    pixels[..., 3] = full(dtype)
    layer = layer_of(pixels)
    rect = Rect(10, 10, 30, 30)
    before = State(100, 100, (layer,), Selection.whole(rect))
    after = layers_transformed(before, [layer.id], Affine.shift(40, 0), Progress())
    seen = after.layers[0].tiles.read(Rect.of_size(100, 60))
    assert not seen[10:30, 10:30].any()
    assert seen[10:30, 50:70].tobytes() == pixels[10:30, 10:30].tobytes()
    rest = np.ones((60, 60), bool)
    rest[10:30, 10:30] = rest[10:30, 50:] = False
    assert seen[:, :60][rest].tobytes() == pixels[rest].tobytes()
    assert after.selection.bounds == rect.moved(40, 0)


def test_what_is_half_selected_leaves_half():
    layer = layer_of(np.full((8, 8, 4), 200, np.uint8))
    selection = Selection.of(np.full((8, 8), 128, np.uint8))
    before = State(50, 50, (layer,), selection)
    after = layers_transformed(before, [layer.id], Affine.shift(20, 0), Progress())
    seen = after.layers[0].tiles.read(Rect.of_size(50, 8))[0, :, 3]
    assert abs(int(seen[0]) + int(seen[20]) - 200) <= 1
    assert seen[0] > 90


def test_saved_selections_go_with_the_picture():
    saved = Selection.whole(Rect(10, 20, 60, 100))
    before = replace(picture(), saved=(("Door", saved),))
    crop = dict(cropped(before, Rect(20, 40, 120, 140)).saved)["Door"]
    assert crop.bounds == Rect(0, 0, 40, 60)
    canvas = dict(on_canvas(before, Rect(-10, -10, 300, 200)).saved)["Door"]
    assert canvas.bounds == Rect(20, 30, 70, 110)
    twice = dict(resized(before, 600, 400, Progress()).saved)["Door"]
    half = twice.mask(twice.bounds) >= 128
    assert half.sum() == 100 * 160
