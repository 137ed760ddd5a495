from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

# The commands of the group "tool" are the tool bar; `toolbox.py` says what each does.
MENU = Menu(
    "tools",
    QT_TRANSLATE_NOOP("Menus", "&Tools"),
    (
        Command("brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), ("B",), "brush", "tool"),
        Command("eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), ("E",), "eraser", "tool"),
        Command("picker", QT_TRANSLATE_NOOP("Actions", "&Colour picker"), ("I",), "picker", "tool"),
        None,
        Command("hand", QT_TRANSLATE_NOOP("Actions", "&Hand"), ("H",), "hand", "tool"),
        None,
        Command("smaller", QT_TRANSLATE_NOOP("Actions", "Smaller brush"), ("[",)),
        Command("larger", QT_TRANSLATE_NOOP("Actions", "Larger brush"), ("]",)),
        Command("softer", QT_TRANSLATE_NOOP("Actions", "Softer brush"), ("Shift+[",)),
        Command("harder", QT_TRANSLATE_NOOP("Actions", "Harder brush"), ("Shift+]",)),
        None,
        Command("swap_colours", QT_TRANSLATE_NOOP("Actions", "Swap the colours"), ("X",), "swap"),
        Command("reset_colours", QT_TRANSLATE_NOOP("Actions", "Black and white"), ("D",)),
    ),
)
