from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "picture",
    QT_TRANSLATE_NOOP("Menus", "&Picture"),
    (
        Command(
            "image_size",
            QT_TRANSLATE_NOOP("Actions", "&Image size…"),
            ("Ctrl+Alt+I",),
            needs="document",
        ),
        Command(
            "canvas_size",
            QT_TRANSLATE_NOOP("Actions", "&Canvas size…"),
            ("Ctrl+Alt+C",),
            needs="document",
        ),
        Command(
            "outpaint",
            QT_TRANSLATE_NOOP("Actions", "Out&paint…"),
            ("Ctrl+Alt+O",),
            needs="document",
        ),
        Command(
            "crop_to_selection",
            QT_TRANSLATE_NOOP("Actions", "C&rop to the selection"),
            needs="document",
        ),
        Command("trim", QT_TRANSLATE_NOOP("Actions", "&Trim to the layers"), needs="document"),
        None,
        Command(
            "picture_clockwise", QT_TRANSLATE_NOOP("Actions", "Turn cloc&kwise"), needs="document"
        ),
        Command(
            "picture_counter",
            QT_TRANSLATE_NOOP("Actions", "Turn c&ounterclockwise"),
            needs="document",
        ),
        Command(
            "picture_around", QT_TRANSLATE_NOOP("Actions", "Turn &half around"), needs="document"
        ),
        Command(
            "picture_mirror",
            QT_TRANSLATE_NOOP("Actions", "&Mirror left to right"),
            needs="document",
        ),
        Command(
            "picture_flip", QT_TRANSLATE_NOOP("Actions", "Flip &upside down"), needs="document"
        ),
    ),
)
