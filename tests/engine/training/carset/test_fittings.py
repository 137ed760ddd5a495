"""Wheels and fittings are whole, face outwards and touch the car."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.carset.body import Shell
from engine.training.carset.camera import SENSOR, place
from engine.training.carset.fittings import fittings
from engine.training.carset.labels import LABEL_OF_CODE, Code
from engine.training.carset.parameters import View, sample_car
from engine.training.carset.parts import Parts
from engine.training.carset.wheels import rim, tyre


@pytest.mark.parametrize("seed", range(200_000, 200_012))
def test_fittings_lie_at_the_car(seed: int) -> None:
    car = sample_car(seed)
    shell = Shell(car.body)
    made = fittings(shell, Parts(shell, car.equipment), car.equipment)
    assert {Code.MIRROR, Code.HANDLE, Code.PLATE} <= {f.code for f in made}
    low = np.array([-0.15, -1.4, 0.1])
    high = np.array([car.body.length + 0.2, 1.4, car.body.height + 0.35])
    for fitting in made:
        assert fitting.code in LABEL_OF_CODE
        assert np.isfinite(fitting.mesh.vertices).all()
        assert (fitting.mesh.vertices > low).all() and (fitting.mesh.vertices < high).all()


def test_a_rim_faces_outwards() -> None:
    alloy = rim(sample_car(200_000).equipment, 0.25, 0.1)
    corners = alloy.mesh.vertices[alloy.mesh.faces]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    assert (across[:, 1] > -1e-9).all()
    assert (alloy.mesh.normals[:, 1].mean()) > 0.5
    assert (alloy.spoke < 0.0).any() and (alloy.spoke > 0.0).any()


def test_a_tyre_has_its_radius_and_width() -> None:
    rubber = tyre(0.34, 0.24, 0.2)
    assert np.isclose(np.hypot(rubber.vertices[:, 0], rubber.vertices[:, 2]).max(), 0.34)
    assert np.isclose(np.ptp(rubber.vertices[:, 1]), 0.204, atol=1e-3)


@pytest.mark.parametrize("azimuth", (0.0, 45.0, 90.0, -135.0, 180.0))
def test_the_camera_fills_the_frame_with_the_car(azimuth: float) -> None:
    corners = np.array([(x, y, z) for x in (-2.3, 2.3) for y in (-0.9, 0.9) for z in (0, 1.4)])
    pose = place(corners.astype(np.float32), View(azimuth, 10.0, 60.0, 0.9))
    local = (corners - pose.location) @ pose.axes
    frame = local[:, :2] / -local[:, 2:] * 60.0 / (0.5 * SENSOR)
    extent = np.ptp(frame, axis=0)
    assert np.isclose(extent.max() / 2.0, 0.9, atol=0.01)
    assert np.allclose(frame.max(axis=0) + frame.min(axis=0), 0.0, atol=0.02)
