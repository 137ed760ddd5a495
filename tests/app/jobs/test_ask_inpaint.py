import numpy as np
import pytest

from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs.ask_inpaint import inpaint
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import labels
from engine.ops.colour import converted

BLACK, RED, BLUE = (0, 0, 0, 255), (255, 0, 0, 255), (0, 0, 255, 255)


def document_of(*layers, dtype=np.uint8, width=60, height=40):
    document = Document(width, height, dtype)
    for layer in layers:
        document.apply(AddLayer(layer, len(document.layers)))
    return document


def block(kind, rgba, x, **properties):
    """A 10×40 bar at x."""
    pixels = np.full((40, 10, 4), rgba, np.uint8)
    return Layer(new_id(), kind.value, kind, Tiles.from_pixels(pixels, x), **properties)


def selected(document, rect):
    document.apply(Select(Selection.whole(rect)))
    return document


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_hole_is_asked_in_the_documents_own_numbers_with_as_much_again_around_it(dtype):
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    rng = np.random.default_rng(3)
    pixels = (rng.random((900, 1200, 4)) * top).astype(dtype)
    pixels[..., 3] = top
    photo = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    document = document_of(photo, dtype=dtype, width=1200, height=900)
    request, sources = inpaint(selected(document, Rect(500, 300, 540, 700)), seed=3, preview=True)
    assert request.region == Rect(100, 0, 940, 900) and sources == {}
    assert request.picture.dtype == dtype
    assert request.picture.tobytes() == pixels[:, 100:940].tobytes()
    expected = np.zeros((900, 840, 1), np.uint8)
    expected[300:700, 400:440] = 255
    assert np.array_equal(request.mask, expected)
    assert (request.seed, request.preview, request.model) == (3, True, "painter")
    for array in (request.picture, request.mask):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_hints_and_labels_do_not_fill_a_hole_but_earlier_fillings_are_seen():
    photo, made = block(LayerKind.PICTURE, BLUE, 0), block(LayerKind.GENERATED, RED, 10)
    hints, labels = block(LayerKind.HINTS, RED, 20), block(LayerKind.LABELS, RED, 30)
    document = document_of(photo, made, hints, labels)
    request, _ = inpaint(selected(document, Rect(5, 5, 9, 9)))
    assert request.picture[0, [0, 10, 20, 30]].tolist() == [list(BLUE), list(RED), [0] * 4, [0] * 4]


def test_without_a_hole_or_anything_around_it_nothing_can_be_filled():
    document = document_of(block(LayerKind.PICTURE, BLUE, 0))
    with pytest.raises(BadInput) as none:
        inpaint(document)
    assert none.value.code == "selection.none"
    with pytest.raises(BadInput) as beyond:
        inpaint(selected(document, Rect(70, 0, 90, 9)))
    assert beyond.value.code == "selection.none"
    for all_that_is_there in (document.bounds, Rect(0, 0, 10, 40)):
        with pytest.raises(BadInput) as full:
            inpaint(selected(document, all_that_is_there))
        assert full.value.code == "selection.full"


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_labels_and_lines_tell_what_shall_be_in_the_hole(dtype):
    pixels = converted(np.full((40, 60, 4), BLUE, np.uint8), dtype)
    photo = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    ids = np.full((40, 60, 1), 2, np.uint8)
    ids[10:20, 10:20] = 12
    told = Tiles.from_pixels(converted(labels.shown(ids), dtype))
    parts = Layer(new_id(), "Labels", LayerKind.LABELS, told, visible=False, palette="car")
    ink = converted(np.full((40, 10, 4), BLACK, np.uint8), dtype)
    lines = Layer(new_id(), "Lines", LayerKind.LINES, Tiles.from_pixels(ink, 30))
    document = selected(document_of(photo, parts, lines, dtype=dtype), Rect(12, 12, 38, 18))
    plain, _ = inpaint(document)
    assert plain.labels is None and plain.lines is None
    assert not plain.picture[5, 35, :3].any()  # drawn over the photo
    request, sources = inpaint(document, follow_labels=True, follow_lines=True)
    assert sources == {"labels": parts.id}
    assert np.array_equal(request.labels, ids)
    assert request.lines.shape == (40, 60, 3) and request.lines.dtype == np.uint8
    assert request.lines[5, 35].tolist() == [0, 0, 0] and request.lines.min(2)[5, 5] == 255
    assert np.array_equal(request.picture, pixels)
    document.apply(ChangeLayer(lines.id, visible=False))
    assert inpaint(document, follow_lines=True)[0].lines is None
