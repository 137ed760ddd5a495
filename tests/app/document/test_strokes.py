from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_mask
from app.document.selection import Selection
from app.document.strokes import Brush, Sample, Stroke
from app.document.surface import Surface
from app.document.symmetry import Symmetry
from app.document.tiles import Tiles
from engine import palette
from engine.geometry import Rect
from engine.ops.colour import full

SIZE = 300
PAGE = Rect.of_size(SIZE, SIZE)
DTYPES = [np.uint8, np.uint16, np.float32]
RED = (1.0, 0.0, 0.0)


def layer_of(pixels):
    return Layer("0" * 32, "Layer", LayerKind.LINES, Tiles.from_pixels(pixels))


def transparent(dtype=np.uint8):
    return Layer("0" * 32, "Layer", LayerKind.LINES, Tiles(4, dtype))


def paint(layer, brush, *samples, clip=PAGE, selection=None, **more):
    stroke = Stroke(Surface(layer, clip, selection), brush, **more)
    touched = Rect(0, 0, 0, 0)
    for sample in samples:
        for rect in stroke.add(sample):
            touched |= rect
    return stroke, touched


def alpha_of(stroke, rect=PAGE):
    return stroke.tiles.read(rect)[..., 3]


points = st.builds(Sample, st.floats(-50, SIZE + 50), st.floats(-50, SIZE + 50), st.floats(0, 1))
brushes = st.builds(
    Brush,
    size_px=st.floats(1, 90),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    colour=st.tuples(*[st.floats(0, 1)] * 3),
    erase=st.booleans(),
    pressure_size=st.booleans(),
    pressure_opacity=st.booleans(),
    flow=st.floats(0.01, 1),
    spacing=st.floats(0.01, 2),
)


@settings(max_examples=40, deadline=None)
@given(brushes, st.lists(points, min_size=1, max_size=4), st.sampled_from(DTYPES))
def test_pixels_outside_the_touched_rectangle_and_the_reach_stay_bit_for_bit(brush, samples, dtype):
    rng = np.random.default_rng(3)
    before = (rng.random((SIZE, SIZE, 4)) * full(dtype)).astype(dtype)
    stroke, touched = paint(layer_of(before), brush, *samples)
    after = stroke.tiles.read(PAGE)
    same = (after.view(np.uint8) == before.view(np.uint8)).reshape(SIZE, SIZE, -1).all(2)
    outside = np.ones((SIZE, SIZE), bool)
    if not touched.empty:
        outside[touched.slices()] = False
    assert same[outside].all()
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    reach = brush.size_px / 2 + 1
    far = np.ones((SIZE, SIZE), bool)
    for a, b in zip([samples[0], *samples], samples, strict=False):
        length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
        t = ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length if length else 0 * x
        t = t.clip(0, 1)
        far &= np.hypot(x - a.x - t * (b.x - a.x), y - a.y - t * (b.y - a.y)) > reach
    assert same[far].all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
def test_a_stroke_over_itself_is_no_denser_than_one_pass(dtype, hardness):
    brush = Brush(20, hardness, opacity=0.4, colour=RED)
    there, back = Sample(50, 100.5), Sample(200, 100.5)
    once, _ = paint(transparent(dtype), brush, there, back)
    often, _ = paint(transparent(dtype), brush, there, back, there, back, there, back)
    assert np.allclose(alpha_of(often).astype(float), alpha_of(once).astype(float), atol=1e-6)
    assert alpha_of(often).max() / full(dtype) == pytest.approx(0.4, abs=0.003)


def test_two_strokes_build_up():
    brush = Brush(20, opacity=0.4, colour=RED)
    first, _ = paint(transparent(), brush, Sample(50, 100), Sample(200, 100))
    again = replace(transparent(), tiles=first.tiles)
    second, _ = paint(again, brush, Sample(50, 100), Sample(200, 100))
    assert alpha_of(second).max() == pytest.approx((1 - 0.6 * 0.6) * 255, abs=1)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_hard_full_stroke_lays_exactly_its_colour(dtype):
    stroke, _ = paint(
        transparent(dtype), Brush(9, colour=(1, 1, 0)), Sample(50, 50), Sample(90, 70)
    )
    one = full(dtype)
    assert stroke.tiles.read(Rect.of_size(1, 1, 50, 50)).tolist() == [[[one, one, 0, one]]]


