"""The tools that move, transform and crop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QTransform

from app.document.affine import Affine
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch
from app.ui.pointers.handles import Box, Handle, cursor_for
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.canvas import Canvas
    from app.ui.painting import Scene

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TURN = 15  # degrees of a turn with Shift


class Arranger(Protocol):
    """What the tools ask the window for."""

    def movable(self) -> Rect | None:
        """A rectangle around what would be moved, which is told where it is nothing."""
        ...

    def box(self) -> Rect | None:
        """The same, without a word."""
        ...

    def lift(self) -> QImage | None:
        """Take what is moved out of the picture, and give a picture of it for its rectangle."""
        ...

    def show_moved(self, dx: int, dy: int) -> None:
        """Show it moved, until it is applied or put back."""
        ...

    @property
    def lifted(self) -> bool:
        """Whether what was lifted is still out of the picture; an undo puts it back, too."""
        ...

    def put_back(self) -> None: ...

    def done(self) -> None:
        """The transform is over."""
        ...

    def apply(self, how: Affine) -> None: ...

    def crop(self, rect: Rect) -> None: ...


class MoveTool(Pointer):
    """Moves the chosen layers by whole pixels, which keeps every number."""

    cursor = Qt.CursorShape.SizeAllCursor
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: move the layer · Shift: straight · arrows: by a pixel, with Shift by ten"
    )

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._start: tuple[float, float] | None = None
        self._moved = (0, 0)

    def press(self, canvas: Canvas, touch: Touch) -> None:
        self._start = None
        if self._arranger.movable() is not None:
            self._start, self._moved = (touch.x, touch.y), (0, 0)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._start is None:
            return
        dx, dy = round(touch.x - self._start[0]), round(touch.y - self._start[1])
        if touch.shift:
            dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        if (dx, dy) != self._moved:
            self._moved = dx, dy
            self._arranger.show_moved(dx, dy)

    def release(self, canvas: Canvas) -> None:
        if self._start is not None:
            self._start = None
            self._arranger.apply(Affine.shift(*self._moved))

    def cancel(self, canvas: Canvas) -> None:
        self._start = None
        self._arranger.put_back()

    def takes(self, event: QKeyEvent) -> bool:
        keys = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        return event.key() in _ARROWS and keys == Qt.KeyboardModifier.NoModifier

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:
        step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        dx, dy = _ARROWS[Qt.Key(event.key())]
        if self._arranger.movable() is not None:
            self._arranger.apply(Affine.shift(step * dx, step * dy))


class TransformTool(Pointer):
    """Free transform: a box with handles that Enter applies and Esc puts back."""

    hint = QT_TRANSLATE_NOOP(
        "Hints",
        "Handles: scale, with Shift in proportion, with Alt about the middle · outside: turn · "
        "Enter: apply · Esc: discard",
    )

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._box: Box | None = None  # once something has been moved
        self._picture: QImage | None = None
        self._from: tuple[Handle | str, Box, tuple[float, float]] | None = None

    @property
    def busy(self) -> bool:
        if self._box is not None and not self._arranger.lifted:
            self._forget()
        return self._box is not None

    def _shown(self) -> Box | None:
        if self.busy:
            return self._box
        rect = self._arranger.box()
        return None if rect is None else Box(rect)

    def _part(self, canvas: Canvas, touch: Touch, box: Box) -> Handle | str:
        """The handle under the pointer, else "inside" or "outside"."""
        handle = box.hit(touch.screen, canvas.view, touch.pane, canvas.devicePixelRatioF())
        return handle or ("inside" if box.holds(touch.x, touch.y) else "outside")

    def hover(self, canvas: Canvas, touch: Touch) -> None:
        box = self._shown()
        if box is None:
            return
        part = self._part(canvas, touch, box)
        if isinstance(part, tuple):
            self.cursor = cursor_for(part, box.how, canvas.view, touch.pane)
        else:
            inside = part == "inside"
            shape = Qt.CursorShape
            self.cursor = shape.SizeAllCursor if inside else shape.PointingHandCursor
        canvas.setCursor(self.cursor)

    def press(self, canvas: Canvas, touch: Touch) -> None:
        box = self._box if self.busy else None
        if box is None:
            rect = self._arranger.movable()
            if rect is None:
                return
            self._picture = self._arranger.lift()
            self._box = box = Box(rect)
        self._from = (self._part(canvas, touch, box), box, (touch.x, touch.y))

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._from is None or not self.busy:
            return
        part, box, start = self._from
        if isinstance(part, tuple):
            how = _scaled(box, part, (touch.x, touch.y), touch)
        elif part == "inside":
            # Whole pixels: what is only moved keeps its numbers.
            dx, dy = round(touch.x - start[0]), round(touch.y - start[1])
            if touch.shift:
                dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
            how = Affine.shift(dx, dy) @ box.how
        else:
            how = _turned(box, start, (touch.x, touch.y), touch.shift)
        self._box = Box(box.rect, how)
        canvas.update()

    def release(self, canvas: Canvas) -> None:
        self._from = None

    def cancel(self, canvas: Canvas) -> None:
        self._forget()
        self._arranger.put_back()
        self._arranger.done()

    def double(self, canvas: Canvas, touch: Touch) -> None:
        if self.busy and self._box is not None and self._box.holds(touch.x, touch.y):
            self._apply(canvas)
            self._arranger.done()
        else:
            self.press(canvas, touch)

    def takes(self, event: QKeyEvent) -> bool:
        return self.busy and event.key() in _ENTER

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:
        self._apply(canvas)
        self._arranger.done()

    def _apply(self, canvas: Canvas) -> None:
        box = self._box
        self._forget()
        self._arranger.put_back()
        if box is not None:
            self._arranger.apply(box.how)
        canvas.update()

    def leave(self, canvas: Canvas) -> None:
        """Another tool: what was transformed stays so."""
        if self.busy:
            self._apply(canvas)
        canvas.update()

    def _forget(self) -> None:
        self._box = self._picture = self._from = None

    def paint(self, scene: Scene) -> None:
        box = self._shown()
        if box is None:
            return
        if self._box is not None and self._picture is not None:
            how, rect, painter = box.how, box.rect, scene.painter
            painter.save()
            there = QTransform(how.a, how.d, how.b, how.e, how.c, how.f)
            painter.setTransform(there * scene.view.transform(scene.pane), combine=True)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(rect.x0, rect.y0, rect.width, rect.height), self._picture)
            painter.restore()
        box.paint(scene, scene.painter.device().devicePixelRatioF())


def _scaled(box: Box, handle: Handle, at: tuple[float, float], touch: Touch) -> Affine:
    """The box with a handle pulled to a point: Shift keeps the proportions, Alt the middle."""
    x, y = box.how.inverse()(*at)
    about = box.at((0.5, 0.5) if touch.alt else (1 - handle[0], 1 - handle[1]))
    hx, hy = box.at(handle)
    sx = (x - about[0]) / (hx - about[0]) if hx != about[0] and handle[0] != 0.5 else 1.0
    sy = (y - about[1]) / (hy - about[1]) if hy != about[1] and handle[1] != 0.5 else 1.0
    if touch.shift:
        if handle[0] == 0.5:
            sx = abs(sy)
        elif handle[1] == 0.5:
            sy = abs(sx)
        else:
            size = max(abs(sx), abs(sy))
            sx, sy = math.copysign(size, sx), math.copysign(size, sy)
    # Never flat: it could not be pulled up again.
    sx = math.copysign(max(abs(sx), 1 / box.rect.width), sx)
    sy = math.copysign(max(abs(sy), 1 / box.rect.height), sy)
    return box.how @ Affine.scale(sx, sy, about)


def _turned(box: Box, start: tuple[float, float], at: tuple[float, float], steps: bool) -> Affine:
    x, y = box.how(*box.at((0.5, 0.5)))
    degrees = math.degrees(
        math.atan2(at[1] - y, at[0] - x) - math.atan2(start[1] - y, start[0] - x)
    )
    if steps:
        degrees = _TURN * round(degrees / _TURN)
    return Affine.turn(degrees, (x, y)) @ box.how


class CropTool(Pointer):
    """A frame that Enter cuts the picture to."""

    cursor = Qt.CursorShape.CrossCursor
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: frame · Shift: square · Enter or double click: crop · Esc: discard"
    )

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._rect: Rect | None = None
        self._from: tuple[Handle | str, Rect, tuple[float, float]] | None = None

    @property
    def busy(self) -> bool:
        return self._rect is not None

    def hover(self, canvas: Canvas, touch: Touch) -> None:
        self.cursor = Qt.CursorShape.CrossCursor
        if self._rect is not None:
            box = Box(self._rect)
            handle = box.hit(touch.screen, canvas.view, touch.pane, canvas.devicePixelRatioF())
            if handle is not None:
                self.cursor = cursor_for(handle, box.how, canvas.view, touch.pane)
            elif box.holds(touch.x, touch.y):
                self.cursor = Qt.CursorShape.SizeAllCursor
        canvas.setCursor(self.cursor)

    def press(self, canvas: Canvas, touch: Touch) -> None:
        at = (touch.x, touch.y)
        if self._rect is not None:
            box = Box(self._rect)
            part: Handle | str | None = box.hit(
                touch.screen, canvas.view, touch.pane, canvas.devicePixelRatioF()
            )
            if part is None and box.holds(*at):
                part = "inside"
            if part is not None:
                self._from = (part, self._rect, at)
                return
        corner = (round(touch.x), round(touch.y))
        self._rect = None
        self._from = ((1.0, 1.0), Rect(*corner, *corner), at)
        canvas.update()

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._from is None:
            return
        part, rect, start = self._from
        if not isinstance(part, tuple):
            self._rect = rect.moved(round(touch.x - start[0]), round(touch.y - start[1]))
        else:
            self._rect = _framed(rect, part, touch)
        canvas.update()

    def release(self, canvas: Canvas) -> None:
        self._from = None
        if self._rect is not None and self._rect.empty:
            self._rect = None
        canvas.update()

    def cancel(self, canvas: Canvas) -> None:
        self._rect = self._from = None
        canvas.update()

    def double(self, canvas: Canvas, touch: Touch) -> None:
        if self._rect is not None and Box(self._rect).holds(touch.x, touch.y):
            self._apply(canvas)
        else:
            self.press(canvas, touch)

    def takes(self, event: QKeyEvent) -> bool:
        return self.busy and event.key() in _ENTER

    def key(self, canvas: Canvas, event: QKeyEvent) -> None:
        self._apply(canvas)

    def _apply(self, canvas: Canvas) -> None:
        rect, self._rect, self._from = self._rect, None, None
        if rect is not None:
            self._arranger.crop(rect)
        canvas.update()

    def paint(self, scene: Scene) -> None:
        if self._rect is None or self._rect.empty:
            return
        box = Box(self._rect)
        around = QPainterPath()
        pane = scene.pane
        around.addRect(QRectF(pane.x0, pane.y0, pane.width, pane.height))
        inner = QPainterPath()
        inner.addPolygon(box.outline(scene))
        inner.closeSubpath()
        scene.painter.fillPath(around - inner, QColor(0, 0, 0, 130))
        box.paint(scene, scene.painter.device().devicePixelRatioF())


def _framed(rect: Rect, handle: Handle, touch: Touch) -> Rect:
    """A rectangle with a handle pulled to the pointer; Shift makes it square."""
    x0, y0, x1, y1 = rect.x0, rect.y0, rect.x1, rect.y1
    x, y = round(touch.x), round(touch.y)
    if handle[0] != 0.5:
        x0, x1 = (x, x1) if handle[0] == 0 else (x0, x)
    if handle[1] != 0.5:
        y0, y1 = (y, y1) if handle[1] == 0 else (y0, y)
    if touch.shift and 0.5 not in handle:
        side = max(abs(x1 - x0), abs(y1 - y0))
        across, down = math.copysign(side, x1 - x0), math.copysign(side, y1 - y0)
        if handle[0] == 0:
            x0 = x1 - int(across)
        else:
            x1 = x0 + int(across)
        if handle[1] == 0:
            y0 = y1 - int(down)
        else:
            y1 = y0 + int(down)
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
