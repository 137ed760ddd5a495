from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.document import label_files, labels
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from engine.errors import BadInput
from engine.ops import files

PAINT, GLASS = 2, 3


def page(width: int = 60, height: int = 40, picture: bool = True) -> Document:
    document = Document(width, height)
    paper = np.full((height, width, 4), 255, np.uint8)
    layer = Layer(new_id(), "x", LayerKind.PICTURE, Tiles.from_pixels(paper), locked=not picture)
    document.apply(AddLayer(layer, 0))
    return document


def grey(path: Path, width: int = 60, height: int = 40) -> Path:
    """Numbers of parts: paint on the left, glass on the right."""
    numbers = np.full((height, width), PAINT, np.uint8)
    numbers[:, width // 2 :] = GLASS
    Image.fromarray(numbers).save(path)
    return path


def test_numbers_of_parts_need_no_answer_and_lie_over_the_picture(tmp_path: Path) -> None:
    document = page()
    given = label_files.read(grey(tmp_path / "掩码.png"), document.bounds)
    assert given.certain
    layer = label_files.layer_of(given, given.parts, document)
    assert layer.name == "掩码" and layer.kind is LayerKind.LABELS
    assert layer.base is layer.tiles and layer.opacity == labels.VEIL
    parts = labels.ids(layer.tiles, document.bounds, "car")[..., 0]
    assert (parts[:, :30] == PAINT).all() and (parts[:, 30:] == GLASS).all()


def test_labels_on_paper_belong_to_no_picture(tmp_path: Path) -> None:
    document = page(picture=False)
    given = label_files.read(grey(tmp_path / "a.png"), document.bounds)
    layer = label_files.layer_of(given, given.parts, document)
    assert layer.base is None and layer.opacity == 1


@pytest.mark.parametrize(("width", "height"), [(30, 20), (120, 80), (61, 41)])
def test_a_pass_of_the_same_proportions_is_brought_to_the_pages_size(
    tmp_path: Path, width: int, height: int
) -> None:
    document = page()
    given = label_files.read(grey(tmp_path / "a.png", width, height), document.bounds)
    layer = label_files.layer_of(given, given.parts, document)
    parts = labels.ids(layer.tiles, document.bounds, "car")[..., 0]
    assert parts.shape == (40, 60) and set(np.unique(parts)) == {PAINT, GLASS}
    assert abs(int((parts == PAINT).sum()) - 30 * 40) <= 40


@pytest.mark.parametrize(("width", "height"), [(40, 60), (60, 60), (1, 9), (3000, 10)])
def test_a_pass_of_other_proportions_is_refused(tmp_path: Path, width: int, height: int) -> None:
    with pytest.raises(BadInput) as told:
        label_files.read(grey(tmp_path / "a.png", width, height), page().bounds)
    assert told.value.code == "selection.size"


def test_what_is_no_picture_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(BadInput) as told:
        label_files.read(path, page().bounds)
    assert told.value.code == "file.unreadable" and "a.png" in str(told.value)


def test_colours_of_a_renderer_wait_for_an_answer(tmp_path: Path) -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = (255, 0, 128)
    files.write(tmp_path / "id.png", files.Picture(pixels))
    document = page()
    given = label_files.read(tmp_path / "id.png", document.bounds)
    assert not given.certain and not given.parts
    layer = label_files.layer_of(given, {"#ff0080": GLASS}, document)
    parts = labels.ids(layer.tiles, document.bounds, "car")[..., 0]
    assert (parts[:, :30] == 255).all() and (parts[:, 30:] == GLASS).all()


def test_an_exported_map_comes_back_the_same(tmp_path: Path) -> None:
    document = page()
    given = label_files.read(grey(tmp_path / "a.png"), document.bounds)
    layer = label_files.layer_of(given, given.parts, document)
    document.apply(AddLayer(layer, -1))
    label_files.write(document, layer.id, tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as image:
        assert image.mode == "P"
    again = label_files.read(tmp_path / "out.png", document.bounds)
    assert again.certain
    back = label_files.layer_of(again, again.parts, document)
    same = labels.ids(back.tiles, document.bounds, "car") == labels.ids(
        layer.tiles, document.bounds, "car"
    )
    assert same.all()
