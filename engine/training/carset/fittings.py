"""Separate small parts that sit on the shell: mirrors, handles, plates, wipers, exhausts…

Every fitting is a mesh with one surface code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.body import Shell
from engine.training.carset.equipment import Equipment
from engine.training.carset.labels import Code
from engine.training.carset.parts import Parts
from engine.training.carset.surface import Mesh
from engine.training.carset.wheels import grid_mesh, lathe, vertex_normals

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Fitting:
    """A mesh in the car's frame and what it is made of."""

    mesh: Mesh
    code: Code


class Touch:
    """Points of the shell's surface found along the axes."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def _first_inside(self, start: Point, end: Point) -> NDArray[np.float64]:
        """The first point inside on the way from start to end (`end` where there is none)."""
        way = np.linspace(0.0, 1.0, 1200)[:, None]
        points = np.asarray(start) * (1.0 - way) + np.asarray(end) * way
        x, y, z = points.astype(np.float32).T
        inside = np.nonzero(self.shell(x, np.abs(y), z) < 0.0)[0]
        return points[inside[0]] if len(inside) else points[-1]

    def nose(self, y: float, z: float) -> float:
        return float(self._first_inside((-0.1, y, z), (2.0, y, z))[0])

    def tail(self, y: float, z: float) -> float:
        length = self.shell.p.length
        return float(self._first_inside((length + 0.1, y, z), (length - 2.0, y, z))[0])

    def side(self, x: float, z: float) -> float:
        return float(self._first_inside((x, 1.3, z), (x, 0.0, z))[1])

    def top(self, x: float, y: float) -> float:
        return float(self._first_inside((x, y, 2.2), (x, y, 0.2))[2])


def superellipsoid(centre: Point, radii: Point, power: float = 3.0) -> Mesh:
    """A rounded box: |x/a|^n + |y/b|^n + |z/c|^n = 1."""
    u = np.linspace(0.0, 2.0 * np.pi, 36, endpoint=False)[:, None]
    v = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 19)[None, :]
    points = np.stack([np.cos(u) * np.cos(v), np.sin(u) * np.cos(v), np.sin(v) + 0.0 * u], axis=-1)
    norm = (np.abs(points) ** power).sum(axis=-1, keepdims=True) ** (1.0 / power)
    points = points / norm * np.asarray(radii) + np.asarray(centre)
    mesh = grid_mesh(points.astype(np.float32), wrap_rows=True)
    return Mesh(mesh.vertices, mesh.normals, mesh.faces)


def tube(path: NDArray[np.float64], radii: tuple[float, float], sides: int = 10) -> Mesh:
    """An elliptic tube along a path (N, 3) with open ends tapered shut; radii across and up."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, np.array([0.0, 0.0, 1.0]))
    # A vertical tube has no horizontal direction of its own.
    across = np.where(np.linalg.norm(across, axis=1, keepdims=True) < 1e-3, (0.0, 1.0, 0.0), across)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.cross(across, along)
    path = np.concatenate([path[:1], path, path[-1:]])
    across = np.concatenate([across[:1], across, across[-1:]])
    up = np.concatenate([up[:1], up, up[-1:]])
    size = np.ones(len(path))
    size[[0, -1]] = 0.05
    angle = np.linspace(0.0, 2.0 * np.pi, sides, endpoint=False)[None, :, None]
    ring = np.cos(angle) * across[:, None] * radii[0] + np.sin(angle) * up[:, None] * radii[1]
    points = path[:, None] + ring * size[:, None, None]
    return grid_mesh(points.astype(np.float32), wrap_rows=False, wrap_columns=True)


