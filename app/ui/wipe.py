"""Before and after in one picture, with a line between them that is dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import painting

_STEP = 0.05  # of the width, by an arrow key


class Wipe(QWidget):
    """Left of the line the picture as it is, right of it as it would become.

    One pixel of the result is one of the screen's as long as there is room, so that detail is
    judged as it is. words: what is shown while there is nothing else.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._before: QImage | None = None
        self._after: QImage | None = None
        self._line = 0.5
        self._captions = (self.tr("Before"), self.tr("After"))
        self.setMinimumHeight(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Before and after"))
        self.setToolTip(self.tr("Drag the line, or move it with the arrow keys"))

    def sizeHint(self) -> QSize:
        return QSize(260, 200)

    @property
    def is_shown(self) -> bool:
        return self._after is not None

    @property
    def line(self) -> float:
        """Where the line is, 0 = left, 1 = right."""
        return self._line

    def show_pictures(self, before: QImage, after: QImage) -> None:
        """before: smaller than after, or as large; it is enlarged smoothly."""
        self._before = before.scaled(
            after.size(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._after = after
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.update()

    def clear(self) -> None:
        self._before = self._after = None
        self.unsetCursor()
        self.update()

    def _place(self) -> QRectF:
        """Where the pictures are, in the widget's own pixels."""
        assert self._after is not None
        scale = self.devicePixelRatioF()
        width, height = self._after.width() / scale, self._after.height() / scale
        shrink = min(1.0, self.width() / width, self.height() / height)
        width, height = width * shrink, height * shrink
        left = round((self.width() - width) / 2 * scale) / scale
        top = round((self.height() - height) / 2 * scale) / scale
        return QRectF(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), painting.surround())
        if self._after is None or self._before is None:
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), flags, self._words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        x = place.left() + place.width() * self._line
        painter.drawImage(place, self._before)
        painter.setClipRect(QRectF(x, 0, self.width(), self.height()))
        painter.drawImage(place, self._after)
        painter.setClipping(False)
        for width, colour in ((3.0, QColor(0, 0, 0, 110)), (1.0, QColor("white"))):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        self._caption(painter, place, x)

    def _caption(self, painter: QPainter, place: QRectF, x: float) -> None:
        metrics = painter.fontMetrics()
        for text, left in zip(self._captions, (True, False), strict=True):
            width = metrics.horizontalAdvance(text) + 12
            at = x - width - 4 if left else x + 4
            if at < place.left() or at + width > place.right():
                continue
            box = QRectF(at, place.top() + 6, width, metrics.height() + 4)
            painter.fillRect(box, QColor(0, 0, 0, 150))
            painter.setPen(QColor("white"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._after is not None and event.buttons() & Qt.MouseButton.LeftButton:
            place = self._place()
            self._move((event.position().x() - place.left()) / place.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}.get(Qt.Key(event.key()))
        if step is None or self._after is None:
            super().keyPressEvent(event)
        else:
            self._move(self._line + step)

    def _move(self, line: float) -> None:
        self._line = min(max(line, 0.0), 1.0)
        self.update()
