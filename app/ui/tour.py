"""A walk through the window: a bubble beside each thing that it tells of.

Nothing is blocked: the designer draws on while a bubble is there, moves on when ready, or ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.ui import theme

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_GAP = 14  # px between a bubble and what it tells of


@dataclass(frozen=True)
class Step:
    """text: English, translated in the context "Tour". target: what it tells of, None = the window
    has no such thing now. tool: the panel that has to be in front."""

    text: str
    target: Callable[[MainWindow], QWidget | None]
    tool: str = ""


def _work(window: MainWindow) -> QWidget:
    return window.canvas if window.document is not None else window.start_page


def _sample(window: MainWindow) -> QWidget | None:
    if window.document is not None:
        return window.canvas
    return window.start_page.findChild(QWidget, "sample_sketch")


def _style(window: MainWindow) -> QWidget:
    return window.sketch_room.panel.style_well


def _hints(window: MainWindow) -> QWidget:
    return window.sketch_room.panel.hints


STEPS = (
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Open the sample drawing with a click, or begin one with “New drawing”. Any drawing or "
            "picture of your own can be dropped here as well.",
        ),
        _sample,
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Draw on the left: B is the brush, E the eraser, [ and ] change the size. The picture "
            "on the right follows every stroke. Ctrl+Z takes back.",
        ),
        _work,
        "sketch",
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Paint, light and backdrop come from a style: drop any picture here, or roll the dice "
            "for another one.",
        ),
        _style,
        "sketch",
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Tick this and dab a colour on the bonnet: the whole car takes it.",
        ),
        _hints,
        "sketch",
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Enter keeps the preview as a layer, Esc drops it. The layer remembers how it was "
            "made, so that it can be made again when the drawing has changed.",
        ),
        lambda window: window.docks["layers"],
        "sketch",
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "The other tools are tabs of this panel: paint by parts, close holes, enlarge, pull at "
            "shapes. Each works within the selection, if there is one.",
        ),
        lambda window: window.docks["sketch"],
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Tour",
            "Ctrl+S saves the project with all layers, File ▸ Export writes a picture. Shift+? "
            "lists all keys; the Help menu has the guide, and this tour again.",
        ),
        lambda window: window.menuBar(),
    ),
)


class Tour(QObject):
    """Signals: ended().

    It moves on by itself from the first step when a document is opened.
    """

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._at = 0
        self._ring = Ring(window)
        self.bubble = Bubble(window)
        self.bubble.back.clicked.connect(lambda: self._go(self._at - 1))
        self.bubble.next.clicked.connect(lambda: self._go(self._at + 1))
        self.bubble.end.clicked.connect(self.end)
        window.files.opened.connect(self._on_opened)

    @property
    def running(self) -> bool:
        return self.bubble.isVisible()

    @property
    def step(self) -> int:
        return self._at

    def start(self) -> None:
        self._window.installEventFilter(self)
        self._go(0)

    def end(self) -> None:
        self._window.removeEventFilter(self)
        self.bubble.hide()
        self._ring.hide()
        self.ended.emit()

    def place(self) -> None:
        """Stand beside what the step tells of, wherever it is now."""
        target = STEPS[self._at].target(self._window)
        if target is None or not target.isVisible():
            rect = QRect()
        else:
            rect = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        self._ring.show_around(rect)
        self.bubble.stand_beside(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.place()
        return False

    def _go(self, at: int) -> None:
        if at >= len(STEPS):
            self.end()
            return
        self._at = max(at, 0)
        step = STEPS[self._at]
        if step.tool and step.tool in self._window.docks:
            self._window.docks[step.tool].show()
            self._window.docks[step.tool].raise_()
        self.bubble.tell(QCoreApplication.translate("Tour", step.text), self._at, len(STEPS))
        self.bubble.show()
        QCoreApplication.sendPostedEvents()  # the panel that came to the front has its place now
        _bring_into_sight(step.target(self._window))
        self.place()

    def _on_opened(self, _document: object) -> None:
        if self.running and self._at == 0:
            self._go(1)
        elif self.running:
            self.place()


def _bring_into_sight(target: QWidget | None) -> None:
    """On small screens it may be scrolled out of its panel."""
    around = target
    while target is not None and around is not None:
        around = around.parentWidget()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(target)


class Bubble(QFrame):
    """One step's words and buttons, over the window; Esc in it ends the tour."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName("bubble")
        self.setFixedWidth(340)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        self.setGraphicsEffect(shadow)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._count = QLabel()
        self._count.setProperty("faint", True)
        self.end = QPushButton(self.tr("End the tour"))
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton(self.tr("Next"))
        self.next.setObjectName("primary")
        row = QHBoxLayout()
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (self.end, self.back, self.next):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 10)
        column.addWidget(self._text)
        column.addLayout(row)
        self.hide()

    def text(self) -> str:
        return self._text.text()

    def tell(self, text: str, at: int, count: int) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self._count.setText(f"{at + 1} / {count}")
        self.back.setEnabled(at > 0)
        last = at == count - 1
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.end.setVisible(not last)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def stand_beside(self, rect: QRect) -> None:
        """Where there is room beside `rect` of the window: left, right, below; else within it."""
        room = self._over.rect().adjusted(8, 8, -8, -8)
        mine = QRect(QPoint(0, 0), QSize(self.width(), self.height()))
        middle = rect.center() - mine.center()
        places = (
            QPoint(rect.left() - self.width() - _GAP, min(middle.y(), rect.top() + 80)),
            QPoint(rect.right() + _GAP, middle.y()),
            QPoint(middle.x(), rect.bottom() + _GAP),
        )
        place = next((p for p in places if room.contains(mine.translated(p))), None)
        if place is None:
            within = rect if rect.isValid() else room
            place = QPoint(within.center().x() - self.width() // 2, within.bottom() - self.height())
            place -= QPoint(0, 40)
        self.move(place)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Esc in the bubble is not the window's command."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end.click()
        else:
            super().keyPressEvent(event)


class Ring(QWidget):
    """A frame around a part of the window, which lets the pointer through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_around(self, rect: QRect) -> None:
        if not rect.isValid():
            self.hide()
            return
        self.setGeometry(rect.adjusted(-3, -3, 3, 3).intersected(self._over.rect()))
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)
