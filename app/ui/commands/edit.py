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
        Command("cut", QT_TRANSLATE_NOOP("Actions", "Cu&t"), ("Ctrl+X",), needs="layer"),
        Command("copy", QT_TRANSLATE_NOOP("Actions", "&Copy"), ("Ctrl+C",), needs="layer"),
        Command(
            "copy_visible",
            QT_TRANSLATE_NOOP("Actions", "Copy what is &visible"),
            ("Ctrl+Shift+C",),
            needs="document",
        ),
        Command("paste", QT_TRANSLATE_NOOP("Actions", "&Paste"), ("Ctrl+V",)),
        None,
        Command(
            "clear",
            QT_TRANSLATE_NOOP("Actions", "C&lear the selected pixels, or delete the layer"),
            ("Del", "Backspace"),
            needs="layer",
        ),
        Command(
            "fill_front",
            QT_TRANSLATE_NOOP("Actions", "&Fill with the brush's colour"),
            ("Alt+Backspace",),
            needs="layer",
        ),
        Command(
            "fill_back",
            QT_TRANSLATE_NOOP("Actions", "Fill with the &second colour"),
            ("Ctrl+Backspace",),
            needs="layer",
        ),
        None,
        Command("settings", QT_TRANSLATE_NOOP("Actions", "Settin&gs…"), ("Ctrl+K", "Ctrl+,")),
    ),
)
