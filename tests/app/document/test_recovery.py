import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.document import recovery
from app.document.document import Document
from app.document.edits import AddLayer, ChangeLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.recovery import KEPT_AFTER_SAVING, Keeper
from app.document.tiles import Tiles
from engine.errors import BadInput

ROOT = Path(__file__).parents[3]


def document_of(seed=0):
    document = Document(40, 30)
    pixels = np.random.default_rng(seed).integers(0, 255, (30, 40, 4), dtype=np.uint8)
    layer = Layer(new_id(), "Linien", LayerKind.LINES, Tiles.from_pixels(pixels))
    document.apply(AddLayer(layer, 0))
    return document


def let_it_die():
    """As if the process that keeps all this were gone."""
    for file in recovery.folder().glob("*.json"):
        told = json.loads(file.read_bytes())
        file.write_text(json.dumps(told | {"process": [told["process"][0], 1.0]}))


def test_what_a_process_left_is_found_with_picture_name_place_and_time(tmp_path):
    document, keeper = document_of(), Keeper()
    document.path = tmp_path / "wagen 车.ora"
    keeper.keep(document.snapshot(), "wagen 车.ora")
    assert recovery.rescues() == [], "it still runs"
    let_it_die()
    (rescue,) = recovery.rescues()
    assert (rescue.name, rescue.path) == ("wagen 车.ora", document.path)
    assert rescue.thumbnail()[:4] == b"\x89PNG"
    back = rescue.open()
    assert back.modified and back.path == document.path
    wanted, found = (x.layers[0].tiles.read(x.bounds) for x in (document, back))
    assert np.array_equal(wanted, found)
    rescue.discard()
    assert recovery.rescues() == [] and list(recovery.folder().iterdir()) == []


def test_later_states_take_the_place_of_earlier_ones():
    document, keeper = document_of(), Keeper()
    keeper.keep(document.snapshot(), "x")
    document.apply(ChangeLayer(document.layers[0].id, name="später"))
    keeper.keep(document.snapshot(), "x")
    let_it_die()
    (rescue,) = recovery.rescues()
    assert rescue.open().layers[0].name == "später"


def test_work_that_is_gone_on_with_is_kept_in_the_same_place():
    Keeper().keep(document_of().snapshot(), "x")
    let_it_die()
    keeper, document = Keeper(), document_of(1)
    keeper.adopt(recovery.rescues()[0])
    assert recovery.rescues() == [], "somebody works on it"
    keeper.keep(document.snapshot(), "x")
    let_it_die()
    assert len(recovery.rescues()) == 1
    keeper.forget()
    assert list(recovery.folder().iterdir()) == []


def test_copies_of_saved_work_are_kept_for_a_while_and_not_offered(tmp_path):
    for i in range(KEPT_AFTER_SAVING + 3):
        keeper, path = Keeper(), tmp_path / f"{i}.ora"
        document = document_of(i)
        document.path = path
        keeper.keep(document.snapshot(), "x")
        keeper.settle("x", path)
        keeper.forget()
    let_it_die()
    assert recovery.rescues() == []
    assert len(list(recovery.folder().glob("*.ora"))) == KEPT_AFTER_SAVING
    assert recovery.copy_of(tmp_path / "0.ora") is None
    copy = recovery.copy_of(path)
    assert copy.open().path == path


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "{}", '{"name": 1, "path": 2, "when": "x"}', "[" * 100_000]
)
def test_a_damaged_note_is_passed_over(text):
    Keeper().keep(document_of().snapshot(), "x")
    let_it_die()
    for note in (recovery.folder() / "bad.json", recovery.folder() / "gone.json"):
        note.write_text(text)
    (recovery.folder() / "bad.ora").write_bytes(b"no project")
    assert len(recovery.rescues()) == 1


def test_a_damaged_copy_is_told_and_has_no_picture():
    Keeper().keep(document_of().snapshot(), "x")
    let_it_die()
    (rescue,) = recovery.rescues()
    rescue.file.write_bytes(rescue.file.read_bytes()[:200])
    assert rescue.thumbnail() is None
    with pytest.raises(BadInput) as caught:
        rescue.open()
    assert caught.value.code == "project.damaged"


# A window at work: it draws, tells its strokes, and is killed.
WINDOW = """
import sys
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.settings import Settings
from app.ui.autosave import Autosave
from app.ui.main_window import MainWindow
from app.jobs.runner import JobRunner
def never(request, progress):
    raise AssertionError("nothing is generated here")
app = QApplication(sys.argv[:1])
Autosave.interval_ms = property(lambda self: 200)
window = MainWindow(Settings(live=False), JobRunner(run=never))
window.resize(1280, 800)
window.show()
window.files.show(window.files.blank(320, 240), "Skizze")
def draw():
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(260, 230))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(260, 230))
    print(window.document.modified, flush=True)
QTimer.singleShot(0, draw)
app.exec()
"""


def test_a_window_that_is_killed_loses_no_more_than_the_interval(home):
    run = subprocess.Popen(
        [sys.executable, "-c", WINDOW],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert run.stdout.readline().strip() == "True"
        while not list(recovery.folder().glob("*.json")):
            assert run.poll() is None
        assert recovery.rescues() == [], "it still runs"
    finally:
        run.kill()
        run.wait()
    (rescue,) = recovery.rescues()
    assert (rescue.name, rescue.path) == ("Skizze", None)
    paper, lines = rescue.open().layers
    assert not lines.tiles.extent.empty and paper.locked
