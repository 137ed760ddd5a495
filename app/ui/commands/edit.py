from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "edit",
    QT_TRANSLATE_NOOP("Menus", "&Edit"),
    (
        Command("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), ("Ctrl+Z",), "undo"),
        Command("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        None,
        Command("paste", QT_TRANSLATE_NOOP("Actions", "&Paste picture"), ("Ctrl+V",)),
    ),
)
