"""What was done, step by step; a click goes there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout, QWidget

from app.document.document import Document
from app.i18n import document_text

_Index = QModelIndex | QPersistentModelIndex


class History(QAbstractListModel):
    """Row 0 is the document before the first step; row n after n steps."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self.done = 0
        self._forgotten = False

    def show(self, document: Document | None) -> None:
        titles = () if document is None else document.history
        done = 0 if document is None else document.done
        forgotten = document is not None and document.forgotten
        if (titles, done, forgotten) == (self._titles, self.done, self._forgotten):
            return
        self.beginResetModel()
        self._titles, self.done, self._forgotten = titles, done, forgotten
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self._name(row)
            if row == self.done:
                return self.tr("{step}, now").format(step=name)
            return self.tr("{step}, undone").format(step=name) if row > self.done else name
        if role == Qt.ItemDataRole.ForegroundRole and row > self.done:
            group = QPalette.ColorGroup.Disabled
            return QGuiApplication.palette().color(group, QPalette.ColorRole.Text)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(row == self.done)
            font.setItalic(row > self.done)
            return font
        return None

    def _name(self, row: int) -> str:
        if row:
            return document_text(self._titles[row - 1])
        return self.tr("Older steps are forgotten") if self._forgotten else self.tr("Opened")


class HistoryPanel(QWidget):
    """Signals: wanted(n): go to the document after n steps."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self.model = History()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("History"))
        self.list.setMinimumHeight(76)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self._memory = QLabel()
        self._memory.setProperty("faint", True)
        self._memory.setToolTip(
            self.tr("Memory that undo holds beyond the layers. The most is set in the settings.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(self._memory)

    def show_document(self, document: Document) -> None:
        self._document = document
        self.refresh()

    def refresh(self) -> None:
        """Show the steps as they are now, the present one marked and in sight."""
        self.model.show(self._document)
        current = self.model.index(self.model.done)
        self.list.setCurrentIndex(current)
        self.list.scrollTo(current)
        if self._document is not None:
            self._memory.setText(
                self.tr("{steps} steps · {used} of {budget} MB").format(
                    steps=self.model.rowCount() - 1,
                    used=self._document.undo_memory >> 20,
                    budget=self._document.undo_budget >> 20,
                )
            )

    def _go(self, index: QModelIndex) -> None:
        if index.row() != self.model.done:
            self.wanted.emit(index.row())
