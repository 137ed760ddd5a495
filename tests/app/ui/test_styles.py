"""Where the pictures come from whose style a car takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.ui.style_menu import StyleMenu
from app.ui.style_picture import SIDE, style_here
from engine import paths
from engine.errors import BadInput
from engine.ops import files


def layer(kind: LayerKind, height: int, width: int) -> Layer:
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    tiles = Tiles.from_pixels(pixels)
    return Layer(new_id(), "x", kind, tiles)


def document(*layers: Layer, width: int = 1200, height: int = 700) -> Document:
    made = Document(width, height)
    made.now = replace(made.now, layers=layers)
    return made


def test_the_open_picture_is_a_style_without_its_lines_and_labels() -> None:
    picture = layer(LayerKind.PICTURE, 700, 1200)
    alone = style_here(document(picture))
    assert alone.shape == (233, 400, 3) and max(alone.shape) <= SIDE
    drawn = document(picture, layer(LayerKind.LINES, 700, 1200), layer(LayerKind.LABELS, 700, 1200))
    np.testing.assert_array_equal(style_here(drawn), alone)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 3000), (3000, 2)])
def test_strips_are_styles_too(height: int, width: int) -> None:
    made = document(layer(LayerKind.PICTURE, height, width), width=width, height=height)
    if height == width == 1:  # one flat colour is paper, no picture
        with pytest.raises(BadInput):
            style_here(made)
        return
    assert max(style_here(made).shape) <= SIDE


def test_a_drawing_alone_is_no_style() -> None:
    with pytest.raises(BadInput, match="no picture to be seen"):
        style_here(document(layer(LayerKind.LINES, 64, 64), width=64, height=64))


def test_the_gallery_is_chosen_from_by_mouse_and_by_keys(qtbot: QtBot) -> None:
    menu = StyleMenu()
    qtbot.addWidget(menu)
    chosen: list[tuple[str, str]] = []
    menu.chosen.connect(lambda path, name: chosen.append((path.name, name)))
    menu.popup(menu.pos())
    pictures = sorted(p.name for p in (paths.resources() / "styles").iterdir())
    assert menu.gallery.count() == len(pictures) >= 12
    assert all(not menu.gallery.item(i).icon().isNull() for i in range(menu.gallery.count()))
    third = menu.gallery.visualItemRect(menu.gallery.item(2)).center()
    QTest.mouseClick(
        menu.gallery.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, third
    )
    assert chosen == [(pictures[2], "Style 3")] and not menu.isVisible()
    menu.popup(menu.pos())
    menu.gallery.setCurrentRow(0)
    QTest.keyClick(menu.gallery, Qt.Key.Key_Right)
    QTest.keyClick(menu.gallery, Qt.Key.Key_Return)
    assert chosen[1] == (pictures[1], "Style 2")


def test_the_gallery_has_no_two_pictures_alike() -> None:
    pictures = [files.read(p).pixels for p in (paths.resources() / "styles").iterdir()]
    small = np.stack([p[::8, ::8, :3].astype(np.float32) for p in pictures])
    apart = np.abs(small[:, None] - small[None]).mean((2, 3, 4))
    assert apart[~np.eye(len(pictures), dtype=bool)].min() > 10
