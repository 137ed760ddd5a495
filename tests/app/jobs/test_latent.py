from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.document.compose import flatten
from app.document.constraints import Constraints, Warp
from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.strokes import Brush, Sample
from app.document.tiles import Tiles
from app.jobs import again, latent, latent_edit
from app.jobs.job import Job
from app.jobs.latent import Made, Source
from app.jobs.latent_edit import Brushed, LatentEdit, Moves, between
from engine import recipes
from engine.geometry import Rect
from engine.latent_requests import TransferRequest
from engine.progress import Progress
from engine.requests import Pixels, Result

LATENT = np.zeros((3, 4), np.float32)


def photo(width: int, height: int, dtype: type = np.uint8) -> Document:
    """A picture of noise."""
    document = Document(width, height, dtype)
    rng = np.random.default_rng(0)
    if dtype is np.float32:
        pixels = rng.random((height, width, 4)).astype(np.float32) * 2
        pixels[..., 3] = 1
    else:
        most = np.iinfo(dtype).max
        pixels = rng.integers(0, most, (height, width, 4), dtype)
        pixels[..., 3] = most
    layer = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    document.apply(AddLayer(layer, 0))
    return document


def source_of(document: Document) -> Source:
    return Source(document.snapshot(), latent.region(document))


def transferred(source: Source, coarse: bool = False) -> Made:
    """An edit that inverts the upper half, half strongly at the border."""
    request = latent.transfer(source, coarse, start=LATENT, end=LATENT + 1)
    pixels = request.picture.copy()
    half, most = len(pixels) // 2, 1 if pixels.dtype.kind == "f" else np.iinfo(pixels.dtype).max
    pixels[:half, :, :3] = most - pixels[:half, :, :3]
    pixels[..., 3] = 0
    pixels[:half, :, 3] = most
    pixels[half - 1, :, 3] = most / 2
    result = Result(pixels, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)
    return Made(result, LATENT, LATENT + 1, coarse)


@given(
    st.integers(1, 300), st.integers(1, 300), st.integers(-50, 350), st.integers(-50, 350),
    st.integers(1, 200), st.integers(1, 200),
)  # fmt: skip
def test_a_selection_is_projected_with_what_is_around_it(
    width: int, height: int, x: int, y: int, wide: int, high: int
) -> None:
    document = Document(width, height)
    chosen = Rect.of_size(wide, high, x, y)
    document.apply(Select(Selection.whole(chosen)))
    rect = latent.region(document)
    seen = chosen & document.bounds
    assert rect & document.bounds == rect and not rect.empty
    if seen.empty:
        assert rect == document.bounds
    else:
        assert rect & seen == seen
        assert rect.width == rect.height or rect.width == width or rect.height == height


def test_without_a_selection_the_page_is_projected() -> None:
    assert latent.region(Document(64, 48)) == Rect.of_size(64, 48)


def test_what_is_projected_is_small_and_leaves_hints_out() -> None:
    document = photo(1200, 900)
    hints = Tiles.from_pixels(np.full((900, 1200, 4), 255, np.uint8))
    document.apply(AddLayer(Layer(new_id(), "Hints", LayerKind.HINTS, hints), -1))
    request = latent.project(source_of(document), method="cnn")
    assert request.picture.shape == (384, 512, 4)
    assert request.picture.dtype == np.uint8
    assert abs(float(request.picture[..., :3].mean()) - 127) < 2
    assert request.region == Rect.of_size(1200, 900)


