"""The drawing surface: a sheet that hands the pointer to a tool."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.document.document import Document
from app.ui.painting import Scene
from app.ui.pointers import HandTool, PickerTool, Pointer, Touch
from app.ui.sheet import Sheet
from engine.geometry import Rect


class Canvas(Sheet):
    """tool: what the pointer does; eraser: what a pen's other end does.
    picks_layer: colours are picked from the active layer.

    Signals: pointed(x, y) in document pixels, left(), picked(QColor), refused(sentence): why
    nothing was drawn. lowered(), lifted(): the pointer went down, up.
    """

    pointed = Signal(float, float)
    left = Signal()
    picked = Signal(QColor)
    refused = Signal(str)
    lifted = Signal()
    lowered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Canvas"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.tool: Pointer = HandTool()
        self.eraser: Pointer = self.tool
        self.picks_layer = False
        self._hand, self._picker = HandTool(), PickerTool()
        self._space = False
        self._keys = Qt.KeyboardModifier.NoModifier  # as the last event of the pointer had them
        self._pressed: tuple[Pointer, Rect] | None = None
        self._at: tuple[float, float] | None = None
        self._passed: list[Touch] = []  # since the window had time for it, the oldest first
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._catch_up)
        self._radius = 0  # of the ring that is on the screen, in device pixels

    def show_document(self, document: Document) -> None:
        self.finish_stroke()
        super().show_document(document)

    def paint_over(self, scene: Scene) -> None:
        """What the tool shows, and the ring of the brush, in each pane where the pointer is in
        one of them."""
        super().paint_over(scene)
        self._pointer().paint(scene)
        diameter = self._pointer().outline()
        if diameter is not None and self._at is not None and not self._space:
            x, y = self.view.to_document(*self._at, self.pane_at(*self._at))
            scene.ring(x, y, diameter)

    def _pointer(self) -> Pointer:
        if self._pressed is not None:
            return self._pressed[0]
        return self._hand if self._space else self.tool

    def refresh_cursor(self) -> None:
        """Show the cursor of the tool; the ring replaces it where it is large enough."""
        pointer = self._pointer()
        diameter = pointer.outline()
        if diameter is not None and diameter * self.view.zoom >= 8:
            self.setCursor(Qt.CursorShape.BlankCursor)
        else:
            self.setCursor(pointer.cursor)
        self._repaint_ring()

    def _repaint_ring(self) -> None:
        if self._at is None:
            return
        now = int((self._pointer().outline() or 0) * self.view.zoom / 2) + 4
        radius, self._radius = max(now, self._radius), now
        x, y = self.view.to_document(*self._at, self.pane_at(*self._at))
        for pane in self.panes():
            sx, sy = self.view.to_screen(x, y, pane)
            self.update_part(Rect(int(sx), int(sy), int(sx) + 1, int(sy) + 1).grown(radius))

    def _touch(self, at: tuple[float, float], pressure: float, pane: Rect) -> Touch:
        x, y = self.view.to_document(*at, pane)
        return Touch(x, y, pressure, at, pane, self._keys)

    def _press(self, pointer: Pointer, at: tuple[float, float], pressure: float) -> None:
        self._catch_up()
        if self.document is None or self._pressed is not None:
            return
        pane = self.pane_at(*at)
        self._pressed = (pointer, pane)
        self.lowered.emit()
        pointer.press(self, self._touch(at, pressure, pane))

    def _move(self, at: tuple[float, float], pressure: float) -> None:
        """A mouse may tell a thousand places a second: a stroke takes all of them, the ring and
        the status bar only the last of those that came while the window was busy."""
        pane = self._pressed[1] if self._pressed else self.pane_at(*at)
        self._passed.append(self._touch(at, pressure, pane))  # now: the view may turn meanwhile
        if not self._late.isActive():
            self._catch_up()
            self._late.start()

    def _catch_up(self) -> None:
        touches, self._passed = self._passed, []
        if not touches:
            return
        self._repaint_ring()
        self._at = touches[-1].screen
        self._repaint_ring()
        if self._pressed is not None:
            for touch in touches:
                self._pressed[0].move(self, touch)
        else:
            self.refresh_cursor()
            if self.document is not None:
                self._pointer().hover(self, touches[-1])
        self.pointed.emit(*self.view.to_document(*self._at, touches[-1].pane))

    @property
    def space(self) -> bool:
        """Whether the space bar is down."""
        return self._space

    @property
    def pressed(self) -> bool:
        """Whether the pointer is down."""
        return self._pressed is not None

    def finish_stroke(self) -> None:
        """Lift the pointer: what it drew stays. Needed before any other edit."""
        self._catch_up()
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            pressed[0].release(self)
            self.refresh_cursor()
            self.lifted.emit()

    def cancel_stroke(self) -> bool:
        """Take back what the pointer is doing; False if that is nothing."""
        self._catch_up()
        pressed, self._pressed = self._pressed, None
        if pressed is None and self.tool.busy:
            self.tool.cancel(self)
            return True
        if pressed is not None:
            pressed[0].cancel(self)
            self.refresh_cursor()
            self.lifted.emit()
        return pressed is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keys = event.modifiers()
        at = self.to_device(event.position())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._press(self._hand, at, 1.0)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(self._pointer_for(event.modifiers()), at, 1.0)

    def _pointer_for(self, keys: Qt.KeyboardModifier) -> Pointer:
        """The tool that a press with these keys is for: Alt alone picks a colour."""
        pointer = self._pointer()
        return (
            self._picker if pointer.picks and keys == Qt.KeyboardModifier.AltModifier else pointer
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._catch_up()
        self._keys = event.modifiers()
        if event.button() == Qt.MouseButton.LeftButton and self.document is not None:
            at = self.to_device(event.position())
            pointer, pane = self._pointer_for(event.modifiers()), self.pane_at(*at)
            self._pressed = (pointer, pane)
            pointer.double(self, self._touch(at, 1.0, pane))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._keys = event.modifiers()
        self._move(self.to_device(event.position()), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self.finish_stroke()

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._keys = event.modifiers()
        at = self.to_device(event.position())
        kind = event.type()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            pointer = self.eraser if rubber else self._pointer_for(event.modifiers())
            self._press(pointer, at, event.pressure())
        elif kind == QEvent.Type.TabletMove:
            self._move(at, event.pressure())
        elif kind == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self.finish_stroke()
        else:
            event.ignore()
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = self.to_device(event.position())
        zooming = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        touchpad = (
            event.phase() != Qt.ScrollPhase.NoScrollPhase
            or event.pointingDevice().type() == QPointingDevice.DeviceType.TouchPad
        )
        if touchpad and not zooming:
            moved = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
            scale = self.devicePixelRatioF()
            self.pan(moved.x() * scale, moved.y() * scale)
        else:
            notches = event.angleDelta().y() / 120
            self.zoom_at(self.view.zoom * 1.25**notches, at, self.pane_at(*at))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            at = self.to_device(event.position())
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(self.view.zoom * (1 + event.value()), at, self.pane_at(*at))
                return True
            if event.gestureType() == Qt.NativeGestureType.RotateNativeGesture:
                self.turn(self.view.angle + event.value())
                return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.tool.takes(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._catch_up()
        self._repaint_ring()
        self._at = None
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            self.refresh_cursor()
        elif self.tool.takes(event):
            self.tool.key(self, event)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.refresh_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False
        super().focusOutEvent(event)
