from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from app.ui.picture import Placed, draw_picture
from app.ui.proof import Proof, from_qimage
from app.ui.screen_tiles import ScreenTiles
from app.ui.view import View
from engine.geometry import Rect

PANE = Rect.of_size(400, 300)
LATE = float("inf")


class Screen:
    """A picture of random pixels in tiles, and the screen that they are painted on."""

    def __init__(self, width: int = 300, height: int = 200) -> None:
        self.pixels = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
        self.pixels[..., 3] = 255
        self.proof = Proof(width, height, lambda rect: self.pixels[rect.slices()])
        self.placed = Placed(self.proof, Rect.of_size(width, height))
        self.drawn: list[Rect] = []
        self.tiles = ScreenTiles(self.draw)
        self.image = QImage(PANE.width, PANE.height, QImage.Format.Format_RGB32)

    def draw(self, painter: QPainter, at: QTransform, part: Rect) -> bool:
        self.drawn.append(part)
        painter.fillRect(part.x0, part.y0, part.width, part.height, QColor(9, 9, 9))
        return draw_picture(painter, at, self.placed, part, LATE)

    def paint(self, view: View, tiles: ScreenTiles | None = None) -> NDArray[np.uint8]:
        painter = QPainter(self.image)
        assert (tiles or self.tiles).paint(painter, view, PANE, PANE)
        painter.end()
        return from_qimage(self.image)[..., :3]


@pytest.fixture
def screen(qapp: QApplication) -> Screen:
    return Screen()


def test_actual_size_shows_each_pixel_as_it_is(screen: Screen) -> None:
    shown = screen.paint(View(1, 150, 100))
    assert (shown[50:250, 50:350] == screen.pixels[..., :3]).all()
    assert (shown[:50] == 9).all() and (shown[:, :50] == 9).all()


@pytest.mark.parametrize("angle", [0.0, 90.0, 180.0, -90.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_quarter_turns_and_mirrors_move_whole_pixels(
    screen: Screen, angle: float, mirrored: bool
) -> None:
    shown = screen.paint(View(1, 150, 100, angle, mirrored))
    turned = np.rot90(screen.pixels[..., :3], -round(angle / 90))
    if mirrored:
        turned = turned[:, ::-1]
    height, width = turned.shape[:2]
    x, y = 200 - width // 2, 150 - height // 2
    room = shown[max(y, 0) : y + height, x : x + width]
    assert (room == turned[max(-y, 0) : max(-y, 0) + len(room)]).all()


def test_enlarged_pixels_are_squares_of_one_colour(screen: Screen) -> None:
    shown = screen.paint(View(8, 20, 15))
    view = View(8, 20, 15)
    for x, y in ((10, 10), (20, 15), (30, 25)):
        left, top = (round(n) for n in view.to_screen(x, y, PANE))
        assert (shown[top : top + 8, left : left + 8] == screen.pixels[y, x, :3]).all()


@given(
    st.floats(0.1, 20), st.floats(-180, 180), st.booleans(), st.integers(-90, 90),
    st.integers(-90, 90),
)  # fmt: skip
@hypothesis_settings(max_examples=30, deadline=None)
def test_after_a_pan_the_tiles_show_what_painting_afresh_shows(
    qapp: QApplication, zoom: float, angle: float, mirrored: bool, dx: int, dy: int
) -> None:
    screen = Screen()
    view = View(zoom, 150, 100)
    view.turn(angle, 200, 150, PANE)
    view.mirrored = mirrored
    screen.paint(view)
    view.pan(dx, dy)
    moved = screen.paint(view).astype(int)
    fresh = screen.paint(view, ScreenTiles(screen.draw)).astype(int)
    assert (moved == fresh).all()


def test_panning_inside_the_tiles_paints_nothing_anew(screen: Screen) -> None:
    view = View(1, 150, 100)
    screen.paint(view)
    screen.drawn.clear()
    view.pan(-20, -20)
    screen.paint(view)
    assert not screen.drawn


def test_a_change_paints_its_own_part_alone(screen: Screen) -> None:
    view = View(1, 150, 100)
    screen.paint(view)
    screen.drawn.clear()
    screen.pixels[20:30, 40:60, :3] = 77
    screen.proof.spoil(Rect(40, 20, 60, 30))
    screen.tiles.spoil(Rect(40, 20, 60, 30))
    shown = screen.paint(view)
    assert screen.drawn == [Rect(40, 20, 60, 30)]
    assert (shown[50:250, 50:350] == screen.pixels[..., :3]).all()


def test_what_was_drawn_beyond_the_part_that_was_asked_for_is_told(qapp: QApplication) -> None:
    ready = False
    tiles = ScreenTiles(lambda painter, at, part: ready)
    view, part = View(1, 150, 100), Rect(300, 100, 310, 110)
    image = QImage(PANE.width, PANE.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert not tiles.paint(painter, view, PANE, PANE)  # and the screen shows nothing yet
    ready = True
    assert tiles.paint(painter, view, PANE, part)
    touched = [key for key in tiles._tiles if tiles._stale.get(key) is None]
    assert touched and not tiles.beyond.empty
    assert tiles.beyond & PANE == tiles.beyond and part & tiles.beyond == part
    tiles.paint(painter, view, PANE, tiles.beyond)
    assert tiles.beyond.empty  # all of it is on the screen
    painter.end()
