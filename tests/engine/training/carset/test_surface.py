"""Surface nets give closed meshes that lie on the surface."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.training.carset.body import Shell
from engine.training.carset.equipment import Equipment
from engine.training.carset.labels import Label, label_table
from engine.training.carset.parameters import Car, sample_car
from engine.training.carset.parts import FIELDS, Parts
from engine.training.carset.proportions import KINDS, Body
from engine.training.carset.rules import apply_rules, surface_rules
from engine.training.carset.surface import Mesh, mesh_half_symmetric, surface_nets


def car_of(kind: str) -> Car:
    return next(c for s in range(200_000, 200_300) if (c := sample_car(s)).body.kind == kind)


def mesh_of(body: Body, equipment: Equipment) -> tuple[Mesh, Parts]:
    shell = Shell(body)
    parts = Parts(shell, equipment)
    return mesh_half_symmetric(parts.solid, shell.bounds(), 0.06), parts


def edge_uses(faces: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many faces share each edge."""
    around = [faces[:, [k, (k + 1) % 4]] for k in range(4)]
    _, uses = np.unique(np.sort(np.concatenate(around), axis=1), axis=0, return_counts=True)
    return uses


def ball(x: NDArray, a: NDArray, z: NDArray) -> NDArray[np.float32]:
    return (np.sqrt(x**2 + a**2 + z**2) - 1.0).astype(np.float32)


def test_a_ball_is_closed_and_round() -> None:
    mesh = mesh_half_symmetric(ball, ((-1.3, 1.3), (0.0, 1.3), (-1.3, 1.3)), 0.1)
    assert (edge_uses(mesh.faces) == 2).all()
    radius = np.linalg.norm(mesh.vertices, axis=1)
    assert np.allclose(radius, 1.0, atol=1e-3)
    assert np.allclose(mesh.normals, mesh.vertices / radius[:, None], atol=0.01)


def test_faces_of_a_ball_look_outwards() -> None:
    mesh = mesh_half_symmetric(ball, ((-1.3, 1.3), (0.0, 1.3), (-1.3, 1.3)), 0.1)
    corners = mesh.vertices[mesh.faces]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    assert ((across * corners.mean(axis=1)).sum(axis=1) > 0.0).all()


def test_a_surface_that_leaves_the_grid_is_refused() -> None:
    values = np.ones((4, 4, 4), np.float32)
    values[0, 1, 1] = -1.0
    with pytest.raises(ValueError, match="border"):
        surface_nets(values, (0.0, 0.0, 0.0), 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_is_closed_finite_and_labelled(kind: str) -> None:
    car = car_of(kind)
    mesh, parts = mesh_of(car.body, car.equipment)
    assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.normals).all()
    assert (edge_uses(mesh.faces) % 2 == 0).all()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-3)
    x, y, z = mesh.vertices.T
    assert z.min() > 0.05
    assert abs(x.max() - car.body.length) < 0.15
    assert abs(z.max() - car.body.height) < 0.15

    fields = parts.fields(x, np.abs(y), z)
    assert set(fields) == set(FIELDS)
    assert all(np.isfinite(f).all() and f.shape == x.shape for f in fields.values())
    codes = apply_rules(surface_rules(car.body, car.equipment, 0.01), fields)
    labels = set(np.unique(label_table()[codes]).tolist())
    assert labels <= {int(label) for label in Label}
    wanted = {Label.PAINT, Label.GLASS, Label.HEADLIGHT, Label.TAILLIGHT, Label.WHEEL_WELL}
    assert wanted <= labels


def test_the_bodys_sides_mirror_each_other() -> None:
    car = car_of("sedan")
    mesh, _ = mesh_of(car.body, car.equipment)
    left = mesh.vertices[mesh.vertices[:, 1] < -0.01]
    right = mesh.vertices[mesh.vertices[:, 1] > 0.01]
    assert len(left) == len(right)
    assert np.allclose(left.sum(axis=0) * (1, -1, 1), right.sum(axis=0), rtol=1e-4)
