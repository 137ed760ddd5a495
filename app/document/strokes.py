"""From the samples of a pointer to painted pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.document.compose import over, planes
from app.document.edits import NOTHING, PaintStroke
from app.document.layer import Layer
from app.document.tiles import Pixels, Tiles, places
from engine.geometry import Rect
from engine.ops.colour import ink

SPAN = 64  # pixels; a longer way is painted in parts, whose rectangles are smaller together


@dataclass(frozen=True)
class Brush:
    """size_px: diameter, 1 or more. hardness: 0 falls off from the middle, 1 has a sharp rim.

    opacity: 0 to 1, of the whole stroke however often it crosses itself. colour: sRGB, 0 to 1.
    erase: take alpha away in place of adding colour.
    """

    size_px: float
    hardness: float = 1.0
    opacity: float = 1.0
    colour: tuple[float, ...] = (0.0, 0.0, 0.0)
    erase: bool = False
    pressure_size: bool = False
    pressure_opacity: bool = False

    def radius(self, pressure: float) -> float:
        """In pixels; never below half a pixel, see `strength`."""
        return max(0.5, self.size_px / 2 * (pressure if self.pressure_size else 1))

    def strength(self, pressure: float) -> float:
        """0 to 1: how much of the opacity. A line thinner than a pixel is a fainter one."""
        thin = min(1.0, self.size_px * pressure) if self.pressure_size else 1.0
        return thin * (pressure if self.pressure_opacity else 1)


@dataclass(frozen=True)
class Sample:
    """Where the pointer was, in document pixels (centres at +0.5), and its pressure, 0 to 1."""

    x: float
    y: float
    pressure: float = 1.0


class Stroke:
    """One way of the brush over one layer.

    What the brush covers is kept apart, as the largest coverage that came over each pixel, and
    laid over the tiles of before: so a stroke that crosses itself never gets denser than the
    brush's opacity. Between two samples the round tip is swept, with radius and strength
    changing evenly.
    """

    def __init__(self, layer: Layer, brush: Brush, clip: Rect) -> None:
        self.tiles = layer.tiles  # replaced with each sample, never written to
        self._layer = layer
        self._brush = brush
        self._clip = clip
        self._coverage = Tiles(1, np.float32)
        self._colour = None if brush.erase else list(ink(brush.colour, layer.tiles.dtype))
        self._last: Sample | None = None
        self._touched = NOTHING

    def add(self, sample: Sample) -> Rect:
        """Paint from the last sample to this one; returns what changed."""
        start = self._last or sample
        self._last = sample
        way = math.hypot(sample.x - start.x, sample.y - start.y)
        longest = max(SPAN, 2 * self._brush.size_px)
        parts = max(1, math.ceil(way / longest))
        touched = NOTHING
        for i in range(parts):
            touched |= self._sweep(
                _between(start, sample, i / parts), _between(start, sample, (i + 1) / parts)
            )
        self._touched |= touched
        return touched

    def finish(self) -> PaintStroke | None:
        """The stroke as one edit; None if it touched nothing."""
        if self._touched.empty:
            return None
        return PaintStroke(
            self._layer.id,
            self._layer.tiles,
            self.tiles,
            self._touched,
            "Eraser stroke" if self._brush.erase else "Brush stroke",
        )

    def _sweep(self, a: Sample, b: Sample) -> Rect:
        reach = max(self._brush.radius(a.pressure), self._brush.radius(b.pressure)) + 0.5
        rect = self._clip & Rect(
            math.floor(min(a.x, b.x) - reach),
            math.floor(min(a.y, b.y) - reach),
            math.ceil(max(a.x, b.x) + reach),
            math.ceil(max(a.y, b.y) + reach),
        )
        self.tiles = self.tiles.copy()
        touched = NOTHING
        for _, part in places(rect):
            new = swept(self._brush, a, b, part)
            if not new.any():
                continue
            coverage = np.maximum(new, self._coverage.read(part)[..., 0])
            self._coverage.write(part, coverage[..., None])
            pixels = self._layer.tiles.read(part)
            lay(pixels, coverage * np.float32(self._brush.opacity), self._colour)
            self.tiles.write(part, pixels)
            touched |= part
        return touched


def _between(a: Sample, b: Sample, t: float) -> Sample:
    return Sample(
        a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.pressure + (b.pressure - a.pressure) * t
    )


def swept(brush: Brush, a: Sample, b: Sample, rect: Rect) -> NDArray[np.float32]:
    """How much the tip covers on its way from a to b: H×W float32 in [0, 1] over rect."""
    x = np.arange(rect.x0, rect.x1, dtype=np.float32) + np.float32(0.5 - a.x)  # W
    y = (np.arange(rect.y0, rect.y1, dtype=np.float32) + np.float32(0.5 - a.y))[:, None]  # H×1
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    r0, r1 = brush.radius(a.pressure), brush.radius(b.pressure)
    s0, s1 = brush.strength(a.pressure), brush.strength(b.pressure)
    radius: NDArray[np.float32] | np.float32 = np.float32(r0)
    strength: NDArray[np.float32] | np.float32 = np.float32(s0)
    if length > 0:
        # Share of the way at the point of it that is nearest to each pixel: H×W
        t = np.clip(x * np.float32(dx / length) + y * np.float32(dy / length), 0, 1)
        x = x - t * np.float32(dx)
        y = y - t * np.float32(dy)
        if r0 != r1:
            radius = np.float32(r0) + t * np.float32(r1 - r0)
        if s0 != s1:
            strength = np.float32(s0) + t * np.float32(s1 - s0)
    away = np.sqrt(x * x + y * y)
    rim = radius + np.float32(0.5)
    core = np.minimum(radius * np.float32(brush.hardness), radius - np.float32(0.5))
    u = np.clip((rim - away) / (rim - core), 0, 1)
    return u * u * (3 - 2 * u) * strength


def lay(pixels: Pixels, alpha: NDArray[np.float32], colour: list[np.float32] | None) -> None:
    """Lay one colour over H×W×4 in place; None takes alpha away. Where alpha is 0 nothing changes.

    alpha: H×W in [0, 1]. colour: three numbers of the pixels' own scale, see `depth.ink`.
    """
    new = planes(pixels)
    if colour is None:
        new[3] *= 1 - alpha
    else:
        over(new, colour, alpha, pixels.dtype)
    for channel, plane in enumerate(new):
        if pixels.dtype.kind == "u":
            plane += np.float32(0.5)
        pixels[..., channel] = plane
