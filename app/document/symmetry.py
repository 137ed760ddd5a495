"""Painting on both sides of an axis at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Symmetry:
    """upright: left and right of the axis x mirror each other; level: above and below y.

    x, y: in document pixels, centres at +0.5.
    """

    x: float = 0.0
    y: float = 0.0
    upright: bool = False
    level: bool = False

    def images(self, x: float, y: float) -> list[tuple[float, float]]:
        """A point and where it comes again: one, two or four points."""
        points = [(x, y)]
        if self.upright:
            points += [(2 * self.x - px, py) for px, py in points]
        if self.level:
            points += [(px, 2 * self.y - py) for px, py in points]
        return points


NO_SYMMETRY = Symmetry()
