"""Painting a car by its parts, in the window."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.document import labels
from app.document.document import Document
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs import label_memory
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.label_dialog import LabelDialog
from app.ui.main_window import MainWindow
from app.ui.mapping_dialog import MappingDialog, _LabelField
from app.ui.panels.part_palette import UNKNOWN
from engine import palette, recipes
from engine.geometry import Rect
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.ops import files, label_files
from engine.ops.labels import shown
from engine.progress import Progress
from engine.requests import Request, Result, SketchRequest
from engine.runtime import cards

from .conftest import Hand, open_document, paint

Key = Qt.Key
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PATIENCE = 30_000  # ms, for a machine that does much else
BACKGROUND, PAINT, GLASS, TYRE, RIM = 0, 2, 3, 8, 9


class Painter:
    """Paints each part in its own colour with the seed as its blue; finds paint on the left and
    glass on the right of every picture."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.hold = threading.Event()
        self.hold.set()

    def __call__(self, request: Request, progress: Progress) -> Result:
        if isinstance(request, SketchRequest):
            return paint(request, progress)
        self.asked.append(request)
        progress.step(0.3)
        while not self.hold.wait(0.01):
            progress.step(0.3)
        if isinstance(request, SegmentRequest):
            height, width = request.picture.shape[:2]
            parts = np.full((height, width, 1), PAINT, np.uint8)
            parts[:, width // 2 :] = GLASS
            pixels = shown(parts)
        else:
            assert isinstance(request, SemanticRequest)
            pixels = shown(request.labels)
            pixels[..., 2] = request.seed % 256
            pixels[..., 3] = 255 if request.mask is None else request.mask[..., 0]
        return Result(pixels, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)

    @property
    def painted(self) -> list[SemanticRequest]:
        return [x for x in self.asked if isinstance(x, SemanticRequest)]


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.setattr(cards, "default", lambda task: task)
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=painter))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    window._enter(window.semantic_room)
    return window


@pytest.fixture
def photo(window: MainWindow) -> Document:
    """A picture of 300×200 pixels is open."""
    document = Document(300, 200)
    pixels = np.full((200, 300, 4), (20, 40, 60, 255), np.uint8)
    pixels[:, 150:, 0] = 230
    layer = Layer(new_id(), "Photo", LayerKind.PICTURE, Tiles.from_pixels(pixels))
    document.layers = (layer,)
    document.active = layer.id
    window.files.show(document)
    return document


def parts(hand: Hand) -> np.ndarray:
    """H×W ids of the labels that are worked on."""
    document = open_document(hand.window)
    layer = labels.worked_on(document)
    assert layer is not None
    return labels.ids(layer.tiles, document.bounds, layer.palette)[..., 0]


def settle(hand: Hand) -> None:
    work, selecting = hand.window.semantic_room.work, hand.window.selecting
    hand.qtbot.waitUntil(lambda: not work.is_busy and not selecting.busy, timeout=PATIENCE)


@pytest.fixture
def map_hand(hand: Hand) -> Hand:
    """With an empty label map on a blank page of 320×240, a brush of 20 pixels."""
    hand.window.settings.brush_px = 20
    hand.window.brush_bar.refresh()
    hand.window.commands["add_labels"].trigger()
    hand.window.canvas.setFocus()
    return hand


def test_number_keys_choose_parts_and_the_brush_lays_their_exact_colours(map_hand: Hand) -> None:
    hand = map_hand
    hand.key(Key.Key_9)
    assert hand.window.semantic_room.panel.parts.shown == TYRE
    hand.draw((60, 60), (100, 60))
    hand.key(Key.Key_0)
    hand.draw((60, 120), (100, 120))
    hand.key(Key.Key_1, SHIFT)
    hand.draw((60, 180), (100, 180))
    now = parts(hand)
    assert (now[60, 80], now[120, 80], now[180, 80], now[0, 0]) == (TYRE, RIM, 10, UNKNOWN)
    assert set(np.unique(now)) == {TYRE, RIM, 10, UNKNOWN}, "rims of strokes are hard"
    document = open_document(hand.window)
    document.undo()
    assert parts(hand)[180, 80] == UNKNOWN


