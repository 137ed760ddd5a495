"""The layers panel, the layer and picture menus, and the tools that move, transform and crop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.document.blend import Blend
from app.document.document import Document
from app.document.layer import LayerKind
from app.document.selection import Select, Selection
from app.ui import hinting
from app.ui.main_window import MainWindow
from app.ui.size_dialogs import CanvasDialog, ImageDialog
from engine.geometry import Rect

from .conftest import Hand, colour_of

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


def open_document(window: MainWindow) -> Document:
    assert window.document is not None
    return window.document


def names(window: MainWindow) -> list[str]:
    return [layer.name for layer in open_document(window).layers]


def lines(hand: Hand) -> np.ndarray:
    """Alpha of the active layer on the page."""
    document = open_document(hand.window)
    assert document.active is not None
    return document.layer(document.active).tiles.read(document.bounds)[..., 3]


def click(window: MainWindow, name: str, part: str, keys=Qt.KeyboardModifier.NoModifier) -> None:
    """Click on a part of a layer's row: eye, picture, mask, name or lock."""
    document, panel = open_document(window), window.layers
    layer = next(x for x in document.layers if x.name == name)
    rect = panel.tree.visualRect(panel.model.index_of(layer.id))
    at = panel._rows._parts(rect, layer)[part].center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, keys, at)


def choose(hand: Hand, *keys: Any) -> None:
    """Take a tool by its keys; its options have another height, so that the canvas moves."""
    hand.key(*keys)
    QApplication.processEvents()


@pytest.fixture
def drawn(hand: Hand) -> Hand:
    """With a stroke from (100, 100) to (150, 100)."""
    hand.draw((100, 100), (150, 100))
    return hand


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


# moving, transforming, cropping


def test_the_move_tool_moves_whole_pixels(drawn: Hand) -> None:
    before = lines(drawn)
    choose(drawn, Key.Key_V)
    drawn.draw((120, 100), (130, 110), (140, 130))
    assert np.array_equal(lines(drawn)[30:, 20:], before[:-30, :-20])
    assert open_document(drawn.window).undo_name == "Move layer"
    open_document(drawn.window).undo()
    assert np.array_equal(lines(drawn), before)


def test_arrows_nudge_by_one_pixel_and_with_shift_by_ten(drawn: Hand) -> None:
    before = lines(drawn)
    choose(drawn, Key.Key_V)
    canvas = drawn.window.canvas
    QTest.keyClick(canvas, Key.Key_Right)
    QTest.keyClick(canvas, Key.Key_Down, SHIFT)
    assert np.array_equal(lines(drawn)[10:, 1:], before[:-10, :-1])


def test_escape_takes_a_move_back(drawn: Hand) -> None:
    before, steps = lines(drawn), open_document(drawn.window).done
    choose(drawn, Key.Key_V)
    canvas = drawn.window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=drawn.at(120, 100))
    QTest.mouseMove(canvas, drawn.at(150, 150))
    assert not np.array_equal(lines(drawn), before)
    drawn.key(Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=drawn.at(150, 150))
    assert np.array_equal(lines(drawn), before)
    assert open_document(drawn.window).done == steps


def test_only_what_is_selected_moves(drawn: Hand) -> None:
    document = open_document(drawn.window)
    document.apply(Select(Selection.whole(Rect(90, 90, 125, 110))))
    before = lines(drawn)
    choose(drawn, Key.Key_V)
    drawn.draw((120, 100), (120, 160))
    after = lines(drawn)
    assert np.array_equal(after[150:170, 90:125], before[90:110, 90:125])
    assert not after[90:110, 90:125].any()
    assert np.array_equal(after[:, 125:], before[:, 125:])
    assert document.selection is not None
    assert document.selection.bounds == Rect(90, 150, 125, 170)


def corner(drawn: Hand) -> tuple[Rect, Rect]:
    """What of the active layer is there, and the page."""
    document = open_document(drawn.window)
    assert document.active is not None
    return document.layer(document.active).tiles.extent, document.bounds


def test_free_transform_scales_by_its_handles_and_enter_applies_it(drawn: Hand) -> None:
    extent, _ = corner(drawn)
    choose(drawn, Key.Key_T, CTRL)
    assert drawn.window.tool_choice.name == "free_transform"
    drawn.draw((extent.x1, extent.y1), (extent.x1 + 20, extent.y1 + 10), (extent.x1 + 50, 130))
    document = open_document(drawn.window)
    assert document.showing and document.undo_name == "Brush stroke"
    drawn.key(Key.Key_Return)
    assert document.undo_name == "Transform layer"
    after, _ = corner(drawn)
    # Four rows become 32: the bicubic edge reaches half a row of before beyond the box.
    assert abs(after.x1 - extent.x1 - 50) <= 2 and abs(after.y1 - 130) <= 4
    assert abs(after.x0 - extent.x0) <= 2 and abs(after.y0 - extent.y0) <= 4
    assert drawn.window.tool_choice.name == "move"


