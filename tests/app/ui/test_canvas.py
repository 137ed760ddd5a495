from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.canvas import Canvas

from .conftest import Hand, colour_of

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def ink(hand: Hand) -> np.ndarray:
    """Alpha of the layer Lines."""
    document = hand.window.document
    assert document is not None
    return document.layers[1].tiles.read(document.bounds)[..., 3]


def wheel(canvas: Canvas, at: QPoint, notches: int, modifiers: Qt.KeyboardModifier = NONE,
          touchpad: bool = False) -> None:  # fmt: skip
    phase = Qt.ScrollPhase.ScrollUpdate if touchpad else Qt.ScrollPhase.NoScrollPhase
    moved = QPoint(0, 30 * notches) if touchpad else QPoint()
    event = QWheelEvent(
        QPointF(at), QPointF(canvas.mapToGlobal(at)), moved, QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, phase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def pen(canvas: Canvas, kind: QEvent.Type, at: QPoint, pressure: float, rubber: bool = False
        ) -> None:  # fmt: skip
    pointer = QPointingDevice.PointerType
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus,
        pointer.Eraser if rubber else pointer.Pen,
        QInputDevice.Capability.Pressure | QInputDevice.Capability.Position, 1, 1,
    )  # fmt: skip
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(
        kind, device, QPointF(at), QPointF(canvas.mapToGlobal(at)), pressure, 0, 0, 0, 0, 0,
        NONE, button, buttons,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def stroke(hand: Hand, pressure: float, y: float, rubber: bool = False) -> None:
    canvas = hand.window.canvas
    pen(canvas, QEvent.Type.TabletPress, hand.at(60, y), pressure, rubber)
    pen(canvas, QEvent.Type.TabletMove, hand.at(200, y), pressure, rubber)
    pen(canvas, QEvent.Type.TabletRelease, hand.at(200, y), 0.0, rubber)


def test_pressure_makes_the_line_thicker_and_the_pens_other_end_erases(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.size_px.set_value(20)
    bar.size_px.changed.emit(20)
    stroke(hand, 0.3, 60)
    stroke(hand, 1.0, 150)
    thickness = (ink(hand) > 128).sum(0)[120]
    thin, thick = (ink(hand)[:100] > 128).sum(0)[120], (ink(hand)[100:] > 128).sum(0)[120]
    assert thickness and 4 <= thin <= 8 and 18 <= thick <= 22
    stroke(hand, 1.0, 150, rubber=True)
    assert not ink(hand)[150, 100:180].any()


def test_strokes_land_where_the_pointer_was_in_both_panes(hand: Hand) -> None:
    hand.draw((50.5, 40.5), (50.5, 40.5))
    hand.draw((150.5, 140.5), (150.5, 140.5), pane=1)
    ys, xs = np.nonzero(ink(hand))
    assert xs.min() >= 47 and xs.max() <= 153 and ys.min() >= 37 and ys.max() <= 143
    assert ink(hand)[40, 50] == 255 and ink(hand)[140, 150] == 255


def test_esc_takes_back_the_stroke_under_the_pointer(hand: Hand) -> None:
    canvas, document = hand.window.canvas, hand.window.document
    assert document is not None
    QTest.mousePress(canvas, LEFT, pos=hand.at(50, 50))
    QTest.mouseMove(canvas, hand.at(90, 90))
    assert ink(hand).any()
    hand.key(Qt.Key.Key_Escape)
    assert not ink(hand).any() and not document.can_undo
    QTest.mouseRelease(canvas, LEFT, pos=hand.at(90, 90))
    assert not document.can_undo


def test_the_wheel_zooms_at_the_cursor_and_a_touchpad_pans(hand: Hand) -> None:
    canvas = hand.window.canvas
    at = hand.at(60, 50)
    before = canvas.view.to_document(at.x(), at.y(), canvas.panes()[0])
    wheel(canvas, at, 2)
    assert canvas.view.zoom == pytest.approx(1.25**2)
    after = canvas.view.to_document(at.x(), at.y(), canvas.panes()[0])
    assert after == pytest.approx(before, abs=1)
    y = canvas.view.y
    wheel(canvas, at, 1, touchpad=True)
    assert canvas.view.zoom == pytest.approx(1.25**2)
    assert canvas.view.y == pytest.approx(y - 30 / canvas.view.zoom)
    wheel(canvas, at, -1, CTRL, touchpad=True)
    assert canvas.view.zoom == pytest.approx(1.25)


def test_space_and_the_middle_button_pan_without_drawing(hand: Hand) -> None:
    canvas = hand.window.canvas
    x = canvas.view.x
    QTest.mousePress(canvas, MIDDLE, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(120, 100))
    QTest.mouseRelease(canvas, MIDDLE, pos=QPoint(120, 100))
    assert canvas.view.x == pytest.approx(x - 20)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, LEFT, pos=QPoint(120, 100))
    QTest.mouseMove(canvas, QPoint(100, 100))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(100, 100))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.x == pytest.approx(x)
    assert not ink(hand).any()


