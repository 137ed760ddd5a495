"""The tools that move, transform and crop, the picture menu's dialogs, and running layers again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from app.document.selection import Select, Selection
from app.ui.size_dialogs import CanvasDialog, ImageDialog
from engine.geometry import Rect

from .conftest import Hand, choose, colour_of, lines, open_document

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key

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
    window.layers.activated.emit(made.id)
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
