"""A designer who works at random, but with real keys and the real pointer: everything that was
done is undone to the first state, bit for bit, and done again to the last."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.state import State
from app.ui.main_window import MainWindow
from app.ui.proof import from_qimage

from .conftest import Hand

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
ACTIONS = 200


class Designer:
    """Chooses what to do by a seed."""

    def __init__(self, hand: Hand, seed: int) -> None:
        self.hand, self.window = hand, hand.window
        self.chance = random.Random(seed)
        self.did: list[str] = []

    def act(self) -> None:
        name, weight = zip(*WAYS.items(), strict=True)
        way = self.chance.choices(name, weight)[0]
        self.did.append(way.__name__)
        way(self)
        self.rest()

    def rest(self) -> None:
        """Fills and changes of a selection are computed beside the window."""
        window = self.window
        self.hand.qtbot.waitUntil(lambda: not window.selecting.busy and not window.work.busy)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        if not self.window.isActiveWindow():  # a dialog of progress had the keyboard
            self.window.activateWindow()
            self.hand.qtbot.waitUntil(self.window.isActiveWindow)
        self.window.canvas.setFocus()
        QTest.keyClick(self.window.canvas, key, keys)

    def place(self) -> QPoint:
        """Somewhere on the page, as it lies on the screen."""
        document = self.window.document
        assert document is not None
        x = self.chance.uniform(-10, document.width + 10)
        y = self.chance.uniform(-10, document.height + 10)
        return self.hand.at(x, y, 0)

    def drag(self, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        canvas = self.window.canvas
        where = [self.place() for _ in range(self.chance.randint(2, 4))]
        QTest.mouseMove(canvas, where[0])
        QTest.mousePress(canvas, button, keys, where[0])
        for point in where[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, button, keys, where[-1])

    # what a designer does

    def paint(self) -> None:
        self.key(self.chance.choice((Key.Key_B, Key.Key_B, Key.Key_E)))
        for _ in range(self.chance.randint(0, 3)):
            self.key(self.chance.choice((Key.Key_BracketLeft, Key.Key_BracketRight)))
        self.drag()

    def change_colours(self) -> None:
        self.key(self.chance.choice((Key.Key_X, Key.Key_D)))

    def fill(self) -> None:
        self.key(Key.Key_G)
        QTest.mouseClick(self.window.canvas, LEFT, NONE, self.place())

    def select(self) -> None:
        self.key(self.chance.choice((Key.Key_M, Key.Key_L)))
        self.drag(keys=self.chance.choice((NONE, NONE, SHIFT, ALT)))

    def change_selection(self) -> None:
        self.key(
            *self.chance.choice(((Key.Key_A, CTRL), (Key.Key_D, CTRL), (Key.Key_I, CTRL | SHIFT)))
        )

    def clear(self) -> None:
        document = self.window.document
        assert document is not None
        if document.selection is not None:
            self.key(Key.Key_Delete)

    def change_layers(self) -> None:
        self.key(
            *self.chance.choice(
                (
                    (Key.Key_N, CTRL | SHIFT), (Key.Key_J, CTRL), (Key.Key_BracketRight, CTRL),
                    (Key.Key_BracketLeft, CTRL), (Key.Key_BracketRight, ALT),
                    (Key.Key_BracketLeft, ALT), (Key.Key_Slash, NONE), (Key.Key_G, CTRL),
                    (Key.Key_E, CTRL),
                )
            )
        )  # fmt: skip

    def use_the_menu(self) -> None:
        """What has no key."""
        names = ("add_mask", "apply_mask", "delete_mask", "layer_mirror", "picture_clockwise")
        self.window.commands[self.chance.choice(names)].trigger()

    def move(self) -> None:
        self.key(Key.Key_V)
        self.drag()

    def crop(self) -> None:
        self.key(Key.Key_C)
        self.drag()
        self.key(self.chance.choice((Key.Key_Return, Key.Key_Escape)))

    def undo(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.key(Key.Key_Z, CTRL)

    def redo(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.key(Key.Key_Z, CTRL | SHIFT)

    def look(self) -> None:
        self.key(
            *self.chance.choice(
                (
                    (Key.Key_4, NONE), (Key.Key_6, NONE), (Key.Key_5, NONE), (Key.Key_H, SHIFT),
                    (Key.Key_0, CTRL), (Key.Key_1, CTRL), (Key.Key_Plus, NONE),
                    (Key.Key_Minus, NONE), (Key.Key_F2, NONE), (Key.Key_F3, NONE),
                )
            )
        )  # fmt: skip

    def pan(self) -> None:
        self.drag(MIDDLE)

    def change_ones_mind(self) -> None:
        """A stroke that Esc takes back."""
        canvas = self.window.canvas
        self.key(Key.Key_B)
        QTest.mousePress(canvas, LEFT, NONE, self.place())
        QTest.mouseMove(canvas, self.place())
        QTest.keyClick(canvas, Key.Key_Escape)
        QTest.mouseRelease(canvas, LEFT, NONE, self.place())


WAYS: dict[Callable[[Designer], None], int] = {
    Designer.paint: 10,
    Designer.change_colours: 2,
    Designer.fill: 3,
    Designer.select: 4,
    Designer.change_selection: 2,
    Designer.clear: 2,
    Designer.change_layers: 6,
    Designer.use_the_menu: 3,
    Designer.move: 2,
    Designer.crop: 2,
    Designer.undo: 3,
    Designer.redo: 2,
    Designer.look: 4,
    Designer.pan: 2,
    Designer.change_ones_mind: 2,
}


def content(state: State) -> list[tuple[object, ...]]:
    """All that a state says of the picture, pixels as bytes."""
    rows: list[tuple[object, ...]] = [(state.width, state.height)]
    for layer in state.layers:
        pixels = layer.tiles.read(state.bounds).tobytes()
        mask = None if layer.mask is None else layer.mask.read(state.bounds).tobytes()
        rows.append(
            (
                layer.id, layer.name, layer.kind, layer.opacity, layer.visible, layer.locked,
                layer.blend, layer.parent, pixels, mask,
            )
        )  # fmt: skip
    if state.selection is not None:
        rows.append((state.selection.mask(state.bounds).tobytes(),))
    return rows


def on_screen(window: MainWindow) -> NDArray[np.uint8]:
    """What the canvas shows of the page at 100 %, without pointer and messages."""
    window.messages.hide()
    for name in ("turn_back", "view_drawing", "hand"):
        window.commands[name].trigger()
    if window.canvas.view.mirrored:
        window.commands["mirror"].trigger()
    while True:
        QApplication.processEvents()
        window.commands["fit"].trigger()
        window.commands["actual_size"].trigger()
        image = window.canvas.grab().toImage()
        if window.canvas.settled:
            break
    canvas = window.canvas
    assert canvas.document is not None
    page = canvas.view.page(canvas.document.bounds, canvas.panes()[0])
    pixels = from_qimage(image)
    assert page.x0 >= 0 and page.y0 >= 40 and page.x1 <= pixels.shape[1], "all of it is in sight"
    return pixels[page.slices()]


@pytest.mark.parametrize("seed", [1])
def test_two_hundred_actions_are_undone_and_done_again_bit_for_bit(hand: Hand, seed: int) -> None:
    window, document = hand.window, hand.window.document
    assert document is not None
    window.sketch_room.panel.set_live(False)
    first, first_seen = content(document.now), on_screen(window)
    designer = Designer(hand, seed)
    for _ in range(ACTIONS):
        designer.act()
    assert set(designer.did) == {way.__name__ for way in WAYS}
    steps = len(document.history)
    assert steps > 20
    while document.can_redo:
        designer.key(Key.Key_Z, CTRL | SHIFT)
    if document.selection is not None:
        designer.key(Key.Key_D, CTRL)
    last, last_seen = content(document.now), on_screen(window)
    while document.can_undo:
        designer.key(Key.Key_Z, CTRL)
    assert content(document.now) == first, designer.did
    assert (on_screen(window) == first_seen).all(), designer.did
    while document.can_redo:
        designer.key(Key.Key_Z, CTRL | SHIFT)
    assert content(document.now) == last, designer.did
    assert (on_screen(window) == last_seen).all(), designer.did
