"""What is on the screen while the window is being made: the name, at once.

It needs nothing but Qt, so that it comes as soon as an empty window would.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from engine import paths

_WIDTH, _HEIGHT = 420, 200


_PATIENCE_MS = 1000  # where a window system does not say that it shows the window


class Opening(QWidget):
    """The program's sign and name in the middle of the screen.

    Signals: shown(), once, when they can be seen.
    """

    shown = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Coachline")
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._sign = QSvgRenderer(str(paths.resources() / "icons" / "coachline.svg"))
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
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Window))
        painter.setPen(QColor(palette.color(QPalette.ColorRole.Mid)))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        self._sign.render(painter, QRectF(48, 64, 72, 72))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        font.setWeight(font.Weight.Light)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(
            QRectF(144, 0, _WIDTH - 160, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, "Coachline"
        )
        painter.end()
        QTimer.singleShot(0, self._tell)  # what was painted goes to the screen before
