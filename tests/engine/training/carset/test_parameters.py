"""The car of a seed is the same whatever was sampled before it."""

from __future__ import annotations

import json

from engine.training.carset.parameters import as_record, sample_car, sample_view
from engine.training.carset.proportions import KINDS


def test_a_seed_always_gives_the_same_car_and_views() -> None:
    first = [(sample_car(s), sample_view(s, 2)) for s in (200_000, 200_001)]
    again = [(sample_car(s), sample_view(s, 2)) for s in (200_001, 200_000)]
    assert first == again[::-1]


def test_neighbouring_seeds_and_views_differ() -> None:
    assert sample_car(200_000) != sample_car(200_001)
    assert sample_view(200_000, 0) != sample_view(200_000, 1)


def test_every_kind_turns_up() -> None:
    assert {sample_car(s).body.kind for s in range(200_000, 200_150)} == set(KINDS)


def test_proportions_fit_together() -> None:
    for seed in range(200_000, 200_300):
        body = sample_car(seed).body
        assert 0.0 < body.front_axle < body.rear_axle < body.length
        assert body.cowl_x < body.roof_front_x < body.roof_rear_x < body.deck_x < body.length
        assert body.ground_clearance < body.wheel_radius < body.nose_z < body.cowl_z < body.height


def test_side_and_three_quarter_views_prevail() -> None:
    azimuths = [abs(sample_view(s, v)[0].azimuth) for s in range(100) for v in range(4)]
    front_or_rear = [a for a in azimuths if a < 20.0 or a > 160.0]
    sides = [a for a in azimuths if 80.0 < a < 100.0]
    assert len(front_or_rear) < 0.1 * len(azimuths)
    assert len(sides) > 0.25 * len(azimuths)


def test_a_record_is_one_line_of_json() -> None:
    camera, stage = sample_view(200_000, 0)
    record = as_record("200000_0", sample_car(200_000), camera, stage, 9.0)
    line = json.dumps(record)
    assert "\n" not in line
    assert set(json.loads(line)) == {"name", "P", "X", "cam", "stage"}
    assert record["cam"]["dist"] == 9.0
