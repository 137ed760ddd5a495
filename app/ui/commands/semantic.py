from __future__ import annotations

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands.command import Command, Menu

MENU = Menu(
    "semantic",
    QT_TRANSLATE_NOOP("Menus", "Se&mantic"),
    (
        Command(
            "labels_from_picture",
            QT_TRANSLATE_NOOP("Actions", "&Labels from picture"),
            ("Ctrl+Alt+L",),
            "labels",
            needs="document",
        ),
        Command(
            "import_labels",
            QT_TRANSLATE_NOOP("Actions", "&Import labels or an ID pass…"),
            needs="document",
        ),
        Command(
            "export_labels",
            QT_TRANSLATE_NOOP("Actions", "&Export labels…"),
            needs="document",
        ),
        None,
        Command(
            "keep_picture",
            QT_TRANSLATE_NOOP("Actions", "&Keep the picture: paint only what changes"),
            needs="document",
            toggle=True,
        ),
        Command(
            "labels_fit",
            QT_TRANSLATE_NOOP("Actions", "The labels &fit the picture as they are now"),
            needs="document",
        ),
        Command(
            "assign_labels",
            QT_TRANSLATE_NOOP("Actions", "&Assign the model's labels…"),
            needs="document",
        ),
    ),
)
