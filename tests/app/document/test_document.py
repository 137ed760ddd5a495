from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer, MoveLayer, PaintStroke, RemoveLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.tiles import TILE, Tiles
from engine.geometry import Rect

WIDTH, HEIGHT = 300, 280
PAGE = Rect.of_size(WIDTH, HEIGHT)


def make_layer(seed=0, dtype=np.uint8, name="Layer", **properties):
    pixels = (np.random.default_rng(seed).random((60, 90, 4)) * 250).astype(dtype)
    return Layer(
        new_id(), name, LayerKind.PICTURE, Tiles.from_pixels(pixels, 200, 210), **properties
    )


def document_of(count=1, dtype=np.uint8):
    document = Document(WIDTH, HEIGHT, dtype)
    for index in range(count):
        document.apply(AddLayer(make_layer(index, dtype, f"Layer {index}"), index))
    return document


def paint(document, id, x=240.0, y=240.0, **brush):
    stroke = Stroke(Surface(document.layer(id), document.bounds), Brush(30, **brush))
    stroke.add(Sample(x, y))
    stroke.add(Sample(x - 60, y - 50))
    edit = stroke.finish()
    assert edit is not None
    return document.apply(edit)


def picture(document):
    """All that a designer could tell apart: properties and every pixel."""
    return [
        (x.id, x.name, x.opacity, x.visible, x.locked, x.tiles.read(PAGE.grown(TILE)).tobytes())
        for x in document.layers
    ]


def order(document):
    return [layer.name for layer in document.layers]


actions = st.lists(
    st.tuples(
        st.sampled_from(["paint", "erase", "add", "remove", "move", "change", "undo", "redo"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(actions, st.sampled_from([np.uint8, np.uint16, np.float32]))
def test_undo_and_redo_lead_back_bit_for_bit(steps, dtype):
    document = document_of(2, dtype)
    past, future = [], []  # pictures, as an editor that keeps everything would hold them
    for action, which, other in steps:
        before = picture(document)
        if action == "undo":
            if past:
                document.undo()
                assert picture(document) == past[-1]
                future.append(before)
                past.pop()
        elif action == "redo":
            assert document.can_redo == bool(future)
            if future:
                document.redo()
                assert picture(document) == future[-1]
                past.append(before)
                future.pop()
        else:
            if action == "add" or not document.layers:
                index = other % (len(document.layers) + 1)
                document.apply(AddLayer(make_layer(which, dtype), index))
            else:
                id = document.layers[which % len(document.layers)].id
                if action in ("paint", "erase"):
                    paint(document, id, 20.0 + 40 * other, opacity=0.5, erase=action == "erase")
                elif action == "remove":
                    document.apply(RemoveLayer(id))
                elif action == "move":
                    document.apply(MoveLayer(id, other % len(document.layers)))
                else:
                    document.apply(ChangeLayer(id, opacity=other / 5, visible=bool(other % 2)))
            past.append(before)
            future.clear()
        ids = [layer.id for layer in document.layers]
        assert document.active in ids if ids else document.active is None
    while past:
        document.undo()
        assert picture(document) == past.pop()


@settings(max_examples=20, deadline=None)
@given(actions)
def test_what_changes_lies_in_the_rectangle_that_is_told(steps):
    document = document_of(3)
    told = []
    document.watch(told.append)
    for action, which, other in steps:
        before = flatten(document.layers, PAGE, document.dtype)
        told.clear()
        id = document.layers[which % len(document.layers)].id if document.layers else None
        if action == "undo" and document.can_undo:
            document.undo()
        elif action == "redo" and document.can_redo:
            document.redo()
        elif action == "add" or id is None:
            document.apply(AddLayer(make_layer(which), 0))
        elif action == "remove":
            document.apply(RemoveLayer(id))
        elif action == "move":
            document.apply(MoveLayer(id, other % len(document.layers)))
        elif action == "change":
            document.apply(ChangeLayer(id, opacity=other / 5))
        elif action in ("paint", "erase"):
            paint(document, id, 60.0 + 40 * other, erase=action == "erase")
        else:
            continue
        assert len(told) == 1
        beside = np.ones((HEIGHT, WIDTH), bool)
        seen = told[0] & PAGE
        if not seen.empty:
            beside[seen.slices()] = False
        after = flatten(document.layers, PAGE, document.dtype)
        assert np.array_equal(after[beside], before[beside])


def test_layers_stand_where_they_are_put():
    document = document_of(3)
    a, b, c = (layer.id for layer in document.layers)
    document.apply(MoveLayer(a, 2))
    assert order(document) == ["Layer 1", "Layer 2", "Layer 0"]
    document.apply(MoveLayer(a, 0))
    document.apply(RemoveLayer(b))
    assert [layer.id for layer in document.layers] == [a, c]


def test_a_change_touches_what_it_names_and_nothing_else():
    document = document_of()
    before = document.layers[0]
    rect = document.apply(ChangeLayer(before.id, name="轮廓"))
    after = document.layers[0]
    assert rect.empty
    assert after == before or vars(after) == {**vars(before), "name": "轮廓"}
    assert document.apply(ChangeLayer(before.id, visible=False)) == before.tiles.bounds
    assert document.apply(ChangeLayer(before.id, locked=True)).empty


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"name": "x"}, "Rename layer"),
        ({"opacity": 0.5}, "Layer opacity"),
        ({"visible": False}, "Hide layer"),
        ({"visible": True}, "Show layer"),
        ({"locked": True}, "Lock layer"),
        ({"locked": False}, "Unlock layer"),
    ],
)
def test_undo_and_redo_are_named(change, title):
    document = document_of()
    assert (document.undo_name, document.redo_name) == ("Add layer", "")
    document.apply(ChangeLayer(document.layers[0].id, **change))
    assert document.undo_name == title
    document.undo()
    assert (document.undo_name, document.redo_name) == ("Add layer", title)


