"""An error that nobody foresaw: it is noted, the work is kept, and the designer is told."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import logs

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Unhandled(QObject):
    """Catches what no room caught, in any thread, from `watch` on.

    keep: writes the document for recovery; it must not wait. parent: where the dialog is shown.
    One dialog at a time; an error that was shown is only noted when it comes again.
    """

    _came = Signal(str)

    def __init__(self, keep: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._keep, self._window = keep, parent
        self._told: set[str] = set()
        self.dialog: ErrorDialog | None = None
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        sys.excepthook = self.catch
        threading.excepthook = lambda a: self.catch(
            a.exc_type, a.exc_value or a.exc_type(), a.exc_traceback
        )
        qInstallMessageHandler(_note)

    def catch(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        """As `sys.excepthook`; from any thread."""
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, where)
            return
        details = "".join(traceback.format_exception(kind, error, where))
        log.critical("unhandled\n%s", details)
        self._came.emit(details)

    def _tell(self, details: str) -> None:
        if details in self._told or self.dialog is not None:
            return
        self._told.add(details)
        self._keep()
        self.dialog = ErrorDialog(details, self._window)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_closed(self) -> None:
        self.dialog = None


class ErrorDialog(QDialog):
    """Says that something went wrong, and what to send to those who can mend it."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setMinimumSize(620, 380)
        words = QLabel(
            self.tr(
                "Coachline met an error that it does not know. Your work is kept for recovery: go "
                "on, or save it and start again. Please send these details with your report; they "
                "hold no picture, but may hold names of files."
            )
        )
        words.setWordWrap(True)
        self.details = QPlainTextEdit(f"{logs.system()}\n\n{details}")
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setAccessibleName(self.tr("Details"))
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(
            self.tr("&Copy the details"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy.clicked.connect(self._copy)
        go_on = buttons.addButton(self.tr("&Go on"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.details, 1)
        column.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def _note(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """What Qt says goes into the log as well."""
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
