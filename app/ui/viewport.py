"""Where the panes are in the widget, and how the document lies in them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.document.document import Document
from app.ui.view import View
from engine.geometry import Rect


class Viewport(QWidget):
    """One pane, or two beside each other in the mode "split", with one view for both.

    Signals: viewed(): zoom, angle or place changed.
    """

    viewed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 240)
        self.document: Document | None = None
        self.view = View()
        self._mode = "split"
        self._fitted = True

    @property
    def mode(self) -> str:
        return self._mode

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
        if rect.empty:
            return
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
        self._fitted = False
        pane = pane or self.panes()[0]
        self.view.zoom_at(zoom, *(point or _middle(pane)), pane)
        self._moved()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels."""
        self._fitted = False
        self.view.pan(dx, dy)
        self._moved()

    def turn(self, angle: float) -> None:
        """Turn the view to an angle in degrees, clockwise, around the middle of the pane."""
        pane = self.panes()[0]
        self.view.turn(angle, *_middle(pane), pane)
        self._refit()

    def mirror(self) -> None:
        """Swap left and right on the screen; the document stays as it is."""
        pane = self.panes()[0]
        self.view.mirror(*_middle(pane), pane)
        self._refit()

    def _moved(self) -> None:
        if self.document is not None:
            self.view.keep_near(self.document.width, self.document.height)
        self.viewed.emit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()


def _middle(pane: Rect) -> tuple[float, float]:
    return (pane.x0 + pane.x1) / 2, (pane.y0 + pane.y1) / 2