def test_alt_picks_the_colour_that_is_shown(hand: Hand) -> None:
    bar = hand.window.brush_bar
    bar.set_colour(QColor(10, 120, 200))
    hand.draw((50, 50), (120, 50))
    bar.set_colour(QColor("black"))
    QTest.mouseClick(hand.window.canvas, LEFT, Qt.KeyboardModifier.AltModifier, hand.at(80.5, 50.5))
    assert bar.colours.colour == QColor(10, 120, 200)


def test_a_locked_layer_is_not_drawn_on_and_it_is_said(hand: Hand) -> None:
    document = hand.window.document
    assert document is not None
    document.active = document.layers[0].id
    hand.draw((50, 50), (120, 50))
    assert not document.can_undo
    assert "“Paper” is locked" in hand.window.messages.text()


def test_the_screen_shows_the_documents_pixels_at_100_percent(hand: Hand) -> None:
    hand.draw((50, 50), (120, 50))
    canvas = hand.window.canvas
    picture = canvas.grab().toImage()
    for x, y, colour in ((80, 50, "#141414"), (80, 90, "#ffffff")):
        at = hand.at(x, y)
        assert picture.pixelColor(at) == QColor(colour)


def test_the_overlay_shows_the_preview_under_the_lines(hand: Hand) -> None:
    canvas = hand.window.canvas
    hand.draw((50, 50), (120, 50))
    hand.wait_for_preview()
    hand.key(Qt.Key.Key_F4)
    canvas.actual_size()
    assert len(canvas.panes()) == 1
    picture = canvas.grab().toImage()
    assert picture.pixelColor(hand.at(80, 90)) == QColor(*colour_of(0))
    assert picture.pixelColor(hand.at(80, 50)).lightness() < 20


def send_move(canvas: Canvas, at: QPointF) -> None:
    """A move of the pressed mouse; the window has no time for anything after it."""
    nothing = Qt.MouseButton.NoButton
    to = canvas.mapToGlobal(at)
    event = QMouseEvent(QEvent.Type.MouseMove, at, to, nothing, LEFT, NONE)
    QApplication.sendEvent(canvas, event)


def test_a_stroke_takes_every_place_that_came_while_the_window_was_busy(hand: Hand) -> None:
    canvas = hand.window.canvas
    shown: list[float] = []
    canvas.pointed.connect(lambda x, y: shown.append(x))
    corners = [(60, 60), (200, 60), (200, 160), (60, 160)]
    QTest.mousePress(canvas, LEFT, pos=hand.at(*corners[0]))
    for corner in corners[1:]:
        send_move(canvas, QPointF(hand.at(*corner)))
    assert len(shown) == 1, "the first is shown at once, the others wait"
    hand.qtbot.waitUntil(lambda: len(shown) == 2)
    alpha = ink(hand)
    for x, y in ((130, 60), (200, 110), (130, 160)):
        assert alpha[y - 3 : y + 4, x - 3 : x + 4].any(), f"{x}, {y}"
    QTest.mouseRelease(canvas, LEFT, pos=hand.at(*corners[-1]))


def test_a_place_that_waits_stays_where_it_was_when_the_view_moves(hand: Hand) -> None:
    canvas = hand.window.canvas
    QTest.mousePress(canvas, LEFT, pos=hand.at(60, 60))
    for point in ((80, 60), (200, 60)):
        send_move(canvas, QPointF(hand.at(*point)))
    canvas.pan(0, 60)
    QTest.mouseRelease(canvas, LEFT, pos=hand.at(200, 60))
    alpha = ink(hand)
    assert alpha[57:64, 140].any() and not alpha[70:].any() and not alpha[:50].any()
