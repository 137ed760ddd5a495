"""The layers panel, the layer and picture menus, and the tools that move, transform and crop."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.document.blend import Blend
from app.document.layer import LayerKind
from app.document.selection import Select, Selection
from app.ui import hinting
from app.ui.main_window import MainWindow
from engine.geometry import Rect

from .conftest import Hand, lines, open_document

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


def names(window: MainWindow) -> list[str]:
    return [layer.name for layer in open_document(window).layers]


def click(window: MainWindow, name: str, part: str, keys=Qt.KeyboardModifier.NoModifier) -> None:
    """Click on a part of a layer's row: eye, picture, mask, name or lock."""
    document, panel = open_document(window), window.layers
    layer = next(x for x in document.layers if x.name == name)
    rect = panel.tree.visualRect(panel.model.index_of(layer.id))
    at = panel._rows._parts(rect, layer)[part].center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, keys, at)


# the panel


def test_eye_and_lock_in_a_row_hide_and_lock_the_layer(hand: Hand) -> None:
    window = hand.window
    click(window, "Lines", "eye")
    assert open_document(window).undo_name == "Hide layer"
    click(window, "Lines", "lock")
    assert open_document(window).undo_name == "Lock layer"
    hand.draw((10, 10), (50, 50))
    assert not lines(hand).any()
    assert "hidden" in window.messages.text()


def test_space_hides_the_layer_and_arrows_walk_through_the_panel(hand: Hand) -> None:
    window = hand.window
    window.layers.tree.setFocus()
    QTest.keyClick(window.layers.tree, Key.Key_Down)
    document = open_document(window)
    assert document.active == document.layers[0].id
    QTest.keyClick(window.layers.tree, Key.Key_Space)
    assert not document.layers[0].visible


def test_a_name_is_edited_in_the_row(hand: Hand) -> None:
    window = hand.window
    window.commands["rename_layer"].trigger()
    editor = window.layers.tree.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit) and editor.text() == "Lines"
    editor.setText("Shoulder 肩线")
    QTest.keyClick(editor, Key.Key_Return)
    hand.qtbot.waitUntil(lambda: names(window) == ["Paper", "Shoulder 肩线"])


def test_mode_and_opacity_are_those_of_the_active_layer(hand: Hand) -> None:
    window = hand.window
    panel = window.layers
    panel.blend.setCurrentIndex(panel.blend.findData(Blend.MULTIPLY))
    panel.blend.activated.emit(panel.blend.currentIndex())
    document = open_document(window)
    assert document.layers[1].blend is Blend.MULTIPLY
    click(window, "Paper", "name")
    assert panel.blend.currentData() == Blend.NORMAL
    document.undo()
    click(window, "Lines", "name")
    assert panel.blend.currentData() == Blend.NORMAL


def test_a_group_lets_its_layers_mix_with_what_is_below_it_or_not(hand: Hand) -> None:
    window, blend = hand.window, hand.window.layers.blend
    hand.key(Key.Key_G, CTRL)
    document = open_document(window)
    assert blend.currentText() == "Pass through"
    for mode, isolated in ((Blend.NORMAL, True), (Blend.SCREEN, True)):
        blend.setCurrentIndex(blend.findData(mode))
        blend.activated.emit(blend.currentIndex())
        assert (document.layers[-1].blend, document.layers[-1].isolated) == (mode, isolated)
    blend.setCurrentIndex(0)
    blend.activated.emit(0)
    assert (document.layers[-1].blend, document.layers[-1].isolated) == (Blend.NORMAL, False)
    click(window, "Lines", "name")
    assert blend.itemText(0) == "Normal"


def test_several_rows_are_grouped_copied_and_deleted_together(hand: Hand) -> None:
    window = hand.window
    hand.key(Key.Key_N, CTRL, SHIFT)
    click(window, "Lines", "name", CTRL)
    assert set(window.layers.chosen()) == {x.id for x in open_document(window).layers[1:]}
    hand.key(Key.Key_G, CTRL)
    document = open_document(window)
    assert names(window) == ["Paper", "Lines", "Layer 1", "Group 1"]
    group = document.layers[-1]
    assert [x.parent for x in document.layers] == [None, group.id, group.id, None]
    assert document.active == group.id
    assert window.layers.chosen() == (group.id,)
    hand.key(Key.Key_J, CTRL)
    assert names(window)[4:] == ["Lines", "Layer 1", "Group 1 copy"]
    window.commands["delete_layer"].trigger()
    assert len(document.layers) == 4
    window.layers.tree.setCurrentIndex(window.layers.model.index_of(group.id))
    hand.key(Key.Key_G, CTRL, SHIFT)
    assert [x.parent for x in document.layers] == [None] * 3


