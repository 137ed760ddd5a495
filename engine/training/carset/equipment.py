"""Paint, trim and equipment of a car, sampled to suit its body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.training.carset.proportions import Body

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


def sample_equipment(rng: np.random.Generator, body: Body) -> Equipment:
    """Finish and equipment for a body."""

    def pick(options: tuple[Any, ...], weights: tuple[float, ...] | None = None) -> Any:
        return options[int(rng.choice(len(options), p=weights))]

    if rng.random() < 0.8:
        *colour, metallic = pick(PAINTS)
        paint = tuple(
            round(float(np.clip(c * rng.uniform(0.85, 1.15), 0.006, 0.85)), 6) for c in colour
        )
    else:
        paint = colour_from_hsv(rng.random(), rng.uniform(0.2, 0.95), rng.uniform(0.25, 0.9))
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


def colour_from_hsv(hue: float, saturation: float, value: float) -> tuple[float, float, float]:
    """Linear RGB from HSV given in the display's encoding."""
    offsets = (np.array([5.0, 3.0, 1.0]) + hue * 6.0) % 6.0
    encoded = value * (1.0 - saturation * np.clip(np.minimum(offsets, 4.0 - offsets), 0.0, 1.0))
    red, green, blue = (round(float(c), 6) for c in encoded**2.2)
    return red, green, blue