def test_a_new_edit_ends_the_way_forward():
    document = document_of(2)
    document.undo()
    document.apply(AddLayer(make_layer(9, name="Other"), 1))
    assert not document.can_redo
    assert order(document) == ["Layer 0", "Other"]


def test_an_edit_that_fails_changes_nothing():
    document = document_of()
    state, before = document.state, picture(document)
    told = []
    document.watch(told.append)
    with pytest.raises(KeyError):
        document.apply(RemoveLayer("gone"))
    assert (document.state, picture(document), told) == (state, before, [])


def test_a_stroke_does_not_go_over_what_came_after_its_start():
    document = document_of()
    layer = document.layers[0]
    late = PaintStroke(layer.id, layer.tiles, Tiles(4, np.uint8), PAGE)
    paint(document, layer.id)
    with pytest.raises(ValueError, match="since the stroke began"):
        document.apply(late)


def test_the_active_layer_is_one_that_is_there():
    document = Document(10, 10)
    assert document.active is None
    document = document_of(3)
    ids = [layer.id for layer in document.layers]
    assert document.active == ids[0]
    document.active = ids[1]
    document.apply(RemoveLayer(ids[1]))
    assert document.active == ids[2]
    document.apply(RemoveLayer(ids[2]))
    assert document.active == ids[0]
    document.apply(RemoveLayer(ids[0]))
    assert document.active is None
    document.undo()
    assert document.active == ids[0]


def test_modified_follows_undo_and_redo():
    document = Document(10, 10)
    assert not document.modified
    document.apply(AddLayer(make_layer(), 0))
    assert document.modified
    document.mark_saved()
    assert not document.modified
    document.undo()
    assert document.modified
    document.redo()
    assert not document.modified
    document.undo()
    document.apply(AddLayer(make_layer(), 0))  # another way from the same place
    assert document.modified


