from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "select",
    QT_TRANSLATE_NOOP("Menus", "Sele&ct"),
    (
        Command(
            "select_all",
            QT_TRANSLATE_NOOP("Actions", "&All"),
            ("Ctrl+A",),
            needs="document",
        ),
        Command(
            "deselect",
            QT_TRANSLATE_NOOP("Actions", "&Nothing"),
            ("Ctrl+D",),
            needs="selection",
        ),
        Command(
            "reselect",
            QT_TRANSLATE_NOOP("Actions", "&Reselect"),
            ("Ctrl+Shift+D",),
            needs="document",
        ),
        Command(
            "invert_selection",
            QT_TRANSLATE_NOOP("Actions", "&Invert selection"),
            ("Ctrl+Shift+I",),
            needs="selection",
        ),
        Command(
            "select_opaque",
            QT_TRANSLATE_NOOP("Actions", "What the &layer covers"),
            needs="layer",
        ),
        None,
        Command("grow", QT_TRANSLATE_NOOP("Actions", "&Grow selection…"), needs="selection"),
        Command("shrink", QT_TRANSLATE_NOOP("Actions", "S&hrink selection…"), needs="selection"),
        Command(
            "feather",
            QT_TRANSLATE_NOOP("Actions", "&Feather selection…"),
            ("Shift+F6",),
            needs="selection",
        ),
        None,
        Command(
            "hide_outline",
            QT_TRANSLATE_NOOP("Actions", "Hide the &outline"),
            ("Ctrl+H",),
            needs="document",
            toggle=True,
        ),
        Command(
            "saved_selections",
            QT_TRANSLATE_NOOP("Actions", "&Saved selections…"),
            needs="document",
        ),
    ),
)