def test_free_transform_turns_from_outside_and_escape_puts_it_back(drawn: Hand) -> None:
    extent, _ = corner(drawn)
    before = lines(drawn)
    choose(drawn, Key.Key_T, CTRL)
    middle = ((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2)
    drawn.draw((middle[0] + 60, middle[1]), (middle[0] + 40, middle[1] + 40), (middle[0], 160))
    drawn.key(Key.Key_Escape)
    assert np.array_equal(lines(drawn), before)
    choose(drawn, Key.Key_T, CTRL)
    drawn.draw((middle[0] + 60, middle[1]), (middle[0] + 40, middle[1] + 40), (middle[0], 160))
    drawn.key(Key.Key_Return)
    after, _ = corner(drawn)
    assert after.height > after.width  # the line stands upright
    assert abs((after.x0 + after.x1) / 2 - middle[0]) <= 2


def test_shift_keeps_the_proportions(drawn: Hand) -> None:
    drawn.draw((100, 100), (120, 150))
    extent, _ = corner(drawn)
    choose(drawn, Key.Key_T, CTRL)
    canvas = drawn.window.canvas
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, SHIFT, drawn.at(extent.x1, extent.y1))
    # QTest.mouseMove carries no keys; the tool reads them from the event.
    QTest.mouseMove(canvas, drawn.at(extent.x1 + 40, extent.y1))
    QTest.mouseRelease(canvas, left, SHIFT, drawn.at(extent.x1 + 40, extent.y1))
    drawn.key(Key.Key_Return)
    after, _ = corner(drawn)
    assert after.width > extent.width + 30


def test_an_undo_in_the_midst_of_a_transform_puts_it_back_first(drawn: Hand) -> None:
    extent, _ = corner(drawn)
    choose(drawn, Key.Key_T, CTRL)
    drawn.draw((extent.x1, extent.y1), (extent.x1 + 50, 130))
    drawn.key(Key.Key_Z, CTRL)
    document = open_document(drawn.window)
    assert not document.showing
    drawn.key(Key.Key_Return)
    assert not document.can_undo or document.undo_name != "Transform layer"


def test_layers_turn_and_mirror_from_the_menu(drawn: Hand) -> None:
    before = lines(drawn)
    extent, _ = corner(drawn)
    drawn.window.commands["layer_clockwise"].trigger()
    after, _ = corner(drawn)
    assert (after.width, after.height) == (extent.height, extent.width)
    drawn.window.commands["layer_counter"].trigger()
    drawn.window.commands["layer_flip"].trigger()
    drawn.window.commands["layer_flip"].trigger()
    document = open_document(drawn.window)
    while document.undo_name == "Transform layer":
        document.undo()
    assert np.array_equal(lines(drawn), before)


def test_the_crop_tool_cuts_the_picture_and_undo_brings_it_back(drawn: Hand) -> None:
    document = open_document(drawn.window)
    before = document.now
    choose(drawn, Key.Key_C)
    drawn.draw((90, 80), (150, 120), (200, 160))
    drawn.key(Key.Key_Return)
    assert (document.width, document.height) == (110, 80)
    assert document.undo_name == "Crop"
    assert lines(drawn)[20, 30] > 200
    assert "110 × 80" in drawn.window.size_label.text()
    document.undo()
    assert document.now is before
    assert "320 × 240" in drawn.window.size_label.text()


def test_a_crop_frame_is_pulled_by_its_handles_and_escape_drops_it(drawn: Hand) -> None:
    document = open_document(drawn.window)
    choose(drawn, Key.Key_C)
    drawn.draw((90, 80), (200, 160))
    drawn.draw((200, 160), (210, 170), (220, 180))  # its corner
    drawn.draw((150, 120), (140, 110))  # within: moves it
    drawn.key(Key.Key_Escape)
    assert document.bounds == Rect(0, 0, 320, 240)
    drawn.draw((90, 80), (200, 160))
    drawn.draw((200, 160), (210, 170), (220, 180))
    drawn.key(Key.Key_Return)
    assert (document.width, document.height) == (130, 100)


