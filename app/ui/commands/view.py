from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "view",
    QT_TRANSLATE_NOOP("Menus", "&View"),
    (
        Command(
            "zoom_in",
            QT_TRANSLATE_NOOP("Actions", "Zoom &in"),
            ("Ctrl++", "+", "=", "Ctrl+="),
            needs="document",
        ),
        Command(
            "zoom_out",
            QT_TRANSLATE_NOOP("Actions", "Zoom &out"),
            ("Ctrl+-", "-"),
            needs="document",
        ),
        Command(
            "fit",
            QT_TRANSLATE_NOOP("Actions", "&Fit in the window"),
            ("Ctrl+0",),
            "fit",
            needs="document",
        ),
        Command(
            "actual_size",
            QT_TRANSLATE_NOOP("Actions", "&Actual pixels (100 %)"),
            ("Ctrl+1",),
            needs="document",
        ),
        None,
        Command(
            "turn_left",
            QT_TRANSLATE_NOOP("Actions", "Turn the view &left"),
            ("4",),
            needs="document",
        ),
        Command(
            "turn_back", QT_TRANSLATE_NOOP("Actions", "Turn it &back"), ("5",), needs="document"
        ),
        Command(
            "turn_right",
            QT_TRANSLATE_NOOP("Actions", "Turn the view &right"),
            ("6",),
            needs="document",
        ),
        # Krita mirrors with M, which is the marquee here as in Photoshop.
        Command(
            "mirror",
            QT_TRANSLATE_NOOP("Actions", "&Mirror the view"),
            ("Shift+H",),
            needs="document",
            toggle=True,
        ),
        Command(
            "before",
            QT_TRANSLATE_NOOP("Actions", "Before: as it was op&ened (hold the key)"),
            ("\\",),
            needs="document",
            toggle=True,
        ),
        Command(
            "compare",
            QT_TRANSLATE_NOOP("Actions", "&Without the preview (hold the key)"),
            ("`",),
            needs="document",
            toggle=True,
        ),
        None,
        Command(
            "view_drawing",
            QT_TRANSLATE_NOOP("Actions", "&Document alone"),
            ("F2",),
            "drawing",
            "view",
        ),
        Command(
            "view_split",
            QT_TRANSLATE_NOOP("Actions", "&Preview beside the drawing"),
            ("F3",),
            "split",
            "view",
        ),
        Command(
            "view_overlay",
            QT_TRANSLATE_NOOP("Actions", "Pre&view under the lines"),
            ("F4",),
            "overlay",
            "view",
        ),
        None,
        Command(
            "hide_panels",
            QT_TRANSLATE_NOOP("Actions", "&Hide the panels"),
            ("Tab",),
            needs="document",
        ),
        Command("next_panel", QT_TRANSLATE_NOOP("Actions", "Go to the ne&xt panel"), ("F6",)),
        Menu(
            "panels",
            QT_TRANSLATE_NOOP("Menus", "Pa&nels"),
            (
                Command("reset_panels", QT_TRANSLATE_NOOP("Actions", "&Reset the panels")),
                None,
            ),
        ),
        Menu(
            "theme",
            QT_TRANSLATE_NOOP("Menus", "&Theme"),
            (
                Command(
                    "theme_system", QT_TRANSLATE_NOOP("Actions", "As the &system"), group="theme"
                ),
                Command("theme_light", QT_TRANSLATE_NOOP("Actions", "&Light"), group="theme"),
                Command("theme_dark", QT_TRANSLATE_NOOP("Actions", "&Dark"), group="theme"),
            ),
        ),
        Menu("language", QT_TRANSLATE_NOOP("Menus", "Lan&guage")),
    ),
)
