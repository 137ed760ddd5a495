"""Translate and Deblur in the window: what is asked, shown, landed, stopped and told."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs import ask
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.panels.translate import TranslatePanel
from app.ui.picture_room import PictureRoom
from engine import recipes
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import DeblurRequest, Result, TranslateRequest
from engine.runtime import cards

PHOTO = (200, 120, 40, 255)


def invert(request: TranslateRequest | DeblurRequest, progress: Progress) -> Result:
    """The negative of what was given, as opaque as the mask."""
    progress.step(0.5)
    pixels = 255 - request.picture
    pixels[..., 3] = 255 if request.mask is None else request.mask[..., 0]
    return Result(pixels, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)


def card(home: Path, name: str, task: str, more: str = "") -> None:
    """A model that is there by its card alone."""
    (home / "models").mkdir(exist_ok=True)
    (home / "models" / f"{name}.toml").write_text(
        f'title = "{name}"\ntask = "{task}"\nversion = "1"\nlicence = "MIT"\nsha256 = "0"\n{more}'
    )


def photo(selected: Rect | None = None) -> Document:
    document = Document(100, 80)
    pixels = np.tile(np.array(PHOTO, np.uint8), (80, 100, 1))
    tiles = Tiles.from_pixels(pixels)
    document.apply(AddLayer(Layer(new_id(), "Photo", LayerKind.PICTURE, tiles), 0))
    if selected is not None:
        document.apply(Select(Selection.whole(selected)))
    return document


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, home: Path) -> MainWindow:
    card(home, "sharp", "deblur")
    card(home, "zebra", "translate")
    card(
        home, "looks", "translate",
        'attributes = ["Snow", "Rain & fog"]\n[interface]\nclasses = 2\n',
    )  # fmt: skip
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=invert))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    return window


def enter(window: MainWindow, name: str) -> PictureRoom:
    room = window.picture_rooms[name]
    window.docks[name].raise_()
    QApplication.processEvents()
    window.room = room
    return room


@pytest.mark.parametrize("name", ["translate", "deblur"])
def test_a_picture_is_shown_then_landed_and_undone(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    window.files.show(photo())
    room = enter(window, name)
    room.generate()
    assert room.can_apply
    qtbot.waitUntil(lambda: window.canvas.has_preview)
    document = window.document
    assert document is not None
    assert len(document.layers) == 1
    room.apply()
    assert not window.canvas.has_preview
    landed = document.layers[-1]
    assert landed.kind is LayerKind.GENERATED
    assert landed.recipe is not None
    assert landed.recipe.tool == name
    assert room.panel.model.name in landed.name
    assert tuple(landed.tiles.read(document.bounds)[3, 3]) == (55, 135, 215, 255)
    document.undo()
    assert len(document.layers) == 1


def test_only_the_selection_changes(window: MainWindow, qtbot: QtBot) -> None:
    selected = Rect(20, 10, 50, 40)
    window.files.show(photo(selected))
    room = enter(window, "deblur")
    room.generate()
    room.apply()  # before it is there: it lands as soon as it is
    document = window.document
    assert document is not None
    qtbot.waitUntil(lambda: len(document.layers) == 2)
    alpha = document.layers[-1].tiles.read(document.bounds)[..., 3]
    expected = np.zeros((80, 100), np.uint8)
    expected[selected.slices()] = 255
    assert np.array_equal(alpha, expected)


def test_discarding_stops_the_work_and_takes_the_preview_away(qtbot: QtBot, home: Path) -> None:
    card(home, "sharp", "deblur")
    gate = threading.Event()

    def slow(request: DeblurRequest, progress: Progress) -> Result:
        gate.wait(20)
        progress.step(0.5)
        return invert(request, progress)

    window = MainWindow(Settings(), JobRunner(run=slow))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.files.show(photo())
    room = window.picture_rooms["deblur"]
    room.generate()
    qtbot.waitUntil(lambda: room._job is not None)
    room.discard()
    gate.set()
    assert not room.can_apply
    with qtbot.waitSignal(window.runner.idle):
        pass
    assert not window.canvas.has_preview


def test_what_goes_wrong_is_told(qtbot: QtBot, home: Path) -> None:
    card(home, "sharp", "deblur")

    def broken(request: DeblurRequest, progress: Progress) -> Result:
        raise CoachlineError("result.broken", name=request.model)

    window = MainWindow(Settings(), JobRunner(run=broken))
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window._enter(window.picture_rooms["deblur"])
    window.files.show(photo())
    window.picture_rooms["deblur"].generate()
    qtbot.waitUntil(lambda: "sharp" in window.messages.text())
    assert not window.picture_rooms["deblur"].can_apply


def test_without_a_model_the_panel_says_where_to_get_one(window: MainWindow, qtbot: QtBot) -> None:
    cards.remove("sharp")
    with qtbot.waitSignal(window.models.changed):
        window.models.reload()
    window.files.show(photo())
    room = enter(window, "deblur")
    assert room.panel.model.name == ""
    assert not room.panel.model.isEnabled()
    room.generate()
    assert "Deblur" in window.messages.text()
    assert not room.can_apply


def test_attributes_are_offered_by_their_names(window: MainWindow, qtbot: QtBot) -> None:
    window.files.show(photo())
    panel = window.picture_rooms["translate"].panel
    assert isinstance(panel, TranslatePanel)
    assert panel.options["model"] == "looks"
    assert [box.text() for box in panel.boxes] == ["Snow", "Rain && fog"]
    panel.boxes[1].click()
    panel.seed.setValue(3)
    assert panel.options["attributes"] == "2"
    assert panel.options["seed"] == 3
    zebra = window.models.find("zebra")
    assert zebra is not None
    with qtbot.waitSignal(window.models.preferred):
        window.models.prefer(zebra)
    assert panel.options["model"] == "zebra"
    assert panel.boxes == []
    assert panel.options["attributes"] == ""
    assert cards.default("translate") == "zebra"


def test_hints_and_labels_are_no_part_of_the_picture() -> None:
    document = photo()
    black = np.zeros((80, 100, 4), np.uint8)
    black[..., 3] = 255
    for kind in (LayerKind.HINTS, LayerKind.LABELS):
        layer = Layer(new_id(), kind, kind, Tiles.from_pixels(black))
        document.apply(AddLayer(layer, len(document.layers)))
    request = ask.picture(document, DeblurRequest, model="sharp")
    assert (request.picture == np.array(PHOTO, np.uint8)).all()
    assert request.mask is None
    assert request.region == document.bounds


def test_a_selection_is_asked_with_a_little_around_it() -> None:
    selected = Rect(70, 60, 90, 75)
    request = ask.picture(photo(selected), TranslateRequest, model="m", side=256)
    assert request.region == Rect(6, 0, 100, 80)
    assert request.mask is not None
    inside = selected.slices((6, 0))
    assert (request.mask[inside] == 255).all()
    assert request.mask.astype(int).sum() == 255 * selected.width * selected.height
