"""About: what the program is, and what it is made of that others wrote."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import licences
from app.licences import Component
from app.ui.disk import Disk


class AboutDialog(QDialog):
    """disk: in whose thread the licences are looked for and read."""

    def __init__(self, disk: Disk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._disk = disk
        self.setWindowTitle(self.tr("About Coachline"))
        self.resize(860, 600)
        try:
            number = version("coachline")
        except PackageNotFoundError:  # run from a folder that is not installed
            number = ""
        words = QLabel(
            self.tr(
                "<h3>Coachline {version}</h3><p>An image editor for car designers, with generative "
                "brushes. Apache-2.0. Made with Qt {qt}, PyTorch and the components below, whose "
                "licences are their own. Qt is used under the LGPL; “Qt” in the list says how to "
                "replace it.</p>"
            ).format(version=number, qt=qVersion())
        )
        words.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("Component"), self.tr("Version"), self.tr("Licence")])
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.tr("Components"))
        self.list.currentItemChanged.connect(self._read)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Text of the licence"))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([260, 260])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(split, 1)
        column.addWidget(buttons)
        disk.start(self.tr("Looking for licences"), licences.components, self._show)

    def _show(self, components: list[Component]) -> None:
        for component in components:
            item = QTreeWidgetItem([component.name, component.version, component.licence])
            item.setData(0, Qt.ItemDataRole.UserRole, component)
            self.list.addTopLevelItem(item)
        for column in range(2):
            self.list.resizeColumnToContents(column)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _read(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        component: Component = item.data(0, Qt.ItemDataRole.UserRole)

        def show(text: str) -> None:
            if self.list.currentItem() is item:
                self.text.setPlainText(text or self.tr("Its package holds no text of the licence."))

        self._disk.start(self.tr("Looking for licences"), component.read, show)
