import numpy as np
import pytest
from PIL import ImageCms

from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.metadata import Metadata
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs import ask, land
from app.jobs.ask_inpaint import inpaint
from app.jobs.job import Job
from engine.geometry import Rect
from engine.progress import Progress
from engine.recipes import describe
from engine.requests import Result, sealed


def document_of(dtype, size=400):
    document = Document(size, size, dtype)
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    pixels = (np.random.default_rng(0).random((size, size, 4)) * top).astype(dtype)
    for _ in range(2):
        layer = Layer(new_id(), "Bild", LayerKind.LINES, Tiles.from_pixels(pixels))
        document.apply(AddLayer(layer, 0))
    return document


def answered(document, region):
    """A job over a region of the lowest layer, and a result of random opaque pixels."""
    lines = document.layers[0].id
    request = ask.sketch(document, lines_layer=lines, region=region, seed=4)
    pixels = np.random.default_rng(1).integers(0, 256, (region.height, region.width, 4), np.uint8)
    pixels[..., 3] = 255
    recipe = describe(request, "ab" * 32)
    result = Result(sealed(pixels), region, recipe, "cpu", 0.1)
    return Job(request, "result", Progress(), {"drawing": lines}), result


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_result_lands_on_top_and_leaves_all_around_it_bit_for_bit(dtype):
    document, region = document_of(dtype), Rect(100, 200, 333, 390)
    before = flatten(document.layers, document.bounds, dtype)
    job, result = answered(document, region)
    layer = land.layer(job, result, "Vorschlag 一")
    edit = land.edit(document, layer)
    rect = document.apply(edit)
    landed = document.layers[-1]
    assert (landed.id, landed.name, landed.kind) == (layer.id, "Vorschlag 一", LayerKind.GENERATED)
    assert landed.tiles.dtype == dtype
    after = flatten(document.layers, document.bounds, dtype)
    outside = np.ones(after.shape[:2], bool)
    outside[region.slices()] = False
    assert after[outside].tobytes() == before[outside].tobytes()
    assert region & rect == region
    # What comes back in eight bits is what the engine gave.
    shown = ask.sketch(document, lines_layer=landed.id, region=region).drawing
    assert np.array_equal(shown, result.pixels[..., :3])
    document.undo()
    assert flatten(document.layers, document.bounds, dtype).tobytes() == before.tobytes()


def test_the_layer_knows_its_recipe_and_the_layers_it_came_from():
    document = document_of(np.uint8)
    job, result = answered(document, Rect(0, 0, 50, 60))
    recipe = land.layer(job, result, "x").recipe
    assert recipe.seed == 4 and recipe.tool == "sketch"
    assert recipe.inputs["drawing"].layer == document.layers[0].id
    assert recipe.inputs["drawing"].sha256 == result.recipe.inputs["drawing"].sha256


def test_inputs_that_are_no_layers_stay_without_one():
    document = document_of(np.uint8)
    job, result = answered(document, Rect(0, 0, 50, 60))
    job = Job(job.request, "result", job.progress)
    assert land.layer(job, result, "x").recipe.inputs["drawing"].layer is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_what_fills_a_hole_lands_in_its_own_numbers_whatever_the_profile(dtype):
    document, region = document_of(dtype), Rect(0, 0, 400, 400)
    document.metadata = Metadata(
        icc=ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    )
    hole = Rect(100, 150, 180, 190)
    document.apply(Select(Selection.whole(hole)))
    before = flatten(document.layers, document.bounds, dtype)
    request, _ = inpaint(document, seed=2)
    assert request.region == region
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    pixels = np.zeros((400, 400, 4), dtype)
    numbers = np.random.default_rng(1).random((40, 80, 4)) * top
    pixels[hole.slices()] = numbers.astype(dtype)
    pixels[hole.slices()][..., 3] = top
    job = Job(request, "result", Progress())
    result = Result(sealed(pixels), region, describe(request, "ab" * 32), "cpu", 0.1)
    document.apply(land.edit(document, land.layer(job, result, "Fill")))
    assert document.undo_name == "Inpaint"
    assert document.selection is None
    landed = document.layers[-1]
    assert landed.tiles.read(region).tobytes() == pixels.tobytes()
    assert np.array_equal(landed.inputs["mask"], request.mask)
    after = flatten(document.layers, document.bounds, dtype)
    assert after[hole.slices()].tobytes() == pixels[hole.slices()].tobytes()
    after[hole.slices()] = before[hole.slices()]
    assert after.tobytes() == before.tobytes()
    document.undo()
    assert document.selection is not None and len(document.layers) == 2
