from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "sketch",
    QT_TRANSLATE_NOOP("Menus", "&Sketch"),
    (
        Command(
            "generate",
            QT_TRANSLATE_NOOP("Actions", "&Generate"),
            ("Shift+Return", "Shift+Enter"),
            "generate",
            needs="document",
        ),
        Command(
            "apply",
            QT_TRANSLATE_NOOP("Actions", "&Apply as a new layer"),
            ("Return", "Enter"),
            "apply",
            needs="document",
        ),
        Command(
            "discard",
            QT_TRANSLATE_NOOP("Actions", "&Discard the preview"),
            ("Esc",),
            "close",
            needs="document",
        ),
        None,
        Command(
            "lines_from_picture",
            QT_TRANSLATE_NOOP("Actions", "&Lines from picture"),
            ("Ctrl+Shift+L",),
            "lines",
            needs="document",
        ),
        None,
        Command(
            "another_seed",
            QT_TRANSLATE_NOOP("Actions", "Another &random seed"),
            ("R",),
            "dice",
            needs="document",
        ),
        Command(
            "variants",
            QT_TRANSLATE_NOOP("Actions", "Show &variants"),
            ("Shift+R",),
            "generate",
            needs="document",
        ),
    ),
)
