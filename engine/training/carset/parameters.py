"""A sample's parameters: the car of a seed, and the camera and stage of each of its views.

The same seed always gives the same car, whatever was sampled before.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.training.carset.equipment import Equipment, colour_from_hsv, sample_equipment
from engine.training.carset.proportions import Body, sample_body


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
    body = sample_body(np.random.default_rng([seed, 0]))
    return Car(body, sample_equipment(np.random.default_rng([seed, 1]), body))


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


def as_record(name: str, car: Car, camera: View, stage: Stage, distance: float) -> dict[str, Any]:
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


def _sample_stage(rng: np.random.Generator) -> Stage:
    kind = str(rng.choice(("bowl", "wall", "sky"), p=(0.55, 0.15, 0.30)))
    if rng.random() < 0.65:
        tint = (1.0, 1.0, 1.0)
    else:
        tint = colour_from_hsv(rng.random(), rng.uniform(0.05, 0.4), 1.0)
    return Stage(
        kind=kind,
        tone=float(rng.choice((0.04, 0.10, 0.18, 0.32, 0.5, 0.7, 0.8))),
        tint=tint,
        light_seed=int(rng.integers(0, 2**31)),
        light_angle=float(rng.uniform(-180.0, 180.0)),
        floor_gloss=float(rng.choice((0.0, 0.15, 0.4), p=(0.5, 0.3, 0.2))),
    )
