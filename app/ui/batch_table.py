"""The files of a batch: before it starts what goes in, then each file with its progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionProgressBar,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

_DONE = Qt.ItemDataRole.UserRole
_PATH = Qt.ItemDataRole.UserRole + 1
_FILE, _PROGRESS, _STATUS = range(3)


class BatchTable(QTableWidget):
    """Signals: changed(): other inputs."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setHorizontalHeaderLabels([self.tr("File"), self.tr("Progress"), self.tr("Status")])
        self.setAccessibleName(self.tr("Files"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(_FILE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_STATUS, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_PROGRESS, 110)
        self.setItemDelegateForColumn(_PROGRESS, _Bar(self))
        self._inputs: list[Path] = []
        self._planned = False
        self._running = -1

    @property
    def inputs(self) -> list[Path]:
        """Files and folders, as the designer gave them."""
        return list(self._inputs)

    @property
    def can_remove(self) -> bool:
        return bool(self.selectedItems()) or self._planned

    @property
    def chosen_result(self) -> Path | None:
        """What was made of the one row that is chosen."""
        rows = self.selectionModel().selectedRows()
        if len(rows) != 1:
            return None
        item = self.item(rows[0].row(), _STATUS)
        path = None if item is None else item.data(_PATH)
        return Path(path) if path else None

    def add(self, paths: list[Path]) -> None:
        self._inputs = list(dict.fromkeys((*self._inputs, *paths)))
        self._show_inputs()

    def remove_chosen(self) -> None:
        """Leave out the chosen inputs; of a batch that ran, all."""
        if self._planned:
            self._inputs = []
        else:
            gone = {index.row() for index in self.selectionModel().selectedRows()}
            self._inputs = [x for i, x in enumerate(self._inputs) if i not in gone]
        self._show_inputs()

    def _show_inputs(self) -> None:
        self._planned = False
        self.setRowCount(0)
        for path in self._inputs:
            words = self.tr("folder") if path.is_dir() else ""
            self._append(str(path), words)
        self.changed.emit()

    def show_plan(self, files: list[dict[str, str]]) -> None:
        """Each file of the batch, in place of what was given."""
        self._planned, self._running = True, -1
        self.setRowCount(0)
        roots = [path for path in self._inputs if path.is_dir()]
        for file in files:
            source = Path(file["source"])
            root = next((r for r in roots if source.is_relative_to(r)), source.parent)
            self._append(str(source.relative_to(root)), self.tr("waiting"), str(source))
        self.changed.emit()

    def _append(self, name: str, words: str, tip: str = "") -> None:
        row = self.rowCount()
        self.insertRow(row)
        item = QTableWidgetItem(name)
        item.setToolTip(tip or name)
        self.setItem(row, _FILE, item)
        self.setItem(row, _PROGRESS, QTableWidgetItem())
        self.setItem(row, _STATUS, QTableWidgetItem(words))

    def show_progress(self, place: int, share: float) -> None:
        item = self.item(place, _PROGRESS)
        if item is not None:
            item.setData(_DONE, share)

    def show_status(
        self, place: int, status: str, words: str, tip: str, target: str | None
    ) -> None:
        """status: as the batch tells it. target: the file that was made."""
        item = self.item(place, _STATUS)
        if item is None:
            return
        item.setText(words)
        item.setToolTip(tip)
        item.setData(_PATH, target)
        if status == "failed":
            item.setIcon(self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning))
        if status == "running":
            self._running = place
            self.scrollToItem(item)
        bar = self.item(place, _PROGRESS)
        if bar is not None:
            bar.setData(_DONE, {"done": 1.0, "running": 0.0}.get(status))

    def end(self) -> None:
        """The batch is over: what was being worked on was not finished."""
        for row in range(self.rowCount() if self._planned else 0):
            item, bar = self.item(row, _STATUS), self.item(row, _PROGRESS)
            share = None if bar is None else bar.data(_DONE)
            if item is not None and bar is not None and share is not None and share < 1:
                item.setText(self.tr("stopped"))
                bar.setData(_DONE, None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            words = self.tr("Drop pictures and folders here.")
            painter.drawText(self.viewport().rect().adjusted(20, 20, -20, -20), flags, words)


class _Bar(QStyledItemDelegate):
    """A progress bar in a cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share: Any = index.data(_DONE)
        if share is None:
            return
        bar = QStyleOptionProgressBar()
        bar.rect = option.rect.adjusted(6, 6, -6, -6)
        bar.minimum, bar.maximum = 0, 1000
        bar.progress = round(1000 * share)
        bar.palette = option.palette
        bar.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Horizontal
        QApplication.style().drawControl(QStyle.ControlElement.CE_ProgressBar, bar, painter)
