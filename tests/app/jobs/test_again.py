from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.document.document import Document
from app.document.edits import AddLayer, RemoveLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.restore import open_project
from app.document.selection import Select, Selection
from app.document.store import save_project
from app.document.tiles import Tiles
from app.document.transforming import cropped, resized
from app.jobs import again, ask, land
from app.jobs.ask_inpaint import inpaint
from app.jobs.job import Job
from engine import recipes
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import labels
from engine.progress import Progress
from engine.requests import InpaintRequest, Result, SketchRequest, TranslateRequest

STYLE = np.random.default_rng(0).integers(0, 256, (9, 13, 3)).astype(np.uint8)


def layer_of(pixels, name="Layer", kind=LayerKind.PICTURE, **more):
    return Layer(new_id(), name, kind, Tiles.from_pixels(pixels), **more)


def drawing():
    """Paper with a layer of lines and one of hints."""
    document = Document(120, 80)
    ink = np.zeros((80, 120, 4), np.uint8)
    ink[20:24, 10:90] = (0, 0, 0, 255)
    hints = np.zeros((80, 120, 4), np.uint8)
    hints[40:60, 30:60] = (200, 30, 20, 255)
    document.layers = (
        layer_of(np.full((80, 120, 4), 255, np.uint8), "Paper"),
        layer_of(hints, "Hints", LayerKind.HINTS),
        layer_of(ink, "Lines", LayerKind.LINES),
    )
    document.active = document.layers[2].id
    return document


def landed(document, request, layers=None):
    """The layer of a request, made by a painter that answers with one colour."""
    job = Job(request, "result", Progress(), layers or {})
    height, width = request.region.height, request.region.width
    pixels = np.full((height, width, 4), 77, np.uint8)
    recipe = recipes.describe(request, "0" * 64)
    result = Result(pixels, request.region, recipe, "cpu", 0.0)
    layer = land.layer(job, result, f"Painted, seed {recipe.seed}")
    document.apply(land.edit(document, layer))
    return document.layer(layer.id), job, result


def sketch(document):
    hints = document.layers[1].id
    request = ask.sketch(document, hints_layer=hints, style=STYLE, seed=5, model="other")
    layer, _, _ = landed(document, request, {"hints": hints})
    return layer, request


def same(a, b):
    for name, value in vars(a).items():
        other = getattr(b, name)
        if isinstance(value, np.ndarray):
            assert np.array_equal(value, other), name
        else:
            assert value == other, name


def test_the_same_document_asks_the_same_again():
    document = drawing()
    layer, request = sketch(document)
    same(again.request(document, layer.id), request)
    assert again.request(document, layer.id, 9).seed == 9


def test_what_changed_below_is_asked_anew():
    document = drawing()
    layer, request = sketch(document)
    lines = document.layers[2]
    tiles = lines.tiles.copy()
    tiles.write(Rect.of_size(5, 5, 50, 50), np.full((5, 5, 4), (0, 0, 0, 255), np.uint8))
    document.layers = tuple(
        replace(x, tiles=tiles, name="L") if x is lines else x for x in document.layers
    )
    newer = again.request(document, layer.id)
    assert newer.drawing[52, 52].max() == 0 and request.drawing[52, 52].min() == 255
    assert np.array_equal(newer.hints, request.hints)


def test_a_project_keeps_what_a_layer_was_made_with(tmp_path):
    document = drawing()
    layer, request = sketch(document)
    save_project(document, tmp_path / "car.ora")
    restored = open_project(tmp_path / "car.ora")
    same(again.request(restored, layer.id), request)


def test_after_a_crop_and_another_size_the_region_goes_along():
    document = drawing()
    layer, _ = sketch(document)
    document.now = cropped(document.now, Rect(10, 10, 110, 70))
    document.now = resized(document.now, 50, 30, Progress())
    request = again.request(document, layer.id)
    assert request.region == Rect(-5, -5, 55, 35)
    assert request.drawing.shape[:2] == (40, 60)
    assert request.drawing[11, 20].max() < 60  # the line, at half its size


def test_hints_that_are_gone_are_told():
    document = drawing()
    layer, _ = sketch(document)
    document.apply(RemoveLayer(document.layers[1].id))
    with pytest.raises(BadInput) as raised:
        again.request(document, layer.id)
    assert raised.value.code == "layer.input"
    assert raised.value.params["input"] == "hints"


