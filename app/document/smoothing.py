"""A steadier hand: what the pointer does → what the brush does.

Both ways depend on how far the pointer moves, not on when, so that a stroke comes out the same on
a slow machine. Distances are in document pixels.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from enum import StrEnum

from app.document.strokes import Sample, between


class Smoothing(StrEnum):
    """Krita's names."""

    OFF = "off"
    WEIGHTED = "weighted"
    STABILISER = "stabiliser"


class Hand(ABC):
    """Follows the samples of one stroke; here exactly."""

    def __init__(self) -> None:
        self._raw: Sample | None = None
        self._at: Sample | None = None

    def follow(self, sample: Sample) -> Iterator[Sample]:
        """Where the brush goes when the pointer came to a sample."""
        last, self._raw = self._raw, sample
        if last is None or self._at is None:
            self._at = sample
            yield sample
            return
        way = math.hypot(sample.x - last.x, sample.y - last.y)
        parts = max(1, math.ceil(way / self.step))
        for i in range(1, parts + 1):
            to = sample if i == parts else between(last, sample, i / parts)
            moved = self._drawn(self._at, to, way / parts)
            if moved is not None:
                self._at = moved
                yield moved

    def finish(self) -> Iterator[Sample]:
        """The pointer went up: the brush comes to where it was."""
        if self._raw is not None and self._at is not None and self._raw != self._at:
            yield self._raw

    @property
    def step(self) -> float:
        """Pixels after which the brush is moved anew."""
        return math.inf

    @abstractmethod
    def _drawn(self, at: Sample, to: Sample, way: float) -> Sample | None:
        """Where the brush goes from `at` when the pointer came to `to`; None = it stays."""


class Exact(Hand):
    def _drawn(self, at: Sample, to: Sample, way: float) -> Sample:
        return to


class Weighted(Hand):
    """The mean of the way so far, the latest weighted most (an exponential low pass over it)."""

    def __init__(self, distance: float) -> None:
        super().__init__()
        self._distance = distance

    @property
    def step(self) -> float:
        return max(1.0, self._distance / 8)

    def _drawn(self, at: Sample, to: Sample, way: float) -> Sample:
        return between(at, to, 1 - math.exp(-way / self._distance))


class Stabiliser(Hand):
    """The brush is pulled on a string: small swerves of the pointer leave it slack."""

    def __init__(self, distance: float) -> None:
        super().__init__()
        self._distance = distance

    @property
    def step(self) -> float:
        return max(1.0, self._distance / 8)

    def _drawn(self, at: Sample, to: Sample, way: float) -> Sample | None:
        away = math.hypot(to.x - at.x, to.y - at.y)
        if away <= self._distance:
            return None
        return between(at, to, 1 - self._distance / away)


def hand(smoothing: Smoothing, distance: float) -> Hand:
    """distance: over which a stroke is smoothed, above 0."""
    if smoothing is Smoothing.WEIGHTED:
        return Weighted(distance)
    if smoothing is Smoothing.STABILISER:
        return Stabiliser(distance)
    return Exact()
