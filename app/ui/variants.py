"""A strip of small pictures, filled one after another."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from app.ui.proof import to_qimage

_SIDE = 84


class VariantStrip(QListWidget):
    """Signals: chosen(place)."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Variants"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(3)
        self.setFixedHeight(2 * (_SIDE + 14))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)
        self.hide()

    def start(self, seeds: list[int]) -> None:
        """Empty places for the pictures of these seeds."""
        self.clear()
        empty = QPixmap(_SIDE, _SIDE)
        empty.fill(QColor(128, 128, 128, 60))
        for seed in seeds:
            item = QListWidgetItem(QIcon(empty), "")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setToolTip(self.tr("Seed {seed}").format(seed=seed))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.toolTip())
            self.addItem(item)
        self.show()

    def put(self, place: int, pixels: NDArray[Any]) -> None:
        """pixels: H×W×4 uint8."""
        if place >= self.count():
            return
        item = self.item(place)
        scale = self.devicePixelRatioF()
        side = round(_SIDE * scale)
        step = max(1, min(pixels.shape[:2]) // (2 * side))
        image = to_qimage(pixels[::step, ::step]).scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        image.setDevicePixelRatio(scale)
        item.setIcon(QIcon(QPixmap.fromImage(image)))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    def _on_item(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.chosen.emit(self.row(item))