def test_digits_are_the_views_again_once_no_labels_are_painted(map_hand: Hand) -> None:
    window = map_hand.window
    map_hand.key(Key.Key_4)
    assert window.semantic_room.panel.parts.shown == GLASS
    assert window.canvas.view.angle == 0
    document = open_document(window)
    lines = next(x for x in document.layers if x.kind is LayerKind.LINES)
    window.change(lambda d: setattr(d, "active", lines.id))
    map_hand.key(Key.Key_4)
    assert window.canvas.view.angle != 0


def test_the_brush_has_its_own_colour_again_on_other_layers(map_hand: Hand) -> None:
    window = map_hand.window
    document = open_document(window)
    lines = next(x for x in document.layers if x.kind is LayerKind.LINES)
    told = labels.worked_on(document)
    assert told is not None
    colour = window.brush_bar.colours.colour
    window.change(lambda d: setattr(d, "active", lines.id))
    before = window.brush_bar.colours.colour
    assert before.name() == window.settings.colour and before != colour
    window.change(lambda d: setattr(d, "active", told.id))
    map_hand.key(Key.Key_3)
    assert window.brush_bar.colours.colour.getRgb()[:3] == (0xD9, 0x41, 0x2F)
    window.change(lambda d: setattr(d, "active", lines.id))
    assert window.brush_bar.colours.colour == before


def test_the_eraser_leaves_nothing_known(map_hand: Hand) -> None:
    map_hand.key(Key.Key_3)
    map_hand.draw((60, 60), (120, 60))
    map_hand.window.semantic_room.panel.parts.chosen.emit(UNKNOWN)
    assert map_hand.window.tool_choice.name == "eraser"
    map_hand.draw((60, 60), (120, 60))
    assert (parts(map_hand) == UNKNOWN).all()


def test_alt_picks_the_part_however_faint_the_labels_are(map_hand: Hand) -> None:
    hand, window = map_hand, map_hand.window
    hand.key(Key.Key_9)
    hand.draw((60, 60), (100, 60))
    window.semantic_room.panel.faded.emit(30)
    assert labels.worked_on(open_document(window)).opacity == 0.3  # type: ignore[union-attr]
    hand.key(Key.Key_3)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, ALT, hand.at(80, 60))
    assert window.semantic_room.panel.parts.shown == TYRE


def test_fading_in_one_slide_is_one_step(map_hand: Hand) -> None:
    panel = map_hand.window.semantic_room.panel
    document = open_document(map_hand.window)
    steps = document.done
    for percent in (80, 60, 40):
        panel.faded.emit(percent)
    panel.let_go.emit()
    panel.faded.emit(20)
    assert document.done == steps + 2
    document.undo()
    assert labels.worked_on(document).opacity == 0.4  # type: ignore[union-attr]


def test_fill_takes_a_part_as_a_whole_and_unknown_ground_up_to_the_lines(map_hand: Hand) -> None:
    hand, window = map_hand, map_hand.window
    hand.key(Key.Key_3)
    hand.draw((60, 60), (120, 60))
    hand.key(Key.Key_G)
    hand.key(Key.Key_1)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=hand.at(200, 200))
    settle(hand)
    now = parts(hand)
    assert now[200, 200] == BACKGROUND and now[60, 80] == PAINT
    hand.key(Key.Key_9)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=hand.at(80, 60))
    settle(hand)
    after = parts(hand)
    assert ((after == TYRE) == (now == PAINT)).all(), "not a pixel beyond the part"


