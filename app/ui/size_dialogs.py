"""Image size and canvas size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.geometry import Rect

LARGEST = 65_535  # pixels a side
MOST = 400_000_000  # pixels, as many as a project file holds


class _SizeDialog(QDialog):
    """Width and height, in pixels or in percent of what they are now."""

    def __init__(self, title: str, width: int, height: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.old = (width, height)
        self.unit = QComboBox()
        self.unit.addItem(self.tr("Pixels"), "px")
        self.unit.addItem(self.tr("Percent"), "%")
        self.width_field, self.height_field = QSpinBox(), QSpinBox()
        for field in (self.width_field, self.height_field):
            field.setGroupSeparatorShown(True)
        self.setMinimumWidth(340)
        self.said = QLabel()
        self.said.setProperty("faint", True)
        self.said.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.form.addRow(self.tr("&Unit"), self.unit)
        self.form.addRow(self.tr("&Width"), self.width_field)
        self.form.addRow(self.tr("&Height"), self.height_field)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(14)
        self.column.addLayout(self.form)
        self.column.addWidget(self.said)
        self.column.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._size = self.old
        self._show_unit()
        self.unit.activated.connect(self._show_unit)
        self.width_field.valueChanged.connect(self._on_width)
        self.height_field.valueChanged.connect(self._on_height)
        self._tell()

    def size_px(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size

    @property
    def _percent(self) -> bool:
        return bool(self.unit.currentData() == "%")

    def _show_unit(self) -> None:
        for field, old, now in zip(
            (self.width_field, self.height_field), self.old, self._size, strict=True
        ):
            field.blockSignals(True)
            field.setRange(1, 10_000 if self._percent else LARGEST)
            field.setSuffix(" %" if self._percent else " px")
            field.setValue(max(1, round(100 * now / old)) if self._percent else now)
            field.blockSignals(False)

    def _pixels(self, value: int, old: int) -> int:
        return min(LARGEST, max(1, round(old * value / 100))) if self._percent else value

    def _on_width(self, value: int) -> None:
        self._size = (self._pixels(value, self.old[0]), self._size[1])
        self._tell()

    def _on_height(self, value: int) -> None:
        self._size = (self._size[0], self._pixels(value, self.old[1]))
        self._tell()

    def _tell(self) -> None:
        """Say the size in pixels, or why it cannot be."""
        width, height = self._size
        fits = width * height <= MOST
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fits)
        if fits:
            text = self.tr("{width} × {height} pixels, before {old_width} × {old_height}")
        else:
            text = self.tr("A picture holds at most {most} million pixels. Make it smaller.")
        self.said.setText(
            text.format(
                width=width,
                height=height,
                old_width=self.old[0],
                old_height=self.old[1],
                most=MOST // 1_000_000,
            )
        )


class ImageDialog(_SizeDialog):
    """Another size for the whole picture; its proportions are kept unless one says otherwise."""

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Image size"), width, height, parent)
        self.keep = QCheckBox(self.tr("&Keep the proportions"))
        self.keep.setChecked(True)
        self.form.addRow("", self.keep)
        self.keep.toggled.connect(lambda: self._on_width(self.width_field.value()))

    def _on_width(self, value: int) -> None:
        width = self._pixels(value, self.old[0])
        height = self._size[1]
        if self.keep.isChecked():
            height = min(LARGEST, max(1, round(self.old[1] * width / self.old[0])))
        self._size = (width, height)
        self._show_unit()
        self._tell()

    def _on_height(self, value: int) -> None:
        height = self._pixels(value, self.old[1])
        width = self._size[0]
        if self.keep.isChecked():
            width = min(LARGEST, max(1, round(self.old[0] * height / self.old[1])))
        self._size = (width, height)
        self._show_unit()
        self._tell()


class CanvasDialog(_SizeDialog):
    """Another size for the canvas, and where the picture stays on it."""

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Canvas size"), width, height, parent)
        self.anchors = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(2)
        names = (
            self.tr("Upper left"), self.tr("Top"), self.tr("Upper right"),
            self.tr("Left"), self.tr("Middle"), self.tr("Right"),
            self.tr("Lower left"), self.tr("Bottom"), self.tr("Lower right"),
        )  # fmt: skip
        for i, name in enumerate(names):
            button = QToolButton()
            button.setCheckable(True)
            button.setChecked(i == 4)
            button.setFixedSize(QSize(26, 26))
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.anchors.addButton(button, i)
            grid.addWidget(button, i // 3, i % 3)
        self.anchors.idToggled.connect(self._mark)
        grid.setColumnStretch(3, 1)
        self.form.addRow(self.tr("Anchor"), grid)
        self._mark()

    def _mark(self) -> None:
        for button in self.anchors.buttons():
            button.setText("●" if button.isChecked() else "·")

    def shown(self) -> Rect:
        """What of the plane the canvas shows then, in the pixels of now."""
        width, height = self.size_px()
        column, row = self.anchors.checkedId() % 3, self.anchors.checkedId() // 3
        x = (self.old[0] - width) * column // 2
        y = (self.old[1] - height) * row // 2
        return Rect.of_size(width, height, x, y)