def test_what_changed_while_a_snapshot_was_saved_is_still_to_save():
    document = document_of()
    snapshot = document.snapshot()
    paint(document, document.layers[0].id)
    document.mark_saved(snapshot.state)
    assert document.modified
    document.undo()
    assert not document.modified
    assert picture(snapshot) == picture(document)
    assert not snapshot.can_undo and not snapshot.modified


def test_a_stroke_in_progress_is_shown_and_is_no_step():
    document = document_of()
    layer = document.layers[0]
    before, state = picture(document), document.state
    told = []
    document.watch(told.append)
    stroke = Stroke(Surface(layer, document.bounds), Brush(20))
    for x in (210, 230, 250):
        (rect,) = stroke.add(Sample(x, 230))
        document.show_stroke(layer.id, stroke.tiles, rect)
        assert told[-1] == rect
    shown = picture(document)
    assert shown != before
    assert document.state == state and document.undo_name == "Add layer"
    assert picture(document.snapshot()) == before
    document.apply(stroke.finish())
    assert picture(document) == shown
    assert document.undo_name == "Brush stroke"
    document.undo()
    assert picture(document) == before


@pytest.mark.parametrize("way_out", ["hide_stroke", "undo", "other edit"])
def test_a_stroke_that_is_not_applied_leaves_nothing(way_out):
    document = document_of(2)
    layer, other = document.layers
    before = picture(document)
    stroke = Stroke(Surface(layer, document.bounds), Brush(20))
    (rect,) = stroke.add(Sample(30, 30))
    document.show_stroke(layer.id, stroke.tiles, rect)
    told = []
    document.watch(told.append)
    if way_out == "hide_stroke":
        document.hide_stroke()
    elif way_out == "undo":
        document.undo()
        document.redo()
    else:
        document.apply(ChangeLayer(other.id, locked=True))
        document.undo()
    assert told[0] | rect == told[0]  # painted again where the stroke was
    assert picture(document) == before
    told.clear()
    document.hide_stroke()
    assert told == []


def test_a_watcher_that_left_hears_nothing():
    document = Document(10, 10)
    told = []
    document.watch(told.append)
    document.unwatch(told.append)
    document.apply(AddLayer(make_layer(), 0))
    assert told == []


def test_undo_keeps_to_its_budget_and_drops_the_oldest_steps():
    document = document_of()
    id = document.layers[0].id
    tile = TILE * TILE * 4
    document.undo_budget = 3 * tile
    for _ in range(10):
        stroke = Stroke(Surface(document.layer(id), document.bounds), Brush(5))
        stroke.add(Sample(100, 100))  # one tile
        document.apply(stroke.finish())
    document.mark_saved()
    undone = 0
    while document.can_undo:
        document.undo()
        undone += 1
    assert undone == 3
    assert document.modified
    for _ in range(3):
        document.redo()
    assert not document.modified


def test_a_new_document_whose_first_steps_were_forgotten_stays_modified():
    document = document_of(4)
    document.undo_budget = 0
    for layer in document.layers[:3]:
        document.apply(RemoveLayer(layer.id))
    while document.can_undo:
        document.undo()
    assert len(document.layers) == 2
    assert document.modified


def test_the_newest_step_stays_whatever_it_holds():
    document = document_of()
    document.undo_budget = 0
    document.apply(RemoveLayer(document.layers[0].id))
    assert document.undo_name == "Delete layer"
    document.undo()
    assert order(document) == ["Layer 0"]


def test_shared_tiles_count_once():
    document = document_of()
    original = document.layers[0]
    document.undo_budget = 1
    twin = replace(original, id=new_id())
    document.apply(AddLayer(twin, 1))
    document.apply(RemoveLayer(original.id))  # its tiles are still the twin's
    document.apply(AddLayer(make_layer(5), 1))
    assert document.undo_name == "Add layer"
    undone = 0
    while document.can_undo:
        document.undo()
        undone += 1
    assert undone == 4