def test_layers_are_dragged_into_groups_and_out_again(hand: Hand) -> None:
    window = hand.window
    window.commands["add_group"].trigger()
    document, model = open_document(window), window.layers.model
    group, drawn = document.layers[2], document.layers[1]
    data = model.mimeData([model.index_of(drawn.id)])
    into = model.index_of(group.id)
    move = Qt.DropAction.MoveAction
    assert not model.dropMimeData(data, move, -1, 0, into)  # the edit moves it, not the view
    assert [x.name for x in document.layers] == ["Paper", "Lines", "Group 1"]
    assert document.layer(drawn.id).parent == group.id
    data = model.mimeData([model.index_of(drawn.id)])
    model.dropMimeData(data, move, 2, 0, QModelIndex())  # below the paper
    assert names(window) == ["Lines", "Paper", "Group 1"]
    assert document.layer(drawn.id).parent is None
    data = model.mimeData([model.index_of(group.id)])
    assert not model.canDropMimeData(data, move, -1, 0, model.index_of(group.id))
    document.undo()
    document.undo()
    assert names(window) == ["Paper", "Lines", "Group 1"]


def test_moving_up_and_down_goes_through_groups(hand: Hand) -> None:
    window = hand.window
    window.commands["add_group"].trigger()
    document = open_document(window)
    group = document.layers[2].id
    click(window, "Lines", "name")
    hand.key(Key.Key_BracketRight, CTRL)
    assert document.layers[1].parent == group
    hand.key(Key.Key_BracketRight, CTRL)
    assert names(window) == ["Paper", "Group 1", "Lines"]
    hand.key(Key.Key_BracketLeft, CTRL)
    assert document.layers[1].parent == group


def test_thumbnails_show_what_is_drawn(drawn: Hand, qtbot: QtBot) -> None:
    window = drawn.window
    document, panel = open_document(window), window.layers
    layer = document.layers[1]

    def dark() -> bool:
        image = panel.thumbnails.picture(layer.id, layer.tiles, document.bounds, 34)
        if image is None:
            return False
        pixels = [
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
        ]
        return any(c.alpha() > 20 and c.lightness() < 100 for c in pixels)

    qtbot.waitUntil(dark)


def test_a_mask_is_chosen_by_its_thumbnail_and_painted_on(drawn: Hand) -> None:
    window = drawn.window
    document = open_document(window)
    window.commands["add_mask"].trigger()
    assert document.on_mask
    click(window, "Lines", "picture")
    assert not document.on_mask
    click(window, "Lines", "mask")
    assert document.on_mask
    pixels = document.layers[1].tiles
    drawn.draw((100, 100), (120, 100))
    assert document.layers[1].tiles is pixels
    mask = document.layers[1].mask
    assert mask is not None
    assert mask.read(Rect(110, 100, 111, 101))[0, 0, 0] < 40  # black ink hides
    window.commands["apply_mask"].trigger()
    assert document.layers[1].mask is None
    assert not window.commands["delete_mask"].isEnabled()
    assert lines(drawn)[100, 110] < 40 and lines(drawn)[100, 145] > 200


def test_a_mask_takes_the_selection(drawn: Hand) -> None:
    window = drawn.window
    document = open_document(window)
    window.commands["mask_from_selection"].trigger()
    assert "Nothing is selected" in window.messages.text()
    document.apply(Select(Selection.whole(Rect(0, 0, 120, 240))))
    window.commands["add_mask"].trigger()
    mask = document.layers[1].mask
    assert mask is not None
    assert mask.read(document.bounds)[..., 0].sum() == 255 * 120 * 240
    window.commands["delete_mask"].trigger()
    assert document.layers[1].mask is None


def test_what_cannot_be_done_is_said(hand: Hand) -> None:
    window = hand.window
    hand.key(Key.Key_E, CTRL)
    assert "“Paper” is locked" in window.messages.text()
    assert names(window) == ["Paper", "Lines"]
    window.commands["layer_mirror"].trigger()
    assert "holds nothing" in window.messages.text()
    assert not window.commands["rerun"].isEnabled()
    window.rerunning.run()
    hand.qtbot.waitUntil(lambda: "was not made by a tool" in window.messages.text())


def test_merging_and_flattening_by_key(drawn: Hand) -> None:
    window = drawn.window
    drawn.key(Key.Key_J, CTRL)
    assert names(window) == ["Paper", "Lines", "Lines copy"]
    drawn.key(Key.Key_E, CTRL)
    assert names(window) == ["Paper", "Lines"]
    assert open_document(window).layers[1].kind is LayerKind.LINES
    drawn.key(Key.Key_E, CTRL, SHIFT)
    assert names(window) == ["Picture"]
    open_document(window).undo()
    assert names(window) == ["Paper", "Lines"]


def test_the_context_menu_has_commands_of_the_layer(hand: Hand) -> None:
    shown = {action.objectName() for action in hand.window.layers.context_menu().actions()}
    assert {"rerun", "rerun_seed", "duplicate_layer", "merge_down", "add_mask"} <= shown


def test_rows_are_told_to_screen_readers(hand: Hand) -> None:
    window = hand.window
    click(window, "Lines", "eye")
    panel = window.layers
    index = panel.model.index_of(open_document(window).layers[1].id)
    spoken = panel.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Lines, hidden, Normal, 100 %"
    for widget in (panel.tree, panel.blend):
        assert widget.accessibleName()


def test_hints_go_below_lines_that_are_in_a_group(hand: Hand) -> None:
    window = hand.window
    hand.key(Key.Key_G, CTRL)
    document = open_document(window)
    window.change(lambda d: hinting.show_hints(d, True))
    assert names(window) == ["Paper", "Colour hints", "Lines", "Group 1"]
    assert document.layers[1].parent == document.layers[3].id
