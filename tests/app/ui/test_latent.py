"""The Latent room with an engine of its own: latents are colours, and everything is at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.tiles import Tiles
from app.jobs.latent_edit import LatentEdit
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.latent_room import LatentRoom
from app.ui.main_window import MainWindow
from engine import recipes
from engine.errors import CoachlineError
from engine.latent_requests import (
    EditRequest,
    MoveRequest,
    ProjectRequest,
    SampleRequest,
    TransferRequest,
)
from engine.progress import Progress
from engine.requests import Pixels, Request, Result

from .conftest import Hand

PHOTO = (200, 120, 40)
LAYERS, SIDE = 3, 16


def latent(colour: tuple[float, ...] | Pixels) -> Pixels:
    """L×3: a latent whose picture has one colour."""
    return np.tile(np.asarray(colour, np.float32)[:3], (LAYERS, 1))


def picture(at: Pixels) -> Pixels:
    """L×3 → h×w×4 uint8, the mean colour of the layers."""
    made = np.full((SIDE, SIDE, 4), 255, np.uint8)
    made[..., :3] = np.clip(at.mean(0), 0, 255)
    return made


class Generator:
    """Stands in for the engine. asked: every request that came."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.note = "latent.good"

    def __call__(self, request: Request, progress: Progress) -> Result:
        self.asked.append(request)
        progress.step(0.5)
        match request:
            case ProjectRequest():
                return self._projected(request)
            case EditRequest():
                return self._edited(request)
            case MoveRequest():
                return self._moved(request)
            case SampleRequest():
                found = np.stack([latent((i * 20, 90, 90)) for i in range(request.count)])
                made = np.stack([picture(one)[..., :3] for one in found])
                return self._result(request, made[0], {"latents": found, "pictures": made})
            case TransferRequest():
                return self._transferred(request)
        raise CoachlineError("internal", reason=f"not asked for in these tests: {request.tool}")

    def _projected(self, request: ProjectRequest) -> Result:
        """Ten steps a slice."""
        taken = min(request.taken + 10, request.taken + request.steps)
        at = latent(request.picture[..., :3].mean((0, 1)))
        arrays = {
            "latent": at[None], "point": at[None], "moments": np.zeros((2, 1, LAYERS, 3)),
            "error": np.full((SIDE, SIDE, 1), 9, np.uint8), "axes": at[0],
        }  # fmt: skip
        figures = {"psnr": 25.0, "loss": 0.1, "steps": 10.0, "taken": float(taken)}
        return self._result(request, picture(at), arrays, figures, (self.note,))

    def _edited(self, request: EditRequest) -> Result:
        """The colour that was brushed, wherever it was."""
        at = request.start
        if request.colours is not None:
            brushed = request.colours[request.colours[..., 3] > 128]
            at = latent(brushed.mean(0)) if len(brushed) else at
        count = request.candidates
        found = np.stack([at + 5 * i for i in range(count)])
        arrays = {
            "latents": found, "pictures": np.stack([picture(one)[..., :3] for one in found]),
            "losses": np.arange(count), "point": found,
            "moments": np.zeros((2, count, LAYERS, 3), np.float32),
        }  # fmt: skip
        figures = {"best": 0.0, "steps": 20.0, "taken": float(request.taken + 20), "colour": 0.75}
        return self._result(request, picture(at), arrays, figures)

    def _moved(self, request: MoveRequest) -> Result:
        """The axis "length" is the first layer's red."""
        at = request.latent.copy()
        if request.mixed is not None:
            at[:] = request.mixed
        for part in filter(None, request.axes.split(",")):
            at[:, 0] = float(part.partition("=")[2])
        if request.components is not None:
            at += 10 * request.components[0]
        return self._result(request, picture(at), {"latent": at[None], "axes": at[0]})

    def _transferred(self, request: TransferRequest) -> Result:
        """The end's colour in the left half."""
        full = np.iinfo(request.picture.dtype).max
        made = np.zeros((*request.picture.shape[:2], 4), request.picture.dtype)
        half = made.shape[1] // 2
        made[:, :half, :3] = request.end.mean(0) * (full / 255)
        made[:, :half, 3] = full
        return self._result(request, made)

    def _result(
        self,
        request: Request,
        pixels: Pixels,
        arrays: dict[str, Pixels] | None = None,
        figures: dict[str, float] | None = None,
        notes: tuple[str, ...] = (),
    ) -> Result:
        recipe = recipes.describe(request, "0" * 64)
        return Result(
            pixels, request.region, recipe, "cpu", 0.0, notes, arrays or {}, figures or {}
        )

    def last(self, kind: type[Request]) -> Request:
        return next(r for r in reversed(self.asked) if isinstance(r, kind))


