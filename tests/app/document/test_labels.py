from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.document import labels
from app.document.affine import Affine
from app.document.document import Document
from app.document.edits import AddLayer, Become
from app.document.labels import AddLabels, AddPainted, KeepPicture
from app.document.layer import Layer, LayerKind, new_id
from app.document.restore import open_project
from app.document.selection import Selection
from app.document.store import save_project
from app.document.surface import Surface
from app.document.tiles import Tiles
from app.document.transforming import cropped, layers_transformed, picture_turned, resized
from engine.geometry import Rect
from engine.progress import Progress

PAINT, GLASS = 2, 3
DEPTHS = ("uint8", "uint16", "float32")


def halves(width: int = 40, height: int = 30) -> np.ndarray:
    """Paint on the left, glass on the right."""
    parts = np.full((height, width, 1), PAINT, np.uint8)
    parts[:, width // 2 :] = GLASS
    return parts


def document_of(parts: np.ndarray, dtype: str = "uint8") -> Document:
    """With one label layer that the picture shows."""
    height, width = parts.shape[:2]
    document = Document(width, height, dtype)
    tiles = labels.tiles_of(parts, 0, 0, dtype, None)
    layer = Layer(
        new_id(), "Labels", LayerKind.LABELS, tiles, labels.VEIL, palette="car", base=tiles
    )
    document.apply(AddLabels(layer))
    document.active = layer.id
    return document


def repainted(document: Document, rect: Rect, part: int) -> None:
    """Paint a rectangle with a part."""
    layer = document.layers[0]
    tiles = layer.tiles.copy()
    block = np.full((rect.height, rect.width, 1), part, np.uint8)
    colours = labels.tiles_of(block, rect.x0, rect.y0, document.dtype, None)
    tiles.write(rect, colours.read(rect))
    document.layers = (replace(layer, tiles=tiles),)


@pytest.mark.parametrize("dtype", DEPTHS)
def test_parts_come_back_from_their_colours_in_every_depth(dtype: str) -> None:
    parts = np.arange(20, dtype=np.uint8).reshape(4, 5, 1)
    parts[parts > 17] = 255
    tiles = labels.tiles_of(parts, 3, 2, dtype, "car")
    assert (labels.ids(tiles, Rect.of_size(5, 4, 3, 2), "car") == parts).all()


@pytest.mark.parametrize("dtype", DEPTHS)
def test_what_differs_from_the_labels_of_the_picture_is_found_to_the_pixel(dtype: str) -> None:
    document = document_of(halves(600, 300), dtype)
    assert labels.edited(document.layers[0], document.bounds)[0].empty
    where = Rect(270, 90, 330, 101)
    repainted(document, where, PAINT)
    rect, differs = labels.edited(document.layers[0], document.bounds)
    assert rect == Rect(300, 90, 330, 101), "paint on paint is no change"
    assert differs.shape == (11, 30) and differs.min() == 255


def test_labels_without_a_picture_never_differ() -> None:
    document = document_of(halves())
    document.apply(KeepPicture(document.layers[0].id, on=False))
    repainted(document, Rect(25, 0, 40, 30), PAINT)
    assert labels.edited(document.layers[0], document.bounds)[0].empty
    document.apply(KeepPicture(document.layers[0].id, on=True))
    assert document.layers[0].base is document.layers[0].tiles
    document.undo()
    assert document.layers[0].base is None


def test_a_painted_picture_shows_the_labels_that_it_was_painted_from() -> None:
    document = document_of(halves())
    repainted(document, Rect(30, 0, 40, 30), PAINT)
    sent = labels.ids(document.layers[0].tiles, document.bounds, None)
    repainted(document, Rect(0, 0, 5, 5), GLASS)  # while it was being painted
    picture = Layer(new_id(), "Painted", LayerKind.GENERATED, Tiles(4, np.uint8))
    painted = np.zeros((30, 40, 1), np.uint8)
    painted[:, 28:] = 255
    document.apply(AddPainted(picture, document.layers[0].id, document.bounds, sent, painted))
    rect, _ = labels.edited(document.layers[0], document.bounds)
    assert rect == Rect(0, 0, 5, 5)
    document.undo()
    assert labels.edited(document.layers[0], document.bounds)[0] == Rect(0, 0, 40, 30)


def test_a_painted_picture_lands_also_when_its_labels_are_gone() -> None:
    document = document_of(halves())
    picture = Layer(new_id(), "Painted", LayerKind.GENERATED, Tiles(4, np.uint8))
    sent = halves()
    document.apply(AddPainted(picture, "gone", document.bounds, sent, None))
    assert document.layers[-1].id == picture.id


def test_the_labels_of_the_picture_follow_it_through_crop_size_and_turn() -> None:
    document = document_of(halves())
    repainted(document, Rect(30, 10, 40, 20), PAINT)
    before = document.now
    progress = Progress()

    def found(state) -> Rect:
        return labels.edited(state.layers[0], state.bounds)[0]

    assert found(cropped(before, Rect(10, 5, 40, 30))) == Rect(20, 5, 30, 15)
    assert found(resized(before, 80, 60, progress)) == Rect(60, 20, 80, 40)
    mirrored = picture_turned(before, Affine.scale(-1, 1), progress)
    assert found(mirrored) == Rect(0, 10, 10, 20)
    turned = picture_turned(before, Affine.turn(90, (0, 0)), progress)
    assert (turned.width, turned.height) == (30, 40)
    assert found(turned).width * found(turned).height == 100


def test_labels_that_are_moved_alone_differ_from_the_picture() -> None:
    document = document_of(halves())
    before = document.now
    shifted = layers_transformed(before, [before.layers[0].id], Affine.shift(4, 0), Progress())
    document.apply(Become(before, shifted, "Move"))
    rect, differs = labels.edited(document.layers[0], document.bounds)
    assert not rect.empty and int((differs > 0).sum()) == (4 + 4) * 30


@pytest.mark.parametrize("dtype", DEPTHS)
def test_a_project_keeps_the_labels_of_the_picture(dtype: str, tmp_path: Path) -> None:
    document = document_of(halves(), dtype)
    repainted(document, Rect(30, 10, 40, 20), PAINT)
    path = tmp_path / "标签.ora"
    save_project(document.snapshot(), path)
    back = open_project(path)
    layer = back.layers[0]
    assert layer.kind is LayerKind.LABELS and layer.palette == "car"
    assert layer.base is not None and layer.base.dtype == np.dtype(dtype)
    assert (labels.ids(layer.base, back.bounds, "car") == halves()).all()
    assert labels.edited(layer, back.bounds)[0] == Rect(30, 10, 40, 20)


def test_one_part_takes_the_place_of_another_within_what_is_selected() -> None:
    document = document_of(halves())
    selection = Selection.whole(Rect(0, 0, 40, 10))
    ground = Surface(document.layers[0], document.bounds, selection)
    edit = labels.part_replaced(ground, GLASS, PAINT)
    assert edit is not None and edit.title == "Replace part"
    document.apply(edit)
    now = labels.ids(document.layers[0].tiles, document.bounds, None)[..., 0]
    assert (now[:10] == PAINT).all() and (now[10:] == halves()[10:, :, 0]).all()
    ground = Surface(document.layers[0], document.bounds, selection)
    assert labels.part_replaced(ground, GLASS, PAINT) is None
    gone = labels.part_replaced(ground, PAINT, None)
    assert gone is not None
    document.apply(gone)
    now = labels.ids(document.layers[0].tiles, document.bounds, None)[..., 0]
    assert (now[:10] == 255).all() and not (now[10:] == 255).any()


def test_the_labels_worked_on_are_the_active_ones_else_the_topmost_in_sight() -> None:
    document = Document(20, 20)
    assert labels.worked_on(document) is None
    low, high, hidden = (
        Layer(new_id(), name, LayerKind.LABELS, Tiles(4, np.uint8), visible=name != "hidden")
        for name in ("low", "high", "hidden")
    )
    for layer in (low, high, hidden):
        document.apply(AddLayer(layer, -1))
    picture = Layer(new_id(), "picture", LayerKind.PICTURE, Tiles(4, np.uint8))
    document.apply(AddLayer(picture, 0))
    document.active = picture.id
    assert document.layers[2].id == high.id
    assert labels.worked_on(document) is document.layers[2]
    document.active = low.id
    assert labels.worked_on(document) is document.layers[1]


@pytest.mark.parametrize("name", ["trains", "../palettes/car", "", "车"])
def test_parts_of_a_table_that_is_not_there_are_read_by_the_cars(name: str, tmp_path: Path) -> None:
    document = document_of(halves())
    document.layers = (replace(document.layers[0], palette=name),)
    save_project(document.snapshot(), tmp_path / "a.ora", merged=False)
    layer = open_project(tmp_path / "a.ora").layers[0]
    assert layer.palette == "car"
    assert (labels.ids(layer.tiles, document.bounds, layer.palette) == halves()).all()
