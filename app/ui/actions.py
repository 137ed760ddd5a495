"""The commands as actions of the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.commands import COMMANDS


class Actions:
    """actions["save"] is a QAction of the window; those of one group exclude each other."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            action = QAction(QCoreApplication.translate("Actions", command.text), window)
            action.setObjectName(command.name)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setToolTip(tip(action))
            if command.icon:
                theme.set_icon(action, command.icon)
            action.setCheckable(bool(command.group or command.toggle))
            if command.group:
                group = groups.setdefault(command.group, QActionGroup(window))
                group.addAction(action)
            action.changed.connect(partial(_keep_tip, action))
            self._actions[command.name] = action
        window.addActions(list(self._actions.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._actions)

    def bind(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Let commands be carried out: what is called when each is triggered."""
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _=False, slot=slot: slot())

    def set_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        """keys: of every command."""
        for name, own in keys.items():
            self._actions[name].setShortcuts([QKeySequence(key) for key in own])

    def allow(self, present: Mapping[str, bool]) -> None:
        """Enable the commands whose needs are met. present: need → whether it is there."""
        for command in COMMANDS:
            if command.needs:
                self._actions[command.name].setEnabled(present[command.needs])


def plain(text: str) -> str:
    """The text of a menu without its mnemonic."""
    return re.sub(r"\(&\w\)|&", "", text).rstrip("…")


def tip(action: QAction) -> str:
    """The action's name with its first key."""
    name = plain(action.text())
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{name} ({key})" if key else name


def _keep_tip(action: QAction) -> None:
    if action.toolTip() != tip(action):
        action.setToolTip(tip(action))
