from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.layer import Layer, LayerKind
from app.document.strokes import Brush, Sample, Stroke
from app.document.tiles import Tiles
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


def paint(layer, brush, *samples, clip=PAGE):
    stroke = Stroke(layer, brush, clip)
    touched = Rect(0, 0, 0, 0)
    for sample in samples:
        touched |= stroke.add(sample)
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
    assert len(between) > 5  # smooth, not stepped


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
    stroke = Stroke(layer, Brush(20), PAGE)
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