def card(home: Path, name: str, more: str = "") -> None:
    folder = home / "models"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.safetensors").write_bytes(b"")
    (folder / f"{name}.toml").write_text(
        f'title = "{name}"\ntask = "latent"\nversion = "1"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{"0" * 64}"\n{more}',
        encoding="utf-8",
    )


def photo(dtype: type = np.uint8) -> Document:
    document = Document(100, 80, dtype)
    scale = np.iinfo(dtype).max // 255
    pixels = np.full((80, 100, 4), np.iinfo(dtype).max, dtype)
    pixels[..., :3] = np.array(PHOTO, dtype) * dtype(scale)
    tiles = Tiles.from_pixels(pixels)
    document.apply(AddLayer(Layer(new_id(), "Photo", LayerKind.PICTURE, tiles), 0))
    return document


@pytest.fixture
def generator() -> Generator:
    return Generator()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, home: Path, generator: Generator) -> MainWindow:
    card(
        home, "cars",
        'encoder = "reader"\n[axes]\nlength = ["m", 0.0, 255.0, 100.0, "body"]\n',
    )  # fmt: skip
    card(home, "foreign", 'family = "dcgan"\n')
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), JobRunner(run=generator))
    qtbot.addWidget(window, before_close_func=close_unasked)
    window.show()
    qtbot.waitExposed(window)
    return window


def close_unasked(window: MainWindow) -> None:
    if window.document is not None:
        window.document.mark_saved()
    window.files.unapplied = lambda: False


@pytest.fixture
def room(window: MainWindow) -> LatentRoom:
    """In front, with a photo open."""
    window.files.show(photo())
    window.docks["latent"].raise_()
    QApplication.processEvents()
    room = window.latent_room
    room.panel.model.setCurrentIndex(room.panel.model.findData("cars"))
    room.panel._on_model()
    window._enter(room)
    window.canvas.actual_size()
    return room


@pytest.fixture
def projected(room: LatentRoom, qtbot: QtBot) -> LatentRoom:
    room.project()
    settle(room, qtbot)
    return room


def settle(room: LatentRoom, qtbot: QtBot) -> None:
    """Until nothing is under way."""
    picture = room.picture
    qtbot.waitUntil(
        lambda: not (room.projecting.busy or room.work.is_busy or picture.is_busy), timeout=10_000
    )


def edit_of(room: LatentRoom) -> LatentEdit:
    assert room.work.edit is not None
    return room.work.edit


def document_of(room: LatentRoom) -> Document:
    assert room.window.document is not None
    return room.window.document


def brush(
    room: LatentRoom, qtbot: QtBot, tool: str = "latent_colour", colour: str = "#10c020"
) -> None:
    """A stroke in the middle of the picture."""
    from PySide6.QtGui import QColor

    room.window.brush_bar.set_colour(QColor(colour))
    room.window.commands[tool].trigger()
    QApplication.processEvents()
    Hand(room.window, qtbot).draw((40, 40), (60, 44))
    settle(room, qtbot)


def test_a_picture_is_projected_and_the_gauge_tells_how_well(
    projected: LatentRoom, generator: Generator
) -> None:
    asked = [r for r in generator.asked if isinstance(r, ProjectRequest)]
    assert [r.taken for r in asked] == list(range(0, 200, 10))
    assert all(0 < r.seconds <= 0.15 for r in asked)
    assert tuple(asked[0].picture[0, 0, :3]) == PHOTO
    gauge = projected.panel.gauge
    assert "25.0 dB" in gauge.figure.text()
    assert gauge.words.text() == "Good fit: edits carry over well."
    assert gauge.original.picture is not None
    assert projected.edits
    assert not projected.can_apply


