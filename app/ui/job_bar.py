"""What is going on: the work in the status bar, and messages above the canvas."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.ui import theme

_SURE, _SURE_SHARE = 1.5, 0.03  # seconds and share of the work after which its pace is known


class JobBar(QWidget):
    """Name, progress and stop button of the work under way. Signals: stop()."""

    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._work = ("", 0.0, 0.0)  # its name, when it began and the share done then
        self._label = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedSize(130, 10)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._stop = QToolButton()
        self._stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_icon(self._stop, "close")
        self._stop.setIconSize(QSize(12, 12))
        self._stop.setToolTip(self.tr("Stop (Esc)"))
        self._stop.setAccessibleName(self.tr("Stop"))
        self._stop.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(6)
        for part in (self._label, self._bar, self._stop):
            row.addWidget(part)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_work(self, name: str, done: float | None = None, stoppable: bool = True) -> None:
        """done: the share in [0, 1], None where it cannot be known."""
        left = self._left(name, done)
        self._label.setText(name if left is None else f"{name} · {self._said(left)}")
        self._bar.setRange(0, 0 if done is None else 1000)
        self._bar.setValue(round(1000 * (done or 0)))
        self._stop.setVisible(stoppable)
        self.show()

    def rest(self) -> None:
        self._work = ("", 0.0, 0.0)
        self.hide()

    def _left(self, name: str, done: float | None) -> float | None:
        """Seconds that a piece of work may still take at the pace so far; None as long as that
        cannot be said."""
        now = time.monotonic()
        begun, since, first = self._work
        if done is None or begun != name or done < first:
            self._work = (name, now, done or 0.0)
            return None
        if now - since < _SURE or done - first < _SURE_SHARE:
            return None
        return (now - since) * (1 - done) / (done - first)

    def _said(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{seconds} s left").format(seconds=max(1, round(seconds)))
        return self.tr("{minutes} min left").format(minutes=round(seconds / 60))


class MessageBar(QFrame):
    """One sentence over the top of `under`, until it is closed: the designer's work goes on, and
    nothing under the pen moves."""

    def __init__(self, under: QWidget) -> None:
        super().__init__(under)
        self._under = under
        under.installEventFilter(self)
        self.setObjectName("messages")
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        self.copy = _small_button("copy", self.tr("Copy the message"))
        self.copy.clicked.connect(self._copy)
        close = _small_button("close", self.tr("Close the message"))
        close.clicked.connect(self.hide)
        row.addWidget(self.copy)
        row.addWidget(close)
        self.hide()

    def text(self) -> str:
        return self._text.text()

    def say(self, sentence: str, warning: bool = True) -> None:
        """warning: something did not work, in difference to a mere notice."""
        self._sign.setVisible(warning)
        side = round(20 * self.devicePixelRatioF())
        sign = theme.pixmap("warning", self.palette().windowText().color(), side)
        sign.setDevicePixelRatio(self.devicePixelRatioF())
        self._sign.setPixmap(sign)
        self._text.setText(sentence)
        self._text.setAccessibleName(sentence)
        self.setProperty("warning", warning)
        self.style().unpolish(self)
        self.style().polish(self)
        self._place()
        self.show()
        self.raise_()

    def hide_notice(self) -> None:
        """Take a notice away that may not be true any more; a warning stays until it is closed."""
        if not self.property("warning"):
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        width = self._under.width()
        layout = self.layout()
        assert layout is not None
        self.setGeometry(0, 0, width, layout.totalHeightForWidth(width))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())


def _small_button(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    theme.set_icon(button, icon)
    button.setIconSize(QSize(16, 16))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
