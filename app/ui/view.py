"""How the document lies on the screen: one zoom and one centre, shared by all panes.

Screen coordinates are device pixels, so that 100 % shows one document pixel on one of the
screen's, whatever the screen's scale.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.geometry import Rect

SMALLEST, LARGEST, FIT_LARGEST = 1 / 64, 64.0, 4.0
STEPS = (
    1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3,
    1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0,
)  # fmt: skip


@dataclass
class View:
    """zoom: device pixels per document pixel. x, y: the document point in each pane's middle."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def origin(self, pane: Rect) -> tuple[int, int]:
        """Where the document's corner lies, on a whole device pixel so that pixels stay crisp."""
        return (
            round((pane.x0 + pane.x1) / 2 - self.x * self.zoom),
            round((pane.y0 + pane.y1) / 2 - self.y * self.zoom),
        )

    def to_document(self, x: float, y: float, pane: Rect) -> tuple[float, float]:
        left, top = self.origin(pane)
        return (x - left) / self.zoom, (y - top) / self.zoom

    def to_screen(self, x: float, y: float, pane: Rect) -> tuple[float, float]:
        left, top = self.origin(pane)
        return left + x * self.zoom, top + y * self.zoom

    def covering(self, rect: Rect, pane: Rect) -> Rect:
        """The device pixels that a document rectangle touches."""
        x0, y0 = self.to_screen(rect.x0, rect.y0, pane)
        x1, y1 = self.to_screen(rect.x1, rect.y1, pane)
        return Rect(int(x0 // 1), int(y0 // 1), int(-(-x1 // 1)), int(-(-y1 // 1)))

    def page(self, rect: Rect, pane: Rect) -> Rect:
        """The device pixels whose centres a document rectangle covers: those that Qt paints."""
        x0, y0 = self.to_screen(rect.x0, rect.y0, pane)
        x1, y1 = self.to_screen(rect.x1, rect.y1, pane)
        return Rect(round(x0), round(y0), round(x1), round(y1))

    def seen(self, screen: Rect, pane: Rect) -> Rect:
        """The document pixels that a rectangle of device pixels shows."""
        x0, y0 = self.to_document(screen.x0, screen.y0, pane)
        x1, y1 = self.to_document(screen.x1, screen.y1, pane)
        return Rect(int(x0 // 1), int(y0 // 1), int(-(-x1 // 1)), int(-(-y1 // 1)))

    def fit(self, width: int, height: int, pane: Rect, margin: int = 24) -> None:
        """Show the whole document, a small one at up to FIT_LARGEST."""
        room_x, room_y = max(1, pane.width - 2 * margin), max(1, pane.height - 2 * margin)
        self.zoom = min(max(min(room_x / width, room_y / height), SMALLEST), FIT_LARGEST)
        self.x, self.y = width / 2, height / 2

    def zoom_at(self, zoom: float, x: float, y: float, pane: Rect) -> None:
        """Change the zoom; the document point under the screen point x, y stays under it."""
        dx, dy = self.to_document(x, y, pane)
        self.zoom = min(max(zoom, SMALLEST), LARGEST)
        self.x = dx - (x - (pane.x0 + pane.x1) / 2) / self.zoom
        self.y = dy - (y - (pane.y0 + pane.y1) / 2) / self.zoom

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by device pixels."""
        self.x -= dx / self.zoom
        self.y -= dy / self.zoom

    def keep_near(self, width: int, height: int) -> None:
        """Let no gesture lose the document: the middle of a pane stays on it."""
        self.x = min(max(self.x, 0.0), float(width))
        self.y = min(max(self.y, 0.0), float(height))

    def step(self, direction: int) -> float:
        """The next zoom of the usual steps, in or out."""
        if direction > 0:
            return next((z for z in STEPS if z > self.zoom * 1.001), LARGEST)
        return next((z for z in reversed(STEPS) if z < self.zoom * 0.999), SMALLEST)
