from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.document.blend import Blend
from app.document.compose import flatten
from app.document.layer import Layer, LayerKind, new_id
from app.document.merging import flattened, mask_applied, merged_down, merged_visible
from app.document.state import State
from app.document.tiles import Tiles
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Progress

DTYPES = [np.uint8, np.uint16, np.float32]
PAGE = Rect.of_size(300, 280)


def layer_of(seed=0, dtype=np.uint8, kind=LayerKind.PICTURE, **properties):
    pixels = (np.random.default_rng(seed).random((60, 90, 4)) * full(dtype)).astype(dtype)
    tiles = Tiles.from_pixels(pixels, 220, 230)
    return Layer(new_id(), f"Layer {seed}", kind, tiles, **properties)


def group_of(*layers, **properties):
    id = new_id()
    inside = [x if x.parent else replace(x, parent=id) for x in layers]
    return [*inside, Layer(id, "Group", LayerKind.GROUP, Tiles(4, np.uint8), **properties)]


def looks(state, dtype=np.uint8):
    return flatten(state.layers, PAGE, dtype).astype(float) / full(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_merging_down_changes_names_and_not_the_picture(dtype):
    mask = Tiles.from_pixels(np.full((30, 30, 1), 99, np.uint8), 230, 235)
    paper = replace(layer_of(1, dtype), opacity=1.0)
    upper = layer_of(3, dtype, opacity=0.6, blend=Blend.SCREEN, mask=mask)
    before = State(300, 280, (paper, upper))
    after = merged_down(before, upper.id, dtype, Progress())
    assert [x.name for x in after.layers] == ["Layer 1"]
    assert after.layers[0].id == paper.id
    assert looks(after, dtype) == pytest.approx(looks(before, dtype))
    assert after.layers[0].tiles.extent == paper.tiles.extent  # beyond the canvas, too


def test_merging_down_keeps_the_mode_of_the_lower_layer():
    before = State(300, 280, (layer_of(), layer_of(1, blend=Blend.MULTIPLY), layer_of(2)))
    after = merged_down(before, before.layers[2].id, np.uint8, Progress())
    assert [x.blend for x in after.layers] == [Blend.NORMAL, Blend.MULTIPLY]


def test_merging_a_group_down_makes_it_one_layer():
    layers = (layer_of(), *group_of(layer_of(1), layer_of(2, visible=False), opacity=0.5))
    before = State(300, 280, layers)
    after = merged_down(before, layers[-1].id, np.uint8, Progress())
    assert [(x.name, x.kind) for x in after.layers] == [
        ("Layer 0", LayerKind.PICTURE),
        ("Group", LayerKind.PICTURE),
    ]
    assert np.abs(looks(after) - looks(before)).max() <= 1 / 255


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ([layer_of()], "layer.nothing_below"),
        ([*group_of(layer_of()), layer_of(1)], "layer.group_below"),
        ([layer_of(visible=False), layer_of(1)], "layer.hidden"),
        ([layer_of(), layer_of(1, visible=False)], "layer.hidden"),
        ([layer_of(locked=True), layer_of(1)], "layer.locked"),
    ],
)
def test_what_cannot_be_merged_is_told_by_name(layers, code):
    with pytest.raises(BadInput) as raised:
        merged_down(State(300, 280, tuple(layers)), layers[-1].id, np.uint8, Progress())
    assert raised.value.code == code
    assert "name" in raised.value.params


def test_the_lowest_layer_of_a_group_has_nothing_below_it():
    layers = (layer_of(), *group_of(layer_of(1)))
    with pytest.raises(BadInput, match="no layer below"):
        merged_down(State(300, 280, layers), layers[1].id, np.uint8, Progress())


@pytest.mark.parametrize("dtype", DTYPES)
def test_merging_all_visible_layers_leaves_the_hidden_ones(dtype):
    hidden = layer_of(4, dtype, visible=False)
    kept = layer_of(5, dtype, visible=False)
    before = State(
        300,
        280,
        (
            layer_of(9, dtype, visible=False),
            *group_of(layer_of(1, dtype), hidden),
            layer_of(2, dtype, opacity=0.5),
            kept,
        ),
    )
    after = merged_visible(before, dtype, Progress())
    assert [x.name for x in after.layers] == ["Layer 9", "Layer 1", "Layer 4", "Group", "Layer 5"]
    assert looks(after, dtype) == pytest.approx(looks(before, dtype))


def test_groups_that_were_wholly_merged_go():
    before = State(300, 280, tuple(group_of(*group_of(layer_of(1)), layer_of(2))))
    after = merged_visible(before, np.uint8, Progress())
    assert [x.name for x in after.layers] == ["Layer 1"]


def test_flattening_leaves_one_layer_within_the_canvas():
    before = State(300, 280, (layer_of(1), layer_of(2, visible=False), layer_of(3, opacity=0.4)))
    after = flattened(before, "Picture", np.uint8, Progress())
    assert [x.name for x in after.layers] == ["Picture"]
    assert (looks(after) == looks(before)).all()
    assert after.layers[0].tiles.extent & PAGE == after.layers[0].tiles.extent


def test_with_nothing_visible_there_is_nothing_to_merge():
    before = State(300, 280, (layer_of(visible=False),))
    for merge in (merged_visible, lambda b, d, p: flattened(b, "x", d, p)):
        with pytest.raises(BadInput, match="visible"):
            merge(before, np.uint8, Progress())


def test_lines_over_lines_stay_lines_and_mixed_labels_are_no_labels():
    lines = [layer_of(i, kind=LayerKind.LINES) for i in range(2)]
    after = merged_down(State(300, 280, tuple(lines)), lines[1].id, np.uint8, Progress())
    assert after.layers[0].kind is LayerKind.LINES
    for opacity, kind in ((1.0, LayerKind.LABELS), (0.5, LayerKind.PICTURE)):
        labels = [
            layer_of(0, kind=LayerKind.LABELS, palette="car"),
            layer_of(1, kind=LayerKind.LABELS, palette="car", opacity=opacity),
        ]
        after = merged_down(State(300, 280, tuple(labels)), labels[1].id, np.uint8, Progress())
        assert after.layers[0].kind is kind


@pytest.mark.parametrize("dtype", DTYPES)
def test_applying_a_mask_changes_nothing_that_is_seen(dtype):
    mask = Tiles.from_pixels(
        np.random.default_rng(0).integers(0, 256, (60, 90, 1)).astype(np.uint8), 220, 230
    )
    layer = layer_of(1, dtype, mask=mask)
    applied = mask_applied(layer)
    assert applied.mask is None
    before, after = (flatten([x], PAGE, dtype)[..., 3] for x in (layer, applied))
    assert before.tobytes() == after.tobytes()
    with pytest.raises(ValueError, match="no mask"):
        mask_applied(applied)