def test_an_outline_is_filled_with_the_part(map_hand: Hand) -> None:
    hand = map_hand
    hand.key(Key.Key_3)
    hand.key(Key.Key_U)
    hand.draw((50, 50), (150, 50), (150, 150), (50, 150))
    settle(hand)
    document = open_document(hand.window)
    assert document.undo_name == "Fill outline" and document.selection is None
    hand.key(Key.Key_U, SHIFT)
    hand.key(Key.Key_4)
    for x, y in ((80, 80), (120, 80), (120, 120), (80, 120)):
        QTest.mouseClick(hand.window.canvas, Qt.MouseButton.LeftButton, pos=hand.at(x, y))
    hand.key(Key.Key_Return)
    settle(hand)
    now = parts(hand)
    assert (now[100, 100], now[60, 60], now[20, 20]) == (GLASS, PAINT, UNKNOWN)
    assert set(np.unique(now)) == {GLASS, PAINT, UNKNOWN}


def test_one_part_is_replaced_by_another_where_is_selected(map_hand: Hand) -> None:
    hand = map_hand
    hand.key(Key.Key_3)
    hand.draw((40, 60), (280, 60))
    document = open_document(hand.window)
    document.apply(Select(Selection.whole(Rect(0, 0, 160, 240))))
    hand.window.semantic_room.panel.replace_wanted.emit(PAINT, GLASS)
    settle(hand)
    now = parts(hand)
    assert (now[60, 100], now[60, 200]) == (GLASS, PAINT)
    assert document.undo_name == "Replace part"


def test_the_picture_follows_the_labels_and_enter_makes_it_a_layer(
    map_hand: Hand, painter: Painter
) -> None:
    hand, window = map_hand, map_hand.window
    hand.key(Key.Key_3)
    hand.draw((60, 60), (120, 60))
    settle(hand)
    assert window.canvas.has_preview and painter.painted[-1].preview
    count = len(open_document(window).layers)
    hand.key(Key.Key_Return)
    hand.qtbot.waitUntil(lambda: len(open_document(window).layers) > count, timeout=PATIENCE)
    layer = open_document(window).layers[-1]
    assert layer.kind is LayerKind.GENERATED and not painter.painted[-1].preview
    assert layer.recipe is not None and layer.recipe.tool == "semantic"
    told = labels.worked_on(open_document(window))
    assert told is not None and layer.recipe.inputs["labels"].layer == told.id
    assert open_document(window).active == told.id, "the designer goes on with the labels"
    window.change(lambda d: d.undo())
    assert len(open_document(window).layers) == count


def test_escape_takes_the_preview_away(map_hand: Hand) -> None:
    map_hand.key(Key.Key_3)
    map_hand.draw((60, 60), (120, 60))
    settle(map_hand)
    map_hand.key(Key.Key_Escape)
    assert not map_hand.window.canvas.has_preview


def test_variants_differ_by_seed_and_one_is_chosen(map_hand: Hand, painter: Painter) -> None:
    window = map_hand.window
    map_hand.key(Key.Key_3)
    map_hand.draw((60, 60), (120, 60))
    settle(map_hand)
    before = len(painter.painted)
    map_hand.key(Key.Key_R, SHIFT)
    map_hand.qtbot.waitUntil(
        lambda: len(painter.painted) == before + window.settings.variants, timeout=PATIENCE
    )
    settle(map_hand)
    assert len({request.seed for request in painter.painted[before:]}) == 4
    window.semantic_room.panel.seeds.variants.chosen.emit(2)
    assert window.semantic_room.panel.options.seed == painter.painted[before + 2].seed


def test_a_style_for_some_parts_goes_with_their_numbers(map_hand: Hand, painter: Painter) -> None:
    panel = map_hand.window.semantic_room.panel
    map_hand.key(Key.Key_3)
    map_hand.draw((60, 60), (120, 60))
    panel.show_part_style(np.zeros((8, 8, 3), np.uint8), "blue")
    settle(map_hand)
    assert painter.painted[-1].styled == "2" and painter.painted[-1].part_style is not None
    panel.show_part_style(None)
    settle(map_hand)
    assert painter.painted[-1].styled == "" and painter.painted[-1].part_style is None


