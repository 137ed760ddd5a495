"""The settings, as `Settings` declares them, and the keys."""

from __future__ import annotations

from dataclasses import Field, fields

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings, label, limits
from app.ui.data_page import DataPage
from app.ui.keys_page import KeysPage


class SettingsDialog(QDialog):
    """What is changed counts at once. Signals: changed(name of the setting), reset_wanted()."""

    changed = Signal(str)
    reset_wanted = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.pages = QTabWidget()
        self.pages.addTab(self._page("general"), self.tr("&General"))
        self.pages.addTab(self._page("pen"), self.tr("&Pen"))
        self.keys = KeysPage(settings)
        self.keys.changed.connect(lambda: self.changed.emit("keys"))
        self.pages.addTab(self.keys, self.tr("&Keys"))
        data = DataPage()
        data.reset_wanted.connect(self.reset_wanted)
        self.pages.addTab(data, self.tr("Your &data"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        column.addWidget(buttons)

    def show_keys(self) -> None:
        """Turn to the keys, ready to search."""
        self.pages.setCurrentWidget(self.keys)
        self.keys.search.setFocus()

    def _page(self, page: str) -> QWidget:
        widget = QWidget()
        form = QFormLayout(widget)
        form.setContentsMargins(16, 14, 16, 14)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for setting in fields(Settings):
            if setting.metadata.get("page") != page:
                continue
            name = label(setting.name)
            field = self._field(setting)
            field.setAccessibleName(name)
            field.setObjectName(setting.name)
            form.addRow("" if isinstance(field, QCheckBox) else name, field)
            if "note" in setting.metadata:
                note = QLabel(QCoreApplication.translate("Settings", setting.metadata["note"]))
                note.setProperty("faint", True)
                note.setWordWrap(True)
                form.addRow("", note)
        return widget

    def _field(self, setting: Field[object]) -> QWidget:
        name, rules, value = setting.name, setting.metadata, getattr(self._settings, setting.name)
        if "choices" in rules:
            box = QComboBox()
            for choice, title in zip(rules["choices"], rules["names"], strict=True):
                box.addItem(QCoreApplication.translate("Settings", title), choice)
            box.setCurrentIndex(box.findData(value))
            box.activated.connect(lambda index: self._set(name, box.itemData(index)))
            return box
        if isinstance(value, bool):
            tick = QCheckBox(label(name))
            tick.setChecked(value)
            tick.toggled.connect(lambda on: self._set(name, on))
            return tick
        number = QSpinBox()
        number.setRange(*limits(name))
        number.setSuffix(rules.get("unit", ""))
        number.setValue(value)
        number.setKeyboardTracking(False)
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.valueChanged.connect(lambda n: self._set(name, n))
        return number

    def _set(self, name: str, value: object) -> None:
        setattr(self._settings, name, value)
        self.changed.emit(name)
