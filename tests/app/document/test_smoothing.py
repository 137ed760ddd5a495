from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.smoothing import Smoothing, hand
from app.document.strokes import Sample

points = st.builds(Sample, st.floats(0, 300), st.floats(0, 300), st.floats(0, 1))


def drawn(smoothing, way, distance=20.0):
    follows = hand(smoothing, distance)
    return [at for sample in way for at in follows.follow(sample)] + list(follows.finish())


def swerve(samples):
    """Mean square of the turns."""
    x, y = np.array([(s.x, s.y) for s in samples]).T
    length = np.hypot(np.diff(x), np.diff(y))
    keep = length > 1e-9
    angle = np.unwrap(np.arctan2(np.diff(y)[keep], np.diff(x)[keep]))
    return float(np.sum(np.diff(angle) ** 2))


@given(st.sampled_from(list(Smoothing)), st.lists(points, min_size=1, max_size=8))
def test_a_stroke_begins_and_ends_where_the_pointer_did(smoothing, way):
    found = drawn(smoothing, way)
    assert found[0] == way[0]
    assert math.dist((found[-1].x, found[-1].y), (way[-1].x, way[-1].y)) < 1e-6


@given(st.lists(points, min_size=1, max_size=8))
def test_without_smoothing_the_brush_is_the_pointer(way):
    assert drawn(Smoothing.OFF, way) == way


@pytest.mark.parametrize("smoothing", [Smoothing.WEIGHTED, Smoothing.STABILISER])
def test_a_trembling_line_becomes_steadier(smoothing):
    noise = np.random.default_rng(1).normal(0, 2, 120)
    way = [Sample(2 * i, 100 + noise[i]) for i in range(120)]
    assert swerve(drawn(smoothing, way)) < 0.1 * swerve(way)


@pytest.mark.parametrize("smoothing", [Smoothing.WEIGHTED, Smoothing.STABILISER])
def test_a_stroke_is_the_same_in_few_samples_and_in_many(smoothing):
    few = [Sample(0, 0), Sample(160, 0), Sample(160, 120)]
    many = [Sample(x, 0) for x in range(0, 161, 10)] + [Sample(160, y) for y in range(10, 121, 10)]
    a, b = drawn(smoothing, few), drawn(smoothing, many)
    for there, others in ((a, b), (b, a)):
        for sample in there:
            assert min(math.dist((sample.x, sample.y), (o.x, o.y)) for o in others) < 3


def test_the_stabiliser_leaves_small_swerves_out():
    way = [Sample(50, 50), Sample(58, 54), Sample(46, 41), Sample(55, 60)]
    assert drawn(Smoothing.STABILISER, way) == [way[0], way[-1]]


def test_pressure_is_carried_along():
    found = drawn(Smoothing.WEIGHTED, [Sample(0, 0, 0.0), Sample(200, 0, 1.0)])
    pressures = [s.pressure for s in found]
    assert pressures == sorted(pressures) and pressures[-1] == 1
