"""Files that are dropped from another program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from engine.geometry import Rect
from engine.ops import files

from .conftest import Hand


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Whether the widget took what was dropped on its middle."""
    at = QPointF(widget.rect().center())
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(at.toPoint(), copy, mime, left, none)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(at, copy, mime, left, none))
    return enter.isAccepted()


@pytest.fixture
def picture(tmp_path: Path) -> QMimeData:
    path = tmp_path / "rot 红.png"
    files.write(path, files.Picture(np.full((20, 30, 3), (200, 20, 20), np.uint8)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def test_a_picture_on_the_style_field_becomes_the_style(
    hand: Hand, qtbot: QtBot, picture: QMimeData
) -> None:
    window = hand.window
    assert drop(window.sketch_room.panel.style_well, picture)
    qtbot.waitUntil(lambda: window.sketch_room.work.options.style is not None)
    assert window.sketch_room.work.options.style[0, 0, :3].tolist() == [200, 20, 20]
    window.sketch_room.panel.style_well.taken.emit()
    assert window.sketch_room.work.options.style is None


def choose(window: MainWindow, qtbot: QtBot, place: int) -> list[str]:
    """Choose an entry of the menu that came up; returns what stands in it."""
    qtbot.waitUntil(lambda: window.findChild(QMenu, "dropped") is not None)
    menu = window.findChild(QMenu, "dropped")
    actions = [action for action in menu.actions() if not action.isSeparator()]
    shown = [action.text() for action in actions]
    actions[place].trigger()
    menu.close()
    qtbot.waitUntil(lambda: window.findChild(QMenu, "dropped") is None)
    return shown


def test_a_picture_on_the_empty_window_is_opened(
    window: MainWindow, qtbot: QtBot, picture: QMimeData
) -> None:
    assert drop(window, picture)
    qtbot.waitUntil(lambda: window.document is not None)
    assert (window.document.width, window.document.height) == (30, 20)
    assert not window.document.modified


def test_a_picture_on_a_document_is_a_layer_or_opened_as_the_designer_likes(
    hand: Hand, qtbot: QtBot, picture: QMimeData
) -> None:
    window = hand.window
    before, count = window.document, len(window.document.layers)
    assert drop(window, picture)
    shown = choose(window, qtbot, 0)
    assert shown == ["Add as &layers", "&Open rot 红.png", "&Cancel"]
    qtbot.waitUntil(lambda: len(window.document.layers) == count + 1)
    layer = window.document.layer(window.document.active)
    assert layer.name == "rot 红"
    assert layer.tiles.extent == Rect.of_size(30, 20, 145, 110)  # in the middle
    window.document.undo()
    assert drop(window, picture)
    choose(window, qtbot, 2)
    qtbot.wait(50)
    assert window.document is before and len(before.layers) == count
    window.document.mark_saved()
    assert drop(window, picture)
    choose(window, qtbot, 1)
    qtbot.waitUntil(lambda: window.document is not before)
    assert (window.document.width, window.document.height) == (30, 20)


def test_several_pictures_come_as_layers_in_one_step(
    hand: Hand, qtbot: QtBot, picture: QMimeData
) -> None:
    window, count = hand.window, len(hand.window.document.layers)
    picture.setUrls(picture.urls() * 3)
    assert drop(window, picture)
    choose(window, qtbot, 0)
    qtbot.waitUntil(lambda: len(window.document.layers) == count + 3)
    window.document.undo()
    assert len(window.document.layers) == count


def test_what_is_no_file_is_not_taken(hand: Hand) -> None:
    text = QMimeData()
    text.setText("a sentence")
    assert not drop(hand.window, text)
    assert not drop(hand.window.sketch_room.panel.style_well, text)
