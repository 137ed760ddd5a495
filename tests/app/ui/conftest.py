"""A window with a painter of its own: it needs no weights and answers at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.main_window import MainWindow
from engine import recipes
from engine.errors import BadInput
from engine.progress import Progress
from engine.requests import Result, SketchRequest


def paint(request: SketchRequest, progress: Progress) -> Result:
    """One flat colour that tells the seed, under the drawing's dark pixels."""
    drawing = request.drawing[..., :3]
    if drawing.min() == 255:
        raise BadInput("drawing.blank")
    height, width = drawing.shape[:2]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = colour_of(request.seed)
    pixels[drawing.max(-1) < 128] = (0, 0, 0, 255)
    if request.hints is not None:
        hinted = request.hints[..., 3] > 128
        pixels[hinted] = request.hints[hinted]
    progress.step(0.5)
    recipe = recipes.describe(request, "0" * 64)
    return Result(pixels, request.region, recipe, "cpu", 0.0)


def colour_of(seed: int) -> tuple[int, int, int]:
    return seed * 40 % 256, 120, 200


class Hand:
    """A designer's hand: mouse and keys on a window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        together = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            together |= modifier
        focused = self.window.focusWidget() or self.window.canvas
        QTest.keyClick(focused, key, together)

    def at(self, x: float, y: float, pane: int = 0) -> QPoint:
        """Where a document point is on the canvas."""
        canvas = self.window.canvas
        sx, sy = canvas.view.to_screen(x, y, canvas.panes()[pane])
        scale = canvas.devicePixelRatioF()
        return QPoint(round(sx / scale), round(sy / scale))

    def draw(self, *points: tuple[float, float], pane: int = 0) -> None:
        """A stroke with the left button through document points."""
        canvas, left = self.window.canvas, Qt.MouseButton.LeftButton
        where = [self.at(*point, pane) for point in points]
        QTest.mouseMove(canvas, where[0])
        QTest.mousePress(canvas, left, pos=where[0])
        for point in where[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, left, pos=where[-1])

    def wait_for_preview(self) -> None:
        sketching = self.window.sketch_room.work
        self.qtbot.waitUntil(lambda: self.window.canvas.has_preview and not sketching.is_busy)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=paint))
    qtbot.addWidget(window, before_close_func=_give_up)
    window.show()
    qtbot.waitExposed(window)
    return window


def _give_up(window: MainWindow) -> None:
    """Let the window close without a question."""
    if window.document is not None:
        window.document.mark_saved()


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Hand:
    """On a blank drawing of 320 × 240 pixels, shown at 100 %."""
    window.files.show(window.files.blank(320, 240))
    window.canvas.actual_size()
    return Hand(window, qtbot)


def open_document(window: MainWindow) -> Document:
    assert window.document is not None
    return window.document


def lines(hand: Hand) -> np.ndarray:
    """Alpha of the active layer on the page."""
    document = open_document(hand.window)
    assert document.active is not None
    return document.layer(document.active).tiles.read(document.bounds)[..., 3]


def choose(hand: Hand, *keys: Any) -> None:
    """Take a tool by its keys; its options have another height, so that the canvas moves."""
    hand.key(*keys)
    QApplication.processEvents()


@pytest.fixture
def drawn(hand: Hand) -> Hand:
    """With a stroke from (100, 100) to (150, 100)."""
    hand.draw((100, 100), (150, 100))
    return hand
