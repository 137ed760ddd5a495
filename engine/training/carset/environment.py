"""Light from far away, painted into equirectangular images: studios with softboxes, skies.

Softboxes with soft edges at infinity reflect cleanly in paint and glass at few samples;
area lights near the car leave blotches there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.parameters import Stage

Image = NDArray[np.float32]
HEIGHT, WIDTH = 256, 512


@dataclass(frozen=True)
class Sun:
    """A lamp at infinity: direction towards it (3,), irradiance factor, colour, angle in rad."""

    direction: tuple[float, float, float]
    strength: float
    colour: tuple[float, float, float]
    angle: float


@dataclass(frozen=True)
class Environment:
    """`image` (H, W, 3) linear radiance, rows from the nadir up; `floor` the colour that the
    ground fades to; `wall` the backdrop at the horizon and at the zenith (studios only)."""

    image: Image
    ground: tuple[float, float, float]
    floor: tuple[float, float, float]
    wall: tuple[tuple[float, float, float], tuple[float, float, float]] | None
    sun: Sun | None


def directions() -> NDArray[np.float32]:
    """Unit vectors (H, W, 3) of the pixels of an image, the renderer's convention."""
    elevation = ((np.arange(HEIGHT) + 0.5) / HEIGHT - 0.5) * np.pi
    azimuth = (0.5 - (np.arange(WIDTH) + 0.5) / WIDTH) * 2.0 * np.pi
    e, a = np.meshgrid(elevation, azimuth, indexing="ij")
    return np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1).astype(
        np.float32
    )


def irradiance(image: Image, normal: tuple[float, float, float]) -> float:
    """Mean-channel irradiance on a plane that faces `normal`."""
    d = directions()
    solid = np.sqrt(np.maximum(1.0 - d[..., 2] ** 2, 0.0)) * (np.pi / HEIGHT) * (2 * np.pi / WIDTH)
    cosine = np.maximum(d @ np.asarray(normal, np.float32), 0.0)
    return float((image.mean(axis=-1) * cosine * solid).sum())


def environment(stage: Stage) -> Environment:
    """The surroundings of a stage."""
    rng = np.random.default_rng(stage.light_seed)
    return _sky(stage, rng) if stage.kind == "sky" else _studio(stage, rng)


def _edge(distance: NDArray[np.floating], softness: float) -> Image:
    """1 well inside, 0 outside a box at signed distance, with a soft edge."""
    t = np.clip(0.5 - distance / softness, 0.0, 1.0)
    return (t * t * (3.0 - 2.0 * t)).astype(np.float32)


def _box(
    d: Image, azimuth: float, elevation: float, width: float, height: float, softness: float
) -> Image:
    """A softbox around a direction; all angles in degrees."""
    az = np.degrees(np.arctan2(d[..., 1], d[..., 0]))
    el = np.degrees(np.arcsin(np.clip(d[..., 2], -1.0, 1.0)))
    across = np.abs((az - azimuth + 180.0) % 360.0 - 180.0) - 0.5 * width
    up = np.abs(el - elevation) - 0.5 * height
    return _edge(np.maximum(across, up), softness)


def _studio(stage: Stage, rng: np.random.Generator) -> Environment:
    d = directions()
    up = np.clip(d[..., 2], 0.0, 1.0)
    light = (rng.uniform(0.06, 0.35) * (0.4 + 0.6 * up)).astype(np.float32)
    # The ceiling box, a rectangle on a plane above the car, long along it.
    z = np.maximum(d[..., 2], 1e-3)
    long, wide = rng.uniform(1.2, 3.2), rng.uniform(0.25, 0.9)
    ceiling = np.maximum(np.abs(d[..., 0] / z) / long, np.abs(d[..., 1] / z) / wide) - 1.0
    light += rng.uniform(3.0, 7.0) * _edge(ceiling, 0.35) * (d[..., 2] > 0.02)
    for azimuth in (90.0, -90.0):
        light += max(rng.uniform(-1.0, 6.5), 0.0) * _box(
            d, azimuth + rng.uniform(-25, 25), rng.uniform(14, 38), rng.uniform(50, 130),
            rng.uniform(4, 14), 5.0,
        )  # fmt: skip
    for azimuth in (0.0, 180.0):
        light += max(rng.uniform(-1.0, 5.0), 0.0) * _box(
            d, azimuth + rng.uniform(-20, 20), rng.uniform(15, 40), rng.uniform(25, 60),
            rng.uniform(6, 20), 6.0,
        )  # fmt: skip
    light += rng.uniform(1.0, 7.0) * _box(
        d, stage.light_angle, rng.uniform(35, 60), rng.uniform(18, 45), rng.uniform(18, 35), 14.0
    )
    warmth = rng.normal(0.0, 0.05)
    tint = np.array([1.0 + warmth, 1.0, 1.0 - warmth], np.float32)
    image = (light[..., None] * tint).astype(np.float32)
    sides = 0.25 * sum(irradiance(image, n) for n in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0)))
    level = 0.45 * irradiance(image, (0, 0, 1)) + 0.55 * sides
    image *= np.float32(rng.uniform(0.95, 1.45) * np.pi / level)
    albedo = np.asarray(stage.tint) * stage.tone
    lit = albedo * tint * irradiance(image, (0.0, 0.0, 1.0)) / np.pi
    lit = np.minimum(lit, 0.95)
    if stage.kind == "wall":
        low = np.clip(lit * rng.choice((0.35, 0.6, 1.5, 2.2)) + 0.01, 0.0, 0.92)
        high = low * rng.uniform(0.6, 1.1)
    else:
        low, high = lit, np.clip(lit * rng.uniform(0.25, 1.1), 0.0, 0.95)
    return Environment(image, _rgb(albedo), _rgb(lit), (_rgb(low), _rgb(high)), None)


