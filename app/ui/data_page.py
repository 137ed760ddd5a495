"""The settings' page about what the program keeps: where it lies, and how to begin anew."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from engine import paths


class DataPage(QWidget):
    """Signals: reset_wanted(): the settings shall be as in the beginning."""

    reset_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(16, 14, 16, 14)
        form.setVerticalSpacing(8)
        for title, folder in (
            (self.tr("Settings and kept work"), paths.user_data()),
            (self.tr("Models that you added"), paths.user_models()),
            (self.tr("Log"), paths.logs()),
        ):
            form.addRow(title, self._folder(title, folder))
        note = QLabel(self.tr("All of it stays when the program is updated or removed."))
        note.setProperty("faint", True)
        note.setWordWrap(True)
        form.addRow("", note)
        self.reset = QPushButton(self.tr("&Reset all settings…"))
        self.reset.clicked.connect(self._ask)
        form.addRow("", self.reset)

    def _folder(self, title: str, folder: Path) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        where = QLabel(str(folder))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        where.setAccessibleName(title)
        line.addWidget(where, 1)
        show = QPushButton(self.tr("Show"))
        show.setAccessibleName(self.tr("Show the folder: {name}").format(name=title))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        line.addWidget(show)
        return row

    def _ask(self) -> None:
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self,
            self.tr("Reset all settings"),
            self.tr(
                "Set everything in this dialog, the keys, the brushes and the places of the panels "
                "back to how they were in the beginning? Documents, models and kept work stay."
            ),
            button.Reset | button.Cancel,
            button.Cancel,
        )
        if answer == button.Reset:
            self.reset_wanted.emit()
