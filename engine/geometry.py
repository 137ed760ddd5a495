"""Rectangles of pixels: half-open, y down, integer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Rect:
    """Pixels with x0 ≤ x < x1 and y0 ≤ y < y1; empty where x1 ≤ x0 or y1 ≤ y0."""

    x0: int
    y0: int
    x1: int
    y1: int

    @classmethod
    def of_size(cls, width: int, height: int, x: int = 0, y: int = 0) -> Rect:
        return cls(x, y, x + width, y + height)

    @property
    def width(self) -> int:
        return max(0, self.x1 - self.x0)

    @property
    def height(self) -> int:
        return max(0, self.y1 - self.y0)

    @property
    def empty(self) -> bool:
        return self.x1 <= self.x0 or self.y1 <= self.y0

    def __and__(self, other: Rect) -> Rect:
        """The pixels in both."""
        return Rect(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )

    def __or__(self, other: Rect) -> Rect:
        """The smallest rectangle around both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def grown(self, px: int) -> Rect:
        """Wider by px on each side (narrower where px is negative)."""
        return Rect(self.x0 - px, self.y0 - px, self.x1 + px, self.y1 + px)

    def slices(self, origin: tuple[int, int] = (0, 0)) -> tuple[slice, slice]:
        """Rows and columns of this rectangle in an array whose corner lies at origin = (x, y)."""
        x, y = origin
        return slice(self.y0 - y, self.y1 - y), slice(self.x0 - x, self.x1 - x)
