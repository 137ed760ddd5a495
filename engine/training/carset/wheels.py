"""Wheels: a lathed tyre, and a rim as a polar grid pushed in between its spokes.

A wheel is modelled around the origin with its axle along y and its face towards +y.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.body import Field, smooth_step
from engine.training.carset.equipment import Equipment
from engine.training.carset.surface import Mesh


@dataclass(frozen=True)
class Rim:
    """A rim's mesh and its signed spoke field at the vertices (negative on a spoke)."""

    mesh: Mesh
    spoke: NDArray[np.float32]


def lathe(profile: NDArray[np.float32], segments: int, closed: bool = False) -> Mesh:
    """A profile (N, 2) of (radius, y) turned about the y axis; runs so that the outside is
    on its left when y is drawn upwards and the radius to the right."""
    angles = np.linspace(0.0, 2.0 * np.pi, segments, endpoint=False)
    r, y = profile[:, 0], profile[:, 1]
    ring = np.stack(
        [
            np.outer(np.cos(angles), r),
            np.broadcast_to(y, (segments, len(y))),
            np.outer(np.sin(angles), r),
        ],
        axis=-1,
    ).astype(np.float32)
    return grid_mesh(ring, wrap_rows=True, wrap_columns=closed)


def grid_mesh(points: NDArray[np.float32], wrap_rows: bool, wrap_columns: bool = False) -> Mesh:
    """A grid of points (R, C, 3) as quads with smooth normals."""
    rows, columns = points.shape[:2]
    i = np.arange(rows if wrap_rows else rows - 1)
    j = np.arange(columns if wrap_columns else columns - 1)
    i, j = (g.ravel() for g in np.meshgrid(i, j, indexing="ij"))
    i1, j1 = (i + 1) % rows, (j + 1) % columns
    faces = np.stack(
        [i * columns + j, i * columns + j1, i1 * columns + j1, i1 * columns + j], axis=1
    ).astype(np.int32)
    vertices = points.reshape(-1, 3).astype(np.float32)
    return Mesh(vertices, vertex_normals(vertices, faces), faces)


def vertex_normals(vertices: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.float32]:
    """Area-weighted mean of the faces' normals, (N, 3)."""
    corners = vertices[faces]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals = np.zeros_like(vertices)
    for k in range(4):
        for axis in range(3):
            normals[:, axis] += np.bincount(
                faces[:, k], weights=across[:, axis], minlength=len(vertices)
            ).astype(np.float32)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return (normals / np.maximum(length, 1e-12)).astype(np.float32)


def tyre(radius: float, rim_radius: float, width: float) -> Mesh:
    """A tyre with rounded shoulders and a slight bulge of the sidewall."""
    half, wall = 0.5 * width, radius - rim_radius
    outer = [
        (rim_radius - 0.012, 0.80 * half),
        (rim_radius, 0.88 * half),
        (rim_radius + 0.10 * wall, 0.96 * half),
        (rim_radius + 0.45 * wall, 1.02 * half),
        (rim_radius + 0.78 * wall, 0.97 * half),
        (radius - 0.016, 0.88 * half),
        (radius - 0.005, 0.78 * half),
        (radius, 0.62 * half),
        (radius, 0.20 * half),
    ]
    inner = [(r, -y) for r, y in reversed(outer)]
    return lathe(np.array(outer + inner, np.float32), 72)


def spoke_field(radius: Field, angle: Field, e: Equipment, outer: float) -> Field:
    """Signed distance (metres, about) to the nearest spoke, rim lip and hub; negative inside.

    `radius` in metres from the axle, `angle` in radians, `outer` the rim's radius.
    """
    share = radius / np.float32(outer)
    lip = 0.93 * outer - radius
    hub = radius - 0.20 * outer
    period = 2.0 * np.pi / e.spokes
    turned = angle + e.spoke_twist * share * 3.0
    across = ((turned / period + 0.5) % 1.0 - 0.5) * period  # angle from the spoke's middle
    half = (
        0.5 * outer * (e.spoke_inner + (e.spoke_outer - e.spoke_inner) * np.clip(share, 0.2, 1.0))
    )
    half = half * np.float32(np.clip(7.0 / e.spokes, 0.45, 1.35))
    offset = np.abs(across) * radius
    if e.rim_style in ("single", "turbine"):
        spoke = offset - half
    elif e.rim_style == "twin":
        spoke = np.abs(offset - (0.055 + 0.05 * share) * outer) - 0.42 * half
    elif e.rim_style == "Y":
        fork = np.clip((share - 0.45) / 0.5, 0.0, 1.0) * 0.22 * outer
        spoke = np.abs(offset - fork) - 0.55 * half
    elif e.rim_style == "mesh":
        forward = ((angle + 0.9 * share) / period + 0.5) % 1.0 - 0.5
        backward = ((angle - 0.9 * share) / period + 0.5) % 1.0 - 0.5
        nearest = np.minimum(np.abs(forward), np.abs(backward)) * period * radius
        spoke = nearest - 0.45 * half
    else:  # disc: a plate with round holes near its rim
        arc = across * 0.5 * (radius + 0.68 * outer)
        hole = np.hypot(arc, radius - 0.68 * outer)
        spoke = min(0.286 * min(period, 0.9), 0.09) * outer - hole
    return np.minimum(np.minimum(spoke, lip), hub).astype(np.float32)


def rim(e: Equipment, outer: float, face_y: float) -> Rim:
    """The rim's face, `outer` its radius and `face_y` the plane of its lip, both metres."""
    rows, columns = 240, 34
    angle = np.linspace(0.0, 2.0 * np.pi, rows, endpoint=False, dtype=np.float32)[:, None]
    share = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, :]
    radius = np.float32(outer) * share
    spoke = spoke_field(radius, angle, e, outer)
    dish = -np.float32(e.rim_dish + 0.010) * (1.0 - share**2)
    lip = -0.012 * smooth_step(share, 0.90, 0.94) * (1.0 - smooth_step(share, 0.96, 1.0))
    depth = 0.055 * smooth_step(spoke, -0.002, 0.012) + 0.006 * smooth_step(spoke, -0.03, 0.0)
    cap = 0.006 * (1.0 - smooth_step(share, 0.10, 0.13))
    y = np.float32(face_y) + dish + lip - depth + cap + 0.0 * angle
    points = np.stack([radius * np.cos(angle), y, radius * np.sin(angle)], axis=-1)
    mesh = grid_mesh(points.astype(np.float32), wrap_rows=True)
    return Rim(Mesh(mesh.vertices, -mesh.normals, mesh.faces[:, ::-1].copy()), spoke.ravel())
