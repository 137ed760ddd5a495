"""A designer's day on a document, at random, undone to its start and compared bit for bit."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.document import stack
from app.document.affine import Affine
from app.document.blend import Blend
from app.document.compose import Compositor, flatten
from app.document.document import Document
from app.document.edits import AddLayer, Become, ChangeLayer, PaintStroke
from app.document.grouping import (
    ChangeMask,
    GroupLayers,
    MoveLayers,
    RemoveLayers,
    Ungroup,
    copied,
)
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.merging import flattened, mask_applied, merged_down, merged_visible
from app.document.selection import Select, Selection
from app.document.tiles import TILE, Tiles
from app.document.transforming import (
    cropped,
    layers_transformed,
    on_canvas,
    picture_turned,
    resized,
)
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops.colour import full
from engine.progress import Progress

DTYPES = st.sampled_from([np.uint8, np.uint16, np.float32])
MAPS = st.sampled_from(
    [
        Affine.shift(3, -7),
        Affine.shift(0.5, 0.25),
        Affine.turn(90, (20, 20)),
        Affine.turn(17, (30, 10)),
        Affine.scale(-1, 1, (25, 0)),
        Affine.scale(0.6, 1.4),
    ]
)
number = st.integers(0, 99)


def picture(document):
    """All that a designer could tell apart: size, selection, properties and every pixel."""
    wide = document.bounds.grown(TILE)
    layers = [
        (
            {k: v for k, v in vars(x).items() if k not in ("tiles", "mask")},
            x.tiles.read(wide).tobytes(),
            x.mask and (x.mask.fill, x.mask.read(wide).tobytes()),
        )
        for x in document.layers
    ]
    selection = document.selection
    return document.bounds, layers, selection and selection.mask(wide).tobytes()


class Designer(RuleBasedStateMachine):
    @initialize(dtype=DTYPES)
    def open(self, dtype):
        self.document = Document(60, 50, dtype)
        self.pictures = [picture(self.document)]  # of each state on the way
        self.at = 0
        self.compositor = Compositor()

    # what a rule works on

    def noise(self, seed, height=30, width=40):
        numbers = np.random.default_rng(seed).random((height, width, 4))
        numbers[..., 3] = np.round(numbers[..., 3] * 2) / 2
        return (numbers * full(self.document.dtype)).astype(self.document.dtype)

    def one(self, which):
        return self.document.layers[which % len(self.document.layers)]

    def do(self, edit):
        self.document.apply(edit)
        del self.pictures[self.at + 1 :]
        self.pictures.append(picture(self.document))
        self.at += 1

    def become(self, change):
        before = self.document.now
        try:
            after = change(before, self.document.dtype, Progress())
        except BadInput:
            return
        if after.width * after.height < 200_000:
            self.do(Become(before, after, "Work"))

    has_layers = precondition(lambda self: self.document.layers)

    # edits

    @rule(seed=number, kind=st.sampled_from([LayerKind.PICTURE, LayerKind.LINES, LayerKind.LABELS]))
    def add(self, seed, kind):
        if len(self.document.layers) < 8:
            tiles = Tiles.from_pixels(self.noise(seed), seed % 30 - 5, seed % 17 - 3)
            self.do(AddLayer(Layer(new_id(), f"Layer {seed}", kind, tiles), seed % 5))

    @has_layers
    @rule(which=number)
    def duplicate(self, which):
        layer = self.one(which)
        if len(self.document.layers) < 8:
            run = copied(stack.family(self.document.layers, layer.id), "Copy")
            parent, index = stack.place_of(self.document.layers, layer.id)
            layers = stack.placed(self.document.layers, run, parent, index + 1)
            self.become(lambda before, *_: replace(before, layers=layers))

    @has_layers
    @rule(which=number, other=number)
    def remove(self, which, other):
        self.do(RemoveLayers((self.one(which).id, self.one(other).id)))

    @has_layers
    @rule(which=number, other=number)
    def group(self, which, other):
        self.do(GroupLayers((self.one(which).id, self.one(other).id), new_id(), "Group"))

    @has_layers
    @rule(which=number)
    def ungroup(self, which):
        if self.one(which).kind is LayerKind.GROUP:
            self.do(Ungroup(self.one(which).id))

    @has_layers
    @rule(which=number, other=number, index=st.integers(0, 4), inside=st.booleans())
    def move(self, which, other, index, inside):
        layer, target = self.one(which), self.one(other)
        parent = target.id if target.kind is LayerKind.GROUP and inside else target.parent
        if parent not in {x.id for x in stack.family(self.document.layers, layer.id)}:
            self.do(MoveLayers((layer.id,), parent, index))

    @has_layers
    @rule(which=number, blend=st.sampled_from(list(Blend)), share=st.floats(0, 1), on=st.booleans())
    def change(self, which, blend, share, on):
        self.do(ChangeLayer(self.one(which).id, "名", share, on, not on, blend, on))

    @has_layers
    @rule(which=number, seed=number, on_mask=st.booleans())
    def paint(self, which, seed, on_mask):
        layer = self.one(which)
        before = layer.mask if on_mask else layer.tiles
        if before is None or (layer.kind is LayerKind.GROUP and not on_mask):
            return
        after, rect = before.copy(), Rect.of_size(9, 7, seed % 50, seed % 40)
        pixels = self.noise(seed, 7, 9)
        after.write(rect, (pixels[..., :1] if on_mask else pixels).astype(before.dtype))
        self.document.show_stroke(layer.id, after, rect)
        assert self.document.showing
        self.do(PaintStroke(layer.id, before, after, rect))

    @has_layers
    @rule(which=number, how=st.sampled_from(["white", "black", "selection", "none"]))
    def mask(self, which, how):
        selection = self.document.selection
        mask = None if how == "none" else new_mask(how == "white")
        if how == "selection" and selection is not None:
            mask = selection.tiles
        self.do(ChangeMask(self.one(which).id, mask))

    @has_layers
    @rule(which=number)
    def apply_mask(self, which):
        layer = self.one(which)
        if layer.mask is not None and layer.kind is not LayerKind.GROUP:
            new = mask_applied(layer)
            self.become(
                lambda before, *_: replace(before, layers=stack.with_layer(before.layers, new))
            )

    @rule(seed=number, nothing=st.booleans())
    def select(self, seed, nothing):
        soft = np.random.default_rng(seed).integers(0, 256, (20, 25)).astype(np.uint8)
        self.do(Select(None if nothing else Selection.of(soft, seed % 40, seed % 30)))

    @has_layers
    @rule(which=number, how=MAPS)
    def transform(self, which, how):
        id = self.one(which).id
        self.become(lambda before, dtype, p: layers_transformed(before, [id], how, p))

    @rule(x=st.integers(-10, 40), y=st.integers(-10, 30), cut=st.booleans())
    def crop(self, x, y, cut):
        rect = Rect(x, y, x + 45, y + 40)
        self.become(lambda before, *_: (cropped if cut else on_canvas)(before, rect))

    @rule(width=st.integers(20, 90), height=st.integers(20, 90))
    def resize(self, width, height):
        self.become(lambda before, dtype, p: resized(before, width, height, p))

    @rule(how=st.sampled_from([Affine.turn(90), Affine.turn(180), Affine.scale(1, -1)]))
    def turn(self, how):
        self.become(lambda before, dtype, p: picture_turned(before, how, p))

    @has_layers
    @rule(which=number)
    def merge(self, which):
        id = self.one(which).id
        self.become(lambda before, dtype, p: merged_down(before, id, dtype, p))

    @rule(all_of_it=st.booleans())
    def merge_all(self, all_of_it):
        if all_of_it:
            self.become(lambda before, dtype, p: flattened(before, "All", dtype, p))
        else:
            self.become(merged_visible)

    # the way back

    @rule()
    def undo(self):
        assert self.document.can_undo == (self.at > 0)
        if self.at:
            self.document.undo()
            self.at -= 1

    @rule()
    def redo(self):
        assert self.document.can_redo == (self.at < len(self.pictures) - 1)
        if self.document.can_redo:
            self.document.redo()
            self.at += 1

    # what is always true

    @invariant()
    def it_is_the_picture_of_this_state(self):
        assert picture(self.document) == self.pictures[self.at]

    @invariant()
    def groups_stand_above_all_that_is_in_them(self):
        layers = self.document.layers
        for layer in layers:
            run = stack.family(layers, layer.id)
            inside = {x.id for x in layers if layer in stack.ancestors(layers, x)}
            assert {x.id for x in run[:-1]} == inside

    @invariant()
    def the_active_layer_is_there(self):
        ids = [layer.id for layer in self.document.layers]
        assert self.document.active in ids if ids else self.document.active is None

    @invariant()
    def what_the_compositor_remembers_is_right(self):
        rect = self.document.bounds
        seen = self.compositor.flatten(self.document.layers, rect, self.document.dtype)
        fresh = flatten(self.document.layers, rect, self.document.dtype)
        assert np.array_equal(seen, fresh, equal_nan=True)

    def teardown(self):
        while self.document.can_undo:
            self.document.undo()
            self.at -= 1
            assert picture(self.document) == self.pictures[self.at]
        assert self.at == 0


Designer.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
test_a_day_of_edits_leads_back_bit_for_bit = Designer.TestCase


def big_layer(seed):
    pixels = np.random.default_rng(seed).integers(1, 256, (TILE, TILE, 4)).astype(np.uint8)
    return Layer(new_id(), "Layer", LayerKind.PICTURE, Tiles.from_pixels(pixels))


def test_what_was_undone_and_cannot_come_back_leaves_the_memory():
    document = Document(TILE, TILE)
    document.apply(AddLayer(big_layer(0), 0))
    gone = []
    for seed in range(6):
        document.apply(AddLayer(big_layer(seed + 1), 1))
        gone.append(weakref.ref(next(document.layers[1].tiles.arrays())))
        document.undo()
    document.apply(ChangeLayer(document.layers[0].id, name="x"))
    gc.collect()
    assert [ref() is None for ref in gone] == [True] * 6


def test_the_budget_counts_masks_selections_and_shared_tiles_once():
    document = Document(TILE, TILE)
    layer = replace(big_layer(0), mask=Tiles.from_pixels(np.full((TILE, TILE, 1), 9, np.uint8)))
    document.apply(AddLayer(layer, 0))
    document.apply(Select(Selection(layer.mask)))  # the mask's own tile
    document.undo_budget = TILE * TILE * 5  # four channels and a mask
    document.apply(RemoveLayers((layer.id,)))
    document.apply(Select(None))
    assert document.history == ("Add layer", "Select", "Delete layers", "Select")
    document.undo_budget -= 1
    document.apply(AddLayer(big_layer(3), 0))
    assert document.history == ("Select", "Add layer")
