"""Which of a model's own labels each part of the car is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.panels.part_palette import part_name, swatch
from engine import palette
from engine.ops.labels import mapping_of_text
from engine.palette import Palette

_NONE = -1


class _LabelField(QComboBox):
    """A label's number with its name, where there are names; either may be typed.

    Signals: taken(): another `label` counts.
    """

    taken = Signal()

    def __init__(self, count: int, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = [name.lower() for name in names]
        titles = names or [""] * count
        self.addItem(self.tr("don’t know"))
        self.addItems([f"{i} {title}".strip() for i, title in enumerate(titles)])
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer, line = self.completer(), self.lineEdit()
        assert completer is not None and line is not None  # it is editable
        self.line: QLineEdit = line
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.label = _NONE
        self.activated.connect(lambda index: self._take(index - 1))
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self.show_label)

    def show_label(self) -> None:
        """Show what counts, whatever was typed."""
        self.setCurrentIndex(self.label + 1)
        self.setEditText(self.itemText(self.label + 1))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_label()

    def _read(self, text: str) -> None:
        words = text.strip().lower()
        number = words.partition(" ")[0]
        if not words:  # nothing is said of it any more
            self._take(_NONE)
        elif number.isdecimal() and int(number) < self.count() - 1:
            self._take(int(number))
        elif words in self._names:
            self._take(self._names.index(words))

    def _take(self, label: int) -> None:
        self.label = label
        self.taken.emit()


class MappingDialog(QDialog):
    """title: of the model. count: of its labels, which are 0 … count - 1. told: what was said
    before, as SemanticRequest takes it."""

    def __init__(
        self, title: str, count: int, told: str, table: Palette, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Labels of {model}").format(model=title))
        self.resize(420, 560)
        source, names = palette.published(count)
        said = self.tr(
            "{model} was trained with {count} labels of its own, numbered 0 to {last}. Say "
            "which of them each part is; parts without one count as “don’t know”. It is asked "
            "once and remembered."
        ).format(model=title, count=count, last=count - 1)
        if names:
            said += " " + self.tr("{source} has as many: its names are shown.").format(
                source=source
            )
        words = QLabel(said)
        words.setWordWrap(True)
        before = mapping_of_text(told)
        self.rows = QTableWidget(len(table.parts), 2)
        self.rows.setHorizontalHeaderLabels([self.tr("Part"), self.tr("The model’s label")])
        self.rows.verticalHeader().hide()
        self.rows.setAccessibleName(self.windowTitle())
        self.rows.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field
        self.rows.setTabKeyNavigation(False)
        self._fields: dict[int, _LabelField] = {}
        scale = self.devicePixelRatioF()
        for row, part in enumerate(table.parts):
            item = QTableWidgetItem(part_name(part))
            item.setIcon(QIcon(swatch(QColor(*part.colour), "", scale)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.rows.setItem(row, 0, item)
            field = _LabelField(count, names)
            field.setAccessibleName(part_name(part))
            field.label = min(before.get(part.id, _NONE), count - 1)
            field.show_label()
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
            field.taken.connect(self._allow)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.rows, 1)
        column.addWidget(buttons)
        first = next(iter(self._fields.values())).line
        first.setFocus()
        first.selectAll()  # what is typed takes the place of "don't know"
        self._allow()

    @property
    def mapping(self) -> str:
        """What is said, as SemanticRequest takes it."""
        told = {id: field.label for id, field in self._fields.items()}
        return ", ".join(f"{id}={label}" for id, label in told.items() if label != _NONE)

    def _allow(self) -> None:
        self._ok.setEnabled(bool(self.mapping))