def test_a_poor_fit_is_told_with_a_remedy(
    room: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    generator.note = "latent.poor"
    room.project()
    settle(room, qtbot)
    assert "may not carry over" in room.panel.gauge.words.text()
    assert "Select the car closely" in room.panel.gauge.words.text()


def test_a_brushed_colour_is_asked_for_and_shown_on_the_picture(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    brush(projected, qtbot)
    asked = generator.last(EditRequest)
    assert isinstance(asked, EditRequest)
    assert asked.colours is not None
    assert tuple(asked.colours[asked.colours[..., 3] == 255][0, :3]) == (0x10, 0xC0, 0x20)
    assert projected.window.canvas.has_preview
    assert projected.can_apply
    assert "75 % of the brushed colours" in projected.panel.brushes.met.text()
    small = generator.last(TransferRequest)
    assert isinstance(small, TransferRequest)
    np.testing.assert_allclose(small.start, latent(PHOTO))
    np.testing.assert_allclose(small.end, latent((0x10, 0xC0, 0x20)), atol=1)


def test_the_edit_lands_as_a_layer_with_its_mask_and_the_rest_stays(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    document = document_of(projected)
    before = document.layers[0].tiles.read(document.bounds)
    brush(projected, qtbot)
    projected.apply()
    settle(projected, qtbot)
    assert len(document.layers) == 2
    landed = document.layers[-1]
    assert landed.kind is LayerKind.GENERATED
    assert landed.recipe is not None and landed.recipe.tool == "transfer"
    assert landed.mask is not None
    mask = landed.mask.read(document.bounds)[..., 0]
    assert mask[:, :50].min() == 255 and mask[:, 50:].max() == 0
    from app.document.compose import flatten

    now = flatten(document.layers, document.bounds, document.dtype)
    np.testing.assert_array_equal(now[:, 50:], before[:, 50:])
    assert (now[:, :50] != before[:, :50]).any()
    document.undo()
    assert len(document.layers) == 1
    settle(projected, qtbot)
    assert projected.window.canvas.has_preview  # what was asked is still there


def test_an_edit_that_is_no_layer_yet_does_not_go_unasked(
    projected: LatentRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, document = projected.window, document_of(projected)
    document.mark_saved()
    assert not projected.unapplied
    brush(projected, qtbot)
    asked: list[str] = []

    def answer(button: QMessageBox.StandardButton) -> None:
        monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or button)

    answer(QMessageBox.StandardButton.Cancel)
    window.close()
    assert window.isVisible() and projected.unapplied
    assert asked == ["Give up the edit that is not applied?"]
    projected.apply()
    settle(projected, qtbot)
    document.mark_saved()
    assert not projected.unapplied
    window.close()
    assert not window.isVisible() and len(asked) == 1


def test_a_second_apply_brings_the_same_layer_up_to_date(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    document = document_of(projected)
    brush(projected, qtbot)
    projected.apply()
    settle(projected, qtbot)
    first = document.layers[-1]
    brush(projected, qtbot, colour="#1020c0")
    projected.apply()
    settle(projected, qtbot)
    assert len(document.layers) == 2
    second = document.layers[-1]
    assert second.id == first.id
    assert second.tiles is not first.tiles
    document.undo()
    assert document.layers[-1].tiles is first.tiles


def test_undo_takes_strokes_back_before_the_documents_steps(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    window, hand = projected.window, Hand(projected.window, qtbot)
    window.canvas.setFocus()
    brush(projected, qtbot)
    brush(projected, qtbot, tool="latent_warp")
    assert len(edit_of(projected).constraints.warps) == 1
    assert window.commands["undo"].text() == "&Undo: Warp constraint"
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not edit_of(projected).constraints.warps
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(projected, qtbot)
    assert edit_of(projected).untouched
    assert not projected.can_apply
    assert not window.canvas.has_preview
    assert len(document_of(projected).layers) == 1
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
    settle(projected, qtbot)
    assert edit_of(projected).constraints.asks
    assert window.canvas.has_preview


def test_what_is_done_to_the_document_meanwhile_is_undone_first(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    window = projected.window
    brush(projected, qtbot)
    document = document_of(projected)
    other = Layer(new_id(), "Other", LayerKind.PICTURE, Tiles(4, np.uint8))
    window.change(lambda d: d.apply(AddLayer(other, -1)))
    assert window.commands["undo"].text() == "&Undo: Add layer"
    window.commands["undo"].trigger()
    assert len(document.layers) == 1
    window.commands["undo"].trigger()
    assert edit_of(projected).untouched


def test_escape_takes_all_back_but_undo_knows_it(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot)
    asked = edit_of(projected).constraints
    projected.discard()
    settle(projected, qtbot)
    assert edit_of(projected).untouched
    assert projected.undo_name == "Discard"
    projected.undo()
    assert edit_of(projected).constraints is asked
    projected.redo()
    settle(projected, qtbot)
    projected.discard()
    assert projected.work.edit is None
    assert not projected.edits


def test_erasing_what_was_asked_leads_back_to_the_start(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    brush(projected, qtbot)
    projected.window.settings.eraser_px = 100
    brush(projected, qtbot, tool="latent_eraser")
    assert not edit_of(projected).constraints.asks
    assert not projected.can_apply


def test_the_tools_need_something_projected(room: LatentRoom, qtbot: QtBot) -> None:
    window = room.window
    window.refresh()
    assert not window.commands["latent_colour"].isEnabled()
    window.tool_choice.choose("latent_colour")
    Hand(window, qtbot).draw((40, 40), (60, 44))
    assert window.messages.text() == "Project the picture first."


def test_another_room_lays_the_brush_down_and_keeps_what_was_asked(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    window = projected.window
    brush(projected, qtbot)
    asked = edit_of(projected).constraints
    window._enter(window.upscale_room)
    assert window.tool_choice.name == "brush"
    assert not window.canvas.has_preview
    window._enter(projected)
    settle(projected, qtbot)
    assert edit_of(projected).constraints is asked
    assert window.canvas.has_preview


def test_hiding_the_panels_leaves_the_edit_in_sight(projected: LatentRoom, qtbot: QtBot) -> None:
    window = projected.window
    brush(projected, qtbot)
    for _ in range(2):  # hidden, and shown again
        window.commands["hide_panels"].trigger()
        QApplication.processEvents()
        settle(projected, qtbot)
        assert window.room is projected
        assert window.canvas.has_preview
    assert not window.docks["latent"].visibleRegion().isEmpty()


def test_axes_come_from_the_card_with_units_and_a_way_back(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    rows = projected.panel.axes.rows["body"]
    assert rows.value("length") == 1000 * PHOTO[0]  # as the picture has it, in millimetres
    rows.slider("length").setValue(500)
    settle(projected, qtbot)
    asked = generator.last(MoveRequest)
    assert edit_of(projected).moves.axes["length"] == pytest.approx(127.5, abs=0.2)
    assert projected.can_apply
    assert isinstance(asked, MoveRequest)
    rows.reset.emit("length")
    settle(projected, qtbot)
    assert edit_of(projected).moves.none
    assert not projected.can_apply
    projected.undo()
    assert "length" in edit_of(projected).moves.axes


def test_a_foreign_generator_offers_optimisation_and_components_alone(room: LatentRoom) -> None:
    panel = room.panel
    panel.model.setCurrentIndex(panel.model.findData("foreign"))
    panel._on_model()
    assert panel.options["method"] == "opt"
    assert panel.method.count() == 1
    assert panel.options["space"] == "z"
    assert panel.folds["axes"].isHidden()
    assert panel.folds["mixing"].isHidden()
    assert not panel.folds["components"].isHidden()


def test_components_are_asked_for_in_standard_deviations(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    rows = projected.panel.components.rows
    rows.slider("0").setValue(1000)
    settle(projected, qtbot)
    assert edit_of(projected).moves.components[0] == 3
    assert projected.work.shown is not None
    np.testing.assert_allclose(projected.work.shown, latent(PHOTO) + 30)


def test_the_slider_goes_from_the_start_to_the_result(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    brush(projected, qtbot, colour="#000000")
    way = projected.panel.way
    way.slider("share").setValue(500)
    settle(projected, qtbot)
    shown = generator.last(TransferRequest)
    assert isinstance(shown, TransferRequest)
    np.testing.assert_allclose(shown.end, latent(PHOTO) / 2, atol=1)
    way.slider("share").setValue(0)
    settle(projected, qtbot)
    assert not projected.window.canvas.has_preview


def test_play_goes_to_and_fro_until_it_is_stopped(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot)
    shares: list[float] = []
    projected.moves.playing.shown.connect(lambda _, share: shares.append(share))
    projected.panel.play.click()
    qtbot.waitUntil(lambda: len(shares) > 15, timeout=10_000)
    assert shares[:13] == [i / 12 for i in range(13)]
    assert shares[13] == 11 / 12
    projected.discard()
    assert not projected.panel.play.isChecked()
    settle(projected, qtbot)
    assert projected.can_apply


def test_candidates_are_shown_and_one_click_takes_one(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot, colour="#404040")
    projected.window.commands["latent_candidates"].trigger()
    settle(projected, qtbot)
    strip = projected.panel.brushes.candidates
    assert strip.count() == 4
    strip.chosen.emit(2)
    settle(projected, qtbot)
    np.testing.assert_allclose(edit_of(projected).brushed.latent, latent((74, 74, 74)), atol=1)
    projected.undo()
    np.testing.assert_allclose(edit_of(projected).brushed.latent, latent((64, 64, 64)), atol=1)


def test_a_random_car_can_be_taken(projected: LatentRoom, qtbot: QtBot) -> None:
    projected.panel.samples.button.click()
    settle(projected, qtbot)
    assert projected.panel.samples.strip.count() == 12
    projected.panel.samples.chosen.emit(3)
    settle(projected, qtbot)
    np.testing.assert_allclose(edit_of(projected).brushed.latent, latent((60, 90, 90)))
    assert projected.can_apply


def test_styles_of_a_second_picture_are_mixed_in(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    projected.moves._read(np.full((30, 50, 3), 77, np.uint8), "Other car")
    qtbot.waitUntil(lambda: not projected.moves.reading.busy)
    settle(projected, qtbot)
    asked = generator.last(ProjectRequest)
    assert isinstance(asked, ProjectRequest)
    assert asked.method == "cnn"
    moves = edit_of(projected).moves
    assert moves.levels == ("fine",)
    assert moves.mixed is not None
    projected.panel.mixing.boxes["coarse"].click()
    settle(projected, qtbot)
    moved = generator.last(MoveRequest)
    assert edit_of(projected).moves.levels == ("coarse", "fine")
    assert isinstance(moved, MoveRequest)
    assert projected.can_apply


def test_fix_makes_what_is_seen_the_new_start(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot, colour="#202020")
    projected.window.commands["latent_fix"].trigger()
    settle(projected, qtbot)
    edit = edit_of(projected)
    np.testing.assert_allclose(edit.start, latent((32, 32, 32)), atol=1)
    assert not edit.constraints.asks
    assert projected.can_apply  # it is still an edit of the picture
    projected.undo()
    assert edit_of(projected).constraints.asks


def test_the_influence_can_be_painted_and_taken_back(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot)
    projected.window.settings.brush_px = 12
    brush(projected, qtbot, tool="latent_hide")
    projected.panel.shows_influence.setChecked(True)
    settle(projected, qtbot)
    projected.apply()
    settle(projected, qtbot)
    document = document_of(projected)
    mask = document.layers[-1].mask
    assert mask is not None
    assert mask.read(document.bounds)[40, 41, 0] == 0
    assert mask.read(document.bounds)[10, 10, 0] == 255
    assert projected.panel.as_computed.isEnabled()
    projected.panel.as_computed.click()
    assert edit_of(projected).constraints.influence.extent.empty


def test_the_full_picture_is_shown_and_then_landed_without_a_second_time(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    brush(projected, qtbot)
    projected.generate()
    settle(projected, qtbot)
    full = generator.last(TransferRequest)
    assert isinstance(full, TransferRequest)
    assert full.picture.shape == (80, 100, 4)
    count = len(generator.asked)
    projected.apply()
    settle(projected, qtbot)
    assert len(document_of(projected).layers) == 2
    assert len(generator.asked) == count


def test_a_page_of_another_size_asks_for_a_new_projection(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    brush(projected, qtbot)
    document = document_of(projected)
    from dataclasses import replace

    from app.document.edits import Become

    projected.window.change(lambda d: d.apply(Become(d.now, replace(d.now, width=60), "Crop")))
    assert "another size" in projected.panel.notice.text()
    projected.apply()
    assert "another size" in projected.window.messages.text()
    assert len(document.layers) == 1


def test_an_edit_whose_generator_was_removed_says_so(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot)
    models = projected.window.models
    cars = models.cards
    for cards, told in ((tuple(c for c in cars if c.name != "cars"), True), (cars, False)):
        models.cards = cards
        models.changed.emit()
        assert ("has been removed" in projected.panel.notice.text()) is told
    models.cards = ()
    projected.apply()
    assert "has been removed" in projected.window.messages.text()
    assert len(document_of(projected).layers) == 1


def test_what_was_brushed_is_asked_again_of_another_projection(
    projected: LatentRoom, qtbot: QtBot
) -> None:
    brush(projected, qtbot)
    asked = edit_of(projected).constraints
    projected.project()
    settle(projected, qtbot)
    assert edit_of(projected).constraints is asked
    assert projected.can_apply
    projected.undo()
    assert edit_of(projected).untouched


def test_stopping_another_projection_leaves_the_edit_as_it_was(
    projected: LatentRoom, qtbot: QtBot, generator: Generator
) -> None:
    brush(projected, qtbot)
    edit, asked = edit_of(projected), len(generator.asked)
    generator.note = "latent.poor"
    projected.project()
    qtbot.waitUntil(lambda: len(generator.asked) > asked + 2)
    projected.discard()
    settle(projected, qtbot)
    assert edit_of(projected).constraints is edit.constraints
    assert projected.undo_name == "Colour constraint"
    assert "Good fit" in projected.panel.gauge.words.text()
    assert projected.window.canvas.has_preview


def test_an_edit_that_is_a_layer_is_not_applied_twice(projected: LatentRoom, qtbot: QtBot) -> None:
    brush(projected, qtbot)
    projected.apply()
    settle(projected, qtbot)
    document = document_of(projected)
    done = document.done
    projected.apply()
    settle(projected, qtbot)
    assert document.done == done
    assert "already" in projected.window.messages.text()


def test_candidates_need_something_brushed(projected: LatentRoom, generator: Generator) -> None:
    projected.window.commands["latent_candidates"].trigger()
    assert "Brush something first" in projected.window.messages.text()
    assert not any(isinstance(r, EditRequest) for r in generator.asked)


def test_an_edit_keeps_its_own_axes_while_another_generator_is_looked_at(
    projected: LatentRoom,
) -> None:
    panel = projected.panel
    panel.model.setCurrentIndex(panel.model.findData("foreign"))
    panel._on_model()
    assert not panel.folds["axes"].isHidden()
    assert panel.axes.axes[0].name == "length"


def test_a_projection_can_be_stopped(room: LatentRoom, qtbot: QtBot, generator: Generator) -> None:
    room.project()
    qtbot.waitUntil(lambda: len(generator.asked) > 3)
    room.discard()
    assert not room.projecting.busy
    qtbot.wait(50)
    asked = len(generator.asked)
    qtbot.wait(50)
    assert len(generator.asked) == asked
    assert room.work.edit is None
    assert room.panel.project.isEnabled()


def test_an_error_is_told_and_the_edit_stays(
    projected: LatentRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, generator: Generator
) -> None:
    def fail(request: EditRequest) -> Result:
        raise CoachlineError("latent.lost")

    brush(projected, qtbot)
    asked = edit_of(projected).constraints
    monkeypatch.setattr(generator, "_edited", fail)
    brush(projected, qtbot, colour="#0000ff")
    assert projected.window.messages.isVisible()
    projected.undo()
    assert edit_of(projected).constraints is asked


def test_without_a_generator_the_panel_says_how_to_get_one(room: LatentRoom, qtbot: QtBot) -> None:
    panel = room.panel
    panel.model.clear()
    panel.model.addItem("None installed", "")
    room.refresh()
    assert "No generator is installed" in panel.words.text()
    room.project()
    assert not room.projecting.busy
    assert room.window.messages.isVisible()


def test_a_press_of_the_pens_other_end_erases_what_was_asked(projected: LatentRoom) -> None:
    window = projected.window
    window.commands["latent_sketch"].trigger()
    assert window.canvas.eraser is window.tool_choice.tools["latent_eraser"]
    window.commands["brush"].trigger()
    assert window.canvas.eraser is window.tool_choice.tools["eraser"]
