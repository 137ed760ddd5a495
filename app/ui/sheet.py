"""The sheet: shows the document and the preview, at any zoom, in one pane or two."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.document.compose import flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.ui import painting
from app.ui.painting import Placed
from app.ui.proof import Proof
from app.ui.view import View
from engine.geometry import Rect
from engine.ops.colour import to_srgb8

_BUDGET = 0.030  # seconds of composing in one repaint; the rest follows in the next


def seen(document: Document, layers: Sequence[Layer], rect: Rect) -> NDArray[np.uint8]:
    """Layers of a document as the screen shows them: H×W×4 uint8 sRGB, straight alpha."""
    return to_srgb8(flatten(layers, rect, document.dtype), document.icc)


class Sheet(QWidget):
    """Shows a document in one of three modes.

    "drawing": the document. "split": the drawing (without generated layers, unless one of them
    is being worked on) beside the preview. "overlay": the drawing's lines over the preview.

    overlays: each paints over the picture of each pane, whatever the tool; whoever adds one calls
        `update_part` when it changes.

    Signals: zoomed(zoom).
    """

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 240)
        self.document: Document | None = None
        self.view = View()
        self._mode = "split"
        self._whole: Proof | None = None
        self._drawing: Proof | None = None
        self._preview: Placed | None = None
        self._shown: tuple[Layer, ...] = ()
        self._busy = False
        self._fitted = True
        self.overlays: list[Callable[[painting.Scene], None]] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self.update)

    # what is shown

    def show_document(self, document: Document) -> None:
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
            self.update_part(self.view.covering(rect, pane).grown(2) & pane)

    # geometry, in device pixels

    def panes(self) -> list[Rect]:
        scale = self.devicePixelRatioF()
        width, height = round(self.width() * scale), round(self.height() * scale)
        if self._mode != "split":
            return [Rect(0, 0, width, height)]
        middle = width // 2
        return [Rect(0, 0, middle - 1, height), Rect(middle + 1, 0, width, height)]

    def pane_at(self, x: float, y: float) -> Rect:
        """The pane under a device pixel."""
        panes = self.panes()
        return next((p for p in panes if p.x0 <= x < p.x1), panes[0])

    def to_device(self, point: QPointF) -> tuple[float, float]:
        """A place in the widget in device pixels."""
        scale = self.devicePixelRatioF()
        return point.x() * scale, point.y() * scale

    def update_part(self, rect: Rect) -> None:
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
            self.paint_over(scene)
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

    def paint_over(self, scene: painting.Scene) -> None:
        """Paint what lies over the picture in a pane."""
        for overlay in self.overlays:
            overlay(scene)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()