@pytest.mark.parametrize("angle", [0.0, 0.3, np.pi / 4, 1.2])
def test_a_line_of_one_pixel_has_the_weight_of_one_pixel(angle):
    dx, dy = 100 * np.cos(angle), 100 * np.sin(angle)
    stroke, _ = paint(transparent(), Brush(1), Sample(40.3, 40.6), Sample(40.3 + dx, 40.6 + dy))
    ink = alpha_of(stroke).astype(float).sum() / 255
    assert ink == pytest.approx(101, rel=0.03)  # the way, and half a pixel at both ends
    between = np.unique(alpha_of(stroke))
    # Smooth, not stepped, unless it lies along the pixels.
    assert len(between) > 5 or (angle in (0.0, np.pi / 4) and len(between) <= 5)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("y", [50.0, 50.3, 50.75])
def test_a_hard_brush_of_one_pixel_draws_a_row_of_whole_pixels(dtype, y):
    stroke, _ = paint(transparent(dtype), Brush(1), Sample(20.1, y), Sample(120.9, y))
    alpha = alpha_of(stroke)
    one = full(dtype)
    assert (alpha[50, 20:121] == one).all()
    assert (alpha > 0).sum() == 101


def test_a_soft_brush_of_one_pixel_keeps_between_the_pixels():
    stroke, _ = paint(transparent(), Brush(1, hardness=0.5), Sample(20, 50), Sample(120, 50))
    assert alpha_of(stroke)[49, 60] == alpha_of(stroke)[50, 60] == 128


@pytest.mark.parametrize("flow", [0.1, 0.5])
def test_flow_builds_up_to_the_tips_own_coverage_and_no_further(flow):
    brush = Brush(40, hardness=0.3, opacity=0.8, flow=flow)
    full_flow, _ = paint(transparent(), Brush(40, hardness=0.3, opacity=0.8), Sample(100, 100))
    once, _ = paint(transparent(), brush, Sample(100, 100))
    twice, _ = paint(transparent(), brush, Sample(100, 100), Sample(110, 100), Sample(100, 100))
    way = [Sample(100, 100), Sample(104, 100)] * 100
    often, _ = paint(transparent(), brush, *way)
    one, many = alpha_of(once)[100, 100], alpha_of(often)[100, 100]
    assert one == pytest.approx(255 * 0.8 * flow, abs=1)
    assert one < alpha_of(twice)[100, 100] < many
    assert many == pytest.approx(255 * 0.8, abs=1)
    assert (alpha_of(often)[60:99, 100] <= alpha_of(full_flow)[60:99, 100] + 1).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(4, 40), st.floats(1, 2), st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_dabs_are_set_at_even_distances_however_the_way_is_cut_up(size, spacing, cuts):
    at = np.cumsum([0, *cuts])
    stroke, _ = paint(
        transparent(), Brush(size, spacing=spacing), *[Sample(50 + x, 100) for x in at]
    )
    alone = transparent()
    for i in range(int(at[-1] / (spacing * size)) + 1):
        dab, _ = paint(alone, Brush(size), Sample(50 + i * spacing * size, 100))
        alone = replace(alone, tiles=dab.tiles)
    apart = np.abs(alpha_of(stroke).astype(int) - alone.tiles.read(PAGE)[..., 3])
    assert apart[:, : int(50 + at[-1])].max() <= (60 if spacing < 1.2 else 1)


def test_a_mirrored_stroke_comes_again_on_the_other_sides():
    both = Symmetry(x=150, y=140, upright=True, level=True)
    stroke, _ = paint(transparent(), Brush(9), Sample(60, 50), Sample(90, 72), symmetry=both)
    alpha = alpha_of(stroke)
    assert alpha[61, 75] == 255
    assert (alpha[:, :150] == alpha[:, 150:][:, ::-1]).all()
    assert (alpha[:140] == alpha[140:280][::-1]).all()


