"""Inpaint in the window: the hole, what is asked, shown, compared, landed and told."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.compose import flatten
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.inpaint_room import InpaintRoom
from app.ui.main_window import MainWindow
from app.ui.outpaint_dialog import OutpaintDialog
from engine import recipes
from engine.geometry import Rect
from engine.ops import labels
from engine.ops.colour import converted, full
from engine.progress import Progress
from engine.requests import InpaintRequest, Result

from .conftest import Hand

HOLE = Rect(40, 30, 60, 45)
asked: list[InpaintRequest] = []


def fill(request: InpaintRequest, progress: Progress) -> Result:
    """One colour that tells the seed, wherever the mask is white."""
    asked.append(request)
    progress.step(0.5)
    pixels = np.zeros((*request.mask.shape[:2], 4), request.picture.dtype)
    pixels[request.mask[..., 0] > 0] = colour_of(request.seed, pixels.dtype)
    return Result(pixels, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)


def colour_of(seed: int, dtype: object) -> np.ndarray:
    eight = np.array([[[200, seed % 200, 30, 255]]], np.uint8)
    return converted(eight, dtype)[0, 0]  # type: ignore[arg-type]


def photo(dtype: type = np.uint8, width: int = 120, height: int = 90) -> Document:
    document = Document(width, height, dtype)
    numbers = np.random.default_rng(0).random((height, width, 4)) * full(dtype)
    pixels = numbers.astype(dtype)
    pixels[..., 3] = full(dtype)
    layer = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    document.apply(AddLayer(layer, 0))
    return document


def select(window: MainWindow, rect: Rect) -> None:
    window.change(lambda document: document.apply(Select(Selection.whole(rect))))


def open_document(window: MainWindow) -> Document:
    assert window.document is not None
    return window.document


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    asked.clear()
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=fill))  # type: ignore[arg-type]
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    window.files.show(photo())
    return window


@pytest.fixture
def room(window: MainWindow) -> InpaintRoom:
    window.docks["inpaint"].raise_()
    QApplication.processEvents()
    window._enter(window.inpaint_room)
    window.canvas.actual_size()
    return window.inpaint_room


def wait_for_preview(window: MainWindow, qtbot: QtBot) -> None:
    work = window.inpaint_room.work
    qtbot.waitUntil(lambda: window.canvas.has_preview and not work.is_busy)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_hole_is_filled_before_the_eyes_then_landed_in_the_documents_depth_and_undone(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot, dtype: type
) -> None:
    window.files.show(photo(dtype))
    document = open_document(window)
    before = flatten(document.layers, document.bounds, dtype)
    select(window, HOLE)
    wait_for_preview(window, qtbot)
    assert asked[-1].preview and len(document.layers) == 1
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    assert not asked[-1].preview
    landed = document.layers[-1]
    assert (landed.kind, landed.name) == (LayerKind.GENERATED, "Filled, seed 0")
    assert landed.recipe is not None and landed.recipe.tool == "inpaint"
    after = flatten(document.layers, document.bounds, dtype)
    assert (after[HOLE.slices()] == colour_of(0, dtype)).all()
    after[HOLE.slices()] = before[HOLE.slices()]
    assert after.tobytes() == before.tobytes()
    assert document.selection is None  # the next stroke begins another hole
    window.commands["undo"].trigger()
    assert document.selection is not None
    assert flatten(document.layers, document.bounds, dtype).tobytes() == before.tobytes()


def test_the_mask_brush_is_in_the_hand_and_its_strokes_add_up(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    assert window.tool_choice.name == "select_brush"
    window.brush_bar.set_tip(10, 1.0)
    hand = Hand(window, qtbot)
    hand.draw((30, 40), (50, 40))
    hand.draw((90, 60), (100, 60))
    wait_for_preview(window, qtbot)
    mask = open_document(window).selection.mask(Rect.of_size(120, 90))  # type: ignore[union-attr]
    assert mask[40, 40] == mask[60, 95] == 255 and mask[50, 70] == 0
    assert window.settings.brush_px == Settings().brush_px  # that of the brush which draws
    window._enter(window.sketch_room)
    assert window.tool_choice.name == "brush"
    assert not window.canvas.has_preview


def test_the_picture_has_a_view_of_its_own_and_is_compared_on_a_held_key(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    canvas, document = window.canvas, open_document(window)
    assert canvas.mode == "drawing" and len(canvas.panes()) == 1
    select(window, HOLE)
    wait_for_preview(window, qtbot)
    pane = canvas.panes()[0]
    before = document.layers[0].tiles.read(HOLE)[5, 5, :3].tolist()

    def seen() -> list[int]:
        colour = canvas.colour_at(HOLE.x0 + 5.5, HOLE.y0 + 5.5, pane)
        assert colour is not None
        return [colour.red(), colour.green(), colour.blue()]

    assert seen() == [200, 0, 30]
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_QuoteLeft)
    assert seen() == before
    QTest.keyRelease(canvas, Qt.Key.Key_QuoteLeft)
    assert seen() == [200, 0, 30]
    window.commands["view_split"].trigger()
    assert len(canvas.panes()) == 2
    pane = canvas.panes()[0]
    assert seen() == before
    pane = canvas.panes()[1]
    assert seen() == [200, 0, 30]
    assert (window.settings.picture_view, window.settings.view) == ("split", "split")
    window.commands["view_drawing"].trigger()
    window._enter(window.sketch_room)
    assert canvas.mode == "split"


def test_variants_differ_by_seed_and_the_chosen_one_lands(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    select(window, HOLE)
    wait_for_preview(window, qtbot)
    window.commands["variants"].trigger()
    strip = room.panel.seeds.variants
    enabled = Qt.ItemFlag.ItemIsEnabled
    qtbot.waitUntil(lambda: all(strip.item(i).flags() & enabled for i in range(4)))
    strip.chosen.emit(2)
    seed = room.panel.options.seed
    assert seed == asked[-1].seed or seed in {request.seed for request in asked}
    assert seed != 0
    wait_for_preview(window, qtbot)
    window.commands["apply"].trigger()
    document = open_document(window)
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    landed = document.layers[-1]
    assert landed.recipe is not None and landed.recipe.seed == seed
    assert (landed.tiles.read(HOLE) == colour_of(seed, np.uint8)).all()


def test_without_a_hole_or_with_nothing_around_it_the_window_says_what_to_do(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    assert "Brush over" in room.panel._words.text()
    room.generate()
    qtbot.waitUntil(lambda: "Nothing is selected" in window.messages.text())
    assert not room.can_apply
    window.commands["select_all"].trigger()
    qtbot.waitUntil(lambda: "All of the picture is selected" in window.messages.text())
    assert "120 × 90" in room.panel._words.text()
    assert not room.can_apply and asked == []


def test_without_the_live_preview_only_filling_shows_one(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    room.panel._on_live(False)
    select(window, HOLE)
    QTest.qWait(100)
    assert asked == []
    room.generate()
    wait_for_preview(window, qtbot)
    assert not asked[-1].preview
    window.commands["apply"].trigger()  # it is the full picture already
    assert len(open_document(window).layers) == 2 and len(asked) == 1


def test_methods_are_ours_first_and_the_classic_ones_draw_no_lots(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    box = room.panel.method
    names = [box.itemData(i) for i in range(box.count())]
    assert names[0] == "painter" and names[-2:] == ["telea", "navier-stokes"]
    assert room.panel.seeds.isEnabled()
    box.setCurrentIndex(names.index("telea"))
    box.activated.emit(box.currentIndex())
    assert not room.panel.seeds.isEnabled()
    select(window, HOLE)
    wait_for_preview(window, qtbot)
    assert asked[-1].model == "telea"
    assert window.settings.inpaint_model == "telea"


def test_holes_grow_and_come_from_labels(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    document = open_document(window)
    room.panel.parts_wanted.emit({15}, "badge")
    assert "no labels" in window.messages.text()
    ids = np.full((90, 120, 1), 2, np.uint8)
    ids[10:20, 10:30] = ids[60:70, 80:90] = 15
    tiles = Tiles.from_pixels(labels.shown(ids))
    layer = Layer(new_id(), "Labels", LayerKind.LABELS, tiles, visible=False, palette="car")
    window.change(lambda d: d.apply(AddLayer(layer, -1)))
    room.panel.parts_wanted.emit({5}, "taillight")
    qtbot.waitUntil(lambda: "taillight" in window.messages.text())
    room.panel.parts_wanted.emit({15}, "badge")
    qtbot.waitUntil(lambda: document.selection is not None)
    expected = (ids[..., 0] == 15) * 255
    assert np.array_equal(document.selection.mask(document.bounds), expected)  # type: ignore[union-attr]
    window.commands["deselect"].trigger()
    window.commands["select_part"].trigger()
    Hand(window, qtbot).draw((85, 65))
    qtbot.waitUntil(lambda: document.selection is not None)
    assert document.selection.bounds == Rect(80, 60, 90, 70)  # type: ignore[union-attr]
    room.panel.resized.emit("grow", 3)
    qtbot.waitUntil(lambda: document.selection.bounds == Rect(77, 57, 93, 73))  # type: ignore[union-attr]
    wait_for_preview(window, qtbot)
    assert (asked[-1].picture[..., 3] == 255).all()  # the labels are no part of the picture


def test_what_labels_and_lines_tell_is_followed_on_request(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot
) -> None:
    panel = room.panel
    assert panel._labels.isHidden() and panel._lines.isHidden()
    ids = np.full((90, 120, 1), 2, np.uint8)
    told = Tiles.from_pixels(labels.shown(ids))
    layer = Layer(new_id(), "Labels", LayerKind.LABELS, told, palette="car")
    window.change(lambda d: d.apply(AddLayer(layer, -1)))
    assert not panel._labels.isHidden() and panel._lines.isHidden()
    select(window, HOLE)
    wait_for_preview(window, qtbot)
    assert asked[-1].labels is None
    panel._labels.click()
    qtbot.waitUntil(lambda: asked[-1].labels is not None)
    wait_for_preview(window, qtbot)
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: len(open_document(window).layers) == 3)
    landed = open_document(window).layers[-1]
    assert landed.recipe is not None and landed.recipe.inputs["labels"].layer == layer.id


def test_a_mask_comes_from_a_file_of_the_documents_size(
    window: MainWindow, room: InpaintRoom, qtbot: QtBot, tmp_path: Path
) -> None:
    document = open_document(window)
    mask = np.zeros((90, 120), np.uint8)
    mask[20:30, 50:80] = 255
    path = tmp_path / "Maske 蒙版.png"
    path.write_bytes(cv2.imencode(".png", mask)[1].tobytes())
    room.read_mask(path)
    qtbot.waitUntil(lambda: document.selection is not None)
    assert np.array_equal(document.selection.mask(document.bounds), mask)  # type: ignore[union-attr]
    for wrong, words in ((mask[:50], "120×50"), (np.zeros_like(mask), "black everywhere")):
        path.write_bytes(cv2.imencode(".png", wrong)[1].tobytes())
        room.read_mask(path)
        qtbot.waitUntil(lambda words=words: words in window.messages.text())
    assert np.array_equal(document.selection.mask(document.bounds), mask)  # type: ignore[union-attr]


def test_outpainting_enlarges_the_canvas_and_selects_what_is_new_in_one_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    document = open_document(window)
    steps = len(document.history)
    window.inpaint_room.outpaint(Rect(-30, 0, 130, 95))
    assert window.room is window.inpaint_room  # its panel came to the front
    assert (document.width, document.height) == (160, 95)
    mask = document.selection.mask(document.bounds)  # type: ignore[union-attr]
    assert (mask[:90, 30:150] == 0).all() and mask.sum() == 255 * (160 * 95 - 120 * 90)
    wait_for_preview(window, qtbot)
    assert len(document.history) == steps + 1
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    filled = flatten(document.layers, document.bounds, np.uint8)
    assert (filled[..., 3] == 255).all()
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert (document.width, document.height, document.selection) == (120, 90, None)


def test_the_dialog_says_how_large_the_canvas_becomes(window: MainWindow, qtbot: QtBot) -> None:
    dialog = OutpaintDialog(200, 100)
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert dialog.shown() == Rect(-50, 0, 250, 100) and ok.isEnabled()
    for field in dialog.sides.values():
        field.setValue(0)
    assert not ok.isEnabled()
    dialog.unit.setCurrentIndex(1)
    dialog.unit.activated.emit(1)
    dialog.sides["top"].setValue(33)
    assert dialog.shown() == Rect(0, -33, 200, 100) and ok.isEnabled()
    dialog.sides["right"].setValue(65_400)
    assert not ok.isEnabled()


def test_another_hole_does_not_wait_for_the_preview_of_the_former_one(
    qtbot: QtBot, qapp: QApplication
) -> None:
    began = threading.Event()

    def endless(request: InpaintRequest, progress: Progress) -> Result:
        while not began.is_set() or request.mask[..., 0].sum() == 255 * HOLE.width * HOLE.height:
            began.set()
            progress.step(0.1)  # raises once it is stopped
        return fill(request, progress)

    window = MainWindow(Settings(), JobRunner(run=endless))  # type: ignore[arg-type]
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.files.show(photo())
    window._enter(window.inpaint_room)
    select(window, HOLE)
    qtbot.waitUntil(began.is_set)
    select(window, Rect(5, 5, 15, 15))
    wait_for_preview(window, qtbot)
    assert asked[-1].mask[..., 0].sum() == 255 * 100


def test_discarding_stops_the_work_and_keeps_the_hole(qtbot: QtBot, qapp: QApplication) -> None:
    gate = threading.Event()

    def slow(request: InpaintRequest, progress: Progress) -> Result:
        gate.wait(20)
        return fill(request, progress)

    window = MainWindow(Settings(inpaint_live=False), JobRunner(run=slow))  # type: ignore[arg-type]
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.files.show(photo())
    window._enter(window.inpaint_room)
    select(window, HOLE)
    window.inpaint_room.generate()
    qtbot.waitUntil(lambda: bool(window.inpaint_room.work._jobs))
    window.inpaint_room.discard()
    gate.set()
    with qtbot.waitSignal(window.runner.idle):
        pass
    assert not window.canvas.has_preview and not window.inpaint_room.can_apply
    assert open_document(window).selection is not None
