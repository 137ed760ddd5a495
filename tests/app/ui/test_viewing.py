from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.edits import RemoveLayer
from app.ui import held_keys
from engine.geometry import Rect

from .conftest import Hand

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Smaller:
    """A crop to the upper left corner."""

    title: str = "Crop"

    def apply(self, document: Document) -> Rect:
        document.now = replace(document.now, width=100, height=60)
        return document.bounds


def drag(hand: Hand, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    canvas = hand.window.canvas
    QTest.keyPress(canvas, Key.Key_Space, keys)
    QTest.mousePress(canvas, LEFT, keys, start)
    QTest.mouseMove(canvas, (start + end) / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, keys, end)
    QTest.keyRelease(canvas, Key.Key_Space, keys)


def test_keys_turn_the_view_and_turn_it_back(hand: Hand) -> None:
    view = hand.window.canvas.view
    hand.key(Key.Key_6)
    hand.key(Key.Key_6)
    assert view.angle == 30 and "30°" in hand.window.zoom_label.text()
    hand.key(Key.Key_4)
    assert view.angle == 15
    hand.key(Key.Key_5)
    assert view.angle == 0


def test_a_stroke_lands_under_the_pointer_in_a_turned_and_mirrored_view(hand: Hand) -> None:
    document = hand.window.document
    assert document is not None
    hand.key(Key.Key_6)
    hand.key(Key.Key_H, SHIFT)
    assert hand.window.commands["mirror"].isChecked()
    hand.draw((100.5, 80.5), (180.5, 150.5))
    ink = document.layers[1].tiles.read(document.bounds)[..., 3] > 128
    ys, xs = np.nonzero(ink)
    assert (xs.min(), ys.min()) == pytest.approx((99, 79), abs=3)
    assert (xs.max(), ys.max()) == pytest.approx((182, 152), abs=3)
    picture = hand.window.canvas.grab().toImage()
    assert picture.pixelColor(hand.at(140.5, 115.5)) == QColor("#141414")
    assert picture.pixelColor(hand.at(140.5, 180.5)) == QColor("white")


def test_space_with_ctrl_zooms_around_the_place_and_with_shift_turns(hand: Hand) -> None:
    canvas = hand.window.canvas
    start = hand.at(100, 100)
    before = canvas.view.to_document(start.x(), start.y(), canvas.panes()[0])
    drag(hand, start, start + QPoint(40, -30), CTRL)
    assert canvas.view.zoom == pytest.approx(1.01**70)
    after = canvas.view.to_document(start.x(), start.y(), canvas.panes()[0])
    assert after == pytest.approx(before, abs=2)
    pane = canvas.panes()[0]
    middle = QPoint((pane.x0 + pane.x1) // 2, (pane.y0 + pane.y1) // 2)
    drag(hand, middle + QPoint(60, 0), middle + QPoint(0, 60), SHIFT)
    assert canvas.view.angle == pytest.approx(90, abs=1)
    assert hand.window.document is not None and not hand.window.document.can_undo


def test_fitting_shows_all_of_a_turned_document(hand: Hand) -> None:
    canvas = hand.window.canvas
    hand.key(Key.Key_6)
    hand.key(Key.Key_0, CTRL)
    pane = canvas.panes()[0]
    shown = canvas.view.covering(canvas.document.bounds, pane)  # type: ignore[union-attr]
    assert pane.x0 <= shown.x0 and shown.x1 <= pane.x1


def test_a_held_key_shows_the_document_as_it_was_opened(hand: Hand, qtbot: QtBot) -> None:
    canvas = hand.window.canvas
    hand.draw((50, 50), (120, 50))
    QTest.keyPress(canvas, Key.Key_Backslash)
    for pane in (0, 1):
        seen = canvas.grab().toImage().pixelColor(hand.at(80, 50, pane))
        assert seen == QColor("white")
    QTest.keyRelease(canvas, Key.Key_Backslash)
    assert canvas.grab().toImage().pixelColor(hand.at(80, 50)) == QColor("#141414")


def test_a_held_tool_key_gives_the_tool_back(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    window = hand.window
    monkeypatch.setattr(held_keys, "_TAP", 0.0)
    QTest.keyPress(window.canvas, Key.Key_E)
    assert window.tool_choice.name == "eraser"
    QTest.keyRelease(window.canvas, Key.Key_E)
    assert window.tool_choice.name == "brush"


def test_a_tap_on_a_tool_key_keeps_the_tool_unless_it_was_used(hand: Hand) -> None:
    window = hand.window
    hand.key(Key.Key_E)
    assert window.tool_choice.name == "eraser"
    hand.key(Key.Key_B)
    QTest.keyPress(window.canvas, Key.Key_E)
    hand.draw((50, 50), (60, 50))
    QTest.keyRelease(window.canvas, Key.Key_E)
    assert window.tool_choice.name == "brush" and window.commands["brush"].isChecked()


def test_the_status_bar_tells_what_the_tool_does(hand: Hand) -> None:
    hand.key(Key.Key_H)
    assert "Drag: move the view" in hand.window.hint_label.text()


def test_a_document_that_changes_its_size_is_shown_in_full(hand: Hand) -> None:
    window = hand.window
    document = window.document
    assert document is not None
    document.apply(Smaller())
    window.canvas.fit()
    assert window.canvas.colour_at(99, 59, window.canvas.panes()[0]) == QColor("white")
    assert window.canvas.colour_at(101, 59, window.canvas.panes()[0]) is None
    document.undo()
    assert window.canvas.colour_at(300, 200, window.canvas.panes()[0]) == QColor("white")


def test_a_removed_layer_leaves_the_screen(hand: Hand) -> None:
    window = hand.window
    document = window.document
    assert document is not None
    hand.draw((50, 50), (120, 50))
    document.apply(RemoveLayer(document.layers[1].id))
    assert window.canvas.grab().toImage().pixelColor(hand.at(80, 50)) == QColor("white")
