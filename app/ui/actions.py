"""Everything the designer can do from a menu, a button or a key, declared once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from app.i18n import QT_TRANSLATE_NOOP
from app.ui import theme


@dataclass(frozen=True)
class _Spec:
    name: str
    text: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    group: str = ""


_SPECS = (
    # file
    _Spec("new", QT_TRANSLATE_NOOP("Actions", "&New…"), "new", ("Ctrl+N",)),
    _Spec("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), "open", ("Ctrl+O",)),
    _Spec("save", QT_TRANSLATE_NOOP("Actions", "&Save project"), "save", ("Ctrl+S",)),
    _Spec("save_as", QT_TRANSLATE_NOOP("Actions", "Save project &as…"), "", ("Ctrl+Shift+S",)),
    _Spec(
        "export",
        QT_TRANSLATE_NOOP("Actions", "&Export picture…"),
        "export",
        ("Ctrl+Shift+E", "Ctrl+E"),
    ),
    _Spec("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "", ("Ctrl+Q",)),
    # edit
    _Spec("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "undo", ("Ctrl+Z",)),
    _Spec("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    _Spec("paste", QT_TRANSLATE_NOOP("Actions", "&Paste picture"), "", ("Ctrl+V",)),
    # layers
    _Spec("add_layer", QT_TRANSLATE_NOOP("Actions", "&New layer"), "add", ("Ctrl+Shift+N",)),
    _Spec(
        "duplicate_layer",
        QT_TRANSLATE_NOOP("Actions", "&Duplicate layer"),
        "duplicate",
        ("Ctrl+J",),
    ),
    _Spec("delete_layer", QT_TRANSLATE_NOOP("Actions", "D&elete layer"), "delete", ("Del",)),
    _Spec("lock_layer", QT_TRANSLATE_NOOP("Actions", "&Lock or unlock layer"), "lock", ("/",)),
    _Spec("raise_layer", QT_TRANSLATE_NOOP("Actions", "Move layer &up"), "up", ("Ctrl+]",)),
    _Spec("lower_layer", QT_TRANSLATE_NOOP("Actions", "Move layer d&own"), "down", ("Ctrl+[",)),
    _Spec("layer_above", QT_TRANSLATE_NOOP("Actions", "Select layer &above"), "", ("Alt+]",)),
    _Spec("layer_below", QT_TRANSLATE_NOOP("Actions", "Select layer &below"), "", ("Alt+[",)),
    # view
    _Spec("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "", ("Ctrl++", "+", "=", "Ctrl+=")),
    _Spec("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "", ("Ctrl+-", "-")),
    _Spec("fit", QT_TRANSLATE_NOOP("Actions", "&Fit in the window"), "fit", ("Ctrl+0",)),
    _Spec("actual_size", QT_TRANSLATE_NOOP("Actions", "&Actual pixels (100 %)"), "", ("Ctrl+1",)),
    _Spec(
        "view_drawing", QT_TRANSLATE_NOOP("Actions", "&Document alone"), "drawing", ("F2",), "view"
    ),
    _Spec(
        "view_split",
        QT_TRANSLATE_NOOP("Actions", "&Preview beside the drawing"),
        "split",
        ("F3",),
        "view",
    ),
    _Spec(
        "view_overlay",
        QT_TRANSLATE_NOOP("Actions", "Pre&view under the lines"),
        "overlay",
        ("F4",),
        "view",
    ),
    _Spec("hide_panels", QT_TRANSLATE_NOOP("Actions", "&Hide the panels"), "", ("Tab",)),
    _Spec("theme_system", QT_TRANSLATE_NOOP("Actions", "As the &system"), "", (), "theme"),
    _Spec("theme_light", QT_TRANSLATE_NOOP("Actions", "&Light"), "", (), "theme"),
    _Spec("theme_dark", QT_TRANSLATE_NOOP("Actions", "&Dark"), "", (), "theme"),
    # tools
    _Spec("brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), "brush", ("B",), "tool"),
    _Spec("eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), "eraser", ("E",), "tool"),
    _Spec("hand", QT_TRANSLATE_NOOP("Actions", "&Hand"), "hand", ("H",), "tool"),
    _Spec("picker", QT_TRANSLATE_NOOP("Actions", "&Colour picker"), "picker", ("I",), "tool"),
    _Spec("smaller", QT_TRANSLATE_NOOP("Actions", "Smaller brush"), "", ("[",)),
    _Spec("larger", QT_TRANSLATE_NOOP("Actions", "Larger brush"), "", ("]",)),
    _Spec("softer", QT_TRANSLATE_NOOP("Actions", "Softer brush"), "", ("Shift+[",)),
    _Spec("harder", QT_TRANSLATE_NOOP("Actions", "Harder brush"), "", ("Shift+]",)),
    _Spec("swap_colours", QT_TRANSLATE_NOOP("Actions", "Swap the colours"), "swap", ("X",)),
    _Spec("reset_colours", QT_TRANSLATE_NOOP("Actions", "Black and white"), "", ("D",)),
    # sketch
    _Spec(
        "generate",
        QT_TRANSLATE_NOOP("Actions", "&Generate"),
        "generate",
        ("Shift+Return", "Shift+Enter"),
    ),
    _Spec(
        "apply", QT_TRANSLATE_NOOP("Actions", "&Apply as a new layer"), "apply", ("Return", "Enter")
    ),
    _Spec("discard", QT_TRANSLATE_NOOP("Actions", "&Discard the preview"), "close", ("Esc",)),
    _Spec("another_seed", QT_TRANSLATE_NOOP("Actions", "Another &random seed"), "dice", ("R",)),
    _Spec("variants", QT_TRANSLATE_NOOP("Actions", "Show &variants"), "generate", ("Shift+R",)),
    # help
    _Spec("about", QT_TRANSLATE_NOOP("Actions", "&About Coachline")),
)


class Actions:
    """actions["save"] is a QAction of the window; those of one group exclude each other."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for spec in _SPECS:
            action = QAction(QCoreApplication.translate("Actions", spec.text), window)
            action.setObjectName(spec.name)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setToolTip(tip(action))
            if spec.icon:
                theme.set_icon(action, spec.icon)
            if spec.group:
                action.setCheckable(True)
                group = groups.setdefault(spec.group, QActionGroup(window))
                group.addAction(action)
            action.changed.connect(partial(_keep_tip, action))
            self._actions[spec.name] = action
        window.addActions(list(self._actions.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._actions)


def tip(action: QAction) -> str:
    """The action's name with its first key."""
    name = re.sub(r"\(&\w\)|&", "", action.text()).rstrip("…")
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{name} ({key})" if key else name


def _keep_tip(action: QAction) -> None:
    if action.toolTip() != tip(action):
        action.setToolTip(tip(action))