@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 40))
def test_shrinking_keeps_the_mean_and_the_limit(width: int, height: int, longest: int) -> None:
    pixels = np.full((height, width, 4), 200, np.uint8)
    pixels[: height // 2, :, 3] = 0
    small = latent.shrunk(pixels, longest)
    assert max(small.shape[:2]) <= max(longest, 1)
    assert small.dtype == np.uint8
    seen = small[..., 3] > 0
    assert (abs(small[seen][:, :3].astype(int) - 200) <= 1).all()


def test_constraints_are_asked_for_in_the_regions_own_pixels() -> None:
    document = photo(400, 300)
    document.apply(Select(Selection.whole(Rect(100, 100, 200, 200))))
    source = source_of(document)
    stroke = Constraints().stroke("colour", document.bounds, Brush(10, colour=(0.0, 1.0, 0.0)))
    stroke.add(Sample(source.region.x0 + 30, source.region.y0 + 40))
    asked = replace(
        Constraints().with_plane("colour", stroke.tiles), warps=(Warp(110, 120, 150, 125, 20),)
    )
    request = latent.edit(source, asked, start=LATENT)
    assert request.colours is not None and request.warps is not None
    assert tuple(request.colours[40, 30]) == (0, 255, 0, 255)
    assert request.lines is None
    x, y = 110 - source.region.x0, 120 - source.region.y0
    np.testing.assert_allclose(request.warps, [[x, y, 40, 5, 10]])


@given(st.integers(100, 3900), st.integers(100, 2900))
@example(3834, 100)
def test_strokes_on_a_large_page_are_asked_for_where_they_are(x: int, y: int) -> None:
    page = Rect.of_size(4001, 3001)
    stroke = Constraints().stroke("colour", page, Brush(60, colour=(0.0, 0.0, 1.0)))
    stroke.add(Sample(x, y))
    asked = latent.strokes(stroke.tiles, page)
    assert asked is not None and max(asked.shape) <= 512
    rows, columns = np.nonzero(asked[..., 3])
    height, width = asked.shape[:2]
    assert abs((columns.mean() + 0.5) * 4001 / width - x) < 3
    assert abs((rows.mean() + 0.5) * 3001 / height - y) < 3
    assert (asked[asked[..., 3] == 255][:, :3] == (0, 0, 255)).all()


def test_a_stroke_outside_the_region_asks_nothing() -> None:
    document = photo(400, 300)
    document.apply(Select(Selection.whole(Rect(0, 0, 50, 50))))
    stroke = Constraints().stroke("lines", document.bounds, Brush(10))
    stroke.add(Sample(350, 250))
    asked = Constraints().with_plane("lines", stroke.tiles)
    assert latent.edit(source_of(document), asked, start=LATENT).lines is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_outside_the_mask_the_document_stays_bit_for_bit(dtype: type) -> None:
    document = photo(300, 280, dtype)
    source, page = source_of(document), document.bounds
    before = flatten(document.layers, page, document.dtype)
    layer = latent.layer(source, transferred(source), Constraints(), "Edit")
    assert layer.tiles.dtype == document.dtype
    document.apply(AddLayer(layer, -1))
    after = flatten(document.layers, page, document.dtype)
    assert layer.mask is not None
    outside = layer.mask.read(page)[..., 0] == 0
    np.testing.assert_array_equal(after[outside], before[outside])
    assert outside[140:].all() and not outside[:140].any()
    assert (after[:139] != before[:139]).any(-1).mean() > 0.9


def test_the_edit_stays_in_what_was_selected() -> None:
    document = photo(200, 200)
    document.apply(Select(Selection.whole(Rect(50, 50, 100, 100))))
    source = source_of(document)
    layer = latent.layer(source, transferred(source), Constraints(), "Edit")
    assert layer.mask is not None
    assert layer.mask.extent & Rect(50, 50, 100, 100) == layer.mask.extent


def test_painted_influence_takes_the_place_of_what_was_computed() -> None:
    document = photo(100, 100)
    source = source_of(document)
    stroke = Constraints().stroke("influence", document.bounds, Brush(20, colour=(0.0, 0.0, 0.0)))
    stroke.add(Sample(30, 20))
    asked = Constraints().with_plane("influence", stroke.tiles)
    shown = latent.mask(source, transferred(source), asked)
    assert shown[20, 30] == 0
    assert shown[20, 80] == 255


@pytest.mark.parametrize("coarse", [True, False])
def test_the_preview_is_the_document_with_the_layer(coarse: bool) -> None:
    document = photo(64, 48, np.uint16)
    source = source_of(document)
    made = transferred(source, coarse)
    shown = latent.shown(source, made, Constraints(), None)
    assert shown.own is not coarse
    assert shown.pixels.dtype == (np.uint8 if coarse else np.uint16)
    np.testing.assert_array_equal(shown.mask, latent.mask(source, made, Constraints()))
    most = np.iinfo(shown.pixels.dtype).max
    assert (shown.pixels[:20, :, 3] == most).all()
    assert (shown.pixels[24:, :, 3] == 0).all()


def test_where_an_earlier_state_of_the_edit_shows_the_preview_covers_it() -> None:
    document = photo(64, 48)
    source = source_of(document)
    landed = Tiles.from_pixels(np.full((48, 64, 1), 255, np.uint8))
    shown = latent.shown(source, transferred(source), Constraints(), landed)
    assert (shown.pixels[..., 3] == 255).all()
    np.testing.assert_array_equal(shown.pixels[24:], source.coarse[24:])


def test_a_picture_that_changed_is_noticed_and_the_edits_own_layer_is_not() -> None:
    document = photo(64, 48)
    source = source_of(document)
    assert not source.is_old(document, "")
    layer = latent.layer(source, transferred(source), Constraints(), "Edit")
    document.apply(AddLayer(layer, -1))
    assert not source.is_old(document, layer.id)
    assert source.is_old(document, "")
    document.undo()
    document.apply(ChangeLayer(document.layers[0].id, name="Other name"))
    assert not source.is_old(document, "")
    document.apply(ChangeLayer(document.layers[0].id, opacity=0.5))
    assert source.is_old(document, "")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_landed_edit_can_be_run_again_from_its_recipe(dtype: type) -> None:
    document = photo(64, 48, dtype)
    source = source_of(document)
    made = transferred(source)
    layer = latent.layer(source, made, Constraints(), "Edit")
    document.apply(AddLayer(layer, -1))
    request = again.request(document, layer.id)
    assert isinstance(request, TransferRequest)
    np.testing.assert_array_equal(request.picture, source.picture)
    np.testing.assert_array_equal(request.start, made.start)
    np.testing.assert_array_equal(request.end, made.end)
    before = document.layers[-1].tiles.read(document.bounds)
    job = Job(request, "result", Progress())
    document.apply(again.edit(document, layer.id, job, made.result))
    np.testing.assert_array_equal(document.layers[-1].tiles.read(document.bounds), before)
    assert document.layers[-1].mask is layer.mask


# the edit as a value


def brushed(asks: bool) -> LatentEdit:
    edit = LatentEdit.at(LATENT)
    held = Brushed(LATENT + 1, np.ones((1, 3, 4)), np.ones((2, 1, 3, 4)))
    warps = (Warp(0, 0, 1, 1, 4),) if asks else ()
    return replace(edit, brushed=held, constraints=Constraints(warps=warps))


def test_the_optimisation_goes_on_where_it_is_with_fresh_moments_for_new_constraints() -> None:
    new, on = brushed(asks=True).brushing(), brushed(asks=True).brushing(taken=20)
    assert (new["taken"], on["taken"]) == (0, 20)
    np.testing.assert_array_equal(new["point"], np.ones((1, 3, 4)))
    assert not new["moments"].any()
    assert on["moments"].all()
    assert new["start"] is LATENT


def test_without_constraints_the_brushes_go_back_to_where_they_set_out() -> None:
    edit = brushed(asks=True).with_constraints(Constraints())
    np.testing.assert_array_equal(edit.brushed.latent, LATENT)
    assert edit.brushed.point is None


def test_an_untouched_edit_is_known_as_such() -> None:
    edit = LatentEdit.at(LATENT)
    assert edit.untouched
    for other in (
        replace(edit, share=0.5),
        replace(edit, moves=Moves(truncation=0.7)),
        replace(edit, moves=Moves(axes={"length": 4.5})),
        brushed(asks=True),
        edit.taking(LATENT + 1),
    ):
        assert not other.untouched


def test_moves_that_lead_nowhere_are_none() -> None:
    assert Moves().none
    assert Moves(components=(0.0, 0.0)).none
    assert Moves(levels=("fine",)).none  # of no second picture
    assert not Moves(levels=("fine",), mixed=LATENT).none
    assert not Moves(components=(0.0, 1.0)).none


def test_a_move_is_asked_for_as_the_engine_reads_it() -> None:
    moves = Moves({"length": 4.5, "height": 1.25}, (0.0, 2.0), ("coarse", "fine"), LATENT, 0.5)
    request = latent_edit.move(replace(LatentEdit.at(LATENT), moves=moves), Rect.of_size(8, 8))
    assert request.axes == "length=4.5,height=1.25"
    assert request.levels == "coarse,fine"
    assert request.components is not None
    assert request.components.tolist() == [0.0, 2.0]
    assert request.truncation == 0.5


def test_fixing_keeps_where_the_edit_shows_and_forgets_what_was_asked() -> None:
    stroke = Constraints().stroke("influence", Rect.of_size(20, 20), Brush(5))
    stroke.add(Sample(10, 10))
    edit = brushed(asks=True)
    edit = replace(edit, constraints=edit.constraints.with_plane("influence", stroke.tiles))
    fixed = edit.fixed(LATENT + 3)
    assert not fixed.constraints.asks
    assert fixed.constraints.influence is stroke.tiles
    np.testing.assert_array_equal(fixed.start, LATENT + 3)


@given(st.floats(0, 1, width=32))
def test_between_lies_on_the_way(share: float) -> None:
    end: Pixels = LATENT + 2
    np.testing.assert_allclose(between(LATENT, end, share), LATENT + 2 * share, atol=1e-6)
