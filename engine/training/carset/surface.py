"""From an implicit function to a quad mesh: surface nets, Newton steps, gradient normals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Implicit = Callable[
    [NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]
]


@dataclass(frozen=True)
class Mesh:
    """Vertices (N, 3) float32 metres, unit normals (N, 3), faces (M, 4) or (M, 3) int32."""

    vertices: NDArray[np.float32]
    normals: NDArray[np.float32]
    faces: NDArray[np.int32]


def surface_nets(
    values: NDArray[np.float32], origin: tuple[float, float, float], step: float
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Quads of the zero level of `values` (X, Y, Z), negative inside.

    One vertex a cell that the surface crosses, at the mean of the crossings of its edges;
    one quad an edge. Returns vertices (N, 3) in metres and outward faces (M, 4).
    """
    cells = tuple(n - 1 for n in values.shape)
    total = int(np.prod(cells))
    inside = values < 0.0
    sums = np.zeros((3, total))
    counts = np.zeros(total)
    quads: list[NDArray[np.int64]] = []
    for axis in range(3):
        near = [slice(None)] * 3
        far = [slice(None)] * 3
        near[axis], far[axis] = slice(None, -1), slice(1, None)
        index = np.nonzero(inside[tuple(near)] != inside[tuple(far)])
        grid = np.stack(index).astype(np.int64)
        low = values[tuple(near)][index].astype(np.float64)
        high = values[tuple(far)][index].astype(np.float64)
        point = grid.astype(np.float64)
        point[axis] += low / (low - high)
        b, c = (axis + 1) % 3, (axis + 2) % 3
        corners = []
        for db, dc in ((1, 1), (0, 1), (0, 0), (1, 0)):
            cell = grid.copy()
            cell[b] -= db
            cell[c] -= dc
            if np.any(cell < 0) or np.any(cell >= np.array(cells)[:, None]):
                raise ValueError("the surface touches the border of the grid")
            flat = (cell[0] * cells[1] + cell[1]) * cells[2] + cell[2]
            corners.append(flat)
            counts += np.bincount(flat, minlength=total)
            for k in range(3):
                sums[k] += np.bincount(flat, weights=point[k], minlength=total)
        quad = np.stack(corners, axis=1)
        outward = low < 0.0
        quads.append(np.where(outward[:, None], quad, quad[:, ::-1]))
    used = np.nonzero(counts)[0]
    number = np.full(total, -1, np.int64)
    number[used] = np.arange(len(used))
    vertices = (sums[:, used] / counts[used]).T * step + np.array(origin)
    faces = number[np.concatenate(quads)]
    return vertices.astype(np.float32), faces.astype(np.int32)


def gradient(field: Implicit, vertices: NDArray[np.float32], step: float) -> NDArray[np.float32]:
    """Central differences of `field` at vertices (N, 3); `field` takes x, |y|, z."""

    def at(offset: NDArray[np.float32]) -> NDArray[np.float32]:
        x, y, z = (vertices + offset).T
        return field(x, np.abs(y), z)

    columns = []
    for axis in range(3):
        offset = np.zeros(3, np.float32)
        offset[axis] = step
        columns.append((at(offset) - at(-offset)) / np.float32(2.0 * step))
    return np.stack(columns, axis=1)


def mesh_half_symmetric(
    field: Implicit,
    bounds: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
    step: float,
    newton_steps: int = 2,
) -> Mesh:
    """The zero level of a function of (x, |y|, z) as a mesh over both sides of y = 0."""
    (x0, x1), (_, y1), (z0, z1) = bounds
    x = np.arange(x0, x1 + step, step, dtype=np.float32)
    a = np.arange(0.0, y1 + step, step, dtype=np.float32)
    z = np.arange(z0, z1 + step, step, dtype=np.float32)
    half = field(x[:, None, None], a[None, :, None], z[None, None, :])
    half = np.broadcast_to(half, (len(x), len(a), len(z)))
    values = np.concatenate([half[:, :0:-1], half], axis=1)
    vertices, faces = surface_nets(values, (x0, -float(a[-1]), z0), step)
    difference = 0.35 * step
    for _ in range(newton_steps):
        slope = gradient(field, vertices, difference)
        level = field(vertices[:, 0], np.abs(vertices[:, 1]), vertices[:, 2])
        move = (level / np.maximum((slope**2).sum(axis=1), 0.15))[:, None] * slope
        # A step is held within the cell so that neighbours never change places.
        reach = np.linalg.norm(move, axis=1, keepdims=True)
        move *= np.minimum(1.0, 0.5 * step / np.maximum(reach, 1e-9))
        vertices = vertices - move
    slope = gradient(field, vertices, difference)
    normals = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9)
    return Mesh(vertices.astype(np.float32), normals.astype(np.float32), faces)