def segmented(hand: Hand) -> Layer:
    document = open_document(hand.window)
    count = len(document.layers)
    hand.window.commands["labels_from_picture"].trigger()
    hand.qtbot.waitUntil(lambda: len(document.layers) > count, timeout=PATIENCE)
    return document.layers[-1]


def test_labels_of_a_picture_change_only_what_is_edited(
    window: MainWindow, photo: Document, painter: Painter, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    layer = segmented(hand)
    assert layer.kind is LayerKind.LABELS and photo.active == layer.id
    assert photo.layers[0].visible, "the picture stays in sight below its labels"
    assert (parts(hand)[:, :150] == PAINT).all() and (parts(hand)[:, 150:] == GLASS).all()
    settle(hand)
    assert not window.canvas.has_preview and not painter.painted
    assert window.semantic_room.panel.keep.isChecked()

    window.settings.brush_px = 20
    window.brush_bar.refresh()
    window.canvas.actual_size()
    hand.key(Key.Key_B)
    hand.key(Key.Key_3)
    hand.draw((200, 100), (210, 100))
    settle(hand)
    asked = painter.painted[-1]
    assert asked.mask is not None and asked.known is not None
    assert window.canvas.has_preview
    count = len(photo.layers)
    hand.key(Key.Key_Return)
    qtbot.waitUntil(lambda: len(photo.layers) > count, timeout=PATIENCE)
    made = photo.layers[-1].tiles.read(photo.bounds)[..., 3]
    assert made[100, 205] == 255 and made[0, 0] == 0 and made[100, 100] == 0
    settle(hand)
    assert not window.canvas.has_preview, "the picture shows these labels now"
    photo.undo()
    assert not labels.edited(photo.layer(layer.id), photo.bounds)[0].empty


def test_labels_may_be_cut_loose_from_their_picture(
    window: MainWindow, photo: Document, painter: Painter, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    segmented(hand)
    settle(hand)
    window.semantic_room.panel.keep.click()
    settle(hand)
    assert painter.painted[-1].mask is None, "all of it is painted"
    assert photo.undo_name == "Keep the picture"
    window.semantic_room.panel.keep.click()
    assert photo.layers[-1].base is photo.layers[-1].tiles


def test_labels_that_are_corrected_are_not_painted(
    window: MainWindow, photo: Document, painter: Painter, qtbot: QtBot
) -> None:
    hand = Hand(window, qtbot)
    layer = segmented(hand)
    window.semantic_room.panel.set_live(False)
    hand.key(Key.Key_9)
    hand.draw((20, 20), (40, 20))
    assert not labels.edited(photo.layer(layer.id), photo.bounds)[0].empty
    window.commands["labels_fit"].trigger()
    assert labels.edited(photo.layer(layer.id), photo.bounds)[0].empty
    assert photo.undo_name == "Labels fit"
    photo.undo()
    assert not labels.edited(photo.layer(layer.id), photo.bounds)[0].empty


def test_no_segmenter_is_said(
    window: MainWindow, photo: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(cards, "installed", lambda task=None: ())
    window.commands["labels_from_picture"].trigger()
    assert window.messages.isVisible()
    assert "Parts of pictures" in window.messages.text()
    assert len(photo.layers) == 1 and not window.semantic_room.reading.is_busy


def test_finding_parts_is_stopped_by_escape(
    window: MainWindow, photo: Document, painter: Painter, qtbot: QtBot
) -> None:
    painter.hold.clear()
    window.commands["labels_from_picture"].trigger()
    qtbot.waitUntil(lambda: bool(painter.asked), timeout=PATIENCE)
    Hand(window, qtbot).key(Key.Key_Escape)
    painter.hold.set()
    qtbot.waitUntil(lambda: not window.semantic_room.reading.is_busy, timeout=PATIENCE)
    qtbot.wait(50)
    assert len(photo.layers) == 1


# files


def colour_pass(path: Path, size: tuple[int, int] = (300, 200)) -> Path:
    """Red on the left, green on the right: colours of a renderer's own."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:, : size[0] // 2, 0] = 255
    pixels[:, size[0] // 2 :, 1] = 255
    files.write(path, files.Picture(pixels))
    return path


def test_a_pass_of_unknown_colours_is_asked_about_once(
    window: MainWindow,
    photo: Document,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, dict[str, int]]] = []

    def answer(dialog: LabelDialog) -> int:
        seen.append((len(dialog._unsaid), dialog.parts))
        for row in range(2):
            item = dialog.rows.topLevelItem(row)
            assert item is not None
            dialog.rows.setCurrentItem(item)
            wanted = PAINT if item.text(0) == "#ff0000" else GLASS
            dialog.part.setCurrentIndex(dialog.part.findData(wanted))
            dialog._assign(dialog.part.currentIndex())
        return 1

    monkeypatch.setattr(LabelDialog, "exec", answer)
    path = colour_pass(tmp_path / "通道.png")
    room = window.semantic_room
    room.files.open(path)
    qtbot.waitUntil(lambda: len(photo.layers) == 2, timeout=PATIENCE)
    hand = Hand(window, qtbot)
    assert (parts(hand)[:, :150] == PAINT).all() and (parts(hand)[:, 150:] == GLASS).all()
    assert seen[0] == (2, {"#ff0000": UNKNOWN, "#00ff00": UNKNOWN})
    layer = photo.layers[-1]
    assert layer.base is layer.tiles, "a pass of a renderer belongs to its picture"
    assert photo.undo_name == "Import labels"
    qtbot.waitUntil(lambda: not window.disk.busy, timeout=PATIENCE)
    room.files.open(path)
    qtbot.waitUntil(lambda: len(photo.layers) == 3, timeout=PATIENCE)
    assert seen[1] == (0, {"#ff0000": PAINT, "#00ff00": GLASS})


def test_our_own_label_files_come_back_without_a_question(
    window: MainWindow,
    photo: Document,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand = Hand(window, qtbot)
    segmented(hand)
    path = tmp_path / "labels.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.commands["export_labels"].trigger()
    qtbot.waitUntil(path.exists, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.disk.busy, timeout=PATIENCE)
    assert (label_files.read(path)[..., 0] == parts(hand)).all()
    monkeypatch.setattr(LabelDialog, "exec", lambda self: pytest.fail("nothing to ask"))
    window.semantic_room.files.open(path)
    qtbot.waitUntil(lambda: len(photo.layers) == 3, timeout=PATIENCE)
    assert (parts(hand)[:, :150] == PAINT).all()


def test_a_pass_of_half_the_size_is_enlarged_and_one_of_another_shape_refused(
    window: MainWindow, photo: Document, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(LabelDialog, "exec", lambda self: 1)
    window.semantic_room.files.open(colour_pass(tmp_path / "half.png", (150, 100)))
    qtbot.waitUntil(lambda: len(photo.layers) == 2, timeout=PATIENCE)
    assert photo.layers[-1].tiles.bounds.width >= 300 or (parts(Hand(window, qtbot)) == 255).all()
    window.semantic_room.files.open(colour_pass(tmp_path / "square.png", (100, 100)))
    qtbot.waitUntil(window.messages.isVisible, timeout=PATIENCE)
    assert len(photo.layers) == 2


def test_a_photograph_is_no_pass(
    window: MainWindow, photo: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    files.write(tmp_path / "noise.png", files.Picture(noise))
    window.semantic_room.files.open(tmp_path / "noise.png")
    qtbot.waitUntil(window.messages.isVisible, timeout=PATIENCE)
    assert len(photo.layers) == 1


# labels of other models


def test_the_labels_of_another_model_are_asked_for_once(
    window: MainWindow, photo: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("spade.toml")
    table = {"interface": {"labels": 6, "edges": True}}
    card = cards.Card("spade", "SPADE", "semantic", "1", "MIT", "0" * 64, path, table)
    monkeypatch.setattr(window.models, "find", lambda name: card if name == "spade" else None)
    asked: list[str] = []
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        window.semantic_room.work, "set_options", lambda o: told.append((o.model, o.mapping))
    )

    def answer(dialog: MappingDialog) -> int:
        asked.append(dialog.mapping)
        assert ("spade", "") not in told, "nothing is painted that means nothing to the model"
        texts = [dialog._fields[PAINT].itemText(i) for i in range(dialog._fields[PAINT].count())]
        assert texts[1:] == ["0", "1", "2", "3", "4"], "one of the six planes is for borders"
        dialog._fields[PAINT].label = 4
        dialog._fields[GLASS].label = 0
        return 1

    monkeypatch.setattr(MappingDialog, "exec", answer)
    panel = window.semantic_room.panel
    panel._on_model("spade")
    qtbot.waitUntil(lambda: panel.options.mapping == "2=4, 3=0", timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.disk.busy, timeout=PATIENCE)
    assert label_memory.mapping("spade") == "2=4, 3=0" and asked == [""]
    panel._on_model("painter")
    assert panel.options.mapping == ""
    panel._on_model("spade")
    qtbot.waitUntil(lambda: panel.options.mapping == "2=4, 3=0", timeout=PATIENCE)
    assert len(asked) == 1


def test_tab_leads_from_part_to_part_where_labels_are_assigned(qtbot: QtBot) -> None:
    dialog = MappingDialog("SPADE", 5, "", palette.load())
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    for label in range(4):
        qtbot.keyClicks(dialog.focusWidget(), str(label))
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.mapping == "0=0, 1=1, 2=2, 3=3"
    assert dialog.focusWidget() is list(dialog._fields.values())[4]


def test_labels_of_published_data_sets_have_names_that_may_be_typed(qtbot: QtBot) -> None:
    dialog = MappingDialog("GauGAN", 150, "", palette.load())
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    first, second = list(dialog._fields.values())[:2]

    def write(field: _LabelField, words: str) -> None:
        field.setFocus()
        field.line.selectAll()
        qtbot.keyClicks(field.line, words)
        qtbot.keyClick(field.line, Qt.Key.Key_Return)

    write(first, "Car")
    assert first.label == 20 and first.currentText() == "20 car"
    write(second, "15")
    assert second.label == 15 and second.currentText() == "15 table"
    write(second, "150")
    assert second.label == 15, "150 is none of its labels"
    write(first, "no such thing")
    assert first.label == 20 and first.currentText() == "20 car"
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "ADE20K" in shown
    assert dialog.mapping == "0=20, 1=15"
    second.line.selectAll()
    qtbot.keyClick(second.line, Qt.Key.Key_Delete)
    qtbot.keyClick(second.line, Qt.Key.Key_Return)
    assert second.currentText() == "don’t know" and dialog.mapping == "0=20"


def test_every_part_has_a_chip_with_its_key(map_hand: Hand) -> None:
    chips = map_hand.window.semantic_room.panel.parts._chips
    table = palette.load()
    assert chips.keys() == {part.id for part in table.parts} | {UNKNOWN}
    assert "(1)" in chips[0].toolTip() and "(Shift+8)" in chips[17].toolTip()
    assert "背景" in chips[0].toolTip() and "background" in chips[0].toolTip()


def test_the_wheel_scrolls_the_panel_and_changes_no_field_under_it(map_hand: Hand) -> None:
    panel = map_hand.window.semantic_room.panel
    map_hand.window.docks["semantic"].raise_()
    QApplication.processEvents()
    box, before = panel._to, panel._to.currentIndex()
    middle = box.rect().center()

    def turn() -> None:
        event = QWheelEvent(
            QPointF(middle), box.mapToGlobal(QPointF(middle)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, event)

    turn()
    assert box.currentIndex() == before
    box.setFocus()
    turn()
    assert box.currentIndex() == before + 1
