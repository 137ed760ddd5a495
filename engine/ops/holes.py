"""Holes in pictures: where they are, and what continues smoothly into them.

Values are H×W×C float32 of any unit; masks are H×W bool.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect

Values = NDArray[Any]  # float32
Mask = NDArray[np.bool_]

CONTEXT = 256  # pixels a side that are looked at, at least
CELL = 8  # pixels a side: holes are grouped in cells of that size, which is fast and needs little
APART = 32  # pixels: holes nearer than about twice that are filled together
GRID = 128  # pixels a side on which a plate is bent
TENSION = 0.02  # of the plate, at that size
BLOCK = 8  # pixels a side of the places where grain is measured
FLATTEST = 0.2  # share of the places that count: those with the least detail
_SWEEPS, _CYCLES, _DAMPED = 8, 3, np.float32(0.8)  # of the multigrid of `membrane`
_STEPS, _FIRST_STEPS = 60, 300  # conjugate gradients of `_bent`, at the smallest size the latter
_EDGE = 2  # pixels by which OpenCV's pictures are continued
_FINE, _FADING = 1.5, 3.0  # pixels: σ below which detail is fine, and how far it goes on
_CROSS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)
_LAPLACIAN = _CROSS - np.diag([0, 4, 0]).astype(np.float32)


def groups(hole: Mask) -> Iterator[tuple[Rect, Mask]]:
    """(crop, hole) of each hole, or of several near each other: the crop has as much again
    around the hole, and at least CONTEXT pixels a side as far as the picture goes; its mask is
    of the crop's size."""
    whole = Rect.of_size(hole.shape[1], hole.shape[0])
    cells = _cells(hole)
    wide = cv2.dilate(cells.astype(np.uint8), np.ones((2 * APART // CELL + 1,) * 2, np.uint8))
    count, number, stats, _ = cv2.connectedComponentsWithStats(wide, connectivity=8)

    def of_group(rect: Rect, i: int) -> Mask:
        rows, columns = np.arange(rect.y0, rect.y1), np.arange(rect.x0, rect.x1)
        return hole[rect.slices()] & (number[np.ix_(rows // CELL, columns // CELL)] == i)

    for i in range(1, count):
        x, y, width, height = (CELL * int(n) for n in stats[i, :4])
        near = Rect.of_size(width, height, x, y) & whole
        mine = of_group(near, i)
        rows, columns = np.flatnonzero(mine.any(1)), np.flatnonzero(mine.any(0))
        box = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        crop = around(box.moved(near.x0, near.y0), whole)
        yield crop, of_group(crop, i)


def _cells(hole: Mask) -> Mask:
    """Where any of CELL×CELL pixels is hole."""
    height, width = hole.shape
    padded = np.pad(hole, ((0, -height % CELL), (0, -width % CELL)))
    blocks = padded.reshape(padded.shape[0] // CELL, CELL, padded.shape[1] // CELL, CELL)
    return np.asarray(blocks.any((1, 3)))


def around(box: Rect, whole: Rect) -> Rect:
    """A box with as much again around it and at least CONTEXT a side, within the whole."""
    side = max(box.width, box.height)
    x = max(side // 2, (CONTEXT - box.width + 1) // 2)
    y = max(side // 2, (CONTEXT - box.height + 1) // 2)
    return Rect(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y) & whole


def continued(values: Values, hole: Mask, known: Mask, how: int) -> Values:
    """The values with the hole filled by OpenCV. how: cv2.INPAINT_TELEA (Telea 2004) or
    cv2.INPAINT_NS (Bertalmio et al. 2001). What is neither hole nor known is not looked at."""
    # It reads beyond the edges of pictures a pixel or two high.
    unknown = np.pad((~known).astype(np.uint8), _EDGE, mode="edge")
    # Its weights know the unit: they were made for 255 levels.
    levels = np.pad(values * np.float32(255), (*((_EDGE, _EDGE),) * 2, (0, 0)), mode="edge")
    planes = [cv2.inpaint(levels[..., c], unknown, 3, how) for c in range(values.shape[2])]
    filled = np.stack(planes, 2)[_EDGE:-_EDGE, _EDGE:-_EDGE] / np.float32(255)
    return np.where(hole[..., None], filled, values)


def rim(hole: Mask, known: Mask) -> Mask:
    """Known pixels that touch the hole."""
    wide = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return wide & known & ~hole


def depth(hole: Mask) -> Values:
    """H×W×1: how far each pixel of the hole is from its border, in pixels; 0 outside."""
    return cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5)[..., None]


def membrane(values: Values, free: Mask, fixed: Mask) -> Values:
    """Values on `free` that solve Laplace's equation with those on `fixed` as its border; 0 on
    all else but the fixed ones. The picture's edges and what is neither free nor fixed let
    nothing through."""
    result = np.where(fixed[..., None], values, np.float32(0))
    rows, columns = np.flatnonzero(free.any(1)), np.flatnonzero(free.any(0))
    if len(rows) == 0:
        return result
    whole = Rect.of_size(free.shape[1], free.shape[0])
    box = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    at = (box.grown(1) & whole).slices()
    held = fixed[at]
    result[at] = _relaxed(result[at], free[at] & ~held, held, np.zeros_like(result[at]), _CYCLES)
    return result


def _relaxed(values: Values, free: Mask, fixed: Mask, source: Values, cycles: int) -> Values:
    """The u that is `values` on fixed and whose neighbours differ from it by -`source` in all
    where it is free (Poisson's equation), by multigrid: solved at half the size first, then what
    is missing is solved there `cycles` - 1 times more. values: 0 but on fixed."""
    height, width = free.shape
    there = (free | fixed).astype(np.float32)
    count = cv2.filter2D(there, -1, _CROSS, borderType=cv2.BORDER_CONSTANT)[..., None]
    mine = free[..., None].astype(np.float32)
    pace = _DAMPED * mine / np.maximum(count, 1)

    def missing(u: Values) -> Values:
        near = cv2.filter2D(u, -1, _CROSS, borderType=cv2.BORDER_CONSTANT).reshape(u.shape)
        return near + source - count * u

    def smoothed(u: Values, sweeps: int) -> Values:
        for _ in range(sweeps):
            u = u + pace * missing(u)
        return u

    if min(height, width) <= 4 or not free.any():
        return smoothed(values, 4 * _SWEEPS)
    half = ((width + 1) // 2, (height + 1) // 2)
    light, share = _reduced(values, fixed, half)
    held = share > 0
    open_ = (cv2.resize(mine[..., 0], half, interpolation=cv2.INTER_AREA) > 0) & ~held

    def coarse(start: Values, rest: Values, cycles: int) -> Values:
        small = 4 * cv2.resize(rest, half, interpolation=cv2.INTER_AREA).reshape(start.shape)
        found = _relaxed(start, open_, held, small * open_[..., None], cycles)
        wide = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)
        return wide.reshape(values.shape) * mine

    u = values + coarse(light * held[..., None], source * mine, cycles)
    u = smoothed(u, _SWEEPS)
    for _ in range(cycles - 1):
        u = smoothed(u + coarse(np.zeros_like(light), missing(u) * mine, 1), _SWEEPS)
    return u


def _reduced(values: Values, fixed: Mask, size: tuple[int, int]) -> tuple[Values, Values]:
    """Means of the fixed values at a smaller size, (width, height), and their share."""
    weight = cv2.resize(fixed.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(values * fixed[..., None], size, interpolation=cv2.INTER_AREA)
    light = light.reshape(*weight.shape, -1) / np.maximum(weight, 1e-6)[..., None]
    return light, weight


def _most(share: Values) -> Mask:
    """Where all of a pixel is known; where none is, where some of it is."""
    return share > (0.99 if (share > 0.99).any() else 0)


def plate(values: Values, known: Mask) -> Values:
    """The values with all that is not known continued as a thin plate under tension is bent
    (Smith & Wessel 1990), which goes on with their slopes as well; at most GRID pixels a side
    are computed. It stays within the range of what is known."""
    height, width, channels = values.shape
    if not known.any():
        return values.copy()
    scale = min(1.0, GRID / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small, share = _reduced(values, known, size)
    held = _most(share)
    bent = _bent(np.where(held[..., None], small, np.float32(0)), held, TENSION)
    bent = bent.clip(values[known].min(0), values[known].max(0))
    wide = cv2.resize(bent, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.where(known[..., None], values, wide.reshape(height, width, channels))


def _bent(values: Values, known: Mask, tension: float) -> Values:
    """The u that minimises |Δu|² + tension·|∇u|² where it is not known."""
    height, width = known.shape
    steps = _STEPS
    if min(height, width) > 24:
        half = ((width + 1) // 2, (height + 1) // 2)
        light, share = _reduced(values, known, half)
        held = _most(share)
        coarse = _bent(np.where(held[..., None], light, np.float32(0)), held, 4 * tension)
        start = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        start = start.reshape(values.shape)
    else:
        steps = _FIRST_STEPS
        start = np.broadcast_to(values[known].mean(0), values.shape)
    free = (~known)[..., None].astype(np.float32)
    near = cv2.dilate((~known).astype(np.uint8), np.ones((3, 3), np.uint8))
    counts = near[..., None].astype(np.float32)  # where the curvature depends on what is free

    def laplacian(u: Values) -> Values:
        return cv2.filter2D(u, -1, _LAPLACIAN, borderType=cv2.BORDER_REPLICATE).reshape(u.shape)

    def curved(u: Values) -> Values:
        bend = laplacian(u)
        return free * (laplacian(counts * bend) - tension * bend)

    u = np.where(known[..., None], values, start).astype(np.float32)
    rest = -curved(u)
    way, size = rest, np.square(rest).sum((0, 1))
    for _ in range(steps):  # conjugate gradients, each channel by itself
        if size.max() < 1e-9:
            break
        turned = curved(way)
        pace = size / np.maximum((way * turned).sum((0, 1)), 1e-20)
        u, rest = u + pace * way, rest - pace * turned
        size, before = np.square(rest).sum((0, 1)), size
        way = rest + size / np.maximum(before, 1e-20) * way
    return u


def frayed(values: Values, hole: Mask, known: Mask) -> Values:
    """The values with the fine detail along the hole's border going on into it for some pixels,
    each from the nearest known one: what is filled in smoothly would leave a step at every edge
    that ends there."""
    border = rim(hole, known)
    if not border.any():
        return values
    fine = values - cv2.GaussianBlur(values, (0, 0), _FINE)
    distance, number = cv2.distanceTransformWithLabels(
        (~border).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    ends = np.zeros((int(number.max()) + 1, values.shape[2]), np.float32)
    ends[number[border]] = fine[border]
    share = np.exp(-distance / _FADING) * hole
    return values + share[..., None].astype(np.float32) * ends[number]


def grain(values: Values, known: Mask) -> Values:
    """C×C covariance of the noise, from the flattest places of what is known; 0 where too little
    is. Structure is left out by going by differences of second order."""
    height, width, channels = values.shape
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6  # Immerkær 1996
    noise = cv2.filter2D(values, -1, kernel).reshape(values.shape)
    inner = cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    rows, columns = height // BLOCK, width // BLOCK

    def blocks(a: Values) -> Values:
        cut = a[: rows * BLOCK, : columns * BLOCK]
        tiles = cut.reshape(rows, BLOCK, columns, BLOCK, a.shape[2]).swapaxes(1, 2)
        return tiles.reshape(rows * columns, BLOCK * BLOCK, a.shape[2])

    whole = blocks(inner[..., None].astype(np.float32)).min((1, 2)) > 0
    if whole.sum() < 8:
        return np.zeros((channels, channels), np.float32)
    tiles = blocks(noise)[whole > 0]
    power = np.square(tiles).mean((1, 2))
    flat = tiles[power <= np.quantile(power, FLATTEST)].reshape(-1, channels)
    return (flat.T @ flat / len(flat)).astype(np.float32)


def step_across(values: Values, hole: Mask) -> tuple[float, float]:
    """(step, gradient): the mean difference of neighbours on both sides of the hole's border, and
    of the known one to the next one outside, along the same rows and columns."""
    steps, slopes = [], []
    for turned, inside in ((values, hole), (values.swapaxes(0, 1), hole.T)):
        for v, h in ((turned, inside), (turned[:, ::-1], inside[:, ::-1])):
            border = h[:, 2:] & ~h[:, 1:-1] & ~h[:, :-2]
            steps.append(np.abs(v[:, 2:] - v[:, 1:-1])[border])
            slopes.append(np.abs(v[:, 1:-1] - v[:, :-2])[border])
    found = np.concatenate(steps), np.concatenate(slopes)
    return (float(found[0].mean()), float(found[1].mean())) if found[0].size else (0.0, 0.0)