def _sky(stage: Stage, rng: np.random.Generator) -> Environment:
    d = directions()
    elevation = np.arcsin(np.clip(d[..., 2], -1.0, 1.0))
    overcast = rng.random() < 0.35
    low_sun = rng.random() < 0.3
    if overcast:
        zenith, horizon = np.array([0.62, 0.66, 0.72]), np.array([0.85, 0.87, 0.90])
    elif low_sun:
        zenith, horizon = np.array([0.16, 0.26, 0.48]), np.array([1.0, 0.74, 0.50])
    else:
        zenith, horizon = np.array([0.20, 0.35, 0.70]), np.array([0.72, 0.84, 0.98])
    height = np.clip(np.sin(np.maximum(elevation, 0.0)), 0.0, 1.0)[..., None] ** 0.45
    image = (horizon * (1.0 - height) + zenith * height).astype(np.float32)
    image = image + _clouds(d, rng, overcast) * np.float32(0.5)
    sun_elevation = rng.uniform(8.0, 22.0) if low_sun else rng.uniform(25.0, 65.0)
    s, t = np.radians(sun_elevation), np.radians(stage.light_angle)
    toward = (np.cos(s) * np.cos(t), np.cos(s) * np.sin(t), np.sin(s))
    glow = np.clip(d @ np.asarray(toward, np.float32), 0.0, 1.0)[..., None]
    image = image + (0.1 if overcast else 0.5) * glow**24 * horizon
    image = image.astype(np.float32) * np.float32(
        (1.1 if overcast else 0.62)
        * rng.uniform(0.8, 1.15)
        * np.pi
        / irradiance(image, (0.0, 0.0, 1.0))
    )
    ground = (
        np.array([0.21, 0.195, 0.165]) * rng.uniform(0.5, 1.7) * (1.0 + rng.normal(0.0, 0.025, 3))
    )
    colour = np.array([1.0, 0.72, 0.45]) if low_sun else np.array([1.0, 0.96, 0.90])
    strength = 0.0 if overcast else float(rng.uniform(3.0, 5.5))
    lit = ground * (
        irradiance(image, (0.0, 0.0, 1.0)) / np.pi + strength * toward[2] / np.pi * colour
    )
    haze = 0.55 * lit + 0.45 * image[HEIGHT // 2 + 4].mean(axis=0) * 0.6
    if rng.random() < 0.6:
        image = _skyline(image, d, rng, haze)
    below = d[..., 2] < 0.0
    image[below] = haze
    sun = None if overcast else Sun(toward, strength, _rgb(colour), float(rng.uniform(0.01, 0.06)))
    return Environment(image, _rgb(ground), _rgb(haze), None, sun)


def _clouds(d: Image, rng: np.random.Generator, overcast: bool) -> Image:
    """Soft streaks, (H, W, 1)."""
    z = np.maximum(d[..., 2], 0.06)
    u, v = d[..., 0] / z, d[..., 1] / z
    total = np.zeros(u.shape, np.float32)
    for k in range(7):
        f = 0.5 * 1.6**k
        a, b, c = rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0, 6.3)
        total += np.sin(f * (a * u + b * v) + c + 0.8 * np.sin(f * (b * u - a * v))) / 1.35**k
    cover = np.clip(total * 0.5 - (0.2 if overcast else 0.7), 0.0, 1.0)
    return (cover * (d[..., 2] > 0.0) * np.clip(d[..., 2] * 6.0, 0.0, 1.0))[..., None].astype(
        np.float32
    )


def _skyline(image: Image, d: Image, rng: np.random.Generator, haze: Image) -> Image:
    """Hills, trees or blocks just above the horizon, out of focus."""
    azimuth = np.arctan2(d[HEIGHT // 2, :, 1], d[HEIGHT // 2, :, 0])
    elevation = np.degrees(np.arcsin(d[:, :1, 2]))
    for layer in range(2):
        if rng.random() < 0.5:  # hills and trees
            top = np.zeros(WIDTH)
            for k in range(1, 28):
                top += np.sin(k * azimuth + rng.uniform(0, 6.3)) * rng.uniform(0, 1) / k**0.8
            top = (3.5 - layer) * np.exp(0.35 * top)
            colour = np.array([0.10, 0.13, 0.07]) * rng.uniform(0.5, 2.0)
        else:  # blocks
            widths = rng.uniform(4.0, 16.0, 80)
            heights = rng.uniform(1.0, 9.0 - 3.0 * layer, 80)
            edges = np.cumsum(widths) - 200.0
            top = heights[np.clip(np.searchsorted(edges, np.degrees(azimuth)), 0, 79)]
            colour = np.full(3, rng.uniform(0.10, 0.5)) * (1.0 + rng.normal(0, 0.08, 3))
        cover = np.clip((top[None, :] - elevation) / 1.2 + 0.5, 0.0, 1.0)[..., None]
        veil = 0.5 - 0.3 * layer
        paint = colour * (1.0 - veil) + np.asarray(haze) * veil
        image = (image * (1.0 - cover) + paint * cover).astype(np.float32)
    return image


def _rgb(values: NDArray[np.float64] | Image) -> tuple[float, float, float]:
    red, green, blue = (float(v) for v in values)
    return red, green, blue
