from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from app.settings import Settings
from app.ui import keys
from app.ui.commands import COMMANDS
from app.ui.keys_page import KeysPage

from .conftest import Hand

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("profile", keys.PROFILES)
def test_no_profile_gives_a_key_to_two_commands(profile: str) -> None:
    assert keys.conflicts(keys.defaults(profile)) == {}


@pytest.mark.parametrize("profile", keys.PROFILES)
def test_every_key_is_one_that_qt_knows(profile: str) -> None:
    for name, own in keys.defaults(profile).items():
        for key in own:
            assert QKeySequence(key).toString(), f"{name}: {key}"


def test_every_command_is_in_a_menu_once() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names)) > 60


def test_what_the_designer_changed_overrules_the_profile() -> None:
    now = keys.chosen("krita", {"brush": ["Ctrl+B"], "gone_command": ["X"]})
    assert now["brush"] == ("Ctrl+B",) and now["mirror"] == ("M",)
    assert "gone_command" not in now


def page(hand: Hand) -> KeysPage:
    hand.window.commands["keys"].trigger()
    dialog = hand.window.preferences.dialog
    assert dialog is not None and dialog.pages.currentWidget() is dialog.keys
    return dialog.keys


def shown(page: KeysPage) -> list[str]:
    rows = []
    for row in range(page.tree.topLevelItemCount()):
        group = page.tree.topLevelItem(row)
        assert group is not None
        rows += [
            group.child(i).text(0) for i in range(group.childCount())
            if not group.child(i).isHidden()
        ]  # fmt: skip
    return rows


def test_the_list_is_searched_by_name_and_by_key(hand: Hand) -> None:
    keys_page = page(hand)
    assert len(shown(keys_page)) == len(COMMANDS) + len(keys.GESTURES)
    QTest.keyClicks(keys_page.search, "turn view")
    assert shown(keys_page) == ["Turn the view left", "Turn the view right", "Turn the view"]
    keys_page.search.setText("ctrl+shift+z")
    assert shown(keys_page) == ["Redo"]


def choose(keys_page: KeysPage, name: str) -> None:
    items = keys_page.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    keys_page.tree.setCurrentItem(items[0])


def test_a_key_that_another_command_has_is_told_and_changes_hands(hand: Hand) -> None:
    window = hand.window
    keys_page = page(hand)
    choose(keys_page, "Brush")
    QTest.keyClick(keys_page.key, Key.Key_E)
    assert "“Eraser” now" in keys_page.said.text()
    keys_page.assign.click()
    assert window.commands["brush"].shortcut() == QKeySequence("E")
    assert window.commands["eraser"].shortcuts() == []
    assert window.commands["brush"].toolTip() == "Brush (E)"
    keys_page.reset_all.click()
    assert window.commands["eraser"].shortcut() == QKeySequence("E")
    assert window.settings.keys == {}


def test_a_key_can_be_added_taken_away_and_reset(hand: Hand) -> None:
    window = hand.window
    keys_page = page(hand)
    choose(keys_page, "Redo")
    QTest.keyClick(keys_page.key, Key.Key_F9)
    keys_page.add.click()
    assert QKeySequence("F9") in window.commands["redo"].shortcuts()
    assert len(window.commands["redo"].shortcuts()) == 3
    keys_page.none.click()
    assert window.commands["redo"].shortcuts() == []
    keys_page.reset.click()
    assert len(window.commands["redo"].shortcuts()) == 2


def test_kritas_profile_mirrors_with_m(hand: Hand) -> None:
    window = hand.window
    keys_page = page(hand)
    krita = keys_page.profile.findData("krita")
    keys_page.profile.setCurrentIndex(krita)
    keys_page.profile.activated.emit(krita)
    assert window.settings.profile == "krita"
    window.activateWindow()
    window.canvas.setFocus()
    hand.key(Key.Key_M)
    assert window.canvas.view.mirrored
    assert window.commands["select_rectangle"].shortcut() == QKeySequence("Ctrl+R")


def test_keys_of_ones_own_are_remembered(tmp_path: object, hand: Hand) -> None:
    window = hand.window
    window.settings.keys["brush"] = ["Ctrl+B"]
    window.preferences.save()
    assert Settings.load().keys == {"brush": ["Ctrl+B"]}
