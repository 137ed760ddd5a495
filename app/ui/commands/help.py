from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "help",
    QT_TRANSLATE_NOOP("Menus", "&Help"),
    (
        Command(
            "keys", QT_TRANSLATE_NOOP("Actions", "&Keys and gestures…"), ("Shift+?", "?", "F1")
        ),
        Command("guide", QT_TRANSLATE_NOOP("Actions", "&Guide"), ("Ctrl+F1",)),
        Command("tour", QT_TRANSLATE_NOOP("Actions", "Take the &tour")),
        Menu("samples", QT_TRANSLATE_NOOP("Menus", "&Samples")),
        Command("about", QT_TRANSLATE_NOOP("Actions", "&About Coachline")),
    ),
)
