from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from app.document import restore
from app.document.layer import LayerKind
from app.document.selection import Select, Selection
from app.settings import Settings
from app.ui.export_dialog import ExportDialog
from app.ui.main_window import MainWindow
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.requests import SketchRequest

from .conftest import Hand, colour_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def names(window: MainWindow) -> list[str]:
    assert window.document is not None
    return [layer.name for layer in window.document.layers]


def answer_dialog(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def test_a_stroke_becomes_a_preview_a_layer_and_a_picture_on_disk(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    document = window.document
    assert document is not None
    hand.draw((40, 60), (200, 60), (200, 160))
    hand.wait_for_preview()
    assert document.undo_name == "Brush stroke"

    hand.key(Key.Key_Return)
    qtbot.waitUntil(lambda: len(document.layers) == 3)
    painted = document.layers[-1]
    assert painted.kind is LayerKind.GENERATED
    assert painted.recipe is not None and painted.recipe.tool == "sketch"
    assert document.active == document.layers[1].id, "the designer goes on drawing lines"

    hand.key(Key.Key_Z, CTRL)
    assert names(window) == ["Paper", "Lines"]
    hand.key(Key.Key_Z, CTRL, SHIFT)
    assert len(document.layers) == 3

    out = tmp_path / "out.png"
    answer_dialog(monkeypatch, out)
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 1)
    hand.key(Key.Key_W, CTRL, SHIFT, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: out.exists() and not window.disk.busy)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (320, 240)
    assert image.pixelColor(20, 20) == QColor(*colour_of(0))
    assert image.pixelColor(120, 60) == QColor(0, 0, 0)
    assert window.messages.text() == "Exported out.png."


def test_the_preview_follows_the_seed_and_esc_takes_it_away(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    hand.wait_for_preview()
    window.sketch_room.panel.show_seed(0)
    window.sketch_room.panel.seeds.roll()
    seed = window.sketch_room.panel.options.seed
    assert seed > 0
    right = window.canvas.panes()[1]
    qtbot.waitUntil(lambda: window.canvas.colour_at(10, 10, right) == QColor(*colour_of(seed)))
    hand.key(Key.Key_Escape)
    assert not window.canvas.has_preview
    assert window.canvas.colour_at(10, 10, right) == QColor("white")
    assert not window.commands["apply"].isEnabled()


def test_generate_shows_the_full_picture_that_apply_takes_as_it_is(
    hand: Hand, qtbot: QtBot
) -> None:
    window = hand.window
    window.sketch_room.panel.set_live(False)
    hand.draw((40, 60), (200, 60))
    qtbot.wait(60)
    assert not window.canvas.has_preview, "previews are not live"
    hand.key(Key.Key_Return, SHIFT)
    hand.wait_for_preview()
    hand.key(Key.Key_Return)
    assert len(names(window)) == 3, "nothing is left to compute"


def test_a_selection_is_painted_alone(hand: Hand, qtbot: QtBot) -> None:
    window, document = hand.window, hand.window.document
    assert document is not None
    hand.draw((40, 60), (200, 60), (200, 160))
    hand.wait_for_preview()
    part = Rect(40, 60, 60, 80)
    document.apply(Select(Selection.whole(part)))
    window.sketch_room.generate()

    def painted() -> SketchRequest | None:
        last = window.sketch_room.work._last
        request = None if last is None else last[0].request
        return request if isinstance(request, SketchRequest) and not request.preview else None

    qtbot.waitUntil(lambda: painted() is not None)
    request = painted()
    assert request is not None and request.mask is not None
    assert request.region == Rect(0, 0, 124, 144)
    assert request.mask[60:80, 40:60].min() == 255 and request.mask.sum() == 255 * 400
    before = document.state
    document.apply(Select(None))
    assert document.state != before
    qtbot.waitUntil(lambda: not window.sketch_room.work.is_busy)
    last = window.sketch_room.work._last
    assert last is not None and isinstance(last[0].request, SketchRequest)
    assert last[0].request.mask is None, "the preview follows the selection"


def test_sketch_previews_nothing_while_another_tool_is_in_front(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    hand.wait_for_preview()
    window._enter(window.upscale_room)
    assert not window.canvas.has_preview
    hand.draw((40, 90), (200, 90))
    qtbot.wait(100)
    assert not window.sketch_room.work.is_busy and not window.canvas.has_preview
    window._enter(window.sketch_room)
    hand.wait_for_preview()


def test_variants_arrive_and_a_click_chooses_one(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    hand.wait_for_preview()
    hand.key(Key.Key_R, SHIFT)
    strip = window.sketch_room.panel.seeds.variants
    assert strip.count() == 4
    last = strip.item(3)
    qtbot.waitUntil(lambda: bool(last.flags() & Qt.ItemFlag.ItemIsEnabled))
    strip.itemClicked.emit(last)
    seed = window.sketch_room.panel.options.seed
    assert last.toolTip() == f"Seed {seed}" and seed > 0
    right = window.canvas.panes()[1]
    assert window.canvas.colour_at(10, 10, right) == QColor(*colour_of(seed))


def test_colour_hints_are_a_layer_that_the_picture_takes_up(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    document = window.document
    assert document is not None
    hand.draw((40, 60), (200, 60))
    window.sketch_room.panel.hints.click()
    assert names(window) == ["Paper", "Colour hints", "Lines"]
    assert document.active == document.layers[1].id
    window.brush_bar.set_colour(QColor(200, 20, 20))
    window.brush_bar.size_px.set_value(30)
    window.brush_bar.size_px.changed.emit(30)
    hand.draw((100, 150), (160, 150))
    right = window.canvas.panes()[1]
    qtbot.waitUntil(lambda: window.canvas.colour_at(130, 150, right) == QColor(200, 20, 20))
    window.sketch_room.panel.hints.click()
    assert not document.layers[1].visible
    assert document.active == document.layers[2].id
    qtbot.waitUntil(lambda: window.canvas.colour_at(130, 150, right) == QColor(*colour_of(0)))


def test_keys_choose_tools_sizes_colours_and_layers(hand: Hand) -> None:
    window = hand.window
    commands, bar = window.commands, window.brush_bar
    for key, tool in (
        (Key.Key_E, "eraser"),
        (Key.Key_H, "hand"),
        (Key.Key_I, "picker"),
        (Key.Key_B, "brush"),
    ):
        hand.key(key)
        assert commands[tool].isChecked()
    size = bar.size_px.value()
    hand.key(Key.Key_BracketRight)
    assert bar.size_px.value() == size + 1
    hand.key(Key.Key_BracketLeft)
    assert bar.size_px.value() == size
    hardness = bar.hardness.value()
    hand.key(Key.Key_BracketLeft, SHIFT)
    assert bar.hardness.value() == hardness - 10
    hand.key(Key.Key_X)
    assert bar.colours.colour == QColor("white")
    hand.key(Key.Key_D)
    assert bar.colours.colour == QColor("black")
    hand.key(Key.Key_N, CTRL, SHIFT)
    assert names(window) == ["Paper", "Lines", "Layer 1"]
    hand.key(Key.Key_J, CTRL)
    assert names(window)[-1] == "Layer 1 copy"
    hand.key(Key.Key_Delete)
    hand.key(Key.Key_Delete)
    assert names(window) == ["Paper", "Lines"]
    hand.key(Key.Key_1, CTRL)
    assert window.canvas.view.zoom == 1
    hand.key(Key.Key_Plus)
    assert window.canvas.view.zoom == 1.5
    hand.key(Key.Key_0, CTRL)
    assert window.canvas.view.zoom not in (1, 1.5)
    hand.key(Key.Key_Tab)
    assert window.layers.isHidden() or not window.layers.isVisible()
    hand.key(Key.Key_Tab)
    assert window.layers.isVisible()


def test_enter_in_the_seed_field_does_not_apply(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    hand.wait_for_preview()
    window.sketch_room.panel.seeds.seed.setFocus()
    hand.key(Key.Key_7)
    hand.key(Key.Key_Return)
    qtbot.wait(50)
    assert len(names(window)) == 2
    assert window.focusWidget() is window.canvas


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = [
        key.toString() for name in window.commands.names()
        for key in window.commands[name].shortcuts()
    ]  # fmt: skip
    assert len(keys) == len(set(keys)) > 40


def test_closing_asks_about_unsaved_work(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    assert window.isWindowModified()
    asked = []

    def answer(button: QMessageBox.StandardButton) -> None:
        monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or button)

    answer(QMessageBox.StandardButton.Cancel)
    window.close()
    assert window.isVisible() and "Untitled" in asked[0]
    path = tmp_path / "car.ora"
    answer_dialog(monkeypatch, path)
    answer(QMessageBox.StandardButton.Save)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert [layer.name for layer in restore.open_project(path).layers] == ["Paper", "Lines"]
    assert Settings.load().folder == str(tmp_path)


def test_a_saved_project_opens_again_and_counts_as_saved(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    path = tmp_path / "coupé 草图.ora"
    answer_dialog(monkeypatch, path)
    hand.key(Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert path.name in window.windowTitle()
    before = window.document
    window.files.open(path)
    qtbot.waitUntil(lambda: window.document is not before)
    assert names(window) == ["Paper", "Lines"]


def test_work_that_was_done_while_saving_stays_unsaved(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    hand.draw((40, 60), (200, 60))
    answer_dialog(monkeypatch, tmp_path / "car.ora")
    hand.key(Key.Key_S, CTRL)
    hand.draw((40, 90), (200, 90))
    qtbot.waitUntil(lambda: not window.disk.busy)
    assert window.isWindowModified()


def test_an_unreadable_file_is_told_and_the_work_stays(
    hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    window = hand.window
    document = window.document
    window.files.open(tmp_path / "nothing.png")
    qtbot.waitUntil(window.messages.isVisible)
    assert "nothing.png does not exist" in window.messages.text()
    assert window.document is document


def test_an_engine_error_is_told_in_words_that_can_be_copied(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    window.sketch_room.work.failed.emit(
        CoachlineError("model.missing", name="painter", path="w.st")
    )
    assert "painter" in window.messages.text()
    window.messages.copy.click()
    assert QApplication.clipboard().text() == window.messages.text()
    hand.key(Key.Key_Escape)
    assert not window.messages.isVisible()


def test_a_blank_drawing_is_no_error_while_drawing_but_one_when_generating(
    hand: Hand, qtbot: QtBot
) -> None:
    window = hand.window
    window.sketch_room.work.refresh()
    qtbot.wait(80)
    assert not window.messages.isVisible()
    hand.key(Key.Key_Return, SHIFT)
    qtbot.waitUntil(window.messages.isVisible)
    assert "Draw some lines" in window.messages.text()


def test_a_picture_from_the_clipboard_becomes_a_layer(hand: Hand) -> None:
    window = hand.window
    image = QImage(30, 20, QImage.Format.Format_RGBA8888)
    image.fill(QColor(10, 200, 30))
    QApplication.clipboard().setImage(image)
    hand.key(Key.Key_V, CTRL)
    assert names(window)[-1] == "Pasted picture"
    document = window.document
    assert document is not None
    pixels = document.layers[-1].tiles.read(document.bounds)
    middle = (slice(110, 130), slice(145, 175))
    assert (pixels[middle] == np.array([10, 200, 30, 255], np.uint8)).all()
    pixels[middle] = 0
    assert not pixels.any()


def test_the_window_is_on_the_screen_before_torch_is_loaded(tmp_path: Path) -> None:
    code = """
import sys
from PySide6.QtWidgets import QApplication
from app.settings import Settings
from app.ui import main_window
main_window._WARM_UP_MS = 3_600_000  # it would be loaded soon after, by however slow a machine
app = QApplication([])
window = main_window.MainWindow(Settings())
window.show()
app.processEvents()
assert not window.grab().isNull()
sys.exit("torch" in sys.modules)
"""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "COACHLINE_HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr


def test_no_panel_is_cut_at_its_narrowest(window: MainWindow) -> None:
    for name, dock in window.docks.items():
        for scrolled in dock.findChildren(QScrollArea):
            content = scrolled.widget()
            if content is not None:
                assert content.minimumSizeHint().width() <= dock.minimumWidth(), name
