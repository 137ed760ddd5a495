"""What is on the screen while the window is being made: the name, at once.

It needs nothing but Qt, and of that no function that knows `Qt.GlobalColor` as well: the
enumerations of the `Qt` namespace take longer to import than everything here.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QSplashScreen, QWidget

_WIDTH, _HEIGHT, _LINE_AT = 420, 200, 126
_GROUND, _INK, _LINE = "#26282b", "#f4f1ec", "#e2552f"  # those of the program's sign
_PATIENCE_MS = 1000  # where a window system does not say that it shows the window


class Opening(QSplashScreen):
    """The program's name over a coachline, in the middle of the screen.

    Signals: shown(), once, when they can be seen. A splash screen works off events while it
    is shown; this comes after it: closed from within `show` it would stay on the screen.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Coachline")
        self.setFixedSize(_WIDTH, _HEIGHT)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.move(screen.center() - self.rect().center())
        points = self.font().pointSizeF() * 2.6
        self.setStyleSheet(
            f"Opening {{ background: {_GROUND}; }} QWidget#line {{ background: {_LINE}; }}"
            f"QLabel {{ color: {_INK}; font-size: {points:.1f}pt; font-weight: 300; }}"
        )
        line = QWidget(self)
        line.setObjectName("line")
        line.setGeometry(60, _LINE_AT, _WIDTH - 120, 3)
        name = QLabel("Coachline", self)
        name.adjustSize()
        name.move((_WIDTH - name.width()) // 2, _LINE_AT - 14 - name.height())
        self._there = self._painted = self._told = False

    def show(self) -> None:
        super().show()
        self._there = True
        QTimer.singleShot(0 if self._painted else _PATIENCE_MS, self._tell)

    def _tell(self) -> None:
        if self._there and not self._told:
            self._told = True
            self.shown.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click does not hide it, as it would by itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._painted = True
        QTimer.singleShot(0, self._tell)  # what was painted goes to the screen before
