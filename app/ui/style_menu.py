"""Where a style may come from: a file, the picture that is open, or those that come along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QMenu, QWidget, QWidgetAction

from engine import paths

_SIDE = 56
_COLUMNS = 4


class StyleMenu(QMenu):
    """Signals: asked(): the designer wants a file dialog. here(): the picture that is open.
    chosen(Path, str): one of the gallery, and its name."""

    asked = Signal()
    here = Signal()
    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addAction(self.tr("From a &file …")).triggered.connect(self.asked)
        this = self.addAction(self.tr("The picture that is &open"))
        this.setToolTip(self.tr("What is visible, without lines, labels and hints"))
        this.triggered.connect(self.here)
        self.addSeparator()
        self.gallery = QListWidget()
        self.gallery.setAccessibleName(self.tr("Gallery of styles"))
        self.gallery.setViewMode(QListView.ViewMode.IconMode)
        self.gallery.setMovement(QListView.Movement.Static)
        self.gallery.setIconSize(QSize(_SIDE, _SIDE))
        self.gallery.setGridSize(QSize(_SIDE + 8, _SIDE + 8))
        self.gallery.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.gallery.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        action = QWidgetAction(self)
        action.setDefaultWidget(self.gallery)
        self.addAction(action)
        self.gallery.itemClicked.connect(self._on_item)
        self.gallery.itemActivated.connect(self._on_item)  # the Enter key
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        """Read the pictures when they are looked at first."""
        if self.gallery.count():
            return
        for number, path in enumerate(sorted((paths.resources() / "styles").iterdir()), 1):
            item = QListWidgetItem(QIcon(str(path)), "")
            name = self.tr("Style {number}").format(number=number)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, path)
            self.gallery.addItem(item)
        rows = -(-self.gallery.count() // _COLUMNS)
        margin = 2 * self.gallery.frameWidth() + 4
        self.gallery.setFixedSize(_COLUMNS * (_SIDE + 8) + margin, rows * (_SIDE + 8) + margin)

    def _on_item(self, item: QListWidgetItem) -> None:
        path: Path = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(path, item.toolTip())
