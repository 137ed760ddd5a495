"""The Latent room with an engine of its own: latents are colours, and everything is at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.edits import AddLayer
from app.document.layer import Layer, LayerKind, new_id
from app.document.selection import Select, Selection
from app.document.tiles import Tiles
from app.jobs.latent_edit import LatentEdit
from app.jobs.runner import JobRunner
from app.settings import Settings
from app.ui import theme
from app.ui.latent_room import LatentRoom
from app.ui.main_window import MainWindow
from engine import recipes
from engine.errors import CoachlineError
from engine.geometry import Rect
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
    qtbot.addWidget(window, before_close_func=lambda w: w.document and w.document.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    return window


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


def brush(room: LatentRoom, qtbot: QtBot, tool: str = "latent_colour", colour: str = "#10c020") -> None:
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
