"""The proportions of a car's body and of what is cut into it, sampled within ranges.

Lengths are metres, x runs from the nose (0) to the tail, y to the right, z up from the
ground. Widths are half widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KINDS = ("sedan", "hatch", "wagon", "coupe", "suv", "pickup", "van")
KIND_WEIGHTS = (0.24, 0.17, 0.12, 0.17, 0.17, 0.07, 0.06)

Range = tuple[float, float]

# Per kind, in the order of KINDS.
KIND_RANGES: dict[str, tuple[Range, ...]] = {
    "wheelbase": (
        (2.70, 2.97), (2.45, 2.70), (2.71, 2.95), (2.46, 2.78),
        (2.60, 2.97), (3.14, 3.47), (2.81, 3.19),
    ),
    "front_overhang": (
        (0.80, 0.93), (0.76, 0.87), (0.80, 0.92), (0.82, 0.97),
        (0.82, 0.95), (0.85, 0.95), (0.85, 0.95),
    ),
    "rear_overhang": (
        (0.92, 1.10), (0.62, 0.78), (0.97, 1.10), (0.85, 1.03),
        (0.80, 1.00), (1.10, 1.25), (0.87, 1.04),
    ),
    "height": (
        (1.38, 1.48), (1.42, 1.53), (1.42, 1.50), (1.22, 1.36),
        (1.60, 1.80), (1.75, 1.88), (1.81, 1.97),
    ),
    "half_width": (
        (0.90, 0.95), (0.87, 0.92), (0.90, 0.95), (0.91, 0.98),
        (0.92, 1.00), (0.95, 1.00), (0.94, 0.99),
    ),
    "ground_clearance": (
        (0.14, 0.17), (0.15, 0.18), (0.15, 0.18), (0.11, 0.14),
        (0.21, 0.27), (0.24, 0.29), (0.16, 0.19),
    ),
    "wheel_radius": (
        (0.335, 0.365), (0.32, 0.35), (0.335, 0.365), (0.345, 0.375),
        (0.37, 0.42), (0.38, 0.42), (0.33, 0.355),
    ),
    "nose_z": (
        (0.70, 0.78), (0.72, 0.82), (0.70, 0.78), (0.60, 0.70),
        (0.93, 1.06), (0.98, 1.10), (0.83, 0.95),
    ),
    "cowl_z": (
        (0.94, 1.00), (0.95, 1.02), (0.94, 0.99), (0.84, 0.92),
        (1.10, 1.20), (1.15, 1.24), (1.08, 1.18),
    ),
    "deck_z": (
        (1.00, 1.08), (0.98, 1.06), (1.01, 1.08), (0.92, 1.00),
        (1.12, 1.22), (1.12, 1.22), (1.14, 1.20),
    ),
    "cowl_setback": (
        (0.34, 0.55), (0.33, 0.48), (0.40, 0.58), (0.48, 0.75),
        (0.35, 0.52), (0.48, 0.62), (0.05, 0.22),
    ),
    "windshield_run": (
        (0.73, 0.88), (0.66, 0.84), (0.73, 0.85), (0.70, 0.85),
        (0.55, 0.75), (0.53, 0.64), (0.72, 0.92),
    ),
    "rear_run": (
        (0.95, 1.45), (0.38, 0.62), (0.45, 0.75), (1.20, 1.60),
        (0.34, 0.59), (0.06, 0.16), (0.12, 0.25),
    ),
    "deck_length": (
        (0.36, 0.60), (0.08, 0.15), (0.08, 0.15), (0.22, 0.48),
        (0.08, 0.16), (1.75, 2.25), (0.03, 0.07),
    ),
    "tumblehome": (
        (0.26, 0.40), (0.26, 0.38), (0.26, 0.38), (0.28, 0.42),
        (0.16, 0.27), (0.16, 0.26), (0.13, 0.22),
    ),
    "waist_z": (
        (0.56, 0.66), (0.57, 0.68), (0.56, 0.67), (0.48, 0.60),
        (0.68, 0.80), (0.72, 0.84), (0.66, 0.77),
    ),
    "nose_lean": (
        (0.03, 0.16), (0.04, 0.18), (0.04, 0.16), (0.04, 0.18),
        (0.02, 0.08), (0.02, 0.07), (0.12, 0.25),
    ),
    "rear_pillar": (
        (0.10, 0.20), (0.12, 0.30), (0.09, 0.15), (0.09, 0.16),
        (0.11, 0.26), (0.08, 0.10), (0.10, 0.15),
    ),
}  # fmt: skip

# The same for every kind.
COMMON_RANGES: dict[str, Range] = {
    "front_taper": (0.06, 0.13),
    "rear_taper": (0.05, 0.11),
    "lower_tuck": (0.05, 0.10),
    "upper_tuck": (0.03, 0.07),
    "crease": (0.004, 0.022),
    "crease_height": (0.70, 0.86),
    "crease_slope": (-0.01, 0.035),
    "scoop": (0.0, 0.03),
    "flare": (0.012, 0.040),
    "nose_plan": (0.22, 0.42),
    "nose_undercut": (0.04, 0.12),
    "tail_plan": (0.12, 0.26),
    "tail_lean": (0.0, 0.11),
    "crown": (0.05, 0.085),
    "inset": (0.015, 0.05),
    "windshield_bow": (0.16, 0.30),
    "rear_glass_bow": (0.06, 0.20),
    "roof_peak": (0.2, 0.5),
    "roof_drop": (0.02, 0.06),
    "hood_power": (1.4, 2.4),
    "shoulder_radius": (0.06, 0.14),
    "nose_radius": (0.08, 0.18),
    "front_pillar": (0.055, 0.080),
    "window_drop": (0.065, 0.095),
    "belt_kick": (0.0, 0.06),
}


@dataclass(frozen=True)
class Headlight:
    """A lamp outline: inner edge |y|, height, rise per metre outwards, reach along x."""

    inner_y: float
    height: float
    slant: float
    reach: float
    drop: float
    round: bool


@dataclass(frozen=True)
class Grille:
    """Upper opening of the nose; `taper` widens it upwards. Styles: see `scene.grille_pattern`."""

    width: float
    height: float
    drop: float
    taper: float
    style: int
    present: bool


@dataclass(frozen=True)
class Intake:
    """Lower opening of the nose; `split` cuts it into three."""

    width: float
    height: float
    z: float
    split: bool


@dataclass(frozen=True)
class Taillight:
    """Rear lamp outline; `bar` joins both lamps across the tail."""

    inner_y: float
    height: float
    slant: float
    reach: float
    drop: float
    bar: bool
    upright: bool


@dataclass(frozen=True)
class Body:
    """Proportions of one car (see the module for axes and units)."""

    kind: str
    wheelbase: float
    front_overhang: float
    rear_overhang: float
    height: float
    half_width: float
    ground_clearance: float
    wheel_radius: float
    nose_z: float
    cowl_z: float
    deck_z: float
    cowl_setback: float
    windshield_run: float
    rear_run: float
    deck_length: float
    tumblehome: float
    waist_z: float
    nose_lean: float
    rear_pillar: float
    front_taper: float
    rear_taper: float
    lower_tuck: float
    upper_tuck: float
    crease: float
    crease_height: float
    crease_slope: float
    scoop: float
    flare: float
    nose_plan: float
    nose_undercut: float
    tail_plan: float
    tail_lean: float
    crown: float
    inset: float
    windshield_bow: float
    rear_glass_bow: float
    roof_peak: float
    roof_drop: float
    hood_power: float
    shoulder_radius: float
    nose_radius: float
    front_pillar: float
    window_drop: float
    belt_kick: float
    deck_lip: float
    doors: int
    panel_van: bool
    cladding: float
    moulding: bool
    rear_insert: bool
    fog_lamps: str
    sunroof: bool
    glass_roof: bool
    headlight: Headlight
    grille: Grille
    intake: Intake
    taillight: Taillight

    @property
    def length(self) -> float:
        return self.front_overhang + self.wheelbase + self.rear_overhang

    @property
    def front_axle(self) -> float:
        return self.front_overhang

    @property
    def rear_axle(self) -> float:
        return self.front_overhang + self.wheelbase

    @property
    def cowl_x(self) -> float:
        return self.front_overhang + self.cowl_setback

    @property
    def roof_front_x(self) -> float:
        return self.cowl_x + self.windshield_run

    @property
    def deck_x(self) -> float:
        return self.length - self.deck_length

    @property
    def roof_rear_x(self) -> float:
        return self.deck_x - self.rear_run

    @property
    def arch_radius(self) -> float:
        return self.wheel_radius * (1.16 if self.kind in ("suv", "pickup") else 1.13)


def sample_body(rng: np.random.Generator) -> Body:
    """A body of a random kind."""
    index = int(rng.choice(len(KINDS), p=KIND_WEIGHTS))
    kind = KINDS[index]

    def within(bounds: Range) -> float:
        return float(rng.uniform(*bounds))

    numbers = {name: within(ranges[index]) for name, ranges in KIND_RANGES.items()}
    numbers |= {name: within(bounds) for name, bounds in COMMON_RANGES.items()}
    if kind in ("sedan", "coupe"):
        numbers["deck_lip"] = within((-0.01, 0.04))
    else:
        numbers["deck_lip"] = 0.0
    if kind in ("suv", "pickup"):
        # A bluff nose under a high hood.
        numbers["hood_power"] = within((2.0, 4.0))
        numbers["nose_plan"] = within((0.14, 0.30))
        numbers["nose_radius"] = within((0.07, 0.12))
        numbers["crown"] = within((0.04, 0.06))
    if kind == "coupe":
        numbers["roof_drop"] = within((0.04, 0.09))
    if kind == "pickup":
        cab = 1.75 if rng.random() < 0.35 else 2.35  # windshield base to cab rear
        length = numbers["front_overhang"] + numbers["wheelbase"] + numbers["rear_overhang"]
        cowl = numbers["front_overhang"] + numbers["cowl_setback"]
        numbers["deck_length"] = length - cowl - cab - within((-0.1, 0.1))
        doors = 2 if cab < 2.0 else 4
    else:
        doors = 2 if kind == "coupe" or (kind == "hatch" and rng.random() < 0.2) else 4

    cowl = numbers["front_overhang"] + numbers["cowl_setback"]
    tail = numbers["front_overhang"] + numbers["wheelbase"] + numbers["rear_overhang"]
    behind = tail - numbers["deck_length"] - cowl - numbers["windshield_run"]
    numbers["rear_run"] = min(numbers["rear_run"], behind - within((0.45, 0.65)))

    slim = rng.random() < 0.35
    headlight = Headlight(
        inner_y=within((0.42, 0.64)),
        height=within((0.055, 0.085) if slim else (0.09, 0.16)),
        slant=within((-0.05, 0.24)),
        reach=within((0.22, 0.50)),
        drop=within((0.02, 0.08)),
        round=bool(rng.random() < 0.15),
    )
    grille = Grille(
        width=within((0.28, 0.50)),
        height=within((0.09, 0.20 if kind == "coupe" else 0.27)),
        drop=within((0.0, 0.06)),
        taper=within((-0.3, 0.4)),
        style=int(rng.integers(0, 4)),
        present=bool(rng.random() < 0.88),
    )
    intake = Intake(
        width=within((0.40, 0.70)),
        height=within((0.08, 0.15)),
        z=within((0.03, 0.08)),
        split=bool(rng.random() < 0.35),
    )
    upright = kind in ("van", "suv", "wagon", "hatch", "pickup") and bool(rng.random() < 0.45)
    taillight = Taillight(
        inner_y=within((0.62, 0.72)) if upright else within((0.40, 0.66)),
        height=within((0.24, 0.42)) if upright else within((0.07, 0.17)),
        slant=within((-0.05, 0.05)) if upright else within((-0.2, 0.18)),
        reach=within((0.12, 0.24)) if upright else within((0.10, 0.35)),
        drop=within((0.03, 0.09)),
        bar=not upright and bool(rng.random() < 0.35),
        upright=upright,
    )
    rugged = kind == "suv" or (kind in ("wagon", "pickup") and rng.random() < 0.35)
    return Body(
        kind=kind,
        doors=doors,
        panel_van=kind == "van" and bool(rng.random() < 0.5),
        cladding=within((0.05, 0.17)) if rugged and rng.random() < 0.75 else within((0.0, 0.05)),
        moulding=bool(rng.random() < 0.10),
        rear_insert=bool(rng.random() < 0.45),
        fog_lamps=str(rng.choice(("none", "round", "slot"), p=(0.5, 0.3, 0.2))),
        sunroof=kind not in ("pickup", "van") and bool(rng.random() < 0.2),
        glass_roof=kind not in ("pickup", "van") and bool(rng.random() < 0.12),
        headlight=headlight,
        grille=grille,
        intake=intake,
        taillight=taillight,
        **numbers,
    )
