from __future__ import annotations

import threading
import time
from dataclasses import replace

from PySide6.QtWidgets import QProgressDialog, QPushButton

from app.document.state import State
from engine.errors import BadInput
from engine.progress import Cancelled, Progress

from .conftest import Hand, open_document


def test_what_takes_long_shows_how_far_it_is_and_then_becomes_one_step(hand: Hand) -> None:
    window, go_on = hand.window, threading.Event()

    def slow(before: State, progress: Progress) -> State:
        progress.step(0.4)
        go_on.wait(10)
        return replace(before, layers=before.layers[:1])

    window.work.become("Merge down", slow)
    assert window.work.busy
    dialog = window.findChild(QProgressDialog)
    assert dialog is not None and dialog.isVisible()
    hand.qtbot.waitUntil(lambda: dialog.value() == 400)
    window.work.become("Crop", lambda before, progress: replace(before, layers=()))
    go_on.set()
    hand.qtbot.waitUntil(lambda: not window.work.busy)
    assert len(open_document(window).layers) == 1  # the second was not begun
    assert open_document(window).undo_name == "Merge down"


def test_cancel_changes_nothing(hand: Hand) -> None:
    window, stopped = hand.window, threading.Event()

    def long(before: State, progress: Progress) -> State:
        for _ in range(500):
            try:
                progress.step(0.1)
            except Cancelled:
                stopped.set()
                raise
            time.sleep(0.01)
        return replace(before, layers=())

    before = open_document(window).now
    window.work.become("Crop", long)
    dialog = window.findChild(QProgressDialog)
    assert dialog is not None
    dialog.findChild(QPushButton).click()
    hand.qtbot.waitUntil(lambda: not window.work.busy)
    assert stopped.is_set()
    assert open_document(window).now is before


def test_errors_are_told_and_change_nothing(hand: Hand) -> None:
    window = hand.window
    before = open_document(window).now

    def refuse(before: State, progress: Progress) -> State:
        raise BadInput("layer.none_visible")

    def fail(before: State, progress: Progress) -> State:
        raise MemoryError("too much")

    for change, words in ((refuse, "No layer is visible"), (fail, "too much")):
        window.work.become("Merge visible layers", change)
        hand.qtbot.waitUntil(lambda words=words: words in window.messages.text())
        assert open_document(window).now is before
