import numpy as np
import pytest

from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs import ask
from engine.geometry import Rect

BLACK, RED, BLUE = (0, 0, 0, 255), (255, 0, 0, 255), (0, 0, 255, 255)


def document_of(*layers, dtype=np.uint8, width=60, height=40):
    document = Document(width, height, dtype)
    for layer in layers:
        document.apply(AddLayer(layer, len(document.layers)))
    return document


def block(kind, rgba, x, dtype=np.uint8, **properties):
    """A 10×40 bar at x."""
    pixels = np.full((40, 10, 4), rgba, dtype)
    return Layer(new_id(), kind.value, kind, Tiles.from_pixels(pixels, x), **properties)


def test_the_drawing_is_what_is_visible_without_hints_and_generated_layers():
    picture, lines = block(LayerKind.PICTURE, BLUE, 0), block(LayerKind.LINES, BLACK, 10)
    hidden = block(LayerKind.LINES, BLACK, 20, visible=False)
    hints, made = block(LayerKind.HINTS, RED, 30), block(LayerKind.GENERATED, RED, 40)
    request = ask.sketch(document_of(picture, lines, hidden, hints, made))
    assert request.drawing.shape == (40, 60, 3) and request.drawing.dtype == np.uint8
    colours = [request.drawing[5, x].tolist() for x in (5, 15, 25, 35, 45, 55)]
    white = [255, 255, 255]
    assert colours == [[0, 0, 255], [0, 0, 0], white, white, white, white]
    assert request.hints is None and request.style is None
    assert request.region == Rect(0, 0, 60, 40)


def test_a_chosen_drawing_counts_in_full_however_it_is_shown():
    lines, other = block(LayerKind.LINES, BLACK, 10), block(LayerKind.PICTURE, BLUE, 30)
    document = document_of(lines, other)
    document.apply(ChangeLayer(lines.id, visible=False, opacity=0.1))
    drawing = ask.sketch(document, lines_layer=lines.id).drawing
    assert drawing[0, 15].tolist() == [0, 0, 0]
    assert drawing[0, 35].tolist() == [255, 255, 255]


def test_hints_keep_their_transparency_and_are_not_drawn():
    lines = block(LayerKind.LINES, BLACK, 10)
    hints = block(LayerKind.LINES, (255, 0, 0, 128), 20, opacity=0.5)
    request = ask.sketch(document_of(lines, hints), hints_layer=hints.id)
    assert request.hints.shape == (40, 60, 4)
    assert request.hints[0, 25].tolist() == [255, 0, 0, 128]
    assert request.hints[0, 15].tolist() == [0, 0, 0, 0]
    assert request.drawing[0, 25].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("dtype", "rgba"),
    [(np.uint16, (65535, 0x8080, 0, 65535)), (np.float32, (9.0, 0.2159, -1.0, 1.0))],
)
def test_other_depths_become_eight_bits(dtype, rgba):
    request = ask.sketch(document_of(block(LayerKind.LINES, rgba, 0, dtype), dtype=dtype))
    assert request.drawing[0, 0].tolist() == [255, 128, 0]
    assert request.drawing[0, 20].tolist() == [255, 255, 255]


def test_a_region_is_cropped_and_kept_inside_the_document():
    document = document_of(block(LayerKind.LINES, BLACK, 10))
    request = ask.sketch(document, region=Rect(15, 30, 100, 100))
    assert request.region == Rect(15, 30, 60, 40)
    assert request.drawing.shape == (10, 45, 3)
    assert request.drawing[0, 4].tolist() == [0, 0, 0]
    assert request.drawing[0, 5].tolist() == [255, 255, 255]


def test_what_is_asked_cannot_change_any_more():
    hints, style = block(LayerKind.HINTS, RED, 0), np.full((5, 6, 3), 7, np.uint8)
    request = ask.sketch(document_of(hints), hints_layer=hints.id, style=style)
    style[:] = 0
    for array in (request.drawing, request.hints, request.style):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
    assert request.style.min() == 7


def test_parameters_go_as_they_are():
    request = ask.sketch(document_of(), seed=9, invert=True, preview=True, model="other")
    assert (request.seed, request.invert, request.preview, request.model) == (
        9,
        True,
        True,
        "other",
    )
    assert request.longest is None


def test_a_layer_that_is_not_there_is_a_mistake():
    for name in ("lines_layer", "hints_layer"):
        with pytest.raises(KeyError):
            ask.sketch(document_of(), **{name: "gone"})


def test_within_a_selection_the_picture_around_is_known_and_seen_widely():
    lines = block(LayerKind.LINES, BLACK, 300)
    made = Layer(
        new_id(),
        "made",
        LayerKind.GENERATED,
        Tiles.from_pixels(np.full((400, 600, 4), BLUE, np.uint8)),
    )
    document = document_of(lines, made, width=600, height=400)
    mask = np.full((80, 100), 255, np.uint8)
    document.selection = Selection.of(mask, 300, 200)
    request = ask.sketch(document)
    assert request.region == Rect(200, 100, 500, 380)
    assert request.mask.shape == (280, 300, 1) and request.known.shape == (280, 300, 4)
    assert request.mask.sum() == 255 * 80 * 100
    assert request.mask[100, 100] == 255 and request.mask[99, 100] == 0
    assert (request.known == BLUE).all()
    assert request.drawing.shape == (280, 300, 3)


def test_without_a_selection_nothing_is_known():
    request = ask.sketch(document_of(block(LayerKind.LINES, BLACK, 10)))
    assert request.mask is None and request.known is None


def test_lines_are_asked_of_pictures_without_conditions_and_flat_paper_counts_as_none():
    picture, lines = block(LayerKind.PICTURE, BLUE, 0), block(LayerKind.LINES, BLACK, 10)
    half = np.full((40, 10, 4), BLUE, np.uint8)
    half[:20] = RED
    made = Layer(new_id(), "made", LayerKind.GENERATED, Tiles.from_pixels(half, 20))
    document = document_of(picture, lines, made)
    request = ask.lines(document, model="other")
    assert request.picture.shape == (40, 60, 4) and request.model == "other"
    assert request.picture[5, 5].tolist() == list(BLUE) and request.picture[5, 25].tolist() == list(
        RED
    )
    assert request.picture[5, 15, 3] == 0, "lines are no part of the picture"
    assert made.id in [x.id for x in ask.pictures(document)]
    assert lines.id not in [x.id for x in ask.pictures(document)]
    document.apply(ChangeLayer(made.id, visible=False))
    assert made.id not in [x.id for x in ask.pictures(document)]
    paper = np.full((40, 60, 4), 255, np.uint8)
    white = Layer(new_id(), "Paper", LayerKind.PICTURE, Tiles.from_pixels(paper))
    assert ask.pictures(document_of(white)) == []


def test_lines_of_a_selection_are_asked_of_its_part_with_its_mask():
    document = document_of(block(LayerKind.PICTURE, BLUE, 0))
    document.apply(Select(Selection.whole(Rect(5, 10, 30, 25))))
    request = ask.lines(document)
    assert request.region == Rect(5, 10, 30, 25) and request.picture.shape == (15, 25, 4)
    assert request.mask.shape == (15, 25, 1) and request.mask.min() == 255
