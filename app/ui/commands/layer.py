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
            "add_labels",
            QT_TRANSLATE_NOOP("Actions", "New label la&yer"),
            (),
            "labels",
            needs="document",
        ),
        Command(
            "add_group", QT_TRANSLATE_NOOP("Actions", "New &group"), (), "group", needs="document"
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
        Command("rename_layer", QT_TRANSLATE_NOOP("Actions", "Rena&me layer"), needs="layer"),
        Command(
            "lock_layer",
            QT_TRANSLATE_NOOP("Actions", "&Lock or unlock layer"),
            ("/",),
            "lock",
            needs="layer",
        ),
        None,
        Command("rerun", QT_TRANSLATE_NOOP("Actions", "Run aga&in"), (), "generate", needs="layer"),
        Command(
            "rerun_seed",
            QT_TRANSLATE_NOOP("Actions", "Run again with another &seed"),
            (),
            "dice",
            needs="layer",
        ),
        None,
        Command(
            "group_layers",
            QT_TRANSLATE_NOOP("Actions", "Group laye&rs"),
            ("Ctrl+G",),
            needs="layer",
        ),
        Command(
            "ungroup", QT_TRANSLATE_NOOP("Actions", "Ungrou&p"), ("Ctrl+Shift+G",), needs="layer"
        ),
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
        None,
        Menu(
            "mask",
            QT_TRANSLATE_NOOP("Menus", "Mas&k"),
            (
                Command(
                    "add_mask", QT_TRANSLATE_NOOP("Actions", "&Add mask"), (), "mask", needs="layer"
                ),
                Command(
                    "mask_from_selection",
                    QT_TRANSLATE_NOOP("Actions", "Mask from &selection"),
                    needs="layer",
                ),
                Command("apply_mask", QT_TRANSLATE_NOOP("Actions", "A&pply mask"), needs="layer"),
                Command("delete_mask", QT_TRANSLATE_NOOP("Actions", "&Delete mask"), needs="layer"),
            ),
        ),
        Menu(
            "transform",
            QT_TRANSLATE_NOOP("Menus", "&Transform"),
            (
                Command(
                    "free_transform",
                    QT_TRANSLATE_NOOP("Actions", "&Free transform"),
                    ("Ctrl+T",),
                    needs="layer",
                ),
                None,
                Command(
                    "layer_mirror",
                    QT_TRANSLATE_NOOP("Actions", "&Mirror left to right"),
                    needs="layer",
                ),
                Command(
                    "layer_flip", QT_TRANSLATE_NOOP("Actions", "Flip &upside down"), needs="layer"
                ),
                Command(
                    "layer_clockwise",
                    QT_TRANSLATE_NOOP("Actions", "Turn cloc&kwise"),
                    needs="layer",
                ),
                Command(
                    "layer_counter",
                    QT_TRANSLATE_NOOP("Actions", "Turn c&ounterclockwise"),
                    needs="layer",
                ),
            ),
        ),
        None,
        Command(
            "merge_down", QT_TRANSLATE_NOOP("Actions", "Merge do&wn"), ("Ctrl+E",), needs="layer"
        ),
        Command(
            "merge_visible", QT_TRANSLATE_NOOP("Actions", "Merge &visible layers"), needs="document"
        ),
        Command(
            "flatten",
            QT_TRANSLATE_NOOP("Actions", "&Flatten the picture"),
            ("Ctrl+Shift+E",),
            needs="document",
        ),
    ),
)
