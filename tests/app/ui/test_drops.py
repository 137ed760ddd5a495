"""Files that are dropped from another program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

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


def test_a_picture_on_the_window_is_opened(hand: Hand, qtbot: QtBot, picture: QMimeData) -> None:
    window = hand.window
    before = window.document
    assert drop(window, picture)
    qtbot.waitUntil(lambda: window.document is not before)
    assert (window.document.width, window.document.height) == (30, 20)


def test_what_is_no_file_is_not_taken(hand: Hand) -> None:
    text = QMimeData()
    text.setText("a sentence")
    assert not drop(hand.window, text)
    assert not drop(hand.window.sketch_room.panel.style_well, text)
