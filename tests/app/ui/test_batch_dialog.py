"""The batch dialog: dropping, starting, following, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.batch_dialog import BatchDialog, clock
from app.ui.disk import Disk
from app.ui.models import Models


@pytest.fixture
def dialog(qtbot: QtBot, tiny_upscaler: str) -> BatchDialog:
    made = BatchDialog(Settings(), Models(Disk()))
    qtbot.addWidget(made)
    made.form.model.setCurrentIndex(made.form.model.findData(tiny_upscaler))
    made.show()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.png").write_bytes(b"x")
    return inside


def drop(dialog: BatchDialog, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, no_key))


def status(dialog: BatchDialog, row: int) -> str:
    item = dialog.table.item(row, 2)
    assert item is not None
    return item.text()


def played(dialog: BatchDialog, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A batch that is started without a process; returns its arguments."""
    started: list[list[str]] = []
    monkeypatch.setattr(dialog._process, "start", started.append)
    return started


def test_files_and_folders_are_dropped_and_removed(dialog: BatchDialog, folder: Path) -> None:
    drop(dialog, folder, folder / "a.png", folder)
    assert dialog.table.inputs == [folder, folder / "a.png"]
    dialog.table.selectRow(0)
    dialog.table.remove_chosen()
    assert dialog.table.inputs == [folder / "a.png"]


def test_it_starts_once_all_is_there(
    dialog: BatchDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = played(dialog, monkeypatch)
    assert not dialog._start.isEnabled()
    drop(dialog, folder)
    dialog.form._folder.setText(str(folder.parent / "out"))
    dialog.form.rule.choose("longest", 3000)
    assert dialog._start.isEnabled()
    dialog.start()
    (arguments,) = started
    assert arguments[:3] == ["upscale", "--model", "tiny-x2"]
    assert arguments[-2:] == ["--", str(folder)]
    assert arguments[arguments.index("--longest") + 1] == "3000"
    assert "--recursive" in arguments and "--overwrite" not in arguments


def test_a_recipe_runs_over_the_files(
    dialog: BatchDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = played(dialog, monkeypatch)
    drop(dialog, folder)
    dialog.form._folder.setText("out")
    dialog.form._what.setCurrentIndex(1)
    assert not dialog._start.isEnabled()
    dialog.form._recipe_field.setText("car.json")
    dialog.start()
    assert started[0][:2] == ["batch", "car.json"]


def test_what_the_batch_tells_is_shown(dialog: BatchDialog, folder: Path) -> None:
    drop(dialog, folder)
    told = dialog._on_told
    names = ("a.png", "deep/b.png", "c.png")
    told(
        {
            "event": "plan",
            "files": [{"source": str(folder / n), "target": f"out/{n}"} for n in names],
        }
    )
    assert dialog.table.rowCount() == 3
    first = dialog.table.item(1, 0)
    assert first is not None and first.text() == str(Path("deep/b.png"))
    told({"event": "file", "index": 0, "status": "running"})
    told({"event": "progress", "index": 0, "done": 0.5, "total": 0.2, "left": 75.0})
    assert "1:15" in dialog._left.text()
    done: dict[str, Any] = {"event": "file", "index": 0, "status": "done", "target": "out/a.png"}
    told({**done, "width": 8, "height": 6, "seconds": 2.0, "figures": {"seam": 0.1}})
    told({"event": "file", "index": 1, "status": "skipped", "reason": "settings"})
    error = {"code": "file.cmyk", "message": "…", "params": {"path": str(folder / "c.png")}}
    told({"event": "file", "index": 2, "status": "failed", "error": error})
    told({"event": "end", "done": 1, "skipped": 1, "failed": 1, "cancelled": False})
    assert "8 × 6" in status(dialog, 0)
    assert "other settings" in status(dialog, 1)
    assert status(dialog, 2).startswith("c.png is a CMYK picture")
    assert "1 failed" in dialog._said.text()
    dialog.table.selectRow(0)
    assert dialog.table.chosen_result == Path("out/a.png")


def test_a_stopped_file_is_said_to_be(dialog: BatchDialog, folder: Path) -> None:
    drop(dialog, folder)
    dialog._on_told({"event": "plan", "files": [{"source": "a.png", "target": "b.png"}]})
    dialog._on_told({"event": "file", "index": 0, "status": "running"})
    dialog._on_ended()
    assert status(dialog, 0) == "stopped"
    assert "goes on from here" in dialog._said.text()


def test_the_time_left_is_read_at_a_glance() -> None:
    assert [clock(s) for s in (5, 75, 4075)] == ["0:05", "1:15", "1:07:55"]
