"""Holes in pictures: where they are, and what continues smoothly into them.

Values are H×W×C float32 of any unit; masks are H×W bool.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]

CONTEXT = 256  # pixels a side that are looked at, at least
SWEEPS = 32  # Jacobi iterations at each size of `membrane`
_CROSS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)


def groups(hole: Mask) -> list[tuple[Rect, Rect]]:
    """(box, crop) of each hole: the box holds it, the crop as much again around it, and at least
    CONTEXT pixels a side as far as the picture goes. Holes whose crops hold another's box count
    as one."""
    height, width = hole.shape
    whole = Rect.of_size(width, height)
    stats = cv2.connectedComponentsWithStats(hole.astype(np.uint8), connectivity=8)[2][1:]
    boxes = [Rect.of_size(int(w), int(h), int(x), int(y)) for x, y, w, h, _ in stats]
    merged: list[Rect] = []
    for box in boxes:
        while near := [m for m in merged if not (m & around(box, whole)).empty]:
            merged = [m for m in merged if m not in near]
            for m in near:
                box |= m
        merged.append(box)
    return [(box, around(box, whole)) for box in merged]


def around(box: Rect, whole: Rect) -> Rect:
    """A box with as much again around it and at least CONTEXT a side, within the whole."""
    side = max(box.width, box.height)
    x = max(side // 2, (CONTEXT - box.width + 1) // 2)
    y = max(side // 2, (CONTEXT - box.height + 1) // 2)
    return Rect(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y) & whole


def continued(values: Values, hole: Mask, known: Mask, how: int) -> Values:
    """The values with the hole filled by OpenCV. how: cv2.INPAINT_TELEA (Telea 2004) or
    cv2.INPAINT_NS (Bertalmio et al. 2001). What is neither hole nor known is not looked at."""
    unknown = (~known).astype(np.uint8)
    # Their weights know the unit: they were made for 255 levels.
    planes = [
        cv2.inpaint(values[..., c] * np.float32(255), unknown, 3, how) / np.float32(255)
        for c in range(values.shape[2])
    ]
    return np.where(hole[..., None], np.stack(planes, 2), values)


def membrane(values: Values, free: Mask, fixed: Mask, leak: float = 0.0) -> Values:
    """Values on `free` that solve Laplace's equation with those on `fixed` as its border; 0 on
    all else. The picture's edges and what is neither free nor fixed let nothing through.

    leak: λ of the screened equation Δu = λu, whose solutions fade from the border on with a
    length of 1/√λ pixels. Coarse sizes first (a cascade), each relaxed from the one before.
    """
    height, width, channels = values.shape
    start = np.zeros_like(values)
    if min(height, width) > 4 and free.any():
        half = ((width + 1) // 2, (height + 1) // 2)
        weight = cv2.resize(fixed.astype(np.float32), half, interpolation=cv2.INTER_AREA)
        light = cv2.resize(values * fixed[..., None], half, interpolation=cv2.INTER_AREA)
        light = light.reshape(half[1], half[0], channels) / np.maximum(weight, 1e-6)[..., None]
        open_ = cv2.resize(free.astype(np.float32), half, interpolation=cv2.INTER_AREA) > 0
        held = weight > 0
        coarse = membrane(light, open_ & ~held, held, 4 * leak)
        start = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        start = start.reshape(values.shape)
    there = (free | fixed).astype(np.float32)
    u = np.where(fixed[..., None], values, start * free[..., None])
    count = cv2.filter2D(there, -1, _CROSS, borderType=cv2.BORDER_CONSTANT) + leak
    gain = np.where(free, 1 / np.maximum(count, 1e-6), 0)[..., None].astype(np.float32)
    held = np.where(fixed[..., None], values, np.float32(0))
    for _ in range(SWEEPS):
        near = cv2.filter2D(u, -1, _CROSS, borderType=cv2.BORDER_CONSTANT).reshape(u.shape)
        u = near * gain + held
    return u


def rim(hole: Mask, known: Mask) -> Mask:
    """Known pixels that touch the hole."""
    wide = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return wide & known & ~hole