def box(centre: Point, half: Point, pitch: float = 0.0) -> Mesh:
    """A box turned by `pitch` radians about the y axis, with flat normals."""
    signs = np.array([(i, j, k) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)], float)
    corners = signs * np.asarray(half)
    c, s = np.cos(pitch), np.sin(pitch)
    corners = corners @ np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]]) + centre
    quads = np.array(
        [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    )
    vertices = corners[quads.ravel()].astype(np.float32)
    faces = np.arange(24, dtype=np.int32).reshape(6, 4)
    return Mesh(vertices, vertex_normals(vertices, faces), faces)


def mirrored(mesh: Mesh) -> Mesh:
    """The same part on the other side of the car."""
    flip = np.array([1.0, -1.0, 1.0], np.float32)
    return Mesh(mesh.vertices * flip, mesh.normals * flip, mesh.faces[:, ::-1].copy())


def fittings(shell: Shell, parts: Parts, e: Equipment) -> list[Fitting]:
    """All fittings of a car."""
    touch = Touch(shell)
    result: list[Fitting] = []

    def pair(mesh: Mesh, code: Code) -> None:
        result.extend((Fitting(mesh, code), Fitting(mirrored(mesh), code)))

    for mesh, code in _mirror(shell, touch):
        pair(mesh, code)
    for mesh in _handles(shell, parts, touch, e):
        pair(mesh, Code.HANDLE)
    result += _plates(shell, parts, touch, e)
    if e.wipers:
        result += [Fitting(mesh, Code.WIPER) for mesh in _wipers(shell, touch)]
    for mesh, code in _exhausts(shell, touch, e):
        pair(mesh, code)
    result += _roof(shell, touch, e)
    result += _wing(shell, touch, e)
    return result


def _mirror(shell: Shell, touch: Touch) -> list[tuple[Mesh, Code]]:
    p = shell.p
    x = p.cowl_x + 0.34 * p.windshield_run + 0.16
    z = float(shell.belt_line(np.array([x], np.float32))[0]) + 0.10
    side = touch.side(x, z - 0.07)
    size = 1.15 if p.kind in ("suv", "pickup", "van") else 1.0
    y = side + 0.125 * size
    housing = superellipsoid((x, y, z), (0.060 * size, 0.105 * size, 0.070 * size), 2.6)
    # The rear of the housing is cut flat for the glass.
    cut = np.minimum(housing.vertices[:, 0], x + 0.035 * size)
    vertices = np.stack([cut, housing.vertices[:, 1], housing.vertices[:, 2]], axis=1)
    housing = Mesh(vertices, vertex_normals(vertices, housing.faces), housing.faces)
    glass = superellipsoid((x + 0.036 * size, y, z), (0.004, 0.080 * size, 0.050 * size), 2.6)
    stalk = tube(
        np.linspace((x + 0.01, side - 0.04, z - 0.075), (x, y - 0.03, z - 0.035), 4),
        (0.028, 0.014),
    )
    return [(housing, Code.MIRROR), (glass, Code.MIRROR_GLASS), (stalk, Code.MIRROR)]


def _handles(shell: Shell, parts: Parts, touch: Touch, e: Equipment) -> list[Mesh]:
    p = shell.p
    ends = [parts.pillar_x] + ([parts.door_rear_x] if p.doors == 4 else [])
    meshes = []
    for end in ends:
        x = end - 0.17
        if end == parts.door_rear_x:
            x = min(x, p.rear_axle - 0.12)
        z = float(shell.top_line(np.array([x], np.float32))[0]) - 0.17 - 0.3 * p.crown
        out = 0.004 if e.handle_flush else 0.024
        meshes.append(superellipsoid((x, touch.side(x, z) + 0.4 * out, z), (0.095, out, 0.017), 3))
    return meshes


def _plates(shell: Shell, parts: Parts, touch: Touch, e: Equipment) -> list[Fitting]:
    p = shell.p
    found: list[Fitting] = []

    def add(x: float, x_up: float, x_down: float, z: float, outwards: float) -> None:
        pitch = float(np.arctan2(x_up - x_down, 0.10))
        found.append(Fitting(box((x, 0.0, z), (0.010, 0.265, 0.062), pitch), Code.PLATE_FRAME))
        face = x + outwards * 0.004
        found.append(Fitting(box((face, 0.0, z), (0.009, 0.250, 0.050), pitch), Code.PLATE))

    z = parts.plate_z
    add(
        touch.tail(0.0, z) + (0.002 if p.kind == "pickup" else -0.012),
        touch.tail(0.0, z + 0.05), touch.tail(0.0, z - 0.05), z, 1.0,
    )  # fmt: skip
    if e.front_plate:
        z = p.ground_clearance + p.intake.z + 0.03 + p.intake.height + 0.055
        add(touch.nose(0.0, z), touch.nose(0.0, z + 0.05), touch.nose(0.0, z - 0.05), z, -1.0)
    return found


def _wipers(shell: Shell, touch: Touch) -> list[Mesh]:
    p = shell.p
    meshes = []
    for start, end in ((-0.08, 0.50), (-0.62, -0.06)):
        path = []
        for y in np.linspace(start, end, 14):
            rise = 0.05 + 0.10 * (y - start)
            x = p.cowl_x + p.windshield_run * rise + p.windshield_bow * y * y * 0.9 + 0.03
            path.append((x, y, touch.top(x, y) + 0.010))
        meshes.append(tube(np.array(path), (0.009, 0.009), 8))
    if p.kind in ("hatch", "wagon", "suv") and not p.panel_van:
        path = []
        for y in np.linspace(-0.02, 0.40, 12):
            z = p.deck_z + 0.06 + 0.10 * y
            path.append((touch.tail(y, z) + 0.010, y, z))
        meshes.append(tube(np.array(path), (0.009, 0.009), 8))
    return meshes


def _exhausts(shell: Shell, touch: Touch, e: Equipment) -> list[tuple[Mesh, Code]]:
    p = shell.p
    if e.exhausts == 0:
        return []
    meshes: list[tuple[Mesh, Code]] = []
    spots = (0.52, 0.64) if e.exhausts == 4 else (0.55,)
    z = p.ground_clearance + 0.135
    for y in spots:
        x = touch.tail(y, z)
        if e.exhaust_shape == "round":
            radius = 0.042
            profile = [(0.8, -0.10), (0.8, 0.02), (1.0, 0.02), (1.0, -0.12)]
            pipe = lathe(np.array([(radius * r, d) for r, d in profile], np.float32), 24)
            bore = lathe(np.array([(0.0, 0.006), (radius * 0.8, 0.006)], np.float32), 24)
            wide = 1.0
        else:
            radius = 0.036
            profile = [(0.8, -0.10), (0.8, 0.015), (1.0, 0.015), (1.0, -0.12)]
            pipe = lathe(np.array([(radius * r, d) for r, d in profile], np.float32), 24)
            bore = lathe(np.array([(0.0, 0.004), (radius * 0.8, 0.004)], np.float32), 24)
            wide = 1.9
        for mesh, code in ((pipe, Code.EXHAUST), (bore, Code.EXHAUST_BORE)):
            # The lathe's axis y becomes the car's x.
            v = mesh.vertices
            turned = np.stack([v[:, 1] + x, wide * v[:, 0] + y, v[:, 2] + z], axis=1)
            normals = mesh.normals[:, [1, 0, 2]]
            meshes.append((Mesh(turned, normals, mesh.faces[:, ::-1].copy()), code))
    return meshes


def _roof(shell: Shell, touch: Touch, e: Equipment) -> list[Fitting]:
    p = shell.p
    found: list[Fitting] = []
    start, end = p.roof_front_x + 0.10, p.roof_rear_x - 0.14
    if e.rails != "none" and end - start > 0.5:
        y = 0.60 * p.half_width
        rise = 0.045
        xs = np.linspace(start, end, 22)
        ramp = np.clip(np.minimum(xs - start, end - xs) / 0.12, 0.0, 1.0)
        path = np.array(
            [(x, y, touch.top(x, y) + rise * r - 0.005) for x, r in zip(xs, ramp, strict=True)]
        )
        rail = tube(path, (0.016, 0.016))
        found += [Fitting(rail, Code.RAIL), Fitting(mirrored(rail), Code.RAIL)]
        if e.rails == "bars":
            for x in (start + 0.22, end - 0.25):
                z = touch.top(x, 0.0) + rise + 0.012
                bar = np.linspace((x, -y, z), (x, y, z), 5)
                found.append(Fitting(tube(bar, (0.026, 0.013)), Code.RAIL))
    if e.roof_fin and p.kind != "pickup":
        x = p.roof_rear_x - 0.12
        z = touch.top(x, 0.0)
        fin = superellipsoid((x, 0.0, z), (0.085, 0.016, 0.055), 2.0)
        # Raked back: the top trails the base.
        v = fin.vertices.copy()
        v[:, 0] += 0.9 * np.maximum(v[:, 2] - np.float32(z), 0.0)
        found.append(Fitting(Mesh(v, vertex_normals(v, fin.faces), fin.faces), Code.FIN))
    return found


def _wing(shell: Shell, touch: Touch, e: Equipment) -> list[Fitting]:
    p = shell.p
    if e.rear_wing == "none" or p.kind == "pickup":
        return []
    hatch = p.kind in ("hatch", "wagon", "suv", "van")
    span = 0.52 * p.half_width if hatch else 0.70 * p.half_width
    ys = np.linspace(-span, span, 21)
    if hatch:
        # A roof spoiler that carries on the line of the roof.
        x = p.roof_rear_x + 0.05
        path = np.array([(x, y, touch.top(x - 0.06, y) - 0.022) for y in ys])
        return [Fitting(tube(path, (0.11, 0.018), 14), Code.FIN)]
    if e.rear_wing == "lip":
        x = p.length - 0.16
        path = np.array([(x - 0.12 * (y / span) ** 2, y, 0.0) for y in ys])
        path[:, 2] = [touch.top(px, py) + 0.006 for px, py, _ in path]
        return [Fitting(tube(path, (0.055, 0.016), 12), Code.FIN)]
    x = p.length - 0.17
    z = touch.top(x, 0.0) + 0.17
    blade = tube(np.array([(x, y, z) for y in ys * 1.1]), (0.10, 0.014), 14)
    found = [Fitting(blade, Code.FIN)]
    for y in (-0.45, 0.45):
        base = touch.top(x - 0.03, y) - 0.02
        post = tube(np.linspace((x - 0.03, y, base), (x, y, z), 4), (0.014, 0.05), 10)
        found.append(Fitting(post, Code.FIN))
    return found
