"""How far the canvas is enlarged on each side."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.ui.size_dialogs import LARGEST, MOST
from engine.geometry import Rect

_FIRST = 25  # percent of the width that left and right are begun with


class OutpaintDialog(QDialog):
    """By pixels, or by percent of what the picture is now."""

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Outpaint"))
        self.setMinimumWidth(360)
        self._old = Rect.of_size(width, height)
        self._px = {"left": 0, "top": 0, "right": 0, "bottom": 0}
        self.unit = QComboBox()
        self.unit.addItem(self.tr("Percent"), "%")
        self.unit.addItem(self.tr("Pixels"), "px")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Unit"), self.unit)
        self.sides: dict[str, QSpinBox] = {}
        for name, text in (
            ("left", self.tr("&Left")),
            ("top", self.tr("&Top")),
            ("right", self.tr("&Right")),
            ("bottom", self.tr("&Bottom")),
        ):
            field = self.sides[name] = QSpinBox()
            field.setGroupSeparatorShown(True)
            form.addRow(text, field)
        self._said = QLabel()
        self._said.setProperty("faint", True)
        self._said.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self._said)
        column.addWidget(self.buttons)
        for name in ("left", "right"):
            self._px[name] = round(width * _FIRST / 100)
        self._show_unit()
        self.unit.activated.connect(self._show_unit)
        for name, field in self.sides.items():
            field.valueChanged.connect(lambda value, name=name: self._on_side(name, value))
        self.sides["left"].setFocus()

    def shown(self) -> Rect:
        """What of the plane the canvas shows then, in the pixels of now."""
        old, px = self._old, self._px
        return Rect(-px["left"], -px["top"], old.x1 + px["right"], old.y1 + px["bottom"])

    def _length(self, name: str) -> int:
        """Of the picture, in the direction of a side."""
        return self._old.width if name in ("left", "right") else self._old.height

    def _show_unit(self) -> None:
        percent = self.unit.currentData() == "%"
        for name, field in self.sides.items():
            px = self._px[name]
            field.blockSignals(True)
            field.setRange(0, 400 if percent else LARGEST)
            field.setSuffix(" %" if percent else " px")
            field.setValue(round(100 * px / self._length(name)) if percent else px)
            field.blockSignals(False)
        self._tell()

    def _on_side(self, name: str, value: int) -> None:
        percent = self.unit.currentData() == "%"
        self._px[name] = round(self._length(name) * value / 100) if percent else value
        self._tell()

    def _tell(self) -> None:
        """Say the size in pixels, or why it cannot be."""
        new = self.shown()
        fits = max(new.width, new.height) <= LARGEST and new.width * new.height <= MOST
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(fits and new != self._old)
        if not fits:
            text = self.tr("A picture holds at most {most} million pixels. Make it smaller.")
        elif new == self._old:
            text = self.tr("Say on which sides the picture shall go on.")
        else:
            text = self.tr("{width} × {height} pixels, before {old_width} × {old_height}")
        self._said.setText(
            text.format(
                width=new.width,
                height=new.height,
                old_width=self._old.width,
                old_height=self._old.height,
                most=MOST // 1_000_000,
            )
        )
