from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QDockWidget, QSpinBox, QWidget

from app.settings import Settings
from app.ui import theme
from app.ui.settings_dialog import SettingsDialog

from .conftest import Hand

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def dialog(hand: Hand) -> SettingsDialog:
    hand.key(Key.Key_K, CTRL)
    shown = hand.window.preferences.dialog
    assert shown is not None and shown.isVisible()
    return shown


def test_the_dialog_has_a_field_for_every_setting_of_a_page(hand: Hand) -> None:
    shown = dialog(hand)
    wanted = {f.name for f in fields(Settings) if "page" in f.metadata}
    assert {"language", "theme", "undo_mb", "autosave_minutes", "device"} <= wanted
    for name in wanted:
        assert shown.findChild(QWidget, name) is not None, name


def test_the_theme_changes_at_once(hand: Hand, qapp: QApplication) -> None:
    box = dialog(hand).findChild(QComboBox, "theme")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("dark"))
    box.activated.emit(box.currentIndex())
    assert theme.is_dark() and hand.window.commands["theme_dark"].isChecked()
    assert qapp.palette().color(QPalette.ColorRole.Window).lightness() < 128
    hand.window.commands["theme_light"].trigger()
    assert not theme.is_dark()


def test_the_memory_for_undo_is_that_of_the_document(hand: Hand) -> None:
    number = dialog(hand).findChild(QSpinBox, "undo_mb")
    assert isinstance(number, QSpinBox)
    number.setValue(256)
    assert hand.window.settings.undo_mb == 256
    assert hand.window.document is not None
    assert hand.window.document.undo_budget == 256 << 20


def test_panels_that_were_moved_come_back(hand: Hand) -> None:
    window = hand.window
    layers: QDockWidget = window.docks["layers"]
    layers.setFloating(True)
    window.docks["sketch"].hide()
    window.commands["reset_panels"].trigger()
    assert not layers.isFloating() and window.docks["sketch"].isVisible()


def test_places_are_remembered_with_the_panels_that_tab_hid(hand: Hand) -> None:
    window = hand.window
    hand.key(Key.Key_Tab)
    assert not window.docks["sketch"].isVisible() and not window.brush_bar.isVisible()
    window.keep_places()
    assert window.docks["sketch"].isVisible() and window.settings.docks


def test_f6_goes_round_canvas_bars_and_panels(hand: Hand) -> None:
    window = hand.window
    window.activateWindow()
    window.canvas.setFocus()
    met = []
    for _ in range(8):
        window.next_part()
        focused = QApplication.focusWidget()
        parts = {
            "canvas": window.pages, "options": window.brush_bar, "tools": window.tool_bar,
            **window.docks,
        }  # fmt: skip
        met += [name for name, part in parts.items() if part.isAncestorOf(focused)]
    assert {"canvas", "options", "tools", "sketch", "layers"} <= set(met)
