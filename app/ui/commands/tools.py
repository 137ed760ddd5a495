from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

# The commands of the group "tool" are the tool bar; `toolbox.py` says what each does.
MENU = Menu(
    "tools",
    QT_TRANSLATE_NOOP("Menus", "&Tools"),
    (
        Command("move", QT_TRANSLATE_NOOP("Actions", "&Move"), ("V",), "move", "tool"),
        Command("crop", QT_TRANSLATE_NOOP("Actions", "&Crop"), ("C",), "crop", "tool"),
        None,
        Command("brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), ("B",), "brush", "tool"),
        Command("eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), ("E",), "eraser", "tool"),
        Command("fill", QT_TRANSLATE_NOOP("Actions", "&Fill"), ("G",), "fill", "tool"),
        Command(
            "lasso_fill",
            QT_TRANSLATE_NOOP("Actions", "Lasso f&ill"),
            ("U",),
            "lasso-fill",
            "tool",
        ),
        Command(
            "polygon_fill",
            QT_TRANSLATE_NOOP("Actions", "Polygo&n fill"),
            ("Shift+U",),
            "polygon-fill",
            "tool",
        ),
        Command("picker", QT_TRANSLATE_NOOP("Actions", "Colour pic&ker"), ("I",), "picker", "tool"),
        None,
        Command(
            "select_rectangle",
            QT_TRANSLATE_NOOP("Actions", "Select a &rectangle"),
            ("M",),
            "select-rectangle",
            "tool",
        ),
        Command(
            "select_ellipse",
            QT_TRANSLATE_NOOP("Actions", "Select an e&llipse"),
            ("Shift+M",),
            "select-ellipse",
            "tool",
        ),
        Command("lasso", QT_TRANSLATE_NOOP("Actions", "L&asso"), ("L",), "lasso", "tool"),
        Command(
            "polygon", QT_TRANSLATE_NOOP("Actions", "&Polygon"), ("Shift+L",), "polygon", "tool"
        ),
        Command(
            "select_brush",
            QT_TRANSLATE_NOOP("Actions", "Selection br&ush"),
            ("Q",),
            "select-brush",
            "tool",
        ),
        Command(
            "colour_range",
            QT_TRANSLATE_NOOP("Actions", "Select by c&olour"),
            ("W",),
            "colour-range",
            "tool",
        ),
        Command(
            "select_part",
            QT_TRANSLATE_NOOP("Actions", "Selec&t a part"),
            ("Shift+W",),
            "select-part",
            "tool",
        ),
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
        None,
        Command("models", QT_TRANSLATE_NOOP("Actions", "Mo&dels…"), ("Ctrl+Shift+M",)),
    ),
)
