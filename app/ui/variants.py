"""A strip of small pictures, filled one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from app.ui.proof import to_qimage

_PICTURE = 256  # device pixels of a small picture's longer side
_GAP = 6


class VariantStrip(QListWidget):
    """As high as its pictures need, in columns as wide as the panel gives.

    Signals: chosen(place).
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Variants"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._ratio = 0.75
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)
        self.hide()

    def start(self, seeds: list[int], ratio: float) -> None:
        """Empty places for the pictures of these seeds; ratio: their height over width."""
        self.begin([self.tr("Seed {seed}").format(seed=seed) for seed in seeds], ratio)

    def begin(self, names: Sequence[str], ratio: float) -> None:
        """Empty places for pictures of these names; ratio: their height over width."""
        self.clear()
        self._ratio = min(max(ratio, 0.4), 1.6)
        empty = QPixmap(_PICTURE, round(_PICTURE * self._ratio))
        empty.fill(QColor(128, 128, 128, 60))
        for name in names:
            item = QListWidgetItem(QIcon(empty), "")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.toolTip())
            self.addItem(item)
        self._arrange()
        self.show()

    def put(self, place: int, pixels: NDArray[Any]) -> None:
        """pixels: H×W×{3, 4} uint8."""
        if place >= self.count():
            return
        item = self.item(place)
        step = max(1, max(pixels.shape[:2]) // (2 * _PICTURE))
        image = to_qimage(pixels[::step, ::step]).scaled(
            _PICTURE,
            _PICTURE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        picture = QPixmap.fromImage(image)
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # else Qt tints the chosen one
        item.setIcon(icon)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if self.count() <= 4 else 3
        wide = (self.width() - 2 * self.frameWidth() - 2) // columns
        high = round((wide - _GAP) * self._ratio) + _GAP
        self.setIconSize(QSize(wide - _GAP, high - _GAP))
        self.setGridSize(QSize(wide, high))
        rows = -(-self.count() // columns)
        self.setFixedHeight(rows * high + 2 * self.frameWidth() + 2)

    def _on_item(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.chosen.emit(self.row(item))
