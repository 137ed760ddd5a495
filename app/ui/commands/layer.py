from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "layer",
    QT_TRANSLATE_NOOP("Menus", "&Layer"),
    (
        Command(
            "add_layer",
            QT_TRANSLATE_NOOP("Actions", "&New layer"),
            ("Ctrl+Shift+N",),
            "add",
            needs="document",
        ),
        Command(
            "duplicate_layer",
            QT_TRANSLATE_NOOP("Actions", "&Duplicate layer"),
            ("Ctrl+J",),
            "duplicate",
            needs="layer",
        ),
        Command(
            "delete_layer",
            QT_TRANSLATE_NOOP("Actions", "D&elete layer"),
            (),
            "delete",
            needs="layer",
        ),
        Command(
            "lock_layer",
            QT_TRANSLATE_NOOP("Actions", "&Lock or unlock layer"),
            ("/",),
            "lock",
            needs="layer",
        ),
        None,
        Command(
            "raise_layer",
            QT_TRANSLATE_NOOP("Actions", "Move layer &up"),
            ("Ctrl+]",),
            "up",
            needs="layer",
        ),
        Command(
            "lower_layer",
            QT_TRANSLATE_NOOP("Actions", "Move layer d&own"),
            ("Ctrl+[",),
            "down",
            needs="layer",
        ),
        None,
        Command(
            "layer_above",
            QT_TRANSLATE_NOOP("Actions", "Select layer &above"),
            ("Alt+]",),
            needs="layer",
        ),
        Command(
            "layer_below",
            QT_TRANSLATE_NOOP("Actions", "Select layer &below"),
            ("Alt+[",),
            needs="layer",
        ),
    ),
)
