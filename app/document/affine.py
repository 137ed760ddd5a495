"""Moves, scales and turns of the plane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect


@dataclass(frozen=True)
class Affine:
    """(x, y) → (a x + b y + c, d x + e y + f), in document pixels."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    @classmethod
    def shift(cls, dx: float, dy: float) -> Affine:
        return cls(c=dx, f=dy)

    @classmethod
    def scale(cls, sx: float, sy: float, about: tuple[float, float] = (0.0, 0.0)) -> Affine:
        """A negative factor mirrors."""
        x, y = about
        return cls(a=sx, e=sy, c=x - sx * x, f=y - sy * y)

    @classmethod
    def turn(cls, degrees: float, about: tuple[float, float] = (0.0, 0.0)) -> Affine:
        """Clockwise, as y points down; quarter turns are exact."""
        quarters = degrees / 90
        if quarters == round(quarters):
            cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(quarters) % 4]
        else:
            cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x, y = about
        return cls(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y)

    def __matmul__(self, first: Affine) -> Affine:
        """First the other one, then this one."""
        return Affine(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )

    def inverse(self) -> Affine:
        """Raises ZeroDivisionError for one that flattens the plane."""
        det = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / det, -self.b / det, -self.d / det, self.a / det
        return Affine(a, b, -a * self.c - b * self.f, d, e, -d * self.c - e * self.f)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def matrix(self) -> NDArray[np.float64]:
        """2×3."""
        return np.array([[self.a, self.b, self.c], [self.d, self.e, self.f]])

    def corners(self, rect: Rect) -> list[tuple[float, float]]:
        """Where the corners of a rectangle go: upper left, upper right, lower right, lower left."""
        x0, y0, x1, y1 = rect.x0, rect.y0, rect.x1, rect.y1
        return [self(x0, y0), self(x1, y0), self(x1, y1), self(x0, y1)]

    def covering(self, rect: Rect) -> Rect:
        """The pixels that a rectangle touches once it is transformed."""
        if rect.empty:
            return rect
        xs, ys = zip(*self.corners(rect), strict=True)
        slack = 1e-6  # of a pixel: what rounding makes of a whole number
        return Rect(
            math.floor(min(xs) + slack),
            math.floor(min(ys) + slack),
            math.ceil(max(xs) - slack),
            math.ceil(max(ys) - slack),
        )

    @property
    def whole_shift(self) -> tuple[int, int] | None:
        """The pixels by which it moves, if it does nothing but that, by whole ones."""
        plain = (self.a, self.b, self.d, self.e) == (1, 0, 0, 1)
        if plain and self.c == round(self.c) and self.f == round(self.f):
            return round(self.c), round(self.f)
        return None

    @property
    def permutes(self) -> bool:
        """Whether each pixel goes exactly onto another: whole moves, quarter turns, mirrors."""
        grid = {abs(v) for v in (self.a, self.b, self.d, self.e)} <= {0, 1}
        return grid and all(v == round(v) for v in (self.c, self.f))

    @property
    def upright(self) -> bool:
        """Whether it neither turns nor mirrors nor shears."""
        return self.b == self.d == 0 and self.a > 0 and self.e > 0


IDENTITY = Affine()
