"""The panel of Upscale in the window: before and after, enlarging, enhancing, exporting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.selection import Select, Selection
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.main_window import MainWindow
from engine import paths, recipes
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.progress import Progress
from engine.requests import Request, Result, UpscaleRequest
from engine.runtime.cards import Card


def enlarge(request: Request, progress: Progress) -> Result:
    """Every pixel several times, darker by the detail; red where the size stays."""
    assert isinstance(request, UpscaleRequest)
    progress.step(0.5)
    if request.detail > 0.9:
        raise CoachlineError("result.check", reason="seam")
    height, width = request.output_size(*request.picture.shape[:2])
    rows = np.arange(height) * request.picture.shape[0] // height
    columns = np.arange(width) * request.picture.shape[1] // width
    pixels = request.picture[rows][:, columns].copy()
    pixels[..., 1] = round(200 * request.detail)
    if request.scale == 1:
        pixels[..., 0] = 255
    region = Rect.of_size(width, height, request.region.x0, request.region.y0)
    return Result(pixels, region, recipes.describe(request, "0" * 64), "cpu", 0.0)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, home: Path, tiny_upscaler: str) -> MainWindow:
    card = home / "models" / f"{tiny_upscaler}.toml"
    card.write_text(
        card.read_text(encoding="utf-8") + 'scale = 2\ndetail = 0\npair = "tiny-x2-detail"\n',
        encoding="utf-8",
    )
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=enlarge))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    panel = window.upscale_room.panel
    panel.model.setCurrentIndex(panel.model.findData(tiny_upscaler))
    window.files.show(window.files.blank(64, 48))
    window.docks["upscale"].raise_()
    qtbot.waitUntil(lambda: window.room is window.upscale_room)
    return window


def test_a_part_is_shown_before_and_after(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.upscale_room.panel
    before = window.document.now  # type: ignore[union-attr]
    window.commands["generate"].trigger()
    qtbot.waitUntil(lambda: panel.wipe.is_shown)
    assert window.document is not None and window.document.now is before  # nothing changed
    window.runner.device_changed.emit("CPU")
    assert window.device_label.text() == f"CPU · {panel.model.currentText()}"
    panel.detail.changed.emit(0)  # another detail shows another part
    window.commands["discard"].trigger()
    assert not panel.wipe.is_shown


def test_the_line_follows_mouse_and_keys(window: MainWindow, qtbot: QtBot) -> None:
    wipe = window.upscale_room.panel.wipe
    window.commands["generate"].trigger()
    qtbot.waitUntil(lambda: wipe.is_shown)
    left, middle = Qt.MouseButton.LeftButton, wipe.height() // 2
    QTest.mousePress(wipe, left, pos=QPoint(0, middle))
    QTest.mouseRelease(wipe, left, pos=QPoint(0, middle))
    assert wipe.line == 0
    QTest.keyClick(wipe, Qt.Key.Key_Right)
    assert wipe.line == pytest.approx(0.05)


def test_the_document_is_enlarged_with_one_undo(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    assert document is not None
    before = document.now
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: document.width == 128)
    assert document.height == 96
    assert document.undo_name == "Enlarge"
    window.commands["undo"].trigger()
    assert document.now is before


def test_the_panel_says_what_becomes_of_the_size(window: MainWindow) -> None:
    panel = window.upscale_room.panel
    panel.rule.choose("longest", 1000)
    assert panel.output_size == (1000, 750)
    assert "1000 × 750" in panel._words.text()
    panel.rule.choose("at_least", 10)
    assert panel.output_size == (64, 48)


def test_a_selection_is_enhanced_as_a_layer(window: MainWindow, qtbot: QtBot) -> None:
    document, panel = window.document, window.upscale_room.panel
    assert document is not None
    document.apply(Select(Selection.whole(Rect(8, 8, 24, 24))))
    panel._what.setCurrentIndex(1)
    count = len(document.layers)
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: len(document.layers) == count + 1)
    made = document.layers[-1]
    assert made.tiles.extent == Rect(8, 8, 24, 24)
    assert (made.tiles.read(Rect(8, 8, 24, 24))[..., 0] == 255).all()
    assert (document.width, document.height) == (64, 48)


def test_an_error_is_said_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    panel, document = window.upscale_room.panel, window.document
    assert document is not None
    before = document.now
    panel.detail.set_value(100)
    window.commands["apply"].trigger()
    qtbot.waitUntil(lambda: window.messages.isVisible())
    assert "seam" in window.messages.text()
    assert document.now is before


def test_export_writes_a_file_and_leaves_the_document(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, home: Path
) -> None:
    (home / "models" / "tiny-x2.toml").write_text(
        "\n".join(
            line
            for line in (home / "models" / "tiny-x2.toml").read_text("utf-8").splitlines()
            if not line.startswith("pair")
        ),
        encoding="utf-8",
    )
    before = window.document.now  # type: ignore[union-attr]
    path = tmp_path / "large.jpg"
    window.upscale_room.write(path)
    qtbot.waitUntil(path.exists, timeout=120_000)
    assert files.read(path).pixels.shape == (96, 128, 3)
    qtbot.waitUntil(lambda: window.messages.isVisible(), timeout=20_000)
    assert "large.jpg" in window.messages.text()
    assert window.document is not None and window.document.now is before


def test_without_a_model_the_panel_says_where_to_get_one(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.models, "default", lambda _task: "")
    window.models.cards = ()
    window.models.changed.emit()
    panel = window.upscale_room.panel
    assert "realesr" in panel._words.text()
    assert not window.upscale_room.can_apply
    window.commands["generate"].trigger()
    qtbot.waitUntil(lambda: window.messages.isVisible())


def card(folder: Path, name: str, **table: object) -> Card:
    path = folder / f"{name}.toml"
    return Card(name, name.title(), "upscale", "1", "CC0-1.0", "0" * 64, path, table)


def test_pairs_of_several_scales_are_one_choice(window: MainWindow, tmp_path: Path) -> None:
    own = paths.weights()
    window.models.cards = (
        card(own, "upscale-x2", pair="upscale-x2-detail", detail=0, scale=2),
        card(own, "upscale-x2-detail", pair="upscale-x2", detail=1, scale=2),
        card(own, "upscale-x4", pair="upscale-x4-detail", detail=0, scale=4),
        card(tmp_path, "mine-x4", pair="mine-x4-detail", detail=0, scale=4),
        card(tmp_path, "other"),
    )
    window.models.changed.emit()
    box = window.upscale_room.panel.model
    offered = {box.itemData(i): box.itemText(i) for i in range(box.count())}
    assert offered == {"upscale-x2": "Coachline upscaler", "mine-x4": "Mine-X4", "other": "Other"}
