"""Opening, saving, exporting and recovering as a designer does it."""

from __future__ import annotations

import json
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.document import recent, recovery, restore, store
from app.document.document import Document
from app.document.export import DEPTHS, flat
from app.document.recovery import Keeper
from app.settings import Settings
from app.ui.disk import Disk
from app.ui.export_dialog import LOSSES, ExportDialog
from app.ui.main_window import MainWindow
from app.ui.recovery_dialog import RecoveryDialog
from app.ui.told import NOTES
from engine.errors import CoachlineError
from engine.ops import files
from engine.progress import Progress
from engine.recipes import Recipe

from .conftest import Hand


def leave_work(document: Document, name: str) -> recovery.Rescue:
    """As a window that was killed leaves it."""
    Keeper().keep(document.snapshot(), name)
    for file in recovery.folder().glob("*.json"):
        told = json.loads(file.read_bytes())
        file.write_text(json.dumps(told | {"process": [told["process"][0], 1.0]}))
    return recovery.rescues()[0]


def answer(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


# recovery


def test_what_a_crash_left_is_offered_and_goes_on_as_unsaved_work(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = leave_work(window.files.blank(64, 48), "Skizze 车")

    def restored(dialog: RecoveryDialog) -> int:
        dialog._restore()
        return int(dialog.result())

    monkeypatch.setattr(RecoveryDialog, "exec", restored)
    window.files.begin([])
    qtbot.waitUntil(lambda: window.document is not None)
    assert window.document.width == 64 and window.document.modified
    assert "Skizze 车" in window.windowTitle()
    qtbot.waitUntil(lambda: recovery.rescues() == [])  # this window keeps it now
    assert left.file.exists()


def test_what_is_left_for_later_stays_and_the_file_that_was_asked_for_is_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_work(window.files.blank(64, 48), "x")
    store.save_project(window.files.blank(32, 24), tmp_path / "a.ora")
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: QDialog.DialogCode.Rejected)
    window.files.begin([tmp_path / "a.ora"])
    qtbot.waitUntil(lambda: window.document is not None and not window.disk.busy)
    assert window.document.width == 32
    assert len(recovery.rescues()) == 1


def test_throwing_kept_work_away_is_asked_about(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    rescue = leave_work(window.files.blank(64, 48), "x")
    dialog = RecoveryDialog([(rescue, rescue.thumbnail())], window)
    button = QMessageBox.StandardButton
    monkeypatch.setattr(QMessageBox, "question", lambda *_: button.Cancel)
    dialog._discard_button.click()
    assert rescue.file.exists()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: button.Discard)
    dialog._discard_button.click()
    assert not rescue.file.exists() and dialog.result() == QDialog.DialogCode.Rejected


def test_for_a_damaged_project_the_copy_is_offered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, document = tmp_path / "a.ora", window.files.blank(64, 48)
    path.write_bytes(b"PK\3\4 and no more")
    window.files.open(path)
    qtbot.waitUntil(window.messages.isVisible)
    assert window.document is None, "there is no copy"
    document.path = path
    leave_work(document, "a.ora")
    offered = []

    def offer(_window: object, error: CoachlineError, rescue: recovery.Rescue) -> bool:
        offered.append((error.code, rescue.path))
        return True

    monkeypatch.setattr("app.ui.files.offer_copy", offer)
    window.files.open(path)
    qtbot.waitUntil(lambda: window.document is not None)
    assert offered == [("project.damaged", path)] and window.document.modified


def test_work_is_kept_after_a_while_and_let_go_when_it_is_saved(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    monkeypatch.setattr(type(window.files.autosave), "interval_ms", property(lambda _: 10))
    hand.draw((40, 60), (200, 60))
    qtbot.waitUntil(lambda: len(list(recovery.folder().glob("*.ora"))) == 1)
    answer(monkeypatch, tmp_path / "a.ora")
    window.files.save()
    qtbot.waitUntil(lambda: not window.document.modified)
    (note,) = recovery.folder().glob("*.json")
    qtbot.waitUntil(lambda: json.loads(note.read_bytes())["saved"])


# opening and saving


def test_a_project_of_a_newer_program_is_saved_under_another_name_only(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "new.ora", tmp_path / "other.ora"
    store.save_project(window.files.blank(64, 48), tmp_path / "old.ora")
    with zipfile.ZipFile(tmp_path / "old.ora") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b'"coachline_project": 1', b'"coachline_project": 2')
            new.writestr(name, data)
    before = path.read_bytes()
    window.files.open(path)
    qtbot.waitUntil(lambda: window.document is not None)
    assert "read-only" in window.messages.text()
    answer(monkeypatch, path)
    window.files.save()
    qtbot.waitUntil(lambda: "another name" in window.messages.text())
    assert path.read_bytes() == before
    answer(monkeypatch, other)
    window.files.save()
    qtbot.waitUntil(other.exists)
    qtbot.waitUntil(lambda: window.document.path == other)
    assert not restore.open_project(other).read_only


def test_a_pasted_picture_is_a_document_where_none_is_open_else_a_layer(
    window: MainWindow, qtbot: QtBot
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGBA8888)
    image.fill(QColor(10, 200, 30))
    QGuiApplication.clipboard().setImage(image)
    window.files.paste()
    assert (window.document.width, window.document.modified) == (40, True)
    window.files.paste()
    assert len(window.document.layers) == 2
    window.document.undo()
    assert len(window.document.layers) == 1


def test_files_that_were_open_are_in_the_menu_and_gone_ones_leave_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "A & B.ora"
    store.save_project(window.files.blank(64, 48), path)
    assert not window.menus["recent"].isEnabled()
    window.files.open(path)
    qtbot.waitUntil(lambda: window.menus["recent"].isEnabled())
    (action,) = window.menus["recent"].actions()
    assert action.text() == "&1 A && B.ora" and action.toolTip() == str(path)
    path.unlink()
    action.trigger()
    qtbot.waitUntil(lambda: not window.menus["recent"].isEnabled())
    assert recent.listed() == []


def test_saving_can_be_stopped(qtbot: QtBot) -> None:
    disk, told = Disk(), []

    def endless(progress: Progress) -> None:
        while True:
            time.sleep(0.001)
            progress.step(0.5)

    disk.advanced.connect(lambda name, share: told.append((name, share)))
    disk.failed.connect(told.append)
    stopped: list[bool] = []
    disk.follow("Saving", endless, stopped.append, lambda: stopped.append(True))
    qtbot.waitUntil(lambda: bool(told))
    disk.stop()
    qtbot.waitUntil(lambda: stopped == [True])
    assert set(told) == {("Saving", 0.5)} and not disk.busy
    disk.shut_down()


# export


def test_the_export_dialog_says_what_each_format_loses(window: MainWindow) -> None:
    settings = Settings()
    dialog = ExportDialog(flat(window.files.blank(64, 48)), settings, window)
    said = {}
    for format in DEPTHS:
        dialog._format.setCurrentText(format)
        said[format] = dialog._losses.text()
        assert dialog.options.format == format
        assert dialog._depth.count() == len(DEPTHS[format])
    assert all("Layers and masks" in said[x] for x in ("PNG", "JPEG", "TIFF", "WebP", "EXR"))
    assert "Layers and masks" not in said["PSD"] and "What layers are" in said["PSD"]
    assert "Exact pixels" in said["JPEG"] and "Exact pixels" not in said["PNG"]
    dialog._format.setCurrentText("WebP")
    dialog._lossless.setChecked(True)
    assert "Exact pixels" not in dialog._losses.text() and dialog.options.lossless
    dialog.accept()
    assert settings.export_format == "WebP"


def test_the_export_dialog_names_models_that_may_forbid_commercial_use(
    window: MainWindow,
) -> None:
    document = window.files.blank(64, 48)
    recipe = Recipe("sketch", "painter", "0" * 64, document.bounds, 0)
    own = replace(document.layers[0], recipe=recipe)
    document.layers = (own, *document.layers[1:])
    said = ExportDialog(flat(document), Settings(), window)._losses.text()
    assert "licence" not in said, "an earlier version of the program's own model is no stranger"
    document.layers = (replace(own, recipe=replace(recipe, model="gone & <b>")),)
    said = ExportDialog(flat(document), Settings(), window)._losses.text()
    assert "gone &amp; &lt;b&gt; (unknown)" in said and "commercial" in said


def test_the_export_dialog_keeps_proportions_and_refuses_what_is_too_large(
    window: MainWindow,
) -> None:
    dialog = ExportDialog(flat(window.files.blank(64, 48)), Settings(), window)
    assert dialog.options.size is None
    dialog._width.setValue(32)
    assert dialog.options.size == (32, 24)
    dialog._locked.setChecked(False)
    dialog._height.setValue(5)
    assert dialog.options.size == (32, 5)
    dialog._format.setCurrentText("WebP")
    dialog._width.setValue(20_000)
    assert not dialog._go.isEnabled() and "16383" in dialog._losses.text()
    dialog._format.setCurrentText("PNG")
    assert dialog._go.isEnabled()


def test_every_code_of_a_loss_and_a_note_has_words() -> None:
    from app.document import export, psd

    for said, texts in (
        (export.losses, LOSSES),
        (psd.open_psd, NOTES),
        (restore.open_project, NOTES),
    ):
        codes = set(re.findall(r'"(\w+)"', said.__doc__ or ""))
        assert codes and codes <= texts.keys()


def test_a_name_without_an_ending_gets_that_of_the_format(
    hand: Hand, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 1)
    answer(monkeypatch, tmp_path / "wagen 2.1")
    hand.window.settings.export_format = "TIFF"
    hand.window.files.export()
    qtbot.waitUntil((tmp_path / "wagen 2.1.tif").exists)
    qtbot.waitUntil(lambda: not hand.window.disk.busy)
    assert files.read(tmp_path / "wagen 2.1.tif").pixels.shape == (240, 320, 3)
