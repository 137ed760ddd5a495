"""Everything has a name for screen readers, and the keyboard gets everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.ui.main_window import MainWindow
from app.ui.new_dialog import NewDialog
from app.ui.settings_dialog import SettingsDialog

from .conftest import Hand

_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
)  # fmt: skip


def controls(root: QWidget) -> Iterator[QWidget]:
    """Those that a designer uses; not the parts that Qt makes of them."""
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, _CONTROLS) or isinstance(widget, QScrollBar | QHeaderView):
            continue
        parent = widget.parentWidget()
        inner = isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit) or (
            parent is not None and parent.objectName().startswith("qt_")
        )
        of_qt = (
            widget.objectName().startswith("qt_")
            or isinstance(parent, QDockWidget)
            or (parent is not None and parent.metaObject().className().startswith("QComboBox"))
        )
        if not inner and not of_qt:
            yield widget


def name_of(widget: QWidget) -> str:
    """What a screen reader says: the accessible name, else what is written on it or beside it."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    if isinstance(widget, QToolButton) and widget.defaultAction() is not None:
        return widget.defaultAction().text()
    root = widget.window()
    buddies = [x.text() for x in root.findChildren(QLabel) if x.buddy() is widget]
    return buddies[0] if buddies else ""


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(x).__name__} {x.objectName()!r} {x.toolTip()!r}"
        for x in controls(root)
        if not name_of(x)
    ]


def test_every_control_of_the_window_has_a_name(hand: Hand) -> None:
    window = hand.window
    found = list(controls(window))
    assert len(found) > 60
    assert not nameless(window)
    assert window.canvas.accessibleName() == "Canvas"


def test_every_control_of_the_dialogs_has_a_name(hand: Hand) -> None:
    dialogs: list[QDialog] = [
        SettingsDialog(hand.window.settings, hand.window),
        NewDialog(hand.window.settings, hand.window),
    ]
    for dialog in dialogs:
        assert list(controls(dialog))
        assert not nameless(dialog)


def test_tab_reaches_every_control_that_can_be_used(hand: Hand) -> None:
    """Rows of buttons that Qt makes (the tabs of docks, title bars) aside."""
    never = [
        name_of(x) for x in controls(hand.window)
        if x.isEnabled() and not x.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(x.parentWidget(), QToolBar | QMenu)
        and not in_bar_of_messages(x)
    ]  # fmt: skip
    assert not never


def in_bar_of_messages(widget: QWidget) -> bool:
    return bool(widget.window().property("messages")) or not widget.isVisible()


def actions_of(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from actions_of(inner)
        else:
            yield action


def test_every_command_is_in_a_menu(window: MainWindow) -> None:
    reached = {
        action.objectName()
        for top in window.menuBar().actions()
        if isinstance(menu := top.menu(), QMenu)
        for action in actions_of(menu)
    }
    assert set(window.commands.names()) <= reached


def test_no_two_entries_of_a_menu_have_the_same_mnemonic(window: MainWindow) -> None:
    double = []
    for menu in [window.menuBar(), *window.menus.values()]:
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        double += [
            text for text in texts
            if "&" in text and letters.count(text[text.index("&") + 1].lower()) > 1
        ]  # fmt: skip
    assert not double


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_text_stands_out_from_what_it_is_written_on(hand: Hand, theme_name: str) -> None:
    """WCAG 2.1, contrast (minimum): 4.5 to 1 for text."""
    hand.window.commands[f"theme_{theme_name}"].trigger()
    palette = hand.window.palette()
    for text, ground in (
        (palette.windowText(), palette.window()),
        (palette.text(), palette.base()),
        (palette.buttonText(), palette.button()),
        (palette.highlightedText(), palette.highlight()),
        (palette.placeholderText(), palette.base()),
    ):
        light, dark = sorted(
            (_luminance(c.red(), c.green(), c.blue()) for c in (text.color(), ground.color())),
            reverse=True,
        )
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text.color().name(), ground.color().name())


def _luminance(*rgb: int) -> float:
    linear = [
        n / 12.92 if n <= 0.04045 else ((n + 0.055) / 1.055) ** 2.4 for n in (x / 255 for x in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