def test_a_stroke_keeps_to_the_selection_and_half_of_it_where_that_is_soft():
    mask = np.zeros((SIZE, SIZE), np.uint8)
    mask[:, 100:150], mask[:, 150:200] = 255, 128
    stroke, touched = paint(
        transparent(), Brush(20), Sample(50, 100), Sample(250, 100), selection=Selection.of(mask)
    )
    row = alpha_of(stroke)[100]
    assert (row[100:150] == 255).all() and (row[150:200] == 128).all()
    assert not row[:100].any() and not row[200:].any()
    assert stroke.finish().rect == touched


def test_a_stroke_on_labels_is_hard_and_writes_colours_of_the_palette():
    labels = replace(transparent(), kind=LayerKind.LABELS, palette="car")
    paint_part = palette.load("car").parts[2]
    near = tuple(min(1, c / 255 + 0.01) for c in paint_part.colour)
    stroke, _ = paint(labels, Brush(15, 0.2, 0.5, near, flow=0.3), Sample(50, 50), Sample(90, 70))
    pixels = stroke.tiles.read(PAGE)
    assert set(np.unique(pixels[..., 3])) == {0, 255}
    assert (pixels[pixels[..., 3] > 0][:, :3] == paint_part.colour).all()
    area = (pixels[..., 3] > 0).sum()
    assert area == pytest.approx(15 * np.hypot(40, 20) + np.pi * 7.5**2, rel=0.05)


def test_a_stroke_on_a_mask_leaves_the_pixels_and_shows_by_lightness():
    layer = replace(transparent(), mask=new_mask())
    stroke = Stroke(Surface(layer, PAGE, on_mask=True), Brush(20, colour=(0, 0, 0), opacity=0.5))
    stroke.add(Sample(100, 100))
    edit = stroke.finish()
    assert edit.before is layer.mask and edit.after.read(PAGE)[100, 100, 0] == 128
    document = Document(SIZE, SIZE)
    document.layers = (layer,)
    document.apply(edit)
    assert document.layers[0].tiles is layer.tiles
    assert document.layers[0].mask is edit.after
    document.undo()
    assert document.layers[0].mask is layer.mask


def test_a_colour_is_laid_in_the_documents_profile():
    from PIL import ImageCms

    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    surface = Surface(transparent(), PAGE, icc=icc)
    # A profile that does not fit counts as sRGB.
    assert surface.ink(RED) == [255, 0, 0]


def test_a_disc_has_the_area_of_its_size():
    stroke, _ = paint(transparent(), Brush(64), Sample(150, 150))
    assert alpha_of(stroke).astype(float).sum() / 255 == pytest.approx(np.pi * 32**2, rel=0.01)


def test_a_soft_brush_falls_off_from_the_middle():
    stroke, _ = paint(transparent(), Brush(100, hardness=0), Sample(150.5, 150.5))
    row = alpha_of(stroke)[150, 150:].astype(int)
    assert row[0] == 255
    assert (np.diff(row[:51]) <= 0).all()
    assert 110 < row[25] < 145


def test_a_way_in_many_samples_is_the_way_in_two():
    brush = Brush(12, hardness=0.3, colour=RED)
    two, _ = paint(transparent(), brush, Sample(20, 30), Sample(260, 190))
    way = [Sample(20 + 240 * t, 30 + 160 * t) for t in np.linspace(0, 1, 23)]
    many, _ = paint(transparent(), brush, *way)
    assert np.abs(alpha_of(two).astype(int) - alpha_of(many)).max() <= 1


def test_erasing_takes_alpha_and_keeps_colour():
    pixels = np.full((SIZE, SIZE, 4), 200, np.uint8)
    stroke, _ = paint(layer_of(pixels), Brush(20, opacity=0.5, erase=True), Sample(100, 100))
    assert stroke.tiles.read(Rect.of_size(1, 1, 100, 100)).tolist() == [[[200, 200, 200, 100]]]
    assert stroke.finish().title == "Eraser stroke"


