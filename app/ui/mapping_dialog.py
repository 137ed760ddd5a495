"""Which of a model's own labels each part of the car is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.panels.part_palette import part_name, swatch
from engine.ops.labels import mapping_of_text
from engine.palette import Palette

_NONE = -1


class MappingDialog(QDialog):
    """title: of the model. count: of its labels, which are 0 … count - 1. told: what was said
    before, as SemanticRequest takes it."""

    def __init__(
        self, title: str, count: int, told: str, table: Palette, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Labels of {model}").format(model=title))
        self.resize(420, 560)
        words = QLabel(
            self.tr(
                "{model} was trained with {count} labels of its own, numbered 0 to {last}. Say "
                "which of them each part is; parts without one count as “don’t know”. It is asked "
                "once and remembered."
            ).format(model=title, count=count, last=count - 1)
        )
        words.setWordWrap(True)
        before = mapping_of_text(told)
        self.rows = QTableWidget(len(table.parts), 2)
        self.rows.setHorizontalHeaderLabels([self.tr("Part"), self.tr("The model’s label")])
        self.rows.verticalHeader().hide()
        self.rows.setAccessibleName(self.windowTitle())
        self.rows.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field
        self.rows.setTabKeyNavigation(False)
        self._fields: dict[int, QSpinBox] = {}
        scale = self.devicePixelRatioF()
        for row, part in enumerate(table.parts):
            item = QTableWidgetItem(part_name(part))
            item.setIcon(QIcon(swatch(QColor(*part.colour), "", scale)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.rows.setItem(row, 0, item)
            field = QSpinBox()
            field.setRange(_NONE, count - 1)
            field.setSpecialValueText(self.tr("don’t know"))
            field.setAccessibleName(part_name(part))
            field.setValue(min(before.get(part.id, _NONE), count - 1))
            self.rows.setCellWidget(row, 1, field)
            self._fields[part.id] = field
        self.rows.setColumnWidth(0, 210)
        self.rows.horizontalHeader().setStretchLastSection(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for field in self._fields.values():
            field.valueChanged.connect(self._allow)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.rows, 1)
        column.addWidget(buttons)
        first = next(iter(self._fields.values()))
        first.setFocus()
        first.selectAll()  # a number that is typed takes the place of "don't know"
        self._allow()

    @property
    def mapping(self) -> str:
        """What is said, as SemanticRequest takes it."""
        told = {id: field.value() for id, field in self._fields.items()}
        return ", ".join(f"{id}={label}" for id, label in told.items() if label != _NONE)

    def _allow(self) -> None:
        self._ok.setEnabled(bool(self.mapping))
