"""What is asked before a document goes that holds more than its file does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

Button = QMessageBox.StandardButton


def ask_to_save(parent: QWidget, name: str) -> Button:
    """Save, Discard or Cancel: what shall become of the changes of a document."""
    box = _box(
        parent,
        QCoreApplication.translate("Leaving", "Save the changes of “{name}”?").format(name=name),
        QCoreApplication.translate("Leaving", "They are lost if you do not save them."),
    )
    box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Save)
    return Button(box.exec())


def ask_to_give_up(parent: QWidget) -> bool:
    """Whether an edit that is not a layer yet may go."""
    box = _box(
        parent,
        QCoreApplication.translate("Leaving", "Give up the edit that is not applied?"),
        QCoreApplication.translate(
            "Leaving", "It is lost: only Apply (Enter) makes a layer of it, which is saved."
        ),
    )
    box.setStandardButtons(Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Cancel)
    return Button(box.exec()) == Button.Discard


def _box(parent: QWidget, text: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.translate("Leaving", "Unsaved work"))
    box.setText(text)
    box.setInformativeText(more)
    return box
