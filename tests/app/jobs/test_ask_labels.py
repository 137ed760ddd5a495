from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.document import labels
from app.document.document import Document
from app.document.edits import AddLayer, Regenerate
from app.document.labels import AddLabels, AddPainted
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs import again, ask_labels, land
from app.jobs.job import Job
from engine import recipes
from engine.errors import BadInput
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import Request, Result, SegmentRequest, SemanticRequest

PAINT, GLASS = 2, 3
SIZE = 400, 300
BLUE = (10, 20, 200, 255)


def plain(kind: LayerKind, colour: tuple[int, ...], **properties: object) -> Layer:
    pixels = np.full((SIZE[1], SIZE[0], 4), colour, np.uint8)
    return Layer(new_id(), kind.value, kind, Tiles.from_pixels(pixels), **properties)


def halves() -> np.ndarray:
    parts = np.full((SIZE[1], SIZE[0], 1), PAINT, np.uint8)
    parts[:, 200:] = GLASS
    return parts


def label_layer(parts: np.ndarray, of_picture: bool = False) -> Layer:
    tiles = labels.tiles_of(parts, 0, 0, "uint8", None)
    return Layer(
        new_id(), "labels", LayerKind.LABELS, tiles, 0.3, palette="car",
        base=tiles if of_picture else None,
    )  # fmt: skip


def document_of(*layers: Layer) -> Document:
    document = Document(*SIZE)
    for layer in layers:
        document.apply(AddLayer(layer, -1))
    return document


def painted_over(document: Document, id: str, rect: Rect, part: int) -> None:
    layer = document.layer(id)
    block = np.full((rect.height, rect.width, 1), part, np.uint8)
    tiles = layer.tiles.copy()
    tiles.write(rect, labels.tiles_of(block, rect.x0, rect.y0, "uint8", None).read(rect))
    document.layers = tuple(replace(x, tiles=tiles) if x.id == id else x for x in document.layers)


def test_labels_of_no_picture_are_asked_for_whole_however_faint() -> None:
    layer = label_layer(halves())
    document = document_of(plain(LayerKind.PICTURE, BLUE), layer)
    request, layers = ask_labels.semantic(document, labels_layer=layer.id, seed=7, model="m")
    assert (request.labels == halves()).all() and request.region == document.bounds
    assert request.mask is None and request.known is None and request.lines is None
    assert (request.seed, request.model, request.palette) == (7, "m", "car")
    assert layers == {"labels": layer.id}
    assert not request.labels.flags.writeable


def test_only_what_changed_in_the_labels_of_a_picture_is_asked_for() -> None:
    picture, layer = plain(LayerKind.PICTURE, BLUE), label_layer(halves(), of_picture=True)
    document = document_of(picture, layer)
    with pytest.raises(BadInput) as told:
        ask_labels.semantic(document, labels_layer=layer.id)
    assert told.value.code == "labels.unchanged"
    changed = Rect(300, 100, 310, 110)
    painted_over(document, layer.id, changed, PAINT)
    request, _ = ask_labels.semantic(document, labels_layer=layer.id)
    assert request.mask is not None and request.known is not None
    mask = request.mask[..., 0]
    inside = mask[changed.slices((request.region.x0, request.region.y0))]
    assert inside.min() == 255
    margin = max(ask_labels.LEAST_MARGIN, round(ask_labels.MARGIN * 400))
    outer = changed.grown(margin + 1)
    rest = mask.copy()
    rest[outer.slices((request.region.x0, request.region.y0))] = 0
    assert rest.max() == 0, "beyond the margin nothing may change"
    assert request.region == changed.grown(margin + ask_labels.LEAST_AROUND) & document.bounds
    assert (request.known == BLUE).all(), "labels and lines are no part of the picture"


def test_a_selection_narrows_what_changes_in_the_picture() -> None:
    layer = label_layer(halves(), of_picture=True)
    document = document_of(plain(LayerKind.PICTURE, BLUE), layer)
    painted_over(document, layer.id, Rect(300, 100, 340, 140), PAINT)
    document.apply(Select(Selection.whole(Rect(0, 0, 320, 300))))
    request, _ = ask_labels.semantic(document, labels_layer=layer.id)
    assert request.mask is not None
    columns = np.flatnonzero(request.mask[..., 0].any(0)) + request.region.x0
    assert columns.max() == 319
    document.apply(Select(Selection.whole(Rect(0, 0, 50, 50))))
    with pytest.raises(BadInput) as told:
        ask_labels.semantic(document, labels_layer=layer.id)
    assert told.value.code == "labels.unchanged"


def test_without_labels_there_is_nothing_to_ask() -> None:
    empty = label_layer(np.full((SIZE[1], SIZE[0], 1), 255, np.uint8))
    document = document_of(empty)
    for id in (None, empty.id):
        with pytest.raises(BadInput) as told:
            ask_labels.semantic(document, labels_layer=id)
        assert told.value.code == "labels.none"


