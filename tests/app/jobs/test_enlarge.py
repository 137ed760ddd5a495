from __future__ import annotations

import numpy as np
import pytest

from app.document.document import Document
from app.document.edits import Become
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.selection import Selection
from app.document.tiles import Tiles
from app.jobs import enlarge
from engine import recipes
from engine.geometry import Rect
from engine.progress import Cancelled, Progress
from engine.requests import Result, UpscaleRequest

TEMPLATE = UpscaleRequest(np.zeros((1, 1, 4), np.uint8), Rect.of_size(1, 1), scale=2, model="m")


def nearest(request: UpscaleRequest, progress: Progress) -> Result:
    """Stands for the engine: every pixel several times, and a mark in the first channel."""
    progress.step(0.5)
    height, width = request.output_size(*request.picture.shape[:2])
    rows = np.arange(height) * request.picture.shape[0] // height
    columns = np.arange(width) * request.picture.shape[1] // width
    pixels = request.picture[rows][:, columns].copy()
    pixels[..., 0] = 77
    region = Rect.of_size(width, height)
    return Result(pixels, region, recipes.describe(request, "0" * 64), "cpu", 0.0)


def layer(kind: LayerKind, pixels: np.ndarray, x: int = 0, y: int = 0, **about: object) -> Layer:
    tiles = Tiles.from_pixels(pixels, x, y)
    return Layer(new_id(), kind.value, kind, tiles, **about)  # type: ignore[arg-type]


def solid(height: int, width: int, colour: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
    return np.full((height, width, 4), colour, dtype)


@pytest.fixture
def document() -> Document:
    made = Document(40, 30)
    mask = new_mask()
    mask.write(Rect.of_size(10, 10), np.zeros((10, 10, 1), np.uint8))
    made.layers = (
        layer(LayerKind.PICTURE, solid(30, 40, (10, 20, 30, 255)), mask=mask),
        layer(LayerKind.LABELS, solid(8, 8, (200, 100, 50, 255)), 4, 4),
        layer(LayerKind.LINES, solid(5, 6, (1, 2, 3, 255)), 12, 13),
        layer(LayerKind.PICTURE, np.zeros((1, 1, 4), np.uint8)),
    )
    made.selection = Selection.whole(Rect(10, 10, 20, 20))
    return made


def test_everything_in_the_document_grows(document: Document) -> None:
    after = enlarge.enlarged(document.now, TEMPLATE, (80, 60), nearest, Progress())
    assert (after.width, after.height) == (80, 60)
    picture, labels, lines, empty = after.layers
    assert (picture.tiles.read(Rect.of_size(80, 60)) == (77, 20, 30, 255)).all()
    assert (labels.tiles.read(Rect(8, 8, 24, 24)) == (200, 100, 50, 255)).all()
    assert lines.tiles.extent == Rect(24, 26, 36, 36)
    assert empty.tiles.extent.empty
    assert picture.mask is not None
    assert picture.mask.read(Rect(0, 0, 18, 18)).max() == 0
    assert picture.mask.read(Rect(30, 30, 40, 40)).min() == 255
    assert after.selection is not None
    assert after.selection.mask(Rect(23, 23, 37, 37)).min() == 255
    assert after.selection.mask(Rect(0, 0, 80, 16)).max() == 0


def test_one_undo_brings_everything_back(document: Document) -> None:
    before = document.now
    after = enlarge.enlarged(before, TEMPLATE, (80, 60), nearest, Progress())
    document.apply(Become(before, after, "Enlarge"))
    document.undo()
    assert document.now is before


def test_a_size_that_is_no_factor_fits_the_page(document: Document) -> None:
    template = UpscaleRequest(TEMPLATE.picture, TEMPLATE.region, longest=50, model="m")
    height, width = template.output_size(30, 40)
    after = enlarge.enlarged(document.now, template, (width, height), nearest, Progress())
    assert (after.width, after.height) == (50, 38)
    assert (after.layers[0].tiles.read(Rect.of_size(50, 38)) == (77, 20, 30, 255)).all()


def test_what_lies_beyond_the_page_grows_too() -> None:
    document = Document(20, 20)
    document.layers = (layer(LayerKind.PICTURE, solid(10, 10, (9, 9, 9, 255)), 15, -5),)
    after = enlarge.enlarged(document.now, TEMPLATE, (40, 40), nearest, Progress())
    assert after.layers[0].tiles.extent == Rect(30, -10, 50, 10)


def test_no_colour_is_left_where_nothing_is_seen() -> None:
    document = Document(16, 16)
    pixels = solid(16, 16, (90, 80, 70, 0))
    pixels[:4] = (5, 6, 7, 255)
    document.layers = (layer(LayerKind.PICTURE, pixels),)
    after = enlarge.enlarged(document.now, TEMPLATE, (32, 32), nearest, Progress())
    assert after.layers[0].tiles.read(Rect(0, 8, 32, 32)).max() == 0


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_the_depth_stays(dtype: type) -> None:
    document = Document(8, 8, dtype)
    document.layers = (layer(LayerKind.PICTURE, solid(8, 8, (1, 1, 1, 1), dtype)),)
    after = enlarge.enlarged(document.now, TEMPLATE, (16, 16), nearest, Progress())
    assert after.layers[0].tiles.dtype == dtype


def test_stopping_changes_nothing(document: Document) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        enlarge.enlarged(document.now, TEMPLATE, (80, 60), nearest, progress)


def test_a_part_is_asked_for_as_it_is_seen(document: Document) -> None:
    request = enlarge.part(document, TEMPLATE, Rect(15, 15, 25, 25))
    assert request.region == Rect(15, 15, 25, 25)
    assert request.picture.shape == (10, 10, 4)
    assert not request.picture.flags.writeable
    assert (request.picture[9, 9] == (10, 20, 30, 255)).all()


def test_what_is_enhanced_covers_the_selection_alone(document: Document) -> None:
    template = enlarge.sized(TEMPLATE, 1)
    rect = enlarge.selected(document)
    assert rect == document.bounds  # ten pixels, and sixty-four around them
    result = nearest(enlarge.part(document, template, rect), Progress())
    made = enlarge.layer(document, result, "Enhanced")
    assert made.kind is LayerKind.GENERATED
    assert made.recipe is not None and made.recipe.tool == "upscale"
    assert made.tiles.extent == Rect(10, 10, 20, 20)
