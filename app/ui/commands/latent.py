from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

# Those of the group "tool" are tools of the canvas that stand in the Latent panel.
MENU = Menu(
    "latent",
    QT_TRANSLATE_NOOP("Menus", "L&atent"),
    (
        Command(
            "latent_project",
            QT_TRANSLATE_NOOP("Actions", "&Project this picture"),
            ("Ctrl+Shift+P",),
            "generate",
            needs="document",
        ),
        None,
        Command(
            "latent_colour",
            QT_TRANSLATE_NOOP("Actions", "Ask for a &colour"),
            ("Shift+C",),
            "brush",
            "tool",
            needs="latent",
        ),
        Command(
            "latent_sketch",
            QT_TRANSLATE_NOOP("Actions", "Ask for a c&ontour"),
            ("Shift+S",),
            "lines",
            "tool",
            needs="latent",
        ),
        Command(
            "latent_warp",
            QT_TRANSLATE_NOOP("Actions", "&Warp: drag a square"),
            ("Shift+A",),
            "warp",
            "tool",
            needs="latent",
        ),
        Command(
            "latent_eraser",
            QT_TRANSLATE_NOOP("Actions", "&Erase what was asked for"),
            ("Shift+E",),
            "eraser",
            "tool",
            needs="latent",
        ),
        None,
        Command(
            "latent_show",
            QT_TRANSLATE_NOOP("Actions", "&Show the edit here"),
            ("Shift+D",),
            "eye",
            "tool",
            needs="latent",
        ),
        Command(
            "latent_hide",
            QT_TRANSLATE_NOOP("Actions", "&Hide the edit here"),
            ("Shift+F",),
            "eye-off",
            "tool",
            needs="latent",
        ),
        None,
        Command(
            "latent_candidates",
            QT_TRANSLATE_NOOP("Actions", "Show ca&ndidates"),
            ("Shift+V",),
            needs="latent",
        ),
        Command(
            "latent_fix",
            QT_TRANSLATE_NOOP("Actions", "Take what is seen as the new s&tart"),
            needs="latent",
        ),
    ),
)