def test_lines_and_hints_that_are_in_sight_go_with_the_labels() -> None:
    layer, lines = label_layer(halves()), plain(LayerKind.LINES, (0, 0, 0, 255))
    hints = plain(LayerKind.HINTS, (255, 0, 0, 128), opacity=0.2)
    document = document_of(plain(LayerKind.PICTURE, BLUE), lines, hints, layer)
    request, layers = ask_labels.semantic(document, labels_layer=layer.id)
    assert request.lines is not None and request.lines.max() == 0
    assert request.hints is not None and request.hints[0, 0].tolist() == [255, 0, 0, 128]
    assert layers == {"labels": layer.id, "hints": hints.id}
    request, _ = ask_labels.semantic(document, labels_layer=layer.id, follow_lines=False)
    assert request.lines is None and request.hints is not None
    request, layers = ask_labels.semantic(document, labels_layer=layer.id, follow_hints=False)
    assert request.hints is None and layers == {"labels": layer.id}
    hidden = document_of(replace(lines, visible=False), layer)
    assert ask_labels.semantic(hidden, labels_layer=layer.id)[0].lines is None


def test_the_parts_are_asked_of_the_picture_without_conditions() -> None:
    document = document_of(
        plain(LayerKind.PICTURE, BLUE),
        plain(LayerKind.LINES, (0, 0, 0, 255)),
        label_layer(halves()),
    )
    request = ask_labels.segment(document)
    assert (request.picture == BLUE).all() and request.mask is None
    document.apply(Select(Selection.whole(Rect(10, 10, 20, 20))))
    request = ask_labels.segment(document)
    assert request.region == document.bounds, "what is around tells what a part is"
    assert request.mask is not None and request.mask[15, 15, 0] == 255
    with pytest.raises(BadInput) as told:
        ask_labels.segment(document_of(label_layer(halves())))
    assert told.value.code == "picture.none"


def answered(request: Request, pixels: np.ndarray, layers: dict[str, str]) -> tuple[Job, Result]:
    recipe = recipes.describe(request, "0" * 64)
    return Job(request, "result", Progress(), layers), Result(
        pixels, request.region, recipe, "cpu", 0.0
    )


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_segmented_labels_lie_as_a_veil_over_their_picture(dtype: str) -> None:
    from engine.ops.labels import shown

    document = Document(*SIZE, dtype)
    request = SegmentRequest(np.zeros((300, 400, 4), np.uint8), document.bounds)
    job, result = answered(request, shown(halves()), {})
    edit = land.edit(document, land.layer(job, result, "Labels", LayerKind.LABELS))
    assert isinstance(edit, AddLabels)
    document.apply(edit)
    layer = document.layers[0]
    assert layer.kind is LayerKind.LABELS and layer.palette == "car" and layer.opacity < 1
    assert layer.base is layer.tiles and layer.tiles.dtype == np.dtype(dtype)
    assert (labels.ids(layer.tiles, document.bounds, "car") == halves()).all()


def test_what_was_painted_counts_as_shown_and_runs_again_from_the_labels_of_now() -> None:
    picture, layer = plain(LayerKind.PICTURE, BLUE), label_layer(halves(), of_picture=True)
    document = document_of(picture, layer)
    painted_over(document, layer.id, Rect(300, 100, 340, 140), PAINT)
    request, layers = ask_labels.semantic(document, labels_layer=layer.id)
    pixels = np.zeros((request.region.height, request.region.width, 4), np.uint8)
    job, result = answered(request, pixels, layers)
    made = land.layer(job, result, "Painted")
    assert made.recipe is not None and made.recipe.inputs["labels"].layer == layer.id
    assert {"mask", "known"} <= made.inputs.keys() and "labels" not in made.inputs
    edit = land.edit(document, made, painted=request)
    assert isinstance(edit, AddPainted)
    document.apply(edit)
    with pytest.raises(BadInput) as told:
        ask_labels.semantic(document, labels_layer=layer.id)
    assert told.value.code == "labels.unchanged"

    painted_over(document, layer.id, Rect(310, 110, 320, 120), GLASS)
    asked = again.request(document, made.id, seed=9)
    assert isinstance(asked, SemanticRequest) and asked.seed == 9
    x, y = 310 - asked.region.x0, 110 - asked.region.y0
    assert asked.labels[y, x, 0] == GLASS and asked.labels[y - 5, x, 0] == PAINT
    assert asked.mask is not None and (asked.mask == request.mask).all()
    document.layers = tuple(x for x in document.layers if x.id != layer.id)
    with pytest.raises(BadInput) as told:
        again.request(document, made.id)
    assert told.value.code == "layer.input"


def test_labels_that_are_read_again_belong_to_the_picture_again() -> None:
    from engine.ops.labels import shown

    document = document_of(plain(LayerKind.PICTURE, BLUE))
    request = ask_labels.segment(document)
    job, result = answered(request, shown(halves()), {})
    document.apply(land.edit(document, land.layer(job, result, "Labels", LayerKind.LABELS)))
    id = document.layers[-1].id
    painted_over(document, id, Rect(0, 0, 30, 30), GLASS)
    asked = again.request(document, id)
    assert isinstance(asked, SegmentRequest) and (asked.picture == BLUE).all()
    edit = again.edit(document, id, job, result)
    assert isinstance(edit, Regenerate)
    document.apply(edit)
    assert labels.edited(document.layer(id), document.bounds)[0].empty
