"""The models dialog: what is installed, and adding, removing, verifying and preferring it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.add_model_dialog import AddModelDialog
from app.ui.models import Models
from engine.runtime import cards
from engine.runtime.cards import Card

SUFFIXES = (".pth", ".pt", ".ckpt", ".pkl", ".safetensors", ".onnx", ".h5", ".pytorch")
TASKS = {
    "sketch": QT_TRANSLATE_NOOP("Tasks", "Sketch"),
    "semantic": QT_TRANSLATE_NOOP("Tasks", "Semantic"),
    "inpaint": QT_TRANSLATE_NOOP("Tasks", "Inpaint"),
    "upscale": QT_TRANSLATE_NOOP("Tasks", "Upscale"),
    "latent": QT_TRANSLATE_NOOP("Tasks", "Latent"),
    "translate": QT_TRANSLATE_NOOP("Tasks", "Translate"),
    "deblur": QT_TRANSLATE_NOOP("Tasks", "Deblur"),
    "lines": QT_TRANSLATE_NOOP("Tasks", "Lines"),
    "segment": QT_TRANSLATE_NOOP("Tasks", "Parts of pictures"),
    "encode": QT_TRANSLATE_NOOP("Tasks", "Latents of pictures"),
    "read": QT_TRANSLATE_NOOP("Tasks", "Parts of drawings"),
    "style": QT_TRANSLATE_NOOP("Tasks", "Styles for Semantic"),
    "perceive": QT_TRANSLATE_NOOP("Tasks", "Training"),
}
_NAME = Qt.ItemDataRole.UserRole


def is_model(path: Path) -> bool:
    """Whether a file that was dropped is a checkpoint, by its name."""
    return path.suffix.lower() in SUFFIXES


def task_title(task: str) -> str:
    """What the window calls a tool."""
    return QCoreApplication.translate("Tasks", TASKS[task]) if task in TASKS else task


class ModelsDialog(QDialog):
    def __init__(self, models: Models, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self.setWindowTitle(self.tr("Models"))
        self.setAcceptDrops(True)
        self.resize(980, 620)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names, families and licences"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Tool"))
        self.free = QCheckBox(self.tr("&Free for commercial use"))
        self.free.setToolTip(
            self.tr("Leave out licences that forbid it, and those that nobody told")
        )
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.task)
        top.addWidget(self.free)
        self.table = self._table()
        self.card = QFormLayout()
        self.card.setHorizontalSpacing(16)
        self.card.setVerticalSpacing(3)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(self.card)
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        self.search.textChanged.connect(self.refresh)
        self.task.activated.connect(self.refresh)
        self.free.toggled.connect(self.refresh)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.table.itemSelectionChanged.connect(lambda: self.say(""))
        models.changed.connect(self._on_changed)
        models.preferred.connect(lambda *_: self.refresh())
        self._on_changed()

    def _table(self) -> QTableWidget:
        titles = (
            self.tr("Name"),
            self.tr("Tool"),
            self.tr("Family"),
            self.tr("Sizes"),
            self.tr("Licence"),
            self.tr("Source"),
        )
        table = QTableWidget(0, len(titles))
        table.setHorizontalHeaderLabels(titles)
        table.setAccessibleName(self.tr("Installed models"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(titles) - 1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        return table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.add_button = QPushButton(self.tr("&Add …"))
        self.prefer_button = QPushButton(self.tr("Make &default"))
        self.prefer_button.setToolTip(self.tr("The tool takes this model if none is named"))
        self.verify_button = QPushButton(self.tr("&Verify"))
        self.verify_button.setToolTip(self.tr("Compare the weights with their SHA-256"))
        self.remove_button = QPushButton(self.tr("&Remove"))
        close = QPushButton(self.tr("&Close"))
        for button, called in (
            (self.add_button, self.ask_add),
            (self.prefer_button, self._prefer),
            (self.verify_button, self._verify),
            (self.remove_button, self._remove),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(called)
            row.addWidget(button)
        row.addStretch(1)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row.addWidget(close)
        return row

    @property
    def selected(self) -> Card | None:
        """The model that the designer chose in the list."""
        row = self.table.currentRow()
        item = self.table.item(row, 0) if row >= 0 else None
        return None if item is None else self._models.find(item.data(_NAME))

    def select(self, name: str) -> None:
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if item is not None and item.data(_NAME) == name:
                self.table.selectRow(row)
                # Once its card below has taken its room.
                QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        item = self.table.currentItem()
        if item is not None:
            self.table.scrollToItem(item)

    def _on_changed(self) -> None:
        chosen = self.task.currentData()
        self.task.clear()
        self.task.addItem(self.tr("All tools"), "")
        for task in sorted({c.task for c in self._models.cards}, key=task_title):
            self.task.addItem(task_title(task), task)
        self.task.setCurrentIndex(max(0, self.task.findData(chosen)))
        self.refresh()

    def refresh(self) -> None:
        """Show the models that fit the filter; the chosen one stays chosen."""
        before = self.selected
        shown = [c for c in self._models.cards if self._fits(c)]
        rivals = Counter(c.task for c in self._models.cards)
        self.table.setRowCount(0)
        self.table.setRowCount(len(shown))
        for row, card in enumerate(shown):
            default = rivals[card.task] > 1 and self._models.default(card.task) == card.name
            name = self.tr("{name} (default)").format(name=card.title) if default else card.title
            source = str(card.table.get("source") or card.table.get("file") or "")
            texts = (
                name, task_title(card.task), card.family or ("–" if card.own else "Coachline"),
                self._sizes(card),
                licence_text(card.licence), source,
            )  # fmt: skip
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setData(_NAME, card.name)
                if place == 0 and default:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(row, place, item)
        if before is not None:
            self.select(before.name)
        if shown and self.selected is None:
            self.table.selectRow(0)
        self.say("" if shown else self.tr("No model fits. Change the filter, or add one."))
        self._on_selected()

    def _fits(self, card: Card) -> bool:
        if self.task.currentData() and card.task != self.task.currentData():
            return False
        if self.free.isChecked() and cards.restricts(card.licence):
            return False
        words = f"{card.name} {card.title} {card.family} {card.licence}".casefold()
        return self.search.text().strip().casefold() in words

    def _sizes(self, card: Card) -> str:
        """What sizes it works in, as far as its card tells."""
        face = card.table.get("interface")
        if not isinstance(face, dict):
            return "–"
        if face.get("side"):
            return f"{face['side']} × {face['side']}"
        if fixed := face.get("fixed"):
            return f"{fixed[1]} × {fixed[0]}"
        multiple, scale = face.get("multiple", 1), face.get("scale", 1)
        words = (
            self.tr("any size") if multiple == 1 else self.tr("multiples of {n}").format(n=multiple)
        )
        return words if scale == 1 else f"{words}, ×{scale}"

    def _on_selected(self) -> None:
        card = self.selected
        while self.card.rowCount():
            self.card.removeRow(0)
        for title, text in [] if card is None else self._facts(card):
            shown = QLabel(text)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.card.addRow(title, shown)
        own = card is not None and card.own
        self.prefer_button.setEnabled(
            card is not None and self._models.default(card.task) != card.name
        )
        self.verify_button.setEnabled(card is not None)
        self.remove_button.setEnabled(own)
        self.remove_button.setToolTip(
            "" if own else self.tr("Models that came with the program cannot be removed")
        )

    def _facts(self, card: Card) -> list[tuple[str, str]]:
        """What the card tells besides the columns."""
        told = card.table
        found = [
            (self.tr("Licence"), licence_text(card.licence)),
            (self.tr("Source"), str(told.get("source") or "–")),
            (self.tr("File"), str(told.get("file") or card.weights.name)),
            ("SHA-256", card.sha256),
        ]
        for title, key in (
            (self.tr("Options"), "options"),
            (self.tr("Attributes"), "attributes"),
        ):
            value = told.get(key)
            if isinstance(value, dict):
                value = [f"{k} = {v}" for k, v in value.items()]
            if value:
                found.append((title, ", ".join(map(str, value))))
        if isinstance(count := told.get("parameters"), int):
            found.append((self.tr("Parameters"), f"{count / 1e6:.2f} M"))
        return found

    def say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        self.message.setVisible(bool(sentence))

    # what the buttons do

    def ask_add(self) -> None:
        """Let the designer choose a checkpoint."""
        pattern = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Add a model"),
            "",
            self.tr("Checkpoints") + f" ({pattern});;" + self.tr("All files") + " (*)",
        )
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Look at a checkpoint, ask what it does not tell, and add it."""
        dialog = AddModelDialog(path, task_title, self)
        dialog.added.connect(self._on_added)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_added(self, row: dict[str, Any]) -> None:
        def shown() -> None:
            self.search.clear()
            self.free.setChecked(False)
            self.task.setCurrentIndex(0)
            self.refresh()
            self.select(row["name"])
            self.say(self._added(row["name"], row["task"]))

        self._models.reload(shown)

    def _added(self, name: str, task: str) -> str:
        """Where a model that was added is found: some have no place in a panel."""
        if task == "style":
            words = self.tr("{name} was added. It reads styles for its authors’ models in {tool}.")
            return words.format(name=name, tool=task_title("semantic"))
        if task == "lines" and self._models.default(task) != name:
            words = self.tr(
                "{name} was added. Make it the default, and “Lines from picture” uses it."
            )
            return words.format(name=name)
        words = self.tr("{name} was added. You find it in {tool}.")
        return words.format(name=name, tool=task_title(task))

    def _prefer(self) -> None:
        if (card := self.selected) is not None:
            self._models.prefer(card)

    def _verify(self) -> None:
        if (card := self.selected) is None:
            return
        sentence = self.tr("{name}: the weights are those of the card.").format(name=card.title)
        self._models.verify(card, lambda wrong: self.say(wrong or sentence))

    def _remove(self) -> None:
        card = self.selected
        if card is None or not card.own:
            return
        question = self.tr(
            "Remove the model “{name}” from this computer? Pictures that were made with it stay; "
            "they cannot be made again without it."
        ).format(name=card.title)
        buttons = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Remove model"), question, parent=self)
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("Remove"))
        box.setDefaultButton(buttons.Cancel)
        if box.exec() == buttons.Yes:
            self._models.remove(card.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        # The other program waits until the drop returns: look at the file after it.
        QTimer.singleShot(0, lambda: self.add(path))


def licence_text(licence: str) -> str:
    """A licence as it is read; our word for none in the window's language."""
    if licence == cards.UNKNOWN:
        return QCoreApplication.translate("Tasks", QT_TRANSLATE_NOOP("Tasks", "unknown"))
    return licence
