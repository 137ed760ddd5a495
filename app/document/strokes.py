"""From the samples of a pointer to painted pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.document.edits import NOTHING, PaintStroke
from app.document.surface import Surface
from app.document.symmetry import NO_SYMMETRY, Symmetry
from app.document.tiles import Tiles, places
from engine.geometry import Rect

SPAN = 64  # pixels; a longer way is painted in parts, whose rectangles are smaller together
SOLID = 0.1  # dabs that lie no further apart, in diameters, make one solid line
_NEAREST = 0.5  # pixels between two dabs at least


@dataclass(frozen=True)
class Brush:
    """size_px: diameter, 1 or more. hardness: 0 falls off from the middle, 1 has a sharp rim.

    opacity: 0 to 1, of the whole stroke however often it crosses itself. colour: sRGB, 0 to 1.
    erase: take alpha away in place of adding colour.
    flow: 0 to 1, how much of the way to its own coverage each dab takes a pixel: below 1 a stroke
        builds up where it lingers (as Krita's flow does). spacing: of the dabs, in diameters.
    """

    size_px: float
    hardness: float = 1.0
    opacity: float = 1.0
    colour: tuple[float, ...] = (0.0, 0.0, 0.0)
    erase: bool = False
    pressure_size: bool = False
    pressure_opacity: bool = False
    flow: float = 1.0
    spacing: float = SOLID

    @property
    def solid(self) -> bool:
        """Whether the tip is swept in one go, without dabs that could be told apart."""
        return self.flow >= 1 and self.spacing <= SOLID

    @property
    def crisp(self) -> bool:
        """Whether it keeps to the middle of pixels, so that a thin line is not two faint ones."""
        return self.size_px <= 1 and self.hardness > 0.5

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
    """One way of the brush over one surface, and its mirror images.

    What the brush covers is kept apart, as the largest coverage that came over each pixel, and
    laid over the tiles of before: so a stroke that crosses itself never gets denser than the
    brush's opacity. A solid brush is swept from sample to sample, with radius and strength
    changing evenly; any other leaves a dab each time it has come as far as its spacing.
    """

    def __init__(self, surface: Surface, brush: Brush, symmetry: Symmetry = NO_SYMMETRY) -> None:
        if surface.hard:
            brush = replace(brush, hardness=1.0, opacity=1.0, flow=1.0, pressure_opacity=False)
        self.tiles = surface.tiles  # replaced with each sample, never written to
        self._surface = surface
        self._brush = brush
        self._symmetry = symmetry
        self._coverage = Tiles(1, np.float32)
        self._ink = None if brush.erase else surface.ink(brush.colour)
        self._last: Sample | None = None
        self._ahead = 0.0  # pixels until the next dab
        self._touched = NOTHING

    def add(self, sample: Sample) -> list[Rect]:
        """Paint from the last sample to this one; returns what changed."""
        if self._brush.crisp:
            sample = replace(sample, x=math.floor(sample.x) + 0.5, y=math.floor(sample.y) + 0.5)
        start, self._last = self._last or sample, sample
        way = math.hypot(sample.x - start.x, sample.y - start.y)
        longest = max(SPAN, 2 * self._brush.size_px)
        parts = max(1, math.ceil(way / longest))
        changed: list[Rect] = []
        self.tiles = self.tiles.copy()
        for i in range(parts):
            a, b = between(start, sample, i / parts), between(start, sample, (i + 1) / parts)
            marks = [(a, b)] if self._brush.solid else self._dabs(a, b)
            for image in range(len(self._symmetry.images(0, 0))):
                mirrored = [(self._mirrored(a, image), self._mirrored(b, image)) for a, b in marks]
                changed.append(self._mark(mirrored))
        for rect in changed:
            self._touched |= rect
        return [rect for rect in changed if not rect.empty]

    def finish(self) -> PaintStroke | None:
        """The stroke as one edit; None if it touched nothing."""
        if self._touched.empty:
            return None
        return PaintStroke(
            self._surface.layer.id,
            self._surface.tiles,
            self.tiles,
            self._touched,
            "Eraser stroke" if self._brush.erase else "Brush stroke",
        )

    def _mirrored(self, sample: Sample, image: int) -> Sample:
        x, y = self._symmetry.images(sample.x, sample.y)[image]
        return replace(sample, x=x, y=y)

    def _dabs(self, a: Sample, b: Sample) -> list[tuple[Sample, Sample]]:
        """Where the tip is set down between two samples, each as a way that goes nowhere."""
        way = math.hypot(b.x - a.x, b.y - a.y)
        found = []
        at = self._ahead
        while at <= way:
            dab = between(a, b, at / way if way else 0.0)
            found.append((dab, dab))
            size = 2 * self._brush.radius(dab.pressure)
            at += max(_NEAREST, self._brush.spacing * size)
        self._ahead = at - way
        return found

    def _mark(self, marks: list[tuple[Sample, Sample]]) -> Rect:
        """Sweep the tip along some ways; returns what changed."""
        rect = NOTHING
        for a, b in marks:
            rect |= self._reach(a, b)
        touched = NOTHING
        for _, part in places(rect & self._surface.page):
            coverage = self._coverage.read(part)[..., 0]
            if not sum(self._cover(coverage, part, a, b) for a, b in marks):
                continue
            self._coverage.write(part, coverage[..., None])
            alpha = coverage * np.float32(self._brush.opacity)
            pixels = self._surface.painted(part, alpha, self._ink)
            if pixels is not None:
                self.tiles.write(part, pixels)
                touched |= part
        return touched

    def _cover(self, coverage: NDArray[np.float32], part: Rect, a: Sample, b: Sample) -> bool:
        """Sweep the tip over a part's coverage, H×W, in place; False if that changes nothing."""
        rect = self._reach(a, b) & part
        if rect.empty:
            return False
        here = coverage[rect.slices((part.x0, part.y0))]
        new = swept(self._brush, a, b, rect)
        if self._brush.flow < 1:
            new = here + np.maximum(new - here, 0) * np.float32(self._brush.flow)
        changed = bool((new > here).any())
        np.maximum(here, new, out=here)
        return changed

    def _reach(self, a: Sample, b: Sample) -> Rect:
        reach = max(self._brush.radius(a.pressure), self._brush.radius(b.pressure)) + 0.5
        return Rect(
            math.floor(min(a.x, b.x) - reach),
            math.floor(min(a.y, b.y) - reach),
            math.ceil(max(a.x, b.x) + reach),
            math.ceil(max(a.y, b.y) + reach),
        )


def between(a: Sample, b: Sample, t: float) -> Sample:
    """The sample at a share t of the way from a to b."""
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
