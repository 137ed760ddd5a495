"""Asks for a number of pixels."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QWidget

MOST = 500


def ask_amount(parent: QWidget, title: str, value: int) -> int | None:
    """A number of pixels from 1 to MOST; None if the designer gave up."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(QCoreApplication.translate("AmountDialog", "By how many pixels?"))
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(1, MOST)
    dialog.setIntValue(value)
    return dialog.intValue() if dialog.exec() else None
