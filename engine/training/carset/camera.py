"""Camera placement: looking at the car so that it fills its share of a square frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.parameters import View

SENSOR = 36.0  # mm, width and height of the square frame


@dataclass(frozen=True)
class Pose:
    """Location (3,) and axes (3, 3): columns right, up, backwards; distance to the target."""

    location: NDArray[np.float64]
    axes: NDArray[np.float64]
    distance: float


def place(points: NDArray[np.float32], view: View) -> Pose:
    """The pose from which points (N, 3) fill `view.fill` of the frame and lie in its middle."""
    az, el = np.radians(view.azimuth), np.radians(view.elevation)
    backwards = np.array([-np.cos(az) * np.cos(el), np.sin(az) * np.cos(el), np.sin(el)])
    right = np.cross((0.0, 0.0, 1.0), backwards)
    right /= np.linalg.norm(right)
    up = np.cross(backwards, right)
    axes = np.stack([right, up, backwards], axis=1)
    cloud = points.astype(np.float64)
    target = 0.5 * (cloud.min(axis=0) + cloud.max(axis=0))
    distance = 3.0 * view.focal / 35.0 + 4.0
    half = 0.5 * SENSOR / view.focal  # of the frame, at distance 1
    for _ in range(12):
        local = (cloud - target) @ axes
        depth = np.maximum(distance - local[:, 2], 0.3)
        u, v = local[:, 0] / depth, local[:, 1] / depth
        extent = max(u.max() - u.min(), v.max() - v.min()) / (2.0 * half)
        middle = 0.5 * np.array([u.max() + u.min(), v.max() + v.min()])
        target = target + distance * (middle[0] * right + middle[1] * up)
        distance *= 1.0 + 0.9 * (extent / view.fill - 1.0)
    return Pose(target + distance * backwards, axes, float(distance))
