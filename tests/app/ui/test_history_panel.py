from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest

from .conftest import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def steps(hand: Hand) -> list[str]:
    model = hand.window.history.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def present(hand: Hand) -> str:
    """The step that is marked."""
    model = hand.window.history.model
    bold = [
        row for row in range(model.rowCount())
        if QFont(model.data(model.index(row), Qt.ItemDataRole.FontRole)).bold()
    ]  # fmt: skip
    assert bold == [hand.window.history.list.currentIndex().row()]
    return str(model.data(model.index(bold[0])))


@pytest.fixture
def drawn(hand: Hand) -> Hand:
    """Three strokes and a layer."""
    for y in (40, 80, 120):
        hand.draw((40, y), (200, y))
    hand.key(Qt.Key.Key_N, CTRL, Qt.KeyboardModifier.ShiftModifier)
    return hand


def test_the_steps_are_listed_by_name_and_the_present_one_is_marked(drawn: Hand) -> None:
    assert steps(drawn) == ["Opened", *["Brush stroke"] * 3, "Add layer"]
    assert present(drawn) == "Add layer"
    drawn.key(Qt.Key.Key_Z, CTRL)
    assert len(steps(drawn)) == 5 and present(drawn) == "Brush stroke"


def test_a_click_goes_to_a_step_and_back(drawn: Hand) -> None:
    window = drawn.window
    document, panel = window.document, window.history.list
    assert document is not None
    last = document.now
    place = panel.visualRect(window.history.model.index(1)).center()
    QTest.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.done == 1 and len(document.layers) == 2
    ink = document.layers[1].tiles.read(document.bounds)[..., 3]
    assert ink[40, 100] and not ink[80, 100]
    place = panel.visualRect(window.history.model.index(4)).center()
    QTest.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.now is last


def test_a_new_stroke_takes_the_place_of_what_was_undone(drawn: Hand) -> None:
    document = drawn.window.document
    assert document is not None
    drawn.window.history.wanted.emit(1)
    drawn.draw((40, 200), (200, 200))
    assert steps(drawn) == ["Opened", "Brush stroke", "Brush stroke"]


def test_what_the_budget_does_not_hold_is_told(drawn: Hand) -> None:
    document = drawn.window.document
    assert document is not None
    document.undo_budget = 1
    drawn.draw((40, 200), (200, 200))
    assert steps(drawn) == ["Older steps are forgotten", "Add layer", "Brush stroke"]
