"""What the colours, numbers or objects of a renderer's pass are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.panels.part_palette import UNKNOWN, part_name, swatch
from engine.ops.id_passes import NOTHING, Entry, IdPass
from engine.palette import Palette

_KEY = Qt.ItemDataRole.UserRole
_NAME, _SHARE, _PART = range(3)


class LabelDialog(QDialog):
    """found: the pass. told: ids by key that are known already; what is missing is marked, and
    "don't know" unless the designer says something.

    Signals: layer_wanted(name): another layer of the Cryptomatte.
    """

    layer_wanted = Signal(str)

    def __init__(
        self,
        name: str,
        found: IdPass,
        told: Mapping[str, int],
        table: Palette,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Parts in {name}").format(name=name))
        self.resize(560, 600)
        self._table, self._parts = table, dict(told)
        self._names = {part.id: part_name(part) for part in table.parts}
        self._names[UNKNOWN] = self.tr("don’t know")
        self._unsaid = {e.key for e in found.unassigned(told)}
        self._said = QLabel()
        self._said.setWordWrap(True)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.rows = QTreeWidget()
        self.rows.setAccessibleName(self.windowTitle())
        self.rows.setHeaderLabels([self._kind(found), self.tr("Share"), self.tr("Part")])
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._fill(found)
        self.part = QComboBox()
        self.part.setAccessibleName(self.tr("Part of the chosen rows"))
        scale = self.devicePixelRatioF()
        for part in table.parts:
            icon = QIcon(swatch(QColor(*part.colour), "", scale))
            self.part.addItem(icon, self._names[part.id], part.id)
        self.part.addItem(self._names[UNKNOWN], UNKNOWN)
        self.part.setCurrentIndex(-1)
        self.part.setPlaceholderText(self.tr("Choose a part"))
        self.part.activated.connect(self._assign)
        self.rows.itemSelectionChanged.connect(self._show_part)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._said)
        column.addLayout(self._top(found))
        column.addWidget(self.rows, 1)
        row = QHBoxLayout()
        label = QLabel(self.tr("The chosen rows &are"))
        label.setBuddy(self.part)
        row.addWidget(label)
        row.addWidget(self.part, 1)
        column.addLayout(row)
        column.addWidget(buttons)
        self._tell()
        first = self.rows.topLevelItem(0)
        if first is not None:
            self.rows.setCurrentItem(first)
        self.rows.setFocus()

    @property
    def parts(self) -> dict[str, int]:
        """Ids by key, of all rows."""
        return dict(self._parts)

    def _top(self, found: IdPass) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        layers = () if found.matte is None else found.matte.layers
        if found.matte is not None and len(layers) > 1:
            box = QComboBox()
            box.setAccessibleName(self.tr("Layer of the Cryptomatte"))
            box.setToolTip(box.accessibleName())
            box.addItems(list(layers))
            box.setCurrentText(found.matte.layer)
            box.textActivated.connect(self._on_layer)
            row.addWidget(box)
        return row

    def _on_layer(self, name: str) -> None:
        self.reject()
        self.layer_wanted.emit(name)

    def _fill(self, found: IdPass) -> None:
        """What nothing is known of goes first, then by its share of the picture."""
        scale = self.devicePixelRatioF()
        shown = sorted(found.entries, key=lambda e: (e.key not in self._unsaid, -e.share))
        for entry in shown:
            self._parts.setdefault(entry.key, UNKNOWN)
            item = QTreeWidgetItem([self._title(entry), f"{100 * entry.share:.1f} %", ""])
            item.setData(_NAME, _KEY, entry.key)
            item.setTextAlignment(_SHARE, Qt.AlignmentFlag.AlignRight)
            if entry.colour is not None:
                item.setIcon(_NAME, QIcon(swatch(QColor(*entry.colour), "", scale)))
            self.rows.addTopLevelItem(item)
            self._write(item)
        self.rows.setColumnWidth(_NAME, 250)
        self.rows.setColumnWidth(_SHARE, 70)

    def _kind(self, found: IdPass) -> str:
        return {
            "numbers": self.tr("Number"),
            "colours": self.tr("Colour"),
            "objects": self.tr("Object"),
        }[found.kind]

    def _title(self, entry: Entry) -> str:
        return self.tr("(nothing)") if entry.key == NOTHING else entry.key

    def _write(self, item: QTreeWidgetItem) -> None:
        key = item.data(_NAME, _KEY)
        name = self._names.get(self._parts[key], str(self._parts[key]))
        if key in self._unsaid:
            name = self.tr("{part} – not assigned yet").format(part=name)
        item.setText(_PART, name)
        font = item.font(_PART)
        font.setBold(key in self._unsaid)
        for column in (_NAME, _PART):
            item.setFont(column, font)

    def _tell(self) -> None:
        count = self.rows.topLevelItemCount()
        if self._unsaid:
            said = self.tr(
                "{unsaid} of {count} are not known yet. Choose rows and say which part they are; "
                "the others stay “don’t know”. The answers are remembered for files like this."
            )
        else:
            said = self.tr("All {count} are known. Change what is wrong.")
        self._said.setText(said.format(unsaid=len(self._unsaid), count=count))

    def _show_part(self) -> None:
        """The part of the chosen rows, if they have the same."""
        keys = [item.data(_NAME, _KEY) for item in self.rows.selectedItems()]
        parts = {None if key in self._unsaid else self._parts[key] for key in keys}
        self.part.setEnabled(bool(parts))
        self.part.setCurrentIndex(self.part.findData(parts.pop()) if len(parts) == 1 else -1)

    def _assign(self, index: int) -> None:
        id = self.part.itemData(index)
        for item in self.rows.selectedItems():
            key = item.data(_NAME, _KEY)
            self._parts[key] = id
            self._unsaid.discard(key)
            self._write(item)
        self._tell()

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self.rows.topLevelItemCount()):
            item = self.rows.topLevelItem(row)
            assert item is not None
            words = (item.text(column).casefold() for column in (_NAME, _PART))
            item.setHidden(not any(wanted in word for word in words))
