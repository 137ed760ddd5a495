from dataclasses import replace

import numpy as np
import pytest

from app.document.document import Document
from app.document.importing import above_active, as_layers
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.metadata import Metadata
from app.document.tiles import Tiles
from engine.geometry import Rect
from engine.ops.colour import converted, to_srgb8

from .test_export import ADOBE, document_of, noise, opaque

DTYPES = [np.uint8, np.uint16, np.float32]


def test_a_picture_of_the_same_kind_keeps_its_numbers_in_the_middle_of_the_page():
    page, picture = document_of(opaque(np.uint16, 100, 200)), document_of(noise(np.uint16, 40, 60))
    (layer,) = as_layers(picture, page, "neu")
    assert layer.name == "neu" and layer.parent is None
    rect = Rect.of_size(60, 40, 70, 30)
    assert np.array_equal(layer.tiles.read(rect), noise(np.uint16, 40, 60))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("other", DTYPES)
@pytest.mark.parametrize("icc", [None, ADOBE])
def test_another_depth_and_profile_show_the_same_colours(dtype, other, icc):
    pixels = converted(opaque(np.uint8), dtype)
    picture = document_of(pixels, metadata=Metadata(None if dtype == np.float32 else icc))
    page = document_of(opaque(other), metadata=Metadata(None if other == np.float32 else ADOBE))
    (layer,) = as_layers(picture, page, "x")
    assert layer.tiles.dtype == other
    seen = to_srgb8(pixels, picture.icc).astype(int)
    landed = to_srgb8(layer.tiles.read(page.bounds), page.icc).astype(int)
    off = np.abs(seen - landed)[..., :3]
    assert off.mean() < 1.5  # eight bits there and back


def test_a_picture_of_layers_comes_as_a_group_with_ids_of_its_own():
    page = document_of(opaque(np.uint8))
    picture, group = document_of(noise(np.uint8), noise(np.uint8, seed=1)), new_id()
    below, above = picture.layers
    picture.layers = (
        replace(below, parent=group, mask=new_mask()),
        Layer(group, "Gruppe", LayerKind.GROUP, Tiles(4, np.uint8)),
        above,
    )
    run = as_layers(picture, page, "Datei")
    assert [x.name for x in run] == ["Ebene 0", "Gruppe", "Ebene 1", "Datei"]
    assert run[0].parent == run[1].id != group and run[1].parent == run[2].parent == run[3].id
    assert not {x.id for x in run} & {x.id for x in picture.layers}
    page.apply(above_active(page, [run, run[2:3]]))
    assert len(page.layers) == 6
    page.undo()
    assert len(page.layers) == 1


def test_an_empty_document_takes_pictures():
    page = Document(10, 10)
    page.apply(above_active(page, [as_layers(document_of(noise(np.uint8)), page, "x")]))
    assert [x.name for x in page.layers] == ["x"]
