"""The drawing surface: shows the document and the preview, and hands the pointer to a tool."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.ui import painting
from app.ui.painting import Placed
from app.ui.pointers import HandTool, PickerTool, Pointer, Touch
from app.ui.proof import Proof
from app.ui.view import View
from engine.geometry import Rect
from engine.ops.colour import to_srgb8

_BUDGET = 0.030  # seconds of composing in one repaint; the rest follows in the next


def seen(document: Document, layers: Sequence[Layer], rect: Rect) -> NDArray[np.uint8]:
    """Layers of a document as the screen shows them: H×W×4 uint8 sRGB, straight alpha."""
    return to_srgb8(flatten(layers, rect, document.dtype), document.icc)


class Canvas(QWidget):
    """Shows a document in one of three modes.

    "drawing": the document. "split": the drawing (without generated layers, unless one of them
    is being worked on) beside the preview. "overlay": the drawing's lines over the preview.

    Signals: pointed(x, y) in document pixels, left(), zoomed(zoom), picked(QColor),
    refused(sentence): why nothing was drawn. lifted(): the pointer went up.
    """

    pointed = Signal(float, float)
    left = Signal()
    zoomed = Signal(float)
    picked = Signal(QColor)
    refused = Signal(str)
    lifted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Canvas"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMinimumSize(320, 240)
        self.document: Document | None = None
        self.view = View()
        self.tool: Pointer = HandTool()
        self.eraser: Pointer = self.tool
        self.zoom_key = False
        self._hand, self._picker = HandTool(), PickerTool()
        self._mode = "split"
        self._whole: Proof | None = None
        self._drawing: Proof | None = None
        self._preview: Placed | None = None
        self._busy = False
        self._fitted = True
        self._space = False
        self._pressed: tuple[Pointer, Rect] | None = None
        self._at: tuple[float, float] | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self.update)

    # what is shown

    def show_document(self, document: Document) -> None:
        self.finish_stroke()
        if self.document is not None:
            self.document.unwatch(self._on_changed)
        self.document = document
        document.watch(self._on_changed)
        self._whole = Proof(document.width, document.height, self._compose_whole)
        self._drawing = Proof(document.width, document.height, self._compose_drawing)
        self._shown = self._drawing_layers()
        self._preview = None
        self.fit()

    def show_preview(self, pixels: NDArray[Any] | None, region: Rect | None = None) -> None:
        """pixels: H×W×4 uint8 for `region` of the document; None takes the preview away."""
        if pixels is None or region is None:
            self._preview = None
        else:
            height, width = pixels.shape[:2]
            self._preview = Placed(Proof(width, height, lambda r: pixels[r.slices()]), region)
        self.update()

    @property
    def has_preview(self) -> bool:
        return self._preview is not None

    def set_busy(self, busy: bool) -> None:
        """Whether a newer preview is being computed."""
        self._busy = busy
        self.update()

    @property
    def mode(self) -> str:
        return self._mode

    def set_mode(self, mode: str) -> None:
        self._mode = mode
        self._refit()
        self.update()

    def _drawing_layers(self) -> tuple[Layer, ...]:
        assert self.document is not None
        layers = self.document.layers
        active = self.document.active
        if any(x.id == active and x.kind == LayerKind.GENERATED for x in layers):
            return layers
        return tuple(x for x in layers if x.kind != LayerKind.GENERATED)

    def _compose_whole(self, rect: Rect) -> NDArray[np.uint8]:
        assert self.document is not None
        return seen(self.document, self.document.layers, rect)

    def _compose_drawing(self, rect: Rect) -> NDArray[np.uint8]:
        assert self.document is not None
        return seen(self.document, self._drawing_layers(), rect)

    def refresh_drawing(self) -> None:
        """The active layer changed: other layers may now make the drawing."""
        if self.document is None or self._drawing is None:
            return
        ids = [x.id for x in self._drawing_layers()]
        if ids != [x.id for x in self._shown]:
            self._shown = self._drawing_layers()
            self._drawing.spoil(self.document.bounds)
            self.update()

    def _on_changed(self, rect: Rect) -> None:
        assert self._whole is not None and self._drawing is not None
        self._whole.spoil(rect)
        self._drawing.spoil(rect)
        self.refresh_drawing()
        for pane in self.panes():
            self._update(self.view.covering(rect, pane).grown(2) & pane)

    # geometry, in device pixels

    def panes(self) -> list[Rect]:
        scale = self.devicePixelRatioF()
        width, height = round(self.width() * scale), round(self.height() * scale)
        if self._mode != "split":
            return [Rect(0, 0, width, height)]
        middle = width // 2
        return [Rect(0, 0, middle - 1, height), Rect(middle + 1, 0, width, height)]

    def _pane_at(self, x: float, y: float) -> Rect:
        panes = self.panes()
        return next((p for p in panes if p.x0 <= x < p.x1), panes[0])

    def _device(self, point: QPointF) -> tuple[float, float]:
        scale = self.devicePixelRatioF()
        return point.x() * scale, point.y() * scale

    def _update(self, rect: Rect) -> None:
        """Repaint device pixels."""
        scale = self.devicePixelRatioF()
        x0, y0 = int(rect.x0 / scale) - 1, int(rect.y0 / scale) - 1
        x1, y1 = int(rect.x1 / scale) + 2, int(rect.y1 / scale) + 2
        self.update(QRect(QPoint(x0, y0), QPoint(x1, y1)))

    # view

    def fit(self) -> None:
        """Show the whole document."""
        self._fitted = True
        self._refit()

    def _refit(self) -> None:
        if self.document is not None and self._fitted:
            self.view.fit(self.document.width, self.document.height, self.panes()[0])
            self._moved()

    def actual_size(self) -> None:
        """One document pixel on one pixel of the screen."""
        self.zoom_at(1.0, None, None)

    def zoom_step(self, direction: int) -> None:
        self.zoom_at(self.view.step(direction), None, None)

    def zoom_at(
        self, zoom: float, point: tuple[float, float] | None, pane: Rect | None = None
    ) -> None:
        """Zoom around a device pixel, by default the middle of the pane."""
        pane = pane or self.panes()[0]
        middle = ((pane.x0 + pane.x1) / 2, (pane.y0 + pane.y1) / 2)
        self._fitted = False
        self.view.zoom_at(zoom, *(point or middle), pane)
        self._moved()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels."""
        self._fitted = False
        self.view.pan(dx, dy)
        self._moved()

    def _moved(self) -> None:
        if self.document is not None:
            self.view.keep_near(self.document.width, self.document.height)
        self.zoomed.emit(self.view.zoom)
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        scale = self.devicePixelRatioF()
        dirty = event.rect()
        clip = Rect(
            int(dirty.left() * scale),
            int(dirty.top() * scale),
            int(-(-(dirty.right() + 1) * scale // 1)),
            int(-(-(dirty.bottom() + 1) * scale // 1)),
        )
        painter = QPainter(self)
        painter.scale(1 / scale, 1 / scale)
        painter.fillRect(QRectF(clip.x0, clip.y0, clip.width, clip.height), painting.surround())
        if self.document is None or self._whole is None or self._drawing is None:
            return
        deadline = time.perf_counter() + _BUDGET
        panes = self.panes()
        done = True
        for i, pane in enumerate(panes):
            part = clip & pane
            if part.empty:
                continue
            painter.save()
            painter.setClipRect(QRect(part.x0, part.y0, part.width, part.height))
            scene = painting.Scene(painter, self.view, pane, part, deadline)
            done &= self._paint_pane(scene, preview=i == 1 or self._mode == "overlay")
            if self._at is not None:
                self._paint_outline(scene)
            painter.restore()
        if len(panes) == 2:
            if not self._has_picture():
                text = self.tr("Draw on the left: the picture appears here.")
                painting.words(painter, panes[1], text, self.font(), scale)
            painting.divide(painter, panes)
            self._paint_captions(painter, panes)
        painter.end()
        if not done:
            self._again.start()

    def _paint_pane(self, scene: painting.Scene, preview: bool) -> bool:
        assert self.document is not None and self._whole is not None and self._drawing is not None
        bounds = self.document.bounds
        scene.page(bounds)
        if not preview and self._mode == "split":
            done = scene.picture(Placed(self._drawing, bounds))
        elif not preview or self._preview is None:
            done = scene.picture(Placed(self._whole, bounds))
        else:
            done = scene.picture(self._preview)
            if self._mode == "overlay":
                done &= scene.lines_over(Placed(self._drawing, bounds))
        scene.pixel_grid(bounds)
        return done

    def _has_picture(self) -> bool:
        """Whether there is something for the preview's pane to show."""
        if self._preview is not None or self.document is None:
            return True
        return any(x.kind == LayerKind.GENERATED for x in self.document.layers)

    def _paint_outline(self, scene: painting.Scene) -> None:
        diameter = self._pointer().outline()
        if diameter is not None and self._at is not None and not self._space:
            x, y = self.view.to_document(*self._at, self._pane_at(*self._at))
            scene.ring(x, y, diameter)

    def _paint_captions(self, painter: QPainter, panes: list[Rect]) -> None:
        if self._preview is None:
            right = self.tr("Preview …") if self._busy else self.tr("Picture")
        else:
            right = self.tr("Preview …") if self._busy else self.tr("Preview")
        scale = self.devicePixelRatioF()
        for pane, text in zip(panes, (self.tr("Drawing"), right), strict=True):
            painting.caption(painter, pane, text, self.font(), scale)

    def colour_at(self, x: float, y: float, pane: Rect) -> QColor | None:
        """What a pane shows at a document point; None outside or where it is transparent."""
        if self.document is None or self._whole is None or self._drawing is None:
            return None
        px, py = int(x // 1), int(y // 1)
        if not (0 <= px < self.document.width and 0 <= py < self.document.height):
            return None
        second = self._mode == "split" and pane == self.panes()[1]
        source = Placed(self._whole, self.document.bounds)
        if (second or self._mode == "overlay") and self._preview is not None:
            source = self._preview
        elif self._mode == "split" and not second:
            source = Placed(self._drawing, self.document.bounds)
        return source.colour(px, py)

    # pointer

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
        radius = int((self._pointer().outline() or 0) * self.view.zoom / 2) + 4
        x, y = self.view.to_document(*self._at, self._pane_at(*self._at))
        for pane in self.panes():
            sx, sy = self.view.to_screen(x, y, pane)
            self._update(Rect(int(sx), int(sy), int(sx) + 1, int(sy) + 1).grown(radius))

    def _touch(self, at: tuple[float, float], pressure: float, pane: Rect) -> Touch:
        x, y = self.view.to_document(*at, pane)
        return Touch(x, y, pressure, at, pane)

    def _press(self, pointer: Pointer, at: tuple[float, float], pressure: float) -> None:
        if self.document is None or self._pressed is not None:
            return
        pane = self._pane_at(*at)
        self._pressed = (pointer, pane)
        pointer.press(self, self._touch(at, pressure, pane))

    def _move(self, at: tuple[float, float], pressure: float) -> None:
        self._repaint_ring()
        self._at = at
        self._repaint_ring()
        pane = self._pressed[1] if self._pressed else self._pane_at(*at)
        touch = self._touch(at, pressure, pane)
        if self._pressed is not None:
            self._pressed[0].move(self, touch)
        else:
            self.refresh_cursor()
        self.pointed.emit(touch.x, touch.y)

    @property
    def pressed(self) -> bool:
        """Whether the pointer is down."""
        return self._pressed is not None

    def finish_stroke(self) -> None:
        """Lift the pointer: what it drew stays. Needed before any other edit."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            pressed[0].release(self)
            self.refresh_cursor()
            self.lifted.emit()

    def cancel_stroke(self) -> bool:
        """Take back the stroke that is being drawn; False if there is none."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            pressed[0].cancel(self)
            self.refresh_cursor()
            self.lifted.emit()
        return pressed is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._device(event.position())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._press(self._hand, at, 1.0)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.zoom_key = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            picking = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._press(self._picker if picking else self._pointer(), at, 1.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(self._device(event.position()), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self.finish_stroke()

    def tabletEvent(self, event: QTabletEvent) -> None:
        at = self._device(event.position())
        kind = event.type()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._press(self.eraser if rubber else self._pointer(), at, event.pressure())
        elif kind == QEvent.Type.TabletMove:
            self._move(at, event.pressure())
        elif kind == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self.finish_stroke()
        else:
            event.ignore()
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = self._device(event.position())
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
            self.zoom_at(self.view.zoom * 1.25**notches, at, self._pane_at(*at))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            at = self._device(event.position())
            self.zoom_at(self.view.zoom * (1 + event.value()), at, self._pane_at(*at))
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._repaint_ring()
        self._at = None
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            self.refresh_cursor()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()
