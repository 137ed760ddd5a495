"""Saved selections, ants, and the options of the tools, on a real window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QSlider,
    QSpinBox,
    QToolButton,
)

from app import i18n
from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id, new_mask
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.ui.disk import Disk
from app.ui.selections_dialog import SelectionsDialog
from engine.geometry import Rect

from .conftest import Hand
from .test_canvas import pen
from .test_pointers import drag, settle

Key = Qt.Key


def document_of(hand: Hand) -> Document:
    assert hand.window.document is not None
    return hand.window.document


@pytest.fixture
def dialog(hand: Hand) -> SelectionsDialog:
    """On a document in which a door is selected."""
    document = document_of(hand)
    document.apply(Select(Selection.whole(Rect(40, 50, 90, 120))))
    disk = Disk(hand.window)
    disk.failed.connect(hand.window.tell)
    dialog = SelectionsDialog(hand.window.selecting, document, disk)
    hand.qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(dialog: SelectionsDialog, name: str) -> None:
    dialog._buttons[name].click()


def save_as(dialog: SelectionsDialog, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (name, True))
    press(dialog, "save")


def names(hand: Hand) -> list[str]:
    return [name for name, _ in document_of(hand).now.saved]


def test_a_selection_is_saved_renamed_loaded_and_deleted(
    hand: Hand, dialog: SelectionsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = document_of(hand)
    save_as(dialog, monkeypatch, "Door")
    document.apply(Select(Selection.whole(Rect(0, 0, 20, 20))))
    save_as(dialog, monkeypatch, "Sky")
    assert names(hand) == ["Door", "Sky"]
    dialog.list.setCurrentRow(0)
    press(dialog, "add")
    assert document.selection is not None
    assert document.selection.bounds == Rect(0, 0, 90, 120)
    press(dialog, "new")
    assert document.selection.bounds == Rect(40, 50, 90, 120)
    dialog.list.item(0).setText("Left door")
    assert names(hand) == ["Left door", "Sky"]
    dialog.list.item(0).setText("Sky")  # taken
    assert names(hand) == ["Left door", "Sky"] and dialog.list.item(0).text() == "Left door"
    press(dialog, "delete")
    assert names(hand) == ["Sky"]
    for _ in range(2):
        document.undo()
    assert names(hand) == ["Door", "Sky"]


def test_the_same_name_takes_the_place_of_the_one_before(
    hand: Hand, dialog: SelectionsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_as(dialog, monkeypatch, "Door")
    document_of(hand).apply(Select(Selection.whole(Rect(0, 0, 20, 20))))
    save_as(dialog, monkeypatch, "Door")
    ((name, selection),) = document_of(hand).now.saved
    assert name == "Door" and selection.bounds == Rect(0, 0, 20, 20)


def test_without_a_selection_only_a_picture_can_be_taken(
    hand: Hand, dialog: SelectionsDialog
) -> None:
    document_of(hand).apply(Select(None))
    dialog._fill(0)
    assert [name for name, button in dialog._buttons.items() if button.isEnabled()] == ["import"]
    assert dialog._empty.isVisible()


def test_a_selection_goes_to_a_picture_and_comes_back(
    hand: Hand, dialog: SelectionsDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "tür.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    press(dialog, "export")
    hand.qtbot.waitUntil(path.exists)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    press(dialog, "import")
    hand.qtbot.waitUntil(lambda: names(hand) == ["tür"])
    assert document_of(hand).now.saved[0][1].bounds == Rect(40, 50, 90, 120)
    path.write_bytes(b"no picture")
    press(dialog, "import")
    hand.qtbot.waitUntil(lambda: "tür.png" in hand.window.messages.text())
    assert names(hand) == ["tür"]


# ants


def test_the_ants_march_around_the_selection_and_rest_without_one(hand: Hand) -> None:
    hand.key(Key.Key_F2)
    canvas, document = hand.window.canvas, document_of(hand)
    canvas.actual_size()
    ants = hand.window.selecting.ants
    document.apply(Select(Selection.whole(Rect(60, 60, 200, 160))))
    assert ants._clock.isActive()

    def edge() -> set[str]:
        picture = canvas.grab().toImage()
        return {picture.pixelColor(hand.at(x, 60)).name() for x in range(80, 180)}

    assert {"#000000", "#ffffff"} <= edge()
    before = [canvas.grab().toImage().pixelColor(hand.at(x, 60)) for x in range(80, 180)]
    ants._march()
    assert [canvas.grab().toImage().pixelColor(hand.at(x, 60)) for x in range(80, 180)] != before
    document.undo()
    assert not ants._clock.isActive() and "#000000" not in edge()


def test_a_ragged_selection_is_shown_coarser_and_in_time(hand: Hand) -> None:
    document = Document(2000, 1500)
    document.apply(AddLayer(Layer(new_id(), "Paper", LayerKind.PICTURE, Tiles(4, np.uint8)), 0))
    hand.window.files.show(document)
    noise = np.random.default_rng(0).integers(0, 2, (1500, 2000), dtype=np.uint8) * 255
    document.apply(Select(Selection.of(noise)))
    hand.window.canvas.grab()
    drawn = hand.window.selecting.ants._drawn
    assert drawn and all(0 < len(lines) <= 10_000 for _, lines in drawn.values())


# options and surfaces


def test_each_tool_shows_its_own_options(hand: Hand) -> None:
    window, bar = hand.window, hand.window.brush_bar

    def shown() -> set[str]:
        groups = ("size", "flow", "tolerance", "smoothing", "colours")
        return {name for name in groups if bar._groups[name][0].isVisible()}

    for tool, options in {
        "brush": {"size", "flow", "smoothing", "colours"},
        "eraser": {"size", "flow", "smoothing"},
        "fill": {"tolerance", "colours"},
        "colour_range": {"tolerance"},
        "select_brush": {"size", "smoothing"},
        "lasso": set(),
    }.items():
        window.commands[tool].trigger()
        assert shown() == options, tool


def test_every_option_has_a_name_for_screen_readers(hand: Hand) -> None:
    kinds = (QToolButton, QSlider, QSpinBox, QComboBox)
    bar = hand.window.brush_bar
    controls = [w for kind in kinds for w in bar.findChildren(kind) if w.focusPolicy()]
    assert len(controls) > 25
    assert all(w.accessibleName() or w.toolTip() for w in controls)


def test_the_settings_dialog_is_followed(hand: Hand) -> None:
    bar, settings = hand.window.brush_bar, hand.window.settings
    settings.flow, settings.smoothing, settings.contiguous = 35, "weighted", False
    bar.refresh()
    assert bar.flow.value() == 35 and bar.smoothing.currentText() == "Weighted"
    bar.set_tip(9, 0.7)  # keeps the others as they are
    assert (settings.flow, settings.smoothing, settings.contiguous) == (35, "weighted", False)


def test_a_soft_pressure_curve_needs_less_force(hand: Hand) -> None:
    bar = hand.window.brush_bar
    assert bar.felt(0.25) == 0.25
    hand.window.settings.pressure_curve = 50
    assert bar.felt(0.25) == pytest.approx(0.5)
    hand.window.settings.pressure_curve = -50
    assert bar.felt(0.5) == pytest.approx(0.25)
    assert bar.felt(1.0) == 1.0 and bar.felt(0.0) == 0.0


def test_the_brush_paints_on_the_mask_where_that_is_chosen(hand: Hand) -> None:
    document = document_of(hand)
    white = Tiles.from_pixels(np.full((240, 320, 4), 255, np.uint8))
    layer = Layer(new_id(), "Render", LayerKind.PICTURE, white, mask=new_mask())
    document.apply(AddLayer(layer, 2))
    document.active, document.on_mask = layer.id, True
    bar = hand.window.brush_bar
    bar.set_tip(20, 1)
    bar.set_colour(QColor("black"))
    drag(hand, (100, 100), (200, 100))
    now = document.layer(layer.id)
    assert now.tiles is layer.tiles and now.mask is not None
    assert now.mask.read(Rect(150, 100, 151, 101)).item() == 0
    hand.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.layer(layer.id).mask is layer.mask


def test_what_a_layer_covers_is_selected(hand: Hand) -> None:
    document = document_of(hand)
    hand.window.brush_bar.set_tip(30, 1)
    drag(hand, (100, 100), (101, 100))
    hand.window.commands["select_opaque"].trigger()
    settle(hand, 2)
    assert document.selection is not None
    alpha = document.layers[1].tiles.read(document.bounds)[..., 3]
    assert (document.selection.mask(document.bounds) == alpha).all()


def test_a_pen_feels_its_curve(hand: Hand) -> None:
    hand.window.brush_bar.set_tip(20, 1)
    hand.window.settings.pressure_curve = 100
    canvas = hand.window.canvas
    pen(canvas, QEvent.Type.TabletPress, hand.at(60, 60), 0.1)
    pen(canvas, QEvent.Type.TabletMove, hand.at(200, 60), 0.1)
    pen(canvas, QEvent.Type.TabletRelease, hand.at(200, 60), 0.0)
    document = document_of(hand)
    thick = (document.layers[1].tiles.read(document.bounds)[:, 130, 3] > 128).sum()
    assert thick == pytest.approx(20 * 0.1**0.25, abs=1.5)


def test_the_outline_can_be_hidden_while_the_selection_stays(hand: Hand) -> None:
    hand.key(Key.Key_F2)
    canvas, document = hand.window.canvas, document_of(hand)
    canvas.actual_size()
    document.apply(Select(Selection.whole(Rect(60, 60, 200, 160))))

    def edge() -> set[str]:
        picture = canvas.grab().toImage()
        return {picture.pixelColor(hand.at(x, 60)).name() for x in range(80, 180)}

    hand.key(Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert "#000000" not in edge() and document.selection is not None
    hand.key(Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert "#000000" in edge()


@pytest.mark.parametrize(
    "title",
    ["Select", "Select all", "Select colour", "Select layer", "Deselect", "Reselect", "Fill",
     "Invert selection", "Move selection", "Grow selection", "Shrink selection", "Cut", "Paste",
     "Feather selection", "Save selection", "Rename selection", "Delete selection", "Clear"],
)  # fmt: skip
def test_every_step_has_a_chinese_name(qapp: QApplication, title: str) -> None:
    i18n.install(qapp, "zh_CN")
    try:
        assert any("一" <= letter <= "鿿" for letter in i18n.document_text(title))
    finally:
        i18n.install(qapp, "en")
