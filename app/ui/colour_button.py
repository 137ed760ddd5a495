"""The brush's colour and the second one behind it, as two overlapping squares."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QWidget


class ColourButton(QAbstractButton):
    """A click on a square chooses its colour. Signals: changed(QColor, QColor)."""

    changed = Signal(QColor, QColor)

    def __init__(self, colour: str, other: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour, self.other = QColor(colour), QColor(other)
        self.setAccessibleName(self.tr("Brush colour"))
        self.setToolTip(
            self.tr("Brush colour: click to choose (X swaps the two, D makes them black and white)")
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._wants_other = False
        self.clicked.connect(self._choose)

    def sizeHint(self) -> QSize:
        return QSize(36, 36)

    def set_colours(self, colour: QColor, other: QColor) -> None:
        if (colour, other) != (self.colour, self.other):
            self.colour, self.other = QColor(colour), QColor(other)
            self.update()
            self.changed.emit(self.colour, self.other)

    def swap(self) -> None:
        self.set_colours(self.other, self.colour)

    def reset(self) -> None:
        """Black on white."""
        self.set_colours(QColor("#000000"), QColor("#ffffff"))

    def _squares(self) -> tuple[QRectF, QRectF]:
        side = min(self.width(), self.height()) * 0.62
        x, y = (self.width() - side * 1.45) / 2, (self.height() - side * 1.45) / 2
        return QRectF(x, y, side, side), QRectF(x + side * 0.45, y + side * 0.45, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.palette().text().color()
        front, back = self._squares()
        for square, colour in ((back, self.other), (front, self.colour)):
            focused = self.hasFocus() and square is front
            painter.setPen(
                QPen(self.palette().highlight().color() if focused else line, 2 if focused else 1)
            )
            painter.setBrush(colour)
            painter.drawRoundedRect(square, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        front, back = self._squares()
        point = event.position()
        self._wants_other = back.contains(point) and not front.contains(point)
        super().mousePressEvent(event)

    def _choose(self) -> None:
        wants_other, self._wants_other = self._wants_other, False
        old = self.other if wants_other else self.colour
        chosen = QColorDialog.getColor(old, self.window(), self.tr("Choose a colour"))
        if not chosen.isValid():
            return
        if wants_other:
            self.set_colours(self.colour, chosen)
        else:
            self.set_colours(chosen, self.other)
