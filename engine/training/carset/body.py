"""The body shell as an implicit function: negative inside, about a distance near zero.

A shell is the smooth maximum of a few surfaces (sides, top, nose, tail, bottom), joined
with the greenhouse and cut by the wheel arches. The surfaces are kept apart because the
parts (windows, lamps, doors) are measured from them: a side window ends 7 cm before the
windshield's surface.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.proportions import Body

Field = NDArray[np.float32]


def smooth_max(a: Field, b: Field, k: float) -> Field:
    """The larger of two distances, with the edge between them rounded over `k` metres."""
    overlap = np.maximum(np.float32(k) - np.abs(a - b), np.float32(0.0))
    return np.maximum(a, b) + overlap * overlap * np.float32(0.25 / k)


def smooth_min(a: Field, b: Field, k: float) -> Field:
    """The smaller of two distances, with the groove between them filled over `k` metres."""
    return -smooth_max(-a, -b, k)


def smooth_step(x: Field, start: float, end: float) -> Field:
    """0 before `start`, 1 after `end`, smooth between."""
    t = np.clip((x - np.float32(start)) / np.float32(end - start), 0.0, 1.0)
    return (t * t * (3.0 - 2.0 * t)).astype(np.float32)


def bump(x: Field, centre: float, width: float) -> Field:
    """A Gaussian of height 1."""
    return np.exp(-(((x - np.float32(centre)) / np.float32(width)) ** 2))


@dataclass(frozen=True)
class Surfaces:
    """Signed fields of the named surfaces at the same points, metres, float32."""

    side: Field
    top: Field
    nose: Field
    tail: Field
    cabin_side: Field
    roof: Field
    windshield: Field
    rear_glass: Field
    front_arch: Field
    rear_arch: Field
    body: Field


class Shell:
    """The implicit body of one car. Points are (x, |y|, z); arrays broadcast."""

    def __init__(self, p: Body) -> None:
        self.p = p
        self.bumper_z = p.ground_clearance + 0.55 * (p.nose_z - p.ground_clearance)
        self.tail_z = p.ground_clearance + 0.50 * (p.deck_z - p.ground_clearance)
        self.roof_front_z = p.height - 0.045
        self.bed_floor = p.waist_z + 0.02
        self.has_bed = p.kind == "pickup"
        # A low hood must swell into fenders, else the wheel arches cut through it.
        hood = float(self.top_line(np.array([p.front_axle], np.float32))[0])
        self.fender = max(p.wheel_radius + p.arch_radius + 0.085 - hood, -p.crown)

    def top_line(self, x: Field) -> Field:
        """Height of hood, belt and deck along the middle of the car."""
        p = self.p
        t = np.clip(x / np.float32(p.cowl_x), 0.0, 1.0)
        hood = p.cowl_z - (p.cowl_z - p.nose_z) * (1.0 - t) ** p.hood_power
        s = np.clip((x - p.cowl_x) / np.float32(p.deck_x - p.cowl_x), 0.0, 1.0)
        belt = (p.deck_z - p.cowl_z) * s
        past = np.clip((x - p.deck_x) / np.float32(max(p.deck_length, 0.05)), 0.0, 1.2)
        lip = p.deck_lip * past**3
        drop = 0.0 if self.has_bed else 0.04 * past * past
        return (hood + belt + lip - drop).astype(np.float32)

    def belt_line(self, x: Field) -> Field:
        """Height of the lower edge of the side windows."""
        p = self.p
        kick = p.belt_kick * smooth_step(x, p.roof_front_x + 0.5, p.deck_x)
        return self.top_line(np.minimum(x, np.float32(p.deck_x))) - p.crown * 0.75 + kick

    def roof_line(self, x: Field) -> Field:
        """Height of the roof's middle."""
        p = self.p
        peak = p.roof_front_x + p.roof_peak * (p.roof_rear_x - p.roof_front_x)
        ahead = np.maximum(peak - x, 0.0) / np.float32(max(peak - p.roof_front_x, 0.3))
        behind = np.maximum(x - peak, 0.0) / np.float32(max(p.roof_rear_x - peak, 0.3))
        return (
            p.height
            - (p.height - self.roof_front_z) * np.minimum(ahead, 1.25) ** 2
            - p.roof_drop * np.minimum(behind, 1.15) ** 2
        ).astype(np.float32)

    def plan(self, x: Field) -> Field:
        """Half width of the shell seen from above, before tuck and flare."""
        p = self.p
        front, rear = 0.36 * p.length, 0.66 * p.length
        ahead = np.maximum(front - x, 0.0) / np.float32(front)
        behind = np.maximum(x - rear, 0.0) / np.float32(p.length - rear)
        return (p.half_width - p.front_taper * ahead**2.2 - p.rear_taper * behind**2.2).astype(
            np.float32
        )

    def arch_distance(self, x: Field, z: Field, axle: float) -> Field:
        """Distance to the axle's line."""
        p = self.p
        return np.sqrt((x - np.float32(axle)) ** 2 + (z - np.float32(p.wheel_radius)) ** 2)

    def half_width_at(self, x: Field, z: Field) -> Field:
        """|y| of the body side at a point of the side view."""
        p = self.p
        below = np.maximum(p.waist_z - z, 0.0) / np.float32(p.waist_z - p.ground_clearance)
        above = np.maximum(z - p.waist_z, 0.0) / np.float32(max(p.deck_z - p.waist_z, 0.2))
        section = p.lower_tuck * below**2 + p.upper_tuck * np.minimum(above, 1.4) ** 2

        crease_z = p.crease_height * p.deck_z + p.crease_slope * (x - 0.5 * p.length)
        ridge = np.exp(-np.sqrt((z - crease_z) ** 2 + 0.02**2) / np.float32(0.07))
        fade = smooth_step(x, 0.3, 0.9) * (1.0 - smooth_step(x, p.length - 0.6, p.length - 0.1))
        middle = smooth_step(x, p.front_axle + 0.35, p.front_axle + 0.9) * (
            1.0 - smooth_step(x, p.rear_axle - 0.9, p.rear_axle - 0.35)
        )
        low = bump(z, p.ground_clearance + 0.27, 0.13)
        flares = 0.0
        for axle in (p.front_axle, p.rear_axle):
            r = self.arch_distance(x, z, axle)
            flares = flares + p.flare * np.exp(-(((r - p.arch_radius) / 0.12) ** 2))
        return (
            self.plan(x) - section + p.crease * ridge * fade - p.scoop * middle * low + flares
        ).astype(np.float32)

    def surfaces(self, x: Field, a: Field, z: Field) -> Surfaces:
        """All named surfaces at points (x, a = |y|, z)."""
        p = self.p
        width = a / np.float32(p.half_width)
        side = a - self.half_width_at(x, z)
        swell = (self.fender + p.crown) * bump(x, p.front_axle, 0.42)
        top = z - self.top_line(x) + (p.crown - swell) * width**2

        rise = np.maximum(z - self.bumper_z, 0.0) / np.float32(p.nose_z - self.bumper_z)
        fall = np.maximum(self.bumper_z - z, 0.0) / np.float32(self.bumper_z - p.ground_clearance)
        nose_x = (
            p.nose_plan * width**2.4
            + p.nose_lean * np.minimum(rise, 1.6) ** 2
            + p.nose_undercut * fall**2
        )
        nose = (nose_x - x).astype(np.float32)
        rise = np.maximum(z - self.tail_z, 0.0) / np.float32(p.deck_z - self.tail_z)
        fall = np.maximum(self.tail_z - z, 0.0) / np.float32(self.tail_z - p.ground_clearance)
        tail_x = (
            p.length
            - p.tail_plan * width**2.6
            - p.tail_lean * np.minimum(rise, 1.6) ** 2
            - 0.06 * fall**2
        )
        tail = (x - tail_x).astype(np.float32)
        sill = (
            p.ground_clearance
            + 0.05 * smooth_step(-x, -0.55, 0.0)
            + 0.10 * smooth_step(x, p.length - 0.6, p.length)
        )
        bottom = (sill - z).astype(np.float32)

        cabin_side, roof, windshield, rear_glass = self._greenhouse(x, a, z)
        tub = smooth_max(side, top, p.shoulder_radius)
        tub = smooth_max(tub, nose, p.nose_radius)
        tub = smooth_max(tub, tail, 0.10)
        tub = smooth_max(tub, bottom, 0.06)
        front_arch = self.arch_distance(x, z, p.front_axle)
        rear_arch = self.arch_distance(x, z, p.rear_axle)
        if self.has_bed:
            tub = smooth_max(tub, -self._bed(x, a, z), 0.05)
        cabin = smooth_max(cabin_side, roof, 0.11)
        cabin = smooth_max(cabin, windshield, 0.07)
        cabin = smooth_max(cabin, rear_glass, 0.07)
        cabin = smooth_max(cabin, (np.float32(p.cowl_z - 0.3) - z).astype(np.float32), 0.02)
        # Below the deck the rear glass's plane would run out through the tail.
        cabin = smooth_max(cabin, tail + np.float32(0.02), 0.06)
        body = smooth_min(tub, cabin, 0.06 if self.has_bed else 0.045)
        inner = np.float32(p.half_width - 0.36) - a
        for r in (front_arch, rear_arch):
            well = np.maximum(r - np.float32(p.arch_radius), inner)
            body = smooth_max(body, -well, 0.03)
        return Surfaces(
            side, top, nose, tail, cabin_side, roof, windshield, rear_glass,
            front_arch, rear_arch, body.astype(np.float32),
        )  # fmt: skip

    def __call__(self, x: Field, a: Field, z: Field) -> Field:
        """The implicit function itself."""
        return self.surfaces(x, a, z).body

    def _greenhouse(self, x: Field, a: Field, z: Field) -> tuple[Field, Field, Field, Field]:
        p = self.p
        middle = 0.5 * (p.roof_front_x + p.roof_rear_x)
        half = 0.5 * (p.deck_x - p.cowl_x)
        narrowing = 0.05 * np.abs((x - middle) / np.float32(half)) ** 2.2
        belt = self.top_line(np.clip(x, p.cowl_x, p.deck_x)) - p.crown
        height = np.maximum(z - belt, np.float32(-0.03))
        share = np.clip(height / np.float32(p.height - p.cowl_z), 0.0, 1.2)
        half_width = (
            self.plan(x) - p.upper_tuck - p.inset - narrowing
            - p.tumblehome * height * (0.75 + 0.25 * share)
        )  # fmt: skip
        slope = np.float32(1.0 / np.sqrt(1.0 + p.tumblehome**2))
        cabin_side = (a - half_width) * slope
        roof = z - self.roof_line(x) + 0.05 * (a / np.float32(0.6)) ** 2

        run, rise = p.windshield_run, self.roof_front_z + 0.02 - p.cowl_z
        length = np.hypot(run, rise)
        along = ((x - p.cowl_x) * run + (z - p.cowl_z) * rise) / length
        windshield = (
            (z - p.cowl_z) * run - (x - p.cowl_x) * rise + p.windshield_bow * a * a * rise
        ) / length - 0.03 * np.clip(1.0 - (2.0 * along / length - 1.0) ** 2, 0.0, 1.0)

        rear_z = float(self.roof_line(np.array([p.roof_rear_x], np.float32))[0]) + 0.01
        run, rise = max(p.rear_run, 0.02), rear_z - p.deck_z
        length = np.hypot(run, rise)
        along = ((p.deck_x - x) * run + (z - p.deck_z) * rise) / length
        rear_glass = (
            (z - p.deck_z) * run - (p.deck_x - x) * rise + p.rear_glass_bow * a * a * rise
        ) / length - 0.025 * np.clip(1.0 - (2.0 * along / length - 1.0) ** 2, 0.0, 1.0)
        return (
            cabin_side.astype(np.float32),
            roof.astype(np.float32),
            windshield.astype(np.float32),
            rear_glass.astype(np.float32),
        )

    def _bed(self, x: Field, a: Field, z: Field) -> Field:
        p = self.p
        ends = np.maximum(p.deck_x + 0.10 - x, x - (p.length - 0.13))
        return np.maximum(
            np.maximum(ends, a - np.float32(p.half_width - 0.15)), self.bed_floor - z
        ).astype(np.float32)

    def bounds(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Ranges of x, |y| and z that hold the shell, metres."""
        p = self.p
        return (
            (-0.08, p.length + 0.08),
            (0.0, p.half_width + 0.12),
            (p.ground_clearance - 0.08, p.height + 0.10),
        )
