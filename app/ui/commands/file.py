from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "file",
    QT_TRANSLATE_NOOP("Menus", "&File"),
    (
        Command("new", QT_TRANSLATE_NOOP("Actions", "&New…"), ("Ctrl+N",), "new"),
        Command("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), ("Ctrl+O",), "open"),
        Menu("recent", QT_TRANSLATE_NOOP("Menus", "Open &recent")),
        Command(
            "import", QT_TRANSLATE_NOOP("Actions", "Add pictures as &layers…"), needs="document"
        ),
        None,
        Command(
            "save",
            QT_TRANSLATE_NOOP("Actions", "&Save project"),
            ("Ctrl+S",),
            "save",
            needs="document",
        ),
        Command(
            "save_as",
            QT_TRANSLATE_NOOP("Actions", "Save project &as…"),
            ("Ctrl+Shift+S",),
            needs="document",
        ),
        None,
        Command(
            "export",
            QT_TRANSLATE_NOOP("Actions", "&Export picture…"),
            ("Ctrl+Shift+Alt+W",),
            "export",
            needs="document",
        ),
        Command("batch", QT_TRANSLATE_NOOP("Actions", "&Batch…"), ("Ctrl+Shift+B",)),
        None,
        Command("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), ("Ctrl+Q",)),
    ),
)
