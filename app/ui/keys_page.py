"""All keys and gestures: to look up, and the keys to change."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings, label
from app.ui import keys
from app.ui.actions import plain
from app.ui.commands import MENUS

_NAME = Qt.ItemDataRole.UserRole
_WORDS = Qt.ItemDataRole.UserRole + 1  # what the search looks in, in both languages


class KeysPage(QWidget):
    """Changes the settings `profile` and `keys`. Signals: changed()."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search: a command or a key"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.profile = QComboBox()
        for name, title in keys.PROFILES.items():
            self.profile.addItem(title, name)
        self.profile.setCurrentIndex(self.profile.findData(settings.profile))
        self.profile.setAccessibleName(label("profile"))
        self.profile.activated.connect(self._choose_profile)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(QLabel(label("profile")))
        top.addWidget(self.profile)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setAccessibleName(self.tr("Keys"))
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setMinimumSize(520, 340)
        self.tree.currentItemChanged.connect(lambda *_: self._refresh())
        self.said = QLabel()
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addLayout(self._row())
        column.addWidget(self.said)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self._show_keys()
        self._refresh()

    def _row(self) -> QHBoxLayout:
        self.key = QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self.key.setAccessibleName(self.tr("New key"))
        self.key.keySequenceChanged.connect(lambda _: self._refresh())
        self.assign = QPushButton(self.tr("&Assign"))
        self.assign.setToolTip(self.tr("Give the command this key in place of its keys"))
        self.assign.clicked.connect(lambda: self._assign(add=False))
        self.add = QPushButton(self.tr("A&dd"))
        self.add.setToolTip(self.tr("Give the command this key beside its keys"))
        self.add.clicked.connect(lambda: self._assign(add=True))
        self.none = QPushButton(self.tr("&No key"))
        self.none.clicked.connect(lambda: self._set(self._current(), ()))
        self.reset = QPushButton(self.tr("&Reset"))
        self.reset.setToolTip(self.tr("Give the command the keys of the profile"))
        self.reset.clicked.connect(self._reset)
        self.reset_all = QPushButton(self.tr("Reset a&ll"))
        self.reset_all.clicked.connect(self._reset_all)
        row = QHBoxLayout()
        title = QLabel(self.tr("New &key"))
        title.setBuddy(self.key)
        row.addWidget(title)
        row.addWidget(self.key, 1)
        for button in (self.assign, self.add, self.none, self.reset, self.reset_all):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _fill(self) -> None:
        for menu in MENUS:
            title = QCoreApplication.translate("Menus", menu.title)
            group = self._group(plain(title))
            for command in menu.commands():
                text = plain(QCoreApplication.translate("Actions", command.text))
                item = QTreeWidgetItem(group, [text, ""])
                item.setData(0, _NAME, command.name)
                item.setData(0, _WORDS, f"{text} {plain(command.text)}".lower())
                self._items[command.name] = item
        group = self._group(self.tr("With the pointer"))
        for text, gesture in keys.GESTURES:
            row = [QCoreApplication.translate("Gestures", x) for x in (text, gesture)]
            item = QTreeWidgetItem(group, row)
            item.setData(0, _WORDS, " ".join((*row, text, gesture)).lower())

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFirstColumnSpanned(True)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setExpanded(True)
        return group

    def _show_keys(self) -> None:
        now = keys.chosen(self._settings.profile, self._settings.keys)
        double = keys.conflicts(now)
        style = QKeySequence.SequenceFormat.NativeText
        for name, item in self._items.items():
            own = [QKeySequence(key) for key in now[name]]
            item.setText(1, "   ".join(key.toString(style) for key in own))
            font = item.font(1)
            font.setBold(name in self._settings.keys)
            item.setFont(1, font)
            shared = [key.toString() for key in own if key.toString() in double]
            item.setToolTip(1, "\n".join(self._shared(key, name) for key in shared))
            if shared:
                item.setText(1, "⚠ " + item.text(1))

    def _shared(self, key: str, but: str) -> str:
        now = keys.chosen(self._settings.profile, self._settings.keys)
        others = [x for x in keys.conflicts(now).get(key, []) if x != but]
        names = self.tr(", ").join(self._items[x].text(0) for x in others)
        return self.tr("{key} also means: {commands}").format(key=key, commands=names)

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for row in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(row)
            assert group is not None
            shown = 0
            for place in range(group.childCount()):
                item = group.child(place)
                assert item is not None
                found = item.data(0, _WORDS) + " " + item.text(1).lower()
                item.setHidden(not all(word in found for word in words))
                shown += not item.isHidden()
            group.setHidden(not shown)

    def _current(self) -> str:
        """Name of the command that is chosen, empty for none."""
        item = self.tree.currentItem()
        return "" if item is None else item.data(0, _NAME) or ""

    def _owner(self) -> str:
        """The other command that has the new key now."""
        wanted = self.key.keySequence()
        now = keys.chosen(self._settings.profile, self._settings.keys)
        return next(
            (
                name for name, own in now.items()
                if name != self._current() and wanted in [QKeySequence(key) for key in own]
            ),
            "",
        )  # fmt: skip

    def _refresh(self) -> None:
        chosen, typed = bool(self._current()), not self.key.keySequence().isEmpty()
        for button in (self.assign, self.add):
            button.setEnabled(chosen and typed)
        self.none.setEnabled(chosen)
        self.reset.setEnabled(self._current() in self._settings.keys)
        self.reset_all.setEnabled(bool(self._settings.keys))
        owner = self._owner() if typed else ""
        self.said.setText(
            self.tr("{key} is “{command}” now; that loses the key.").format(
                key=self.key.keySequence().toString(QKeySequence.SequenceFormat.NativeText),
                command=self._items[owner].text(0),
            )
            if owner
            else ""
        )

    def _assign(self, add: bool) -> None:
        wanted, owner, name = self.key.keySequence(), self._owner(), self._current()
        now = keys.chosen(self._settings.profile, self._settings.keys)
        if owner:
            left = [key for key in now[owner] if QKeySequence(key) != wanted]
            self._settings.keys[owner] = left
        kept = [key for key in now[name] if add and QKeySequence(key) != wanted]
        self.key.clear()
        self._set(name, (*kept, wanted.toString()))

    def _set(self, name: str, own: tuple[str, ...]) -> None:
        self._settings.keys[name] = list(own)
        self._tell()

    def _reset(self) -> None:
        del self._settings.keys[self._current()]
        self._tell()

    def _reset_all(self) -> None:
        self._settings.keys.clear()
        self._tell()

    def _choose_profile(self, index: int) -> None:
        self._settings.profile = self.profile.itemData(index)
        self._tell()

    def _tell(self) -> None:
        self._show_keys()
        self._filter(self.search.text())
        self._refresh()
        self.changed.emit()
