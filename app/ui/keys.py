"""Which keys do what: two profiles, and what the designer changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QKeySequence

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.commands import COMMANDS

Keys = dict[str, tuple[str, ...]]

PROFILES = {"photoshop": "Photoshop", "krita": "Krita"}

# Where Krita's keys are others than Photoshop's, which the commands' own tables hold.
_KRITA: Keys = {
    "picker": ("P",),
    "fill": ("F",),
    "select_rectangle": ("Ctrl+R",),
    "select_ellipse": ("J",),
    "mirror": ("M",),
    "move": ("T",),
    "actual_size": ("1", "Ctrl+1"),
    "fit": ("2", "Ctrl+0"),
    "turn_left": ("4",),
    "turn_right": ("6",),
    "deselect": ("Ctrl+Shift+A",),
    "fill_front": ("Shift+Backspace",),
    "fill_back": ("Backspace",),
    "clear": ("Del",),
    "add_layer": ("Ins",),
    "delete_layer": ("Shift+Del",),
    "rename_layer": ("F2",),
    "view_drawing": ("Ctrl+F2",),
    "raise_layer": ("Ctrl+PgUp",),
    "lower_layer": ("Ctrl+PgDown",),
    "layer_above": ("PgUp",),
    "layer_below": ("PgDown",),
}

# What keys and pointer do together, to look up; these cannot be changed.
GESTURES: tuple[tuple[str, str], ...] = (
    (
        QT_TRANSLATE_NOOP("Gestures", "Move the view"),
        QT_TRANSLATE_NOOP("Gestures", "Space+drag, middle button+drag, two fingers"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Zoom"),
        QT_TRANSLATE_NOOP("Gestures", "Wheel, Ctrl+wheel, Ctrl+Space+drag, pinch"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Turn the view"),
        QT_TRANSLATE_NOOP("Gestures", "Shift+Space+drag"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Pick a colour while painting"),
        QT_TRANSLATE_NOOP("Gestures", "Alt+click"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Straight line from the last point; level or upright line"),
        QT_TRANSLATE_NOOP("Gestures", "Shift+click; Shift+drag"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Size and hardness of the brush"),
        QT_TRANSLATE_NOOP("Gestures", "Ctrl+Alt+drag"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Choose a part while labels are painted"),
        QT_TRANSLATE_NOOP("Gestures", "1 to 9 and 0; Shift+1 to Shift+8"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Use a tool for a moment"),
        QT_TRANSLATE_NOOP("Gestures", "Hold its key"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Add to, take from, cut with the selection"),
        QT_TRANSLATE_NOOP("Gestures", "Shift, Alt, Shift+Alt while selecting"),
    ),
)


def defaults(profile: str) -> Keys:
    """The keys of every command in a profile, as `QKeySequence` reads them."""
    keys = {command.name: command.keys for command in COMMANDS}
    if profile == "krita":
        keys |= {name: own for name, own in _KRITA.items() if name in keys}
    return keys


def chosen(profile: str, changed: Mapping[str, Sequence[str]]) -> Keys:
    """The profile with what the designer changed."""
    keys = defaults(profile)
    return keys | {name: tuple(own) for name, own in changed.items() if name in keys}


def conflicts(keys: Keys) -> dict[str, list[str]]:
    """Keys that more than one command has, as Qt writes them, each with those commands."""
    owners: dict[str, list[str]] = {}
    for name, own in keys.items():
        for key in own:
            owners.setdefault(QKeySequence(key).toString(), []).append(name)
    return {key: names for key, names in owners.items() if len(names) > 1}