def test_pressure_narrows_and_thins():
    wide, _ = paint(transparent(), Brush(40, pressure_size=True), Sample(100, 100, 1))
    narrow, _ = paint(transparent(), Brush(40, pressure_size=True), Sample(100, 100, 0.25))
    faint, _ = paint(transparent(), Brush(40, pressure_opacity=True), Sample(100, 100, 0.25))
    nothing, touched = paint(transparent(), Brush(40, pressure_size=True), Sample(100, 100, 0))
    assert (alpha_of(wide) > 0).sum() > 12 * (alpha_of(narrow) > 0).sum()
    assert alpha_of(narrow).max() == 255
    assert alpha_of(faint).max() == 64
    assert touched.empty and nothing.finish() is None


def test_a_line_below_a_pixel_fades_and_does_not_break():
    brush = Brush(2, pressure_size=True)
    stroke, _ = paint(transparent(), brush, Sample(50, 100.5, 0.1), Sample(200, 100.5, 0.1))
    row = alpha_of(stroke)[100, 60:190]
    assert row.min() == row.max() == pytest.approx(0.2 * 255, abs=1)


def test_what_lies_outside_the_clip_is_not_painted():
    clip = Rect(0, 0, 100, SIZE)
    stroke, touched = paint(transparent(), Brush(50), Sample(95, 50), Sample(250, 50), clip=clip)
    assert touched & clip == touched
    assert alpha_of(stroke)[:, 100:].max() == 0
    assert alpha_of(stroke)[50, 99] == 255


def test_the_pixels_of_before_and_each_earlier_state_stay_as_they_were():
    layer = transparent()
    stroke = Stroke(Surface(layer, PAGE), Brush(20))
    stroke.add(Sample(50, 50))
    early = stroke.tiles
    stroke.add(Sample(90, 50))
    assert layer.tiles.memory == 0
    assert alpha_of(stroke)[50, 80] == 255
    assert early.read(PAGE)[50, 80, 3] == 0


def test_infinity_and_not_a_number_can_be_painted_over():
    pixels = np.full((SIZE, SIZE, 4), np.inf, np.float32)
    pixels[..., 1], pixels[..., 3] = np.nan, 1
    stroke, _ = paint(layer_of(pixels), Brush(20, colour=RED), Sample(100, 100))
    assert stroke.tiles.read(Rect.of_size(1, 1, 100, 100)).tolist() == [[[1, 0, 0, 1]]]
    assert np.isnan(stroke.tiles.read(Rect.of_size(1, 1, 0, 0))[0, 0, 1])


def test_the_finished_stroke_knows_before_after_and_where():
    layer = transparent()
    stroke, touched = paint(layer, Brush(20), Sample(50, 50), Sample(90, 50))
    edit = stroke.finish()
    assert (edit.before, edit.after, edit.rect) == (layer.tiles, stroke.tiles, touched)


@settings(max_examples=25, deadline=None)
@given(
    brushes,
    st.lists(points, min_size=1, max_size=3),
    st.sampled_from(DTYPES),
    st.sampled_from([LayerKind.PICTURE, LayerKind.LABELS]),
    st.booleans(),
    st.booleans(),
)
def test_a_stroke_of_any_brush_is_undone_and_redone_bit_for_bit(
    brush, samples, dtype, kind, selected, on_mask
):
    rng = np.random.default_rng(5)
    pixels = (rng.random((SIZE, SIZE, 4)) * full(dtype)).astype(dtype)
    layer = replace(layer_of(pixels), kind=kind, mask=new_mask())
    document = Document(SIZE, SIZE, dtype)
    document.apply(AddLayer(layer, 0))
    selection = Selection.whole(Rect(40, 40, 200, 150)) if selected else None
    stroke = Stroke(
        Surface(layer, PAGE, selection, on_mask=on_mask), brush, Symmetry(150, 100, True)
    )
    for sample in samples:
        stroke.add(sample)
    edit = stroke.finish()
    if edit is None:
        return

    def planes():
        now = document.layers[0]
        return now.tiles.read(PAGE).tobytes(), now.mask.read(PAGE).tobytes()

    before = planes()
    document.apply(edit)
    after = planes()
    if selected:
        changed = edit.after.read(PAGE) != edit.before.read(PAGE)
        changed[40:150, 40:200] = False
        assert not changed.any()
    document.undo()
    assert planes() == before
    document.redo()
    assert planes() == after
