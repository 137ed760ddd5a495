"""What a car of the set is: its proportions, its equipment and finish, sampled from a seed.

Lengths are metres, x runs from the nose (0) to the tail, y to the right, z up from the
ground. Widths are half widths. The same seed always gives the same car.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

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


@dataclass(frozen=True)
class Equipment:
    """Paint, trim and equipment. Colours are linear RGB, 0 to 1."""

    paint: tuple[float, float, float]
    paint_metallic: float
    paint_roughness: float
    two_tone: bool
    roof_colour: tuple[float, float, float]
    stripe: str
    stripe_colour: tuple[float, float, float]
    cladding_colour: tuple[float, float, float]
    handle_colour: tuple[float, float, float]
    handle_flush: bool
    mirror_colour: tuple[float, float, float]
    trim: str
    trim_colour: tuple[float, float, float]
    trim_metallic: float
    trim_width: float
    pillar_black: bool
    glass_tint: tuple[float, float, float]
    slat_colour: tuple[float, float, float]
    grille_frame_colour: tuple[float, float, float]
    grille_frame_metallic: float
    dark_lamps: bool
    lamps_lit: bool
    drl: str
    plate_colour: tuple[float, float, float]
    front_plate: bool
    badge: str
    rear_badge: bool
    wipers: bool
    exhausts: int
    exhaust_shape: str
    rails: str
    roof_fin: bool
    rear_wing: str
    rim_style: str
    rim_ratio: float
    spokes: int
    spoke_twist: float
    spoke_inner: float
    spoke_outer: float
    rim_dish: float
    rim_colour: tuple[float, float, float]
    rim_metallic: float
    steer: float


@dataclass(frozen=True)
class View:
    """A camera: azimuth (0 = from the front, 90 = its right side), elevation in degrees,
    focal length in millimetres on a 36 mm frame, share of the frame that the car fills."""

    azimuth: float
    elevation: float
    focal: float
    fill: float


@dataclass(frozen=True)
class Stage:
    """Surroundings: `bowl` is a seamless studio, `wall` one with a horizon, `sky` outdoors."""

    kind: str
    tone: float
    tint: tuple[float, float, float]
    light_seed: int
    light_angle: float
    floor_gloss: float


@dataclass(frozen=True)
class Car:
    """All of a seed that its views share."""

    body: Body
    equipment: Equipment


def sample_car(seed: int) -> Car:
    """The car of a seed."""
    rng = np.random.default_rng([seed, 0])
    body = _sample_body(rng)
    return Car(body, _sample_equipment(np.random.default_rng([seed, 1]), body))


def sample_view(seed: int, view: int) -> tuple[View, Stage]:
    """Camera and surroundings of one view of a seed; views do not depend on each other."""
    rng = np.random.default_rng([seed, 2, view])
    choice = rng.random()
    side = float(rng.choice((-1.0, 1.0)))
    if choice < 0.32:
        azimuth = side * (90.0 + rng.normal(0.0, 3.5))
        elevation, focal = rng.uniform(1.5, 8.0), rng.uniform(60.0, 135.0)
    elif choice < 0.68:
        azimuth = side * rng.uniform(22.0, 68.0)
        elevation, focal = rng.uniform(2.0, 17.0), rng.uniform(38.0, 100.0)
    elif choice < 0.90:
        azimuth = side * rng.uniform(112.0, 158.0)
        elevation, focal = rng.uniform(2.0, 17.0), rng.uniform(38.0, 100.0)
    else:
        azimuth = rng.uniform(-180.0, 180.0)
        elevation, focal = rng.uniform(3.0, 35.0), rng.uniform(35.0, 100.0)
    camera = View(float(azimuth), float(elevation), float(focal), float(rng.uniform(0.84, 0.94)))
    return camera, _sample_stage(rng)


def as_record(
    name: str, car: Car, camera: View, stage: Stage, distance: float
) -> dict[str, Any]:
    """One line of `params.jsonl`; `distance` in metres from the camera to its target."""
    return {
        "name": name,
        "P": asdict(car.body) | {"length": car.body.length},
        "X": asdict(car.equipment),
        "cam": {
            "az": camera.azimuth,
            "el": camera.elevation,
            "f": camera.focal,
            "dist": distance,
            "fill": camera.fill,
        },
        "stage": asdict(stage) | {"outdoor": stage.kind == "sky", "bowl": stage.kind == "bowl"},
    }


def _sample_body(rng: np.random.Generator) -> Body:
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

    if rng.random() < 0.35:
        height = (0.055, 0.085)  # slim
    else:
        height = (0.09, 0.16)
    headlight = Headlight(
        inner_y=within((0.42, 0.64)),
        height=within(height),
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
        sunroof=kind not in ("pickup", "van") and bool(rng.random() < 0.2),
        glass_roof=kind not in ("pickup", "van") and bool(rng.random() < 0.12),
        headlight=headlight,
        grille=grille,
        intake=intake,
        taillight=taillight,
        **numbers,
    )


# Linear RGB, metallic share.
PAINTS: tuple[tuple[float, float, float, float], ...] = (
    (0.80, 0.80, 0.79, 0.0), (0.74, 0.73, 0.68, 0.1), (0.62, 0.62, 0.60, 0.1),
    (0.010, 0.010, 0.011, 0.1), (0.018, 0.018, 0.020, 0.3), (0.030, 0.030, 0.033, 0.6),
    (0.42, 0.43, 0.44, 0.75), (0.30, 0.31, 0.32, 0.7), (0.17, 0.175, 0.18, 0.6),
    (0.09, 0.095, 0.10, 0.6), (0.25, 0.26, 0.26, 0.0), (0.36, 0.37, 0.36, 0.0),
    (0.45, 0.008, 0.010, 0.0), (0.33, 0.006, 0.010, 0.4), (0.62, 0.020, 0.012, 0.0),
    (0.16, 0.006, 0.012, 0.5), (0.70, 0.10, 0.012, 0.1), (0.80, 0.20, 0.010, 0.0),
    (0.80, 0.45, 0.020, 0.0), (0.76, 0.62, 0.14, 0.0), (0.62, 0.50, 0.30, 0.3),
    (0.40, 0.62, 0.040, 0.1), (0.060, 0.28, 0.060, 0.2), (0.010, 0.060, 0.030, 0.4),
    (0.018, 0.090, 0.050, 0.3), (0.10, 0.15, 0.085, 0.1), (0.22, 0.26, 0.17, 0.0),
    (0.020, 0.30, 0.30, 0.2), (0.15, 0.50, 0.48, 0.0), (0.20, 0.50, 0.70, 0.1),
    (0.04, 0.22, 0.60, 0.3), (0.012, 0.060, 0.36, 0.4), (0.010, 0.022, 0.12, 0.5),
    (0.012, 0.020, 0.055, 0.5), (0.16, 0.24, 0.34, 0.5), (0.10, 0.07, 0.32, 0.4),
    (0.16, 0.020, 0.18, 0.4), (0.62, 0.28, 0.46, 0.1), (0.10, 0.045, 0.020, 0.5),
    (0.30, 0.16, 0.075, 0.5), (0.52, 0.40, 0.27, 0.2), (0.28, 0.24, 0.19, 0.5),
)  # fmt: skip

CHROME = (0.70, 0.70, 0.71)
GLOSS_BLACK = (0.010, 0.010, 0.011)


def _sample_equipment(rng: np.random.Generator, body: Body) -> Equipment:
    def pick(options: tuple[Any, ...], weights: tuple[float, ...] | None = None) -> Any:
        return options[int(rng.choice(len(options), p=weights))]

    if rng.random() < 0.8:
        *colour, metallic = pick(PAINTS)
        paint = tuple(float(np.clip(c * rng.uniform(0.85, 1.15), 0.006, 0.85)) for c in colour)
    else:
        paint = _colour_from_hsv(rng.random(), rng.uniform(0.2, 0.95), rng.uniform(0.25, 0.9))
        metallic = float(rng.choice((0.0, 0.2, 0.5)))
    red, green, blue = paint
    dark = tuple(float(v) for v in np.full(3, rng.uniform(0.008, 0.03)))
    body_colour_trim = pick(("chrome", "black", "none"), (0.35, 0.4, 0.25))
    family = body.kind in ("suv", "wagon", "van", "pickup")
    rim_style = pick(("single", "twin", "Y", "turbine", "mesh", "disc"))
    spokes = {
        "single": (5, 6, 7, 10), "twin": (5, 6, 7), "Y": (5, 6, 7), "turbine": (9, 12, 14),
        "mesh": (8, 10, 12), "disc": (5, 8, 16),
    }[rim_style]  # fmt: skip
    frame_chrome = rng.random() < 0.5
    return Equipment(
        paint=(red, green, blue),
        paint_metallic=float(metallic),
        paint_roughness=float(rng.uniform(0.25, 0.45)),
        two_tone=bool(rng.random() < (0.3 if body.kind in ("hatch", "suv") else 0.1)),
        roof_colour=pick((GLOSS_BLACK, (0.78, 0.78, 0.76), (0.30, 0.31, 0.32))),
        stripe=pick(("none", "twin", "single", "side"), (0.86, 0.06, 0.03, 0.05)),
        stripe_colour=pick((GLOSS_BLACK, (0.80, 0.80, 0.78), (0.60, 0.02, 0.015))),
        cladding_colour=dark,  # type: ignore[arg-type]
        handle_colour=pick(((red, green, blue), CHROME, GLOSS_BLACK), (0.55, 0.25, 0.2)),
        handle_flush=bool(rng.random() < 0.15),
        mirror_colour=pick(((red, green, blue), GLOSS_BLACK), (0.7, 0.3)),
        trim=body_colour_trim,
        trim_colour=CHROME if body_colour_trim == "chrome" else GLOSS_BLACK,
        trim_metallic=1.0 if body_colour_trim == "chrome" else 0.0,
        trim_width=float(rng.uniform(0.012, 0.024)),
        pillar_black=bool(rng.random() < 0.7),
        glass_tint=tuple(  # type: ignore[arg-type]
            float(v) for v in rng.uniform(0.008, 0.04) * rng.uniform(0.85, 1.1, 3)
        ),
        slat_colour=pick(((0.03, 0.03, 0.03), CHROME, (0.12, 0.12, 0.125)), (0.5, 0.25, 0.25)),
        grille_frame_colour=CHROME if frame_chrome else GLOSS_BLACK,
        grille_frame_metallic=1.0 if frame_chrome else 0.0,
        dark_lamps=bool(rng.random() < 0.5),
        lamps_lit=bool(rng.random() < 0.45),
        drl=pick(("ring", "none"), (0.6, 0.4)),
        plate_colour=pick(((0.75, 0.75, 0.72), (0.72, 0.55, 0.05), (0.03, 0.10, 0.45))),
        front_plate=bool(rng.random() < 0.8),
        badge=pick(("disc", "shield", "bar", "none"), (0.5, 0.15, 0.2, 0.15)),
        rear_badge=bool(rng.random() < 0.75),
        wipers=bool(rng.random() < 0.85),
        exhausts=int(pick((0, 1, 2, 4), (0.3, 0.3, 0.3, 0.1))),
        exhaust_shape=pick(("round", "flat")),
        rails=pick(("none", "rails", "bars"), (0.3, 0.45, 0.25) if family else (0.94, 0.03, 0.03)),
        roof_fin=bool(rng.random() < 0.6),
        rear_wing=pick(("none", "lip", "wing"), (0.4, 0.4, 0.2))
        if body.kind == "coupe"
        else pick(("none", "lip"), (0.6, 0.4)),
        rim_style=rim_style,
        rim_ratio=float(rng.uniform(0.66, 0.78)),
        spokes=int(pick(spokes)),
        spoke_twist=float(rng.uniform(-0.35, 0.35)) if rim_style == "turbine" else 0.0,
        spoke_inner=float(rng.uniform(0.07, 0.16)),
        spoke_outer=float(rng.uniform(0.05, 0.14)),
        rim_dish=float(rng.uniform(-0.005, 0.045)),
        rim_colour=pick(((0.60, 0.60, 0.61), (0.20, 0.20, 0.21), (0.012, 0.012, 0.013))),
        rim_metallic=float(rng.uniform(0.3, 0.9)),
        steer=float(np.clip(rng.normal(0.0, 0.09), -0.26, 0.26)),
    )


def _sample_stage(rng: np.random.Generator) -> Stage:
    kind = str(rng.choice(("bowl", "wall", "sky"), p=(0.55, 0.15, 0.30)))
    if rng.random() < 0.65:
        tint = (1.0, 1.0, 1.0)
    else:
        tint = _colour_from_hsv(rng.random(), rng.uniform(0.05, 0.4), 1.0)
    return Stage(
        kind=kind,
        tone=float(rng.choice((0.04, 0.10, 0.18, 0.32, 0.5, 0.7, 0.8))),
        tint=tint,
        light_seed=int(rng.integers(0, 2**31)),
        light_angle=float(rng.uniform(-180.0, 180.0)),
        floor_gloss=float(rng.choice((0.0, 0.15, 0.4), p=(0.5, 0.3, 0.2))),
    )


def _colour_from_hsv(hue: float, saturation: float, value: float) -> tuple[float, float, float]:
    """Linear RGB from HSV given in the display's encoding."""
    offsets = (np.array([5.0, 3.0, 1.0]) + hue * 6.0) % 6.0
    encoded = value * (1.0 - saturation * np.clip(np.minimum(offsets, 4.0 - offsets), 0.0, 1.0))
    red, green, blue = (float(c) for c in encoded**2.2)
    return red, green, blue