def test_the_picture_turns_and_is_cut_to_the_selection(drawn: Hand) -> None:
    document = open_document(drawn.window)
    drawn.window.commands["picture_clockwise"].trigger()
    assert (document.width, document.height) == (240, 320)
    document.undo()
    drawn.window.commands["crop_to_selection"].trigger()
    assert "Nothing is selected" in drawn.window.messages.text()
    document.apply(Select(Selection.whole(Rect(95, 90, 200, 130))))
    drawn.window.commands["crop_to_selection"].trigger()
    assert (document.width, document.height) == (105, 40)


# the dialogs


def test_image_size_keeps_the_proportions_and_knows_percent(qtbot: QtBot) -> None:
    dialog = ImageDialog(6000, 4000)
    qtbot.addWidget(dialog)
    dialog.width_field.setValue(3000)
    assert dialog.size_px() == (3000, 2000)
    dialog.height_field.setValue(1000)
    assert dialog.size_px() == (1500, 1000)
    dialog.keep.setChecked(False)
    dialog.width_field.setValue(2000)
    assert dialog.size_px() == (2000, 1000)
    dialog.unit.setCurrentIndex(1)
    dialog.unit.activated.emit(1)
    dialog.keep.setChecked(True)
    dialog.width_field.setValue(50)
    assert dialog.size_px() == (3000, 2000)
    dialog.width_field.setValue(1000)
    assert "400 million" in dialog.said.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


@pytest.mark.parametrize(
    ("anchor", "rect"),
    [
        (0, Rect(0, 0, 400, 100)),
        (4, Rect(-50, 50, 350, 150)),
        (8, Rect(-100, 100, 300, 200)),
        (5, Rect(-100, 50, 300, 150)),
    ],
)
def test_canvas_size_keeps_the_picture_at_its_anchor(qtbot: QtBot, anchor: int, rect: Rect) -> None:
    dialog = CanvasDialog(300, 200)
    qtbot.addWidget(dialog)
    dialog.width_field.setValue(400)
    dialog.height_field.setValue(100)
    dialog.anchors.button(anchor).click()
    assert dialog.shown() == rect


def test_image_size_from_the_menu_is_one_step(drawn: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(dialog: ImageDialog) -> int:
        dialog.width_field.setValue(160)
        return 1

    monkeypatch.setattr(ImageDialog, "exec", accept)
    document = open_document(drawn.window)
    before = document.now
    drawn.window.commands["image_size"].trigger()
    drawn.qtbot.waitUntil(lambda: document.undo_name == "Image size")
    assert (document.width, document.height) == (160, 120)
    assert lines(drawn)[50, 60] > 150
    document.undo()
    assert document.now is before


# running again


def test_a_generated_layer_is_run_again_from_the_drawing_of_now(drawn: Hand) -> None:
    window = drawn.window
    drawn.wait_for_preview()
    window.commands["generate"].trigger()
    drawn.qtbot.waitUntil(lambda: window.sketch_room.can_apply)
    window.commands["apply"].trigger()
    document = open_document(window)
    drawn.qtbot.waitUntil(lambda: len(document.layers) == 3)
    made = document.layers[2]
    assert made.recipe is not None

    def colour(x: int, y: int) -> tuple[int, ...]:
        pixel = document.layers[2].tiles.read(Rect.of_size(1, 1, x, y))[0, 0, :3]
        return tuple(int(v) for v in pixel)

    assert colour(120, 100) == (0, 0, 0) and colour(50, 50) == colour_of(made.recipe.seed)
    document.active = document.layers[1].id
    drawn.draw((40, 50), (60, 50))
    click(window, made.name, "name")
    window.commands["rerun"].trigger()
    drawn.qtbot.waitUntil(lambda: document.undo_name == "Run again")
    assert colour(50, 50) == (0, 0, 0)
    again = document.layers[2]
    assert again.id == made.id and again.recipe is not None
    assert again.recipe.seed == made.recipe.seed
    assert again.recipe.inputs != made.recipe.inputs  # another drawing
    window.commands["rerun_seed"].trigger()
    drawn.qtbot.waitUntil(lambda: document.layers[2] is not again)
    other = document.layers[2]
    assert other.recipe is not None and other.recipe.seed != made.recipe.seed
    assert str(other.recipe.seed) in other.name
    assert colour(200, 200) == colour_of(other.recipe.seed)
    document.undo()
    document.undo()
    assert document.layers[2] is made
