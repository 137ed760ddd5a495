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
        Menu("samples", QT_TRANSLATE_NOOP("Menus", "&Samples")),
        Command("about", QT_TRANSLATE_NOOP("Actions", "&About Coachline")),
    ),
)
