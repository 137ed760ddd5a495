"""The sign that is on the screen while the window is being made."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.opening import Opening

_SHOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import app.__main__
from app.ui.opening import Opening
app = QApplication([])
opening = Opening()
opening.shown.connect(app.quit)
QTimer.singleShot(0, opening.show)
app.exec()
late = {"numpy", "cv2", "platformdirs", "torch", "app.ui.theme", "app.settings"}
print(*sorted(late & sys.modules.keys()))
"""


def test_it_tells_once_that_it_can_be_seen(qtbot: QtBot) -> None:
    opening = Opening()
    qtbot.addWidget(opening)
    told: list[None] = []
    opening.shown.connect(lambda: told.append(None))
    with qtbot.waitSignal(opening.shown):
        opening.show()
    opening.repaint()
    qtbot.wait(50)
    assert len(told) == 1


def test_a_click_does_not_hide_it(qtbot: QtBot) -> None:
    opening = Opening()
    qtbot.addWidget(opening)
    opening.show()
    qtbot.mouseClick(opening, Qt.MouseButton.LeftButton)
    assert opening.isVisible()


def test_nothing_that_takes_long_is_imported_before_it() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _SHOW], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == ""


def test_it_tells_nothing_from_within_show(qtbot: QtBot) -> None:
    opening, told = Opening(), []
    qtbot.addWidget(opening)
    opening.shown.connect(lambda: told.append(opening.isVisible()))
    opening._tell()  # as when it is painted while `show` works off events
    opening.show()
    assert told == []
    qtbot.waitUntil(lambda: told == [True])
