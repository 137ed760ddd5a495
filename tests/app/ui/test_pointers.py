"""The tools of the canvas, by mouse and keys on a real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.document import Document
from app.document.edits import ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.ui.pointers import Pointer
from engine.geometry import Rect

from .conftest import Hand

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, ALT, CTRL = (
    Mod.NoModifier, Mod.ShiftModifier, Mod.AltModifier, Mod.ControlModifier
)  # fmt: skip
LEFT = Qt.MouseButton.LeftButton


def mouse(hand: Hand, kind: QEvent.Type, at: QPoint, keys: Mod) -> None:
    canvas = hand.window.canvas
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    event = QMouseEvent(kind, QPointF(at), QPointF(canvas.mapToGlobal(at)), button, buttons, keys)
    QApplication.sendEvent(canvas, event)


def drag(hand: Hand, *points: tuple[float, float], keys: Mod = NONE, then: Mod | None = None
         ) -> None:  # fmt: skip
    """With keys held; `then` are those held after the press."""
    held = keys if then is None else then
    mouse(hand, QEvent.Type.MouseButtonPress, hand.at(*points[0]), keys)
    for point in points[1:]:
        mouse(hand, QEvent.Type.MouseMove, hand.at(*point), held)
    mouse(hand, QEvent.Type.MouseButtonRelease, hand.at(*points[-1]), held)


def document_of(hand: Hand) -> Document:
    assert hand.window.document is not None
    return hand.window.document


def alpha(hand: Hand) -> np.ndarray:
    """Of the layer Lines."""
    document = document_of(hand)
    return document.layers[1].tiles.read(document.bounds)[..., 3]


def chosen(hand: Hand) -> np.ndarray:
    """What is selected: 240×320 uint8."""
    document = document_of(hand)
    if document.selection is None:
        return np.zeros((240, 320), np.uint8)
    return document.selection.mask(document.bounds)


def settle(hand: Hand, steps: int) -> None:
    """Wait for an edit that is computed beside the window."""
    document = document_of(hand)
    hand.qtbot.waitUntil(lambda: document.state >= steps, timeout=20_000)


@pytest.fixture(autouse=True)
def one_pane(hand: Hand) -> None:
    hand.key(Key.Key_F2)
    hand.window.canvas.actual_size()


# the brush


def test_shift_joins_the_last_point_and_keeps_a_drag_level(hand: Hand) -> None:
    hand.window.brush_bar.set_tip(5, 1)
    drag(hand, (50, 50), (51, 50))
    drag(hand, (50, 150), (120, 158), (250, 171), keys=SHIFT)
    ink = alpha(hand)
    assert (ink[55:145, 50] == 255).all()
    assert (ink[150, 55:245] == 255).all() and not ink[160:].any()
    assert document_of(hand).undo_name == "Brush stroke"


def test_ctrl_alt_drag_resizes_the_brush_and_paints_nothing(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.set_tip(20, 0.5)
    drag(hand, (100, 100), (115, 60), keys=CTRL | ALT)
    assert bar.size_px.value() == 50 and bar.hardness.value() == 70
    assert not document_of(hand).can_undo


def test_symmetry_mirrors_and_its_axis_can_be_moved(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.set_tip(7, 1)
    bar.upright.setChecked(True)
    drag(hand, (20, 40), (60, 90))
    ink = alpha(hand)
    assert ink.any() and (ink == ink[:, ::-1]).all()
    drag(hand, (160, 21), (200, 30))
    assert bar.symmetry.x == 200
    assert document_of(hand).undo_name == "Brush stroke" and document_of(hand).state == 1


def test_a_stroke_keeps_to_the_selection(hand: Hand) -> None:
    hand.window.brush_bar.set_tip(30, 1)
    hand.key(Key.Key_M)
    drag(hand, (100, 100), (140, 160))
    hand.key(Key.Key_B)
    drag(hand, (20, 130), (300, 130))
    assert (alpha(hand)[130, 100:140] == 255).all()
    assert not alpha(hand)[:, :100].any() and not alpha(hand)[:, 140:].any()


def test_smoothing_steadies_the_stroke_and_ends_at_the_pointer(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.set_tip(3, 1)
    bar.smoothing.setCurrentIndex(2)
    way = [(40.0 + 4 * i, 100.0 + 6 * (i % 2)) for i in range(50)]
    drag(hand, *way)
    ink = alpha(hand)
    assert ink[int(way[-1][1]), int(way[-1][0])] > 100
    middle = np.nonzero(ink[:, 100:200].any(1))[0]
    assert len(middle) <= 6  # a pointer without a hand that steadies it needs ten rows


def test_a_group_a_lock_and_a_hidden_layer_are_refused_by_name(hand: Hand) -> None:
    document = document_of(hand)
    lines = document.layers[1]
    said = []
    hand.window.canvas.refused.connect(said.append)
    for change, word in (
        (ChangeLayer(lines.id, locked=True), "locked"),
        (ChangeLayer(lines.id, visible=False), "hidden"),
    ):
        document.apply(change)
        drag(hand, (50, 50), (90, 90))
        assert word in said[-1] and "Lines" in said[-1]
    group = Layer(new_id(), "Car", LayerKind.GROUP, Tiles(4, np.uint8))
    document.layers = (*document.layers, group)
    document.active = group.id
    drag(hand, (50, 50), (90, 90))
    assert "“Car” is a group" in said[-1]
    assert not alpha(hand).any()


# selecting


def test_rectangles_add_subtract_and_intersect(hand: Hand) -> None:
    hand.key(Key.Key_M)
    drag(hand, (20, 20), (100, 80))
    assert (chosen(hand)[20:80, 20:100] == 255).all() and chosen(hand).sum() == 255 * 80 * 60
    drag(hand, (90, 70), (150, 120), keys=SHIFT, then=NONE)
    assert chosen(hand)[100, 120] == 255 and chosen(hand)[30, 30] == 255
    drag(hand, (20, 20), (60, 80), keys=ALT, then=NONE)
    assert chosen(hand)[30, 30] == 0 and chosen(hand)[30, 70] == 255
    drag(hand, (0, 0), (80, 240), keys=SHIFT | ALT, then=NONE)
    assert document_of(hand).selection.bounds == Rect(60, 20, 80, 80)
    for _ in range(4):
        hand.key(Key.Key_Z, CTRL)
    assert document_of(hand).selection is None


def test_shift_and_alt_after_the_press_make_a_square_around_the_middle(hand: Hand) -> None:
    hand.key(Key.Key_M, SHIFT)
    drag(hand, (150, 120), (170, 180), then=SHIFT | ALT)
    assert document_of(hand).selection.bounds == Rect(90, 60, 210, 180)
    assert chosen(hand)[62, 92] == 0 and chosen(hand)[120, 150] == 255


def test_the_selection_is_dragged_and_nudged_and_a_click_gives_it_up(hand: Hand) -> None:
    document = document_of(hand)
    hand.key(Key.Key_M)
    drag(hand, (50, 50), (100, 90))
    drag(hand, (60, 60), (90, 100))
    assert document.selection.bounds == Rect(80, 90, 130, 130)
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Down, SHIFT)
    assert document.selection.bounds == Rect(79, 100, 129, 140)
    drag(hand, (300, 20), (300, 20))
    assert document.selection is None
    hand.key(Key.Key_D, CTRL, SHIFT)
    assert document.selection.bounds == Rect(79, 100, 129, 140)


def test_the_lasso_closes_when_it_is_let_go(hand: Hand) -> None:
    hand.key(Key.Key_L)
    drag(hand, (50, 50), (150, 50), (150, 150), (50, 150))
    assert document_of(hand).selection.bounds == Rect(50, 50, 150, 150)


def test_a_polygon_is_clicked_and_closed_by_enter(hand: Hand) -> None:
    canvas = hand.window.canvas
    hand.key(Key.Key_L, SHIFT)
    for corner in ((50, 50), (150, 50), (160, 200), (100, 150)):
        QTest.mouseClick(canvas, LEFT, NONE, hand.at(*corner))
    canvas.setFocus()
    QTest.keyClick(canvas, Key.Key_Backspace)
    QTest.keyClick(canvas, Key.Key_Return)
    assert document_of(hand).selection.bounds == Rect(50, 50, 160, 200)
    assert document_of(hand).undo_name == "Select"


def test_esc_gives_a_polygon_up(hand: Hand) -> None:
    hand.key(Key.Key_L, SHIFT)
    for corner in ((50, 50), (150, 50)):
        QTest.mouseClick(hand.window.canvas, LEFT, NONE, hand.at(*corner))
    assert hand.window.canvas.tool.busy
    hand.key(Key.Key_Escape)
    assert not hand.window.canvas.tool.busy
    hand.key(Key.Key_B)
    assert document_of(hand).selection is None


def test_the_selection_is_painted(hand: Hand) -> None:
    hand.window.brush_bar.set_tip(20, 1)
    hand.key(Key.Key_Q)
    drag(hand, (60, 100), (200, 100))
    assert (chosen(hand)[92:108, 70:190] == 255).all() and not chosen(hand)[120:].any()
    drag(hand, (120, 60), (120, 140), keys=ALT)
    assert chosen(hand)[100, 120] == 0 and chosen(hand)[100, 80] == 255
    assert not alpha(hand).any()


def test_all_nothing_invert_grow_shrink_and_feather(hand: Hand) -> None:
    document, selecting = document_of(hand), hand.window.selecting
    hand.key(Key.Key_A, CTRL)
    assert (chosen(hand) == 255).all()
    hand.key(Key.Key_D, CTRL)
    assert document.selection is None
    hand.key(Key.Key_M)
    drag(hand, (50, 50), (150, 150))
    hand.key(Key.Key_I, CTRL, SHIFT)
    assert chosen(hand)[100, 100] == 0 and chosen(hand)[10, 10] == 255
    hand.key(Key.Key_I, CTRL, SHIFT)
    selecting.resize("grow", 10)
    settle(hand, document.state + 1)
    assert document.selection.bounds == Rect(40, 40, 160, 160)
    selecting.resize("shrink", 30)
    settle(hand, document.state + 1)
    assert document.selection.bounds == Rect(70, 70, 130, 130)
    selecting.resize("feather", 4)
    settle(hand, document.state + 1)
    assert document.undo_name == "Feather selection"
    assert 100 < chosen(hand)[100, 70] < 155


# colours


def car_of_two_boxes(hand: Hand) -> None:
    hand.window.brush_bar.set_tip(2, 1)
    for x in (40, 180):
        drag(hand, (x, 60), (x + 80, 60), (x + 80, 140), (x, 140), (x, 60))


def test_a_fill_goes_up_to_the_lines_and_under_them(hand: Hand) -> None:
    document, bar = document_of(hand), hand.window.brush_bar
    car_of_two_boxes(hand)
    hand.key(Key.Key_G)
    bar.set_colour(QColor(200, 30, 30))
    drag(hand, (80, 100), (80, 100))
    settle(hand, 3)
    pixels = document.layers[1].tiles.read(document.bounds)
    assert pixels[100, 80].tolist() == [200, 30, 30, 255]
    assert pixels[100, 42, 3] == 255  # up to the line, no paper between
    assert not pixels[100, 220, 3] and not pixels[20, 20, 3]
    hand.key(Key.Key_Z, CTRL)
    assert not document.layers[1].tiles.read(document.bounds)[100, 80, 3]


def test_a_colour_is_selected_in_one_place_or_everywhere(hand: Hand) -> None:
    car_of_two_boxes(hand)
    hand.key(Key.Key_W)
    drag(hand, (80, 100), (80, 100))
    settle(hand, 3)
    assert chosen(hand)[100, 80] == 255 and chosen(hand)[100, 220] == 0
    hand.window.settings.contiguous = False
    drag(hand, (80, 100), (80, 100))
    settle(hand, 4)
    assert chosen(hand)[100, 220] == 255 and chosen(hand)[10, 10] == 255
    assert chosen(hand)[60, 80] == 0


def test_a_fill_waits_for_what_is_painted_meanwhile(hand: Hand) -> None:
    document = document_of(hand)
    hand.key(Key.Key_G)
    drag(hand, (80, 100), (80, 100))
    hand.window.selecting.select_all()  # before the answer comes
    settle(hand, 2)
    assert document.undo_name == "Fill"
    assert document.layers[1].tiles.read(document.bounds)[100, 80, 3] == 255


def test_the_picker_takes_from_the_layer_alone_where_that_is_wanted(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.set_colour(QColor(10, 120, 200))
    bar.set_tip(20, 1)
    drag(hand, (50, 50), (120, 50))
    document = document_of(hand)
    document.apply(ChangeLayer(document.layers[1].id, opacity=0.5))
    hand.key(Key.Key_I)
    drag(hand, (80, 50), (80, 50))
    assert bar.colours.colour.red() > 100
    bar.pick_layer.setChecked(True)
    drag(hand, (80, 50), (80, 50))
    assert bar.colours.colour == QColor(10, 120, 200)
    drag(hand, (80, 150), (80, 150))  # transparent there
    assert bar.colours.colour == QColor(10, 120, 200)


# clearing and the clipboard


def test_delete_clears_what_is_selected_and_else_the_layer(hand: Hand) -> None:
    document = document_of(hand)
    hand.window.brush_bar.set_tip(30, 1)
    drag(hand, (50, 100), (250, 100))
    hand.key(Key.Key_M)
    drag(hand, (100, 80), (150, 120))
    hand.key(Key.Key_Delete)
    settle(hand, 3)
    assert not alpha(hand)[:, 100:150].any() and alpha(hand)[100, 80] == 255
    hand.key(Key.Key_D, CTRL)
    hand.key(Key.Key_Delete)
    assert len(document.layers) == 1


def test_cut_and_paste_in_place(hand: Hand) -> None:
    document = document_of(hand)
    hand.window.brush_bar.set_tip(30, 0.3)
    drag(hand, (50, 100), (250, 100))
    before = alpha(hand)
    hand.key(Key.Key_M)
    drag(hand, (100, 80), (150, 120))
    hand.key(Key.Key_X, CTRL)
    settle(hand, 3)
    assert not alpha(hand)[:, 100:150].any()
    image = QApplication.clipboard().image()
    assert image.width() == 50 and image.hasAlphaChannel()
    hand.key(Key.Key_V, CTRL)
    settle(hand, 4)
    pasted = document.layers[2]
    assert document.active == pasted.id and document.undo_name == "Paste"
    assert (pasted.tiles.read(document.bounds)[80:120, 100:150, 3] == before[80:120, 100:150]).all()


def test_copying_nothing_is_said(hand: Hand) -> None:
    hand.key(Key.Key_C, CTRL)
    hand.qtbot.waitUntil(lambda: "nothing to copy" in hand.window.messages.text())


def test_every_tool_has_a_hint_and_leaves_nothing_behind(hand: Hand) -> None:
    tools: dict[str, Pointer] = hand.window.tool_choice.tools
    for name, tool in tools.items():
        assert tool.hint, name
        hand.window.commands[name].trigger()
        drag(hand, (60, 60), (90, 90), (120, 60))
        hand.key(Key.Key_Escape)
    hand.window.commands["brush"].trigger()
    assert not hand.window.canvas.tool.busy
