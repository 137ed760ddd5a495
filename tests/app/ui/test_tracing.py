"""Lines from a picture, in the window."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.main_window import MainWindow
from engine import recipes
from engine.errors import BadInput
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import LinesRequest, Request, Result, SketchRequest
from engine.runtime import cards

from .conftest import Hand, paint

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class Tracer:
    """Draws a line where red changes rightwards; waits while `hold` is not set."""

    def __init__(self) -> None:
        self.hold = threading.Event()
        self.hold.set()
        self.asked: list[LinesRequest] = []

    def __call__(self, request: Request, progress: Progress) -> Result:
        if isinstance(request, SketchRequest):
            return paint(request, progress)
        assert isinstance(request, LinesRequest)
        self.asked.append(request)
        progress.step(0.3)
        while not self.hold.wait(0.01):
            progress.step(0.3)
        red = request.picture[..., 0].astype(int)
        found = np.abs(np.diff(red, axis=1, append=red[:, -1:])) > 100
        if not found.any():
            raise BadInput("lines.none")
        pixels = np.zeros((*red.shape, 4), np.uint8)
        pixels[found, 3] = 255
        return Result(pixels, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)


@pytest.fixture
def tracer() -> Tracer:
    return Tracer()


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, tracer: Tracer, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.setattr(cards, "default", lambda task: "edges")
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=tracer))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def document(window: MainWindow) -> Document:
    """A photograph 300×200, red from x = 150 on, is open."""
    document = Document(300, 200)
    pixels = np.full((200, 300, 4), (20, 40, 60, 255), np.uint8)
    pixels[:, 150:, 0] = 230
    photo = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    document.layers = (photo,)
    document.active = photo.id
    window.files.show(document)
    return document


def trace(hand: Hand, qtbot: QtBot) -> None:
    document = hand.window.document
    assert document is not None
    count = len(document.layers)
    hand.key(Key.Key_L, CTRL, SHIFT)
    qtbot.waitUntil(lambda: len(document.layers) > count)


def test_the_lines_of_a_picture_become_a_layer_of_lines_in_one_step(
    window: MainWindow, document: Document, qtbot: QtBot
) -> None:
    photo = document.layers[0]
    trace(Hand(window, qtbot), qtbot)
    shown, lines = document.layers
    assert lines.kind is LayerKind.LINES and document.active == lines.id
    assert lines.tiles.read(document.bounds)[:, 149, 3].min() == 255
    assert not shown.visible, "a picture that stays visible would be part of the drawing"
    assert lines.recipe is not None and lines.recipe.tool == "lines"
    assert lines.recipe.inputs["picture"].layer == photo.id
    assert document.undo_name == "Lines from picture"
    document.undo()
    assert document.layers == (photo,) and photo.visible


def test_the_lines_are_what_sketch_paints_from(
    window: MainWindow, document: Document, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    trace(hand, qtbot)
    hand.wait_for_preview()
    shown = window.canvas.colour_at(149, 100, window.canvas.panes()[1])
    assert shown is not None and shown.value() == 0
    other = window.canvas.colour_at(60, 100, window.canvas.panes()[1])
    assert other is not None and other.value() > 100


def test_undo_takes_the_notice_away_but_no_warning(
    window: MainWindow, document: Document, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    trace(hand, qtbot)
    qtbot.waitUntil(window.messages.isVisible)
    window.commands["undo"].trigger()
    assert len(document.layers) == 1 and not window.messages.isVisible()
    window.tell(BadInput("lines.none"))
    window.commands["redo"].trigger()
    assert len(document.layers) == 2 and window.messages.isVisible()


def test_within_a_selection_only(
    window: MainWindow, document: Document, tracer: Tracer, qtbot: QtBot
) -> None:
    document.apply(Select(Selection.whole(Rect(100, 50, 220, 90))))
    trace(Hand(window, qtbot), qtbot)
    assert tracer.asked[0].region == Rect(100, 50, 220, 90)
    alpha = document.layers[-1].tiles.read(document.bounds)[..., 3]
    assert alpha[60, 149] == 255 and not alpha[:50].any() and not alpha[90:].any()


def test_the_panel_offers_it_where_there_is_a_picture_and_no_drawing(
    window: MainWindow, document: Document, qtbot: QtBot
) -> None:
    button = window.sketch_room.panel.trace
    assert button.isVisibleTo(window.sketch_room.panel)
    button.click()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    assert not button.isVisibleTo(window.sketch_room.panel)
    window.files.show(window.files.blank(320, 240))
    assert not button.isVisibleTo(window.sketch_room.panel), "blank paper is no picture"


def test_it_can_be_stopped_and_says_so_by_resting(
    window: MainWindow, document: Document, tracer: Tracer, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    tracer.hold.clear()
    hand.key(Key.Key_L, CTRL, SHIFT)
    qtbot.waitUntil(lambda: bool(tracer.asked))
    assert window.jobs.isVisible()
    hand.key(Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.jobs.isVisible())
    tracer.hold.set()
    qtbot.wait(80)
    assert len(document.layers) == 1


def test_asking_again_counts_once(
    window: MainWindow, document: Document, tracer: Tracer, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    tracer.hold.clear()
    for _ in range(3):
        hand.key(Key.Key_L, CTRL, SHIFT)
    tracer.hold.set()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    qtbot.wait(80)
    assert len(document.layers) == 2


def test_a_picture_without_lines_is_told_and_nothing_changes(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.files.show(window.files.blank(320, 240))
    assert window.document is not None
    before = window.document.layers
    Hand(window, qtbot).key(Key.Key_L, CTRL, SHIFT)
    qtbot.waitUntil(window.messages.isVisible)
    assert "No lines" in window.messages.text()
    assert window.document.layers == before and not window.jobs.isVisible()


def test_without_a_model_it_says_what_is_missing(
    window: MainWindow, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(task: str) -> str:
        raise BadInput("model.none", task=task)

    monkeypatch.setattr(cards, "default", none)
    Hand(window, qtbot).key(Key.Key_L, CTRL, SHIFT)
    assert "Lines" in window.messages.text()


def test_lines_that_come_while_the_pen_is_down_wait_for_it(
    window: MainWindow, document: Document, tracer: Tracer, qtbot: QtBot
) -> None:
    from PySide6.QtTest import QTest

    document.apply(AddLayer(Layer(new_id(), "Lines", LayerKind.LINES, Tiles(4, np.uint8)), 1))
    document.active = document.layers[1].id
    hand = Hand(window, qtbot)
    tracer.hold.clear()
    hand.key(Key.Key_L, CTRL, SHIFT)
    qtbot.waitUntil(lambda: bool(tracer.asked))
    place = hand.at(30, 30)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=place)
    tracer.hold.set()
    qtbot.wait(120)
    assert [x.name for x in document.layers] == ["Photo", "Lines"]
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: len(document.layers) == 3)
    assert document.layers[-1].kind is LayerKind.LINES
