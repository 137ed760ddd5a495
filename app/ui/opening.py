"""What is on the screen while the window is being made: the name, at once.

It needs nothing but Qt, so that it comes as soon as an empty window would.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 420, 200
_GROUND, _INK, _LINE = "#26282b", "#f4f1ec", "#e2552f"  # those of the program's sign
_PATIENCE_MS = 1000  # where a window system does not say that it shows the window


class Opening(QWidget):
    """The program's name over a coachline, in the middle of the screen.

    Signals: shown(), once, when they can be seen.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Coachline")
        self.setFixedSize(_WIDTH, _HEIGHT)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.move(screen.center() - self.rect().center())
        self._told = False
        QTimer.singleShot(_PATIENCE_MS, self._tell)

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self.shown.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_GROUND))
        painter.fillRect(QRectF(60, 126, _WIDTH - 120, 3), QColor(_LINE))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 2.6)
        font.setWeight(font.Weight.Light)
        painter.setFont(font)
        painter.setPen(QColor(_INK))
        painter.drawText(QRectF(0, 52, _WIDTH, 70), Qt.AlignmentFlag.AlignCenter, "Coachline")
        painter.end()
        QTimer.singleShot(0, self._tell)  # what was painted goes to the screen before
