"""The selections that a document keeps: save, load, combine, rename, to and from pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from app.document.document import Document
from app.document.mask_files import read_selection, write_selection
from app.document.selection import KeepSelections, Selection
from app.ui.disk import Disk

if TYPE_CHECKING:
    from app.ui.selecting import Selecting

_SIDE = 48  # pixels of a thumbnail's longest side


class SelectionsDialog(QDialog):
    """disk: reads and writes the pictures."""

    def __init__(self, selecting: Selecting, document: Document, disk: Disk) -> None:
        super().__init__(selecting.window)
        self._selecting, self._document, self._disk = selecting, document, disk
        self.setWindowTitle(self.tr("Saved selections"))
        self.list = QListWidget()
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setAccessibleName(self.windowTitle())
        self.list.itemDoubleClicked.connect(partial(self._load, "new"))
        self.list.itemChanged.connect(self._rename)
        self.list.currentRowChanged.connect(lambda _row: self._allow())
        self._empty = QLabel(
            self.tr("No selection is saved yet. Select something and press “Save the selection”.")
        )
        self._empty.setWordWrap(True)
        self._empty.setProperty("faint", True)
        self._buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout()
        for name, text, slot in (
            ("save", self.tr("&Save the selection"), self._save),
            ("new", self.tr("&Load"), partial(self._load, "new")),
            ("add", self.tr("&Add"), partial(self._load, "add")),
            ("subtract", self.tr("S&ubtract"), partial(self._load, "subtract")),
            ("intersect", self.tr("&Intersect"), partial(self._load, "intersect")),
            ("rename", self.tr("&Rename"), self._edit_name),
            ("delete", self.tr("&Delete"), self._delete),
            ("import", self.tr("&From a picture…"), self._import),
            ("export", self.tr("&To a picture…"), self._export),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, slot=slot: slot())
            self._buttons[name] = button
            column.addWidget(button)
            if name in ("save", "intersect", "delete"):
                column.addSpacing(8)
        column.addStretch()
        left = QVBoxLayout()
        left.addWidget(self.list)
        left.addWidget(self._empty)
        row = QHBoxLayout()
        row.addLayout(left, 1)
        row.addLayout(column)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("&Close"))
        close.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(row)
        whole.addWidget(close)
        self.resize(460, 420)
        self._fill(0)

    def _fill(self, row: int) -> None:
        """Show what is saved, with one of it chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        for name, selection in self._document.now.saved:
            item = QListWidgetItem(_thumbnail(selection, self._document), name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.list.blockSignals(False)
        self._empty.setVisible(not self.list.count())
        self._allow()

    def _allow(self) -> None:
        chosen = self.list.currentRow() >= 0
        for name, button in self._buttons.items():
            button.setEnabled(name == "import" or chosen)
        self._buttons["save"].setEnabled(self._document.selection is not None)
        self._buttons["export"].setEnabled(chosen or self._document.selection is not None)

    def _chosen(self) -> tuple[str, Selection] | None:
        row = self.list.currentRow()
        return self._document.now.saved[row] if row >= 0 else None

    def _keep(self, saved: tuple[tuple[str, Selection], ...], title: str, row: int) -> None:
        self._document.apply(KeepSelections(saved, title))
        self._fill(row)

    def _save(self) -> None:
        selection = self._document.selection
        if selection is None:
            return
        name, wanted = QInputDialog.getText(
            self, self.tr("Save the selection"), self.tr("Name"), text=self._new_name()
        )
        if wanted and name.strip():
            self._add(name.strip(), selection)

    def _add(self, name: str, selection: Selection) -> None:
        saved = self._document.now.saved
        names = [other for other, _ in saved]
        if name in names:  # the same name: the new one takes its place
            row = names.index(name)
            self._keep((*saved[:row], (name, selection), *saved[row + 1 :]), "Save selection", row)
        else:
            self._keep((*saved, (name, selection)), "Save selection", len(saved))

    def _new_name(self) -> str:
        names = {name for name, _ in self._document.now.saved}
        number = 1
        while (name := self.tr("Selection {number}").format(number=number)) in names:
            number += 1
        return name

    def _load(self, how: str, *_clicked: object) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._selecting.choose(chosen[1].clipped(self._document.bounds), how)
            self._allow()

    def _edit_name(self) -> None:
        self.list.editItem(self.list.currentItem())

    def _rename(self, item: QListWidgetItem) -> None:
        row, saved = self.list.row(item), self._document.now.saved
        name = item.text().strip()
        taken = name in {other for i, (other, _) in enumerate(saved) if i != row}
        if not name or taken or name == saved[row][0]:
            self._fill(row)  # back to the name that it had
        else:
            renamed = (*saved[:row], (name, saved[row][1]), *saved[row + 1 :])
            self._keep(renamed, "Rename selection", row)

    def _delete(self) -> None:
        row, saved = self.list.currentRow(), self._document.now.saved
        self._keep((*saved[:row], *saved[row + 1 :]), "Delete selection", row)

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Selection from a picture"),
            filter=self.tr("Pictures") + " (*.png *.tif *.tiff *.jpg *.jpeg *.webp *.bmp *.exr)",
        )
        if name:
            path, page = Path(name), self._document.bounds
            self._disk.start(
                self.tr("Opening {name}").format(name=path.name),
                partial(read_selection, path, page),
                partial(self._add, path.stem),
            )

    def _export(self) -> None:
        """The chosen selection, else the present one."""
        chosen = self._chosen()
        selection = chosen[1] if chosen is not None else self._document.selection
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Selection to a picture"),
            f"{chosen[0] if chosen is not None else self._new_name()}.png",
            "PNG (*.png)",
        )
        if name and selection is not None:
            path = Path(name).with_suffix(".png")
            self._disk.start(
                self.tr("Saving {name}").format(name=path.name),
                partial(write_selection, selection, self._document.bounds, path),
                lambda _written: None,
            )


def _thumbnail(selection: Selection, document: Document) -> QIcon:
    """White where it selects, on black."""
    step = max(1, -(-max(document.width, document.height) // _SIDE))
    mask = selection.mask(document.bounds)[::step, ::step].copy()
    height, width = mask.shape
    image = QImage(mask.data, width, height, width, QImage.Format.Format_Grayscale8)
    return QIcon(QPixmap.fromImage(image.copy()))
