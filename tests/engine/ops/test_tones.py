"""What is painted anew takes the tone of its part around it."""

from __future__ import annotations

import numpy as np

from engine.ops import tones

RNG = np.random.default_rng(0)


def scene(height: int = 60, width: int = 90) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Known H×W×3, parts H×W (paint on the left, glass on the right) and a hole across both."""
    parts = np.full((height, width), 2, np.uint8)
    parts[:, width // 2 :] = 3
    known = np.zeros((height, width, 3), np.float32)
    known[parts == 2] = (0.7, 0.1, 0.1)
    known[parts == 3] = (0.1, 0.2, 0.3)
    known += RNG.normal(0, 0.002, known.shape).astype(np.float32)
    hole = np.zeros((height, width), bool)
    hole[20:40, 30:60] = True
    return known, parts, hole


def test_a_shift_of_each_part_is_taken_back_and_parts_do_not_mix() -> None:
    known, parts, hole = scene()
    made = known.copy()
    made[parts == 2] += (0.1, -0.05, 0.0)
    made[parts == 3] -= (0.05, 0.0, 0.08)
    toned = tones.matched(made, known, ~hole, hole, parts)
    assert np.abs(made - known)[hole].mean() > 0.03
    assert np.abs(toned - known)[hole].max() < 0.02
    assert np.array_equal(toned[~hole][:10], made[~hole][:10])


def test_a_part_within_the_hole_is_shifted_by_what_its_others_differ_by() -> None:
    known, parts, hole = scene()
    parts[5:12, 5:12] = 4  # a lamp outside …
    parts[26:34, 36:44] = 4  # … and one that lies wholly in the hole
    known[parts == 4] = 0.9
    made = known - 0.1
    toned = tones.matched(made, known, ~hole, hole, parts)
    inside = hole & (parts == 4)
    assert np.abs(toned - known)[inside].max() < 0.01


def test_a_part_that_is_nowhere_else_stays_as_it_was_painted() -> None:
    known, parts, hole = scene()
    parts[26:34, 36:44] = 13
    made = known - 0.1
    toned = tones.matched(made, known, ~hole, hole, parts)
    inside = parts == 13
    assert np.array_equal(toned[inside], made[inside])


def test_large_holes_get_the_same_tone(monkeypatch: object) -> None:
    known, parts, hole = scene(300, 420)
    hole[:] = False
    hole[50:250, 60:360] = True
    made = known + np.float32(0.07)
    tones_at_full_size = tones.matched(made, known, ~hole, hole, parts)
    monkeypatch.setattr(tones, "SEEN", 4000)  # type: ignore[attr-defined]
    reduced = tones.matched(made, known, ~hole, hole, parts)
    assert np.abs(tones_at_full_size - known)[hole].max() < 0.02
    core = hole & ~np.roll(hole & (parts == 3), -12, 1)  # but for where a pixel holds both parts
    assert np.abs(reduced - tones_at_full_size)[core].mean() < 0.01
