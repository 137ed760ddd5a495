"""The size of a new document."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.settings import Settings, limits

SIZES = (
    (QT_TRANSLATE_NOOP("NewDialog", "Sketch, 4:3"), 1024, 768),
    (QT_TRANSLATE_NOOP("NewDialog", "Side view, 2:1"), 1536, 768),
    (QT_TRANSLATE_NOOP("NewDialog", "Full HD, 16:9"), 1920, 1080),
    (QT_TRANSLATE_NOOP("NewDialog", "A4 across, 150 dpi"), 1754, 1240),
    (QT_TRANSLATE_NOOP("NewDialog", "A3 across, 150 dpi"), 2480, 1754),
    (QT_TRANSLATE_NOOP("NewDialog", "4K, 16:9"), 3840, 2160),
)


class NewDialog(QDialog):
    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("New document"))
        self._preset = QComboBox()
        for name, width, height in SIZES:
            title = QCoreApplication.translate("NewDialog", name)
            self._preset.addItem(f"{title} ({width} × {height})", (width, height))
        self._preset.addItem(self.tr("Own size"), None)
        self._width, self._height = QSpinBox(), QSpinBox()
        for field, name, value in (
            (self._width, "new_width", settings.new_width),
            (self._height, "new_height", settings.new_height),
        ):
            field.setRange(*limits(name))
            field.setValue(value)
            field.setSuffix(" px")
            field.setGroupSeparatorShown(True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Format"), self._preset)
        form.addRow(self.tr("&Width"), self._width)
        form.addRow(self.tr("&Height"), self._height)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("&Create"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(18)
        column.addLayout(form)
        column.addWidget(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._preset.activated.connect(self._on_preset)
        self._width.valueChanged.connect(self._on_size)
        self._height.valueChanged.connect(self._on_size)
        self._on_size()

    def size_px(self) -> tuple[int, int]:
        """Width and height; the next dialog starts with them."""
        size = self._width.value(), self._height.value()
        self._settings.new_width, self._settings.new_height = size
        return size

    def _on_preset(self, index: int) -> None:
        size = self._preset.itemData(index)
        if size is None:
            self._width.setFocus()
            self._width.selectAll()
        else:
            self._width.setValue(size[0])
            self._height.setValue(size[1])
            self._preset.setCurrentIndex(index)

    def _on_size(self) -> None:
        size = (self._width.value(), self._height.value())
        known = [(width, height) for _, width, height in SIZES]
        self._preset.setCurrentIndex(known.index(size) if size in known else len(known))
