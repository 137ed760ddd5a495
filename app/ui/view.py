"""How the document lies on the screen: zoom, angle, mirror and centre, shared by all panes.

Screen coordinates are device pixels, so that 100 % shows one document pixel on one of the
screen's, whatever the screen's scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtGui import QTransform

from engine.geometry import Rect

SMALLEST, LARGEST, FIT_LARGEST = 1 / 64, 64.0, 4.0
STEPS = (
    1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3,
    1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0,
)  # fmt: skip
_QUARTERS = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), -90.0: (0.0, -1.0)}


@dataclass
class View:
    """zoom: device pixels per document pixel. x, y: the document point in each pane's middle.
    angle: degrees, clockwise, in (-180, 180]. mirrored: left and right change places on the
    screen, after turning."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
    mirrored: bool = False

    @property
    def upright(self) -> bool:
        """Whether the document's edges are parallel to the screen's."""
        return self.angle in _QUARTERS

    def across(self) -> tuple[float, float, float, float]:
        """a, b, c, d: a step of one document pixel in x moves by (a, b) on the screen, one in y
        by (c, d)."""
        turned = math.radians(self.angle)
        cos, sin = _QUARTERS.get(self.angle, (math.cos(turned), math.sin(turned)))
        side = -self.zoom if self.mirrored else self.zoom
        return side * cos, self.zoom * sin, -side * sin, self.zoom * cos

    def origin(self, pane: Rect) -> tuple[int, int]:
        """Where the document's corner lies, on a whole device pixel so that pixels stay crisp."""
        a, b, c, d = self.across()
        return (
            round((pane.x0 + pane.x1) / 2 - a * self.x - c * self.y),
            round((pane.y0 + pane.y1) / 2 - b * self.x - d * self.y),
        )

    def transform(self, pane: Rect) -> QTransform:
        """From document pixels to device pixels."""
        return QTransform(*self.across(), *self.origin(pane))

    def to_document(self, x: float, y: float, pane: Rect) -> tuple[float, float]:
        left, top = self.origin(pane)
        return self.back(x - left, y - top)

    def back(self, dx: float, dy: float) -> tuple[float, float]:
        """The way in document pixels of one in device pixels."""
        a, b, c, d = self.across()
        square = a * d - b * c
        return (d * dx - c * dy) / square, (a * dy - b * dx) / square

    def to_screen(self, x: float, y: float, pane: Rect) -> tuple[float, float]:
        left, top = self.origin(pane)
        a, b, c, d = self.across()
        return left + a * x + c * y, top + b * x + d * y

    def covering(self, rect: Rect, pane: Rect) -> Rect:
        """The device pixels that a document rectangle touches, or more where it is turned."""
        return _around([self.to_screen(x, y, pane) for x, y in _corners(rect)])

    def page(self, rect: Rect, pane: Rect) -> Rect:
        """The device pixels whose centres an upright document rectangle covers: what Qt paints."""
        corners = [self.to_screen(x, y, pane) for x, y in _corners(rect)]
        xs, ys = [round(x) for x, _ in corners], [round(y) for _, y in corners]
        return Rect(min(xs), min(ys), max(xs), max(ys))

    def seen(self, screen: Rect, pane: Rect) -> Rect:
        """The document pixels that a rectangle of device pixels shows, or more."""
        return _around([self.to_document(x, y, pane) for x, y in _corners(screen)])

    def fit(self, width: int, height: int, pane: Rect, margin: int = 24) -> None:
        """Show the whole document, as it is turned, a small one at up to FIT_LARGEST."""
        a, b, c, d = (abs(step) / self.zoom for step in self.across())
        room_x, room_y = max(1, pane.width - 2 * margin), max(1, pane.height - 2 * margin)
        zoom = min(room_x / (a * width + c * height), room_y / (b * width + d * height))
        self.zoom = min(max(zoom, SMALLEST), FIT_LARGEST)
        self.x, self.y = width / 2, height / 2

    def zoom_at(self, zoom: float, x: float, y: float, pane: Rect) -> None:
        """Change the zoom; the document point under the screen point x, y stays under it."""
        dx, dy = self.to_document(x, y, pane)
        self.zoom = min(max(zoom, SMALLEST), LARGEST)
        self._hold(dx, dy, x, y, pane)

    def turn(self, angle: float, x: float, y: float, pane: Rect) -> None:
        """Turn to an angle around the screen point x, y."""
        dx, dy = self.to_document(x, y, pane)
        self.angle = -((180 - angle) % 360 - 180)
        self._hold(dx, dy, x, y, pane)

    def mirror(self, x: float, y: float, pane: Rect) -> None:
        """Swap left and right, around the screen point x, y."""
        dx, dy = self.to_document(x, y, pane)
        self.mirrored = not self.mirrored
        self._hold(dx, dy, x, y, pane)

    def _hold(self, dx: float, dy: float, x: float, y: float, pane: Rect) -> None:
        """Put the document point dx, dy under the screen point x, y."""
        ox, oy = self.back(x - (pane.x0 + pane.x1) / 2, y - (pane.y0 + pane.y1) / 2)
        self.x, self.y = dx - ox, dy - oy

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels."""
        ox, oy = self.back(dx, dy)
        self.x -= ox
        self.y -= oy

    def keep_near(self, width: int, height: int) -> None:
        """Let no gesture lose the document: the middle of a pane stays on it."""
        self.x = min(max(self.x, 0.0), float(width))
        self.y = min(max(self.y, 0.0), float(height))

    def step(self, direction: int) -> float:
        """The next zoom of the usual steps, in or out."""
        if direction > 0:
            return next((z for z in STEPS if z > self.zoom * 1.001), LARGEST)
        return next((z for z in reversed(STEPS) if z < self.zoom * 0.999), SMALLEST)


def _corners(rect: Rect) -> tuple[tuple[int, int], ...]:
    return (rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)


def _around(points: list[tuple[float, float]]) -> Rect:
    """The smallest rectangle of whole pixels around points."""
    xs, ys = zip(*points, strict=True)
    return Rect(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))