def test_a_picture_is_asked_from_what_lies_below_the_layer():
    document = drawing()
    mask = np.zeros((80, 120, 1), np.uint8)
    mask[10:30] = 200
    seen = again_picture(document)
    request = TranslateRequest(seen, document.bounds, mask=mask, model="other")
    layer, _, _ = landed(document, request)
    cover = layer_of(np.zeros((80, 120, 4), np.uint8) + 255, "Above")
    document.apply(AddLayer(cover, -1))
    newer = again.request(document, layer.id)
    assert isinstance(newer, TranslateRequest)
    assert np.array_equal(newer.picture, seen)
    assert np.array_equal(newer.mask, mask)


def again_picture(document):
    pixels = np.full((80, 120, 4), 255, np.uint8)
    pixels[20:24, 10:90, :3] = 0
    return pixels


def test_the_result_takes_the_place_of_the_layer_in_one_step():
    document = drawing()
    layer, _ = sketch(document)
    request = again.request(document, layer.id, 123)
    job = Job(request, "result", Progress(), {})
    pixels = np.full((80, 120, 4), 9, np.uint8)
    recipe = recipes.describe(request, "0" * 64)
    edit = again.edit(document, layer.id, job, Result(pixels, request.region, recipe, "cpu", 0.0))
    document.apply(edit)
    newer = document.layer(layer.id)
    assert newer.name == "Painted, seed 123" and newer.recipe.seed == 123
    assert newer.tiles.read(document.bounds).max() == 9
    assert document.undo_name == "Run again"
    document.undo()
    assert document.layer(layer.id) is layer


def test_layers_that_no_tool_made_cannot_run_again():
    document = drawing()
    with pytest.raises(BadInput, match="not made by a tool"):
        again.request(document, document.layers[0].id)
    layer, request = sketch(document)
    assert isinstance(request, SketchRequest)
    far = replace(layer.recipe, region=Rect(500, 500, 600, 600))
    document.layers = (*document.layers[:-1], replace(layer, recipe=far))
    with pytest.raises(BadInput, match="not in the picture"):
        again.request(document, layer.id)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_a_filling_is_asked_again_in_the_documents_own_numbers_from_what_lies_below(dtype):
    document = Document(120, 80, dtype)
    numbers = np.random.default_rng(2).random((80, 120, 4)).astype(np.float32)
    top = 1 if dtype == np.float32 else 65535
    pixels = (numbers * top).astype(dtype)
    document.layers = (layer_of(pixels, "Photo"),)
    document.apply(Select(Selection.whole(Rect(30, 20, 50, 40))))
    first, _ = inpaint(document, seed=7, preview=True)
    job = Job(first, "result", Progress())
    made = np.zeros((80, 120, 4), dtype)
    result = Result(made, first.region, recipes.describe(first, "0" * 64), "cpu", 0.0)
    layer = land.layer(job, result, "Filled, seed 7")
    document.apply(land.edit(document, layer))
    document.apply(Select(Selection.whole(Rect(0, 0, 9, 9))))  # of no account
    request = again.request(document, layer.id, seed=8)
    assert isinstance(request, InpaintRequest)
    assert request.picture.dtype == dtype
    assert request.picture.tobytes() == pixels.tobytes()
    assert np.array_equal(request.mask, first.mask)
    assert (request.seed, request.preview) == (8, False)
    new = Result(made + 1, first.region, recipes.describe(request, "0" * 64), "cpu", 0.0)
    document.apply(again.edit(document, layer.id, Job(request, "result", Progress()), new))
    assert document.layers[-1].name == "Filled, seed 8"
    assert document.selection is not None


def test_a_filling_that_followed_labels_and_lines_follows_those_of_now():
    document = Document(60, 40)
    photo = np.full((40, 60, 4), (10, 20, 30, 255), np.uint8)
    ink = np.zeros((40, 60, 4), np.uint8)
    ink[20:22] = (0, 0, 0, 255)
    ids = np.full((40, 60, 1), 2, np.uint8)
    told = layer_of(labels.shown(ids), "Labels", LayerKind.LABELS, palette="car")
    document.layers = (layer_of(photo), layer_of(ink, "Lines", LayerKind.LINES), told)
    document.apply(Select(Selection.whole(Rect(20, 10, 40, 30))))
    first, sources = inpaint(document, follow_labels=True, follow_lines=True)
    layer = landed(document, first, sources)[0]
    ids[15:25] = 12
    now = Tiles.from_pixels(labels.shown(ids))
    document.layers = (*document.layers[:2], replace(told, tiles=now), document.layers[3])
    request = again.request(document, layer.id)
    assert isinstance(request, InpaintRequest)
    assert np.array_equal(request.labels, ids)
    assert np.array_equal(request.lines, first.lines)
    assert np.array_equal(request.picture, photo)
