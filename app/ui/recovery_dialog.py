"""What a crash left: to restore, to throw away, or to leave for another time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document.recovery import Rescue
from app.i18n import error_text
from engine.errors import CoachlineError


class RecoveryDialog(QDialog):
    """Accepted: `chosen` shall be restored. Rejected: all that is listed is kept."""

    def __init__(
        self, found: list[tuple[Rescue, bytes | None]], parent: QWidget | None = None
    ) -> None:
        """found: each with its small PNG."""
        super().__init__(parent)
        self.chosen: Rescue | None = None
        self.setWindowTitle(self.tr("Recover work"))
        self.setMinimumSize(520, 380)
        words = QLabel(
            self.tr(
                "Coachline did not end in good order. This work was kept and is not saved in a "
                "file of yours:"
            )
        )
        words.setWordWrap(True)
        self._list = QListWidget()
        self._list.setIconSize(QSize(112, 84))
        self._list.setSpacing(4)
        self._list.setAccessibleName(self.tr("Work that was kept"))
        for rescue, png in found:
            self._list.addItem(_item(rescue, png))
        self._list.setCurrentRow(0)
        self._list.itemDoubleClicked.connect(self._restore)
        self._list.currentRowChanged.connect(self._refresh)
        self._restore_button = QPushButton(self.tr("&Restore"))
        self._restore_button.setDefault(True)
        self._restore_button.setObjectName("primary")
        self._discard_button = QPushButton(self.tr("&Discard…"))
        later = QPushButton(self.tr("&Keep for later"))
        row = QHBoxLayout()
        row.addWidget(self._discard_button)
        row.addStretch(1)
        row.addWidget(later)
        row.addWidget(self._restore_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(words)
        column.addWidget(self._list)
        column.addLayout(row)
        self._restore_button.clicked.connect(self._restore)
        self._discard_button.clicked.connect(self._discard)
        later.clicked.connect(self.reject)
        self._list.setFocus()

    def _present(self) -> Rescue | None:
        item = self._list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def _refresh(self) -> None:
        for button in (self._restore_button, self._discard_button):
            button.setEnabled(self._present() is not None)

    def _restore(self) -> None:
        self.chosen = self._present()
        if self.chosen is not None:
            self.accept()

    def _discard(self) -> None:
        rescue = self._present()
        if rescue is None:
            return
        question = self.tr("Throw the kept work of “{name}” away? It cannot be brought back.")
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self,
            self.tr("Discard"),
            question.format(name=rescue.name),
            button.Discard | button.Cancel,
            button.Cancel,
        )
        if answer == button.Discard:
            rescue.discard()
            self._list.takeItem(self._list.currentRow())
            if not self._list.count():
                self.reject()


def offer_copy(window: QWidget, error: CoachlineError, rescue: Rescue) -> bool:
    """A project is damaged, and a copy of it was kept: whether to open that one."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.translate("RecoveryDialog", "Damaged project"))
    box.setText(error_text(error))
    words = QCoreApplication.translate("RecoveryDialog", "A copy was kept on {time}.")
    box.setInformativeText(words.format(time=_time(rescue)))
    button = box.addButton(
        QCoreApplication.translate("RecoveryDialog", "&Open the copy"),
        QMessageBox.ButtonRole.AcceptRole,
    )
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is button


def _time(rescue: Rescue) -> str:
    when = QDateTime.fromSecsSinceEpoch(int(rescue.when))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def _item(rescue: Rescue, png: bytes | None) -> QListWidgetItem:
    lines = [rescue.name, _time(rescue)]
    if rescue.path is not None:
        lines.append(str(rescue.path))
    item = QListWidgetItem("\n".join(lines))
    item.setData(Qt.ItemDataRole.UserRole, rescue)
    picture = QPixmap()
    if png is not None and picture.loadFromData(png):
        item.setIcon(QIcon(picture))
    return item
