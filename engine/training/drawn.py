"""Pictures that the project draws itself, for networks that enlarge: dead leaves (Lee, Mumford &
Huang 2001), whose edges and sizes are distributed as those of photographs, flat and textured, some
outlined and hatched as comics are, with letters here and there."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
FINE = 2  # drawn at so many times the size, then reduced
_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)


def _texture(side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """side×side of mean 0: coloured noise of some fineness, stripes, or a slow gradient."""
    kind = rng.random()
    strength = rng.uniform(4, 45)
    if kind < 0.5:
        cells = int(np.exp(rng.uniform(np.log(4), np.log(side))))
        noise = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        return strength * cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:side, :side].astype(np.float32)
    angle = rng.uniform(0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    if kind < 0.8:
        period = np.exp(rng.uniform(np.log(5), np.log(40)))
        wave = np.sin(2 * np.pi * along / period)
        return strength * (np.sign(wave) if rng.random() < 0.4 else wave).astype(np.float32)
    return 3 * strength * (along / side - 0.5).astype(np.float32)


def _shape(side: int, reach: float, rng: np.random.Generator) -> NDArray[np.int32]:
    """The outline of a leaf about `reach` pixels large: an ellipse, a polygon or a smooth blob."""
    centre = rng.uniform(-0.05 * side, 1.05 * side, 2)
    kind = rng.random()
    count = 48 if kind < 0.65 else int(rng.integers(3, 8))
    angles = np.sort(rng.uniform(0, 2 * np.pi, count)) if count < 48 else np.linspace(0, 6.28, 48)
    radius = np.full(count, reach)
    if 0.35 < kind < 0.65:
        for k in range(2, 5):
            radius *= 1 + 0.25 * np.sin(k * angles + rng.uniform(0, 6.28))
    stretch = np.array([1, np.exp(rng.uniform(-1.6, 0))])
    outline = radius[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1) * stretch
    turn = rng.uniform(0, np.pi)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (centre + outline @ matrix).astype(np.int32)


def _letters(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """A line of letters, drawn in place."""
    side = picture.shape[0]
    text = "".join(chr(c) for c in rng.integers(33, 127, int(rng.integers(3, 16))))
    at = (int(rng.integers(0, side // 2)), int(rng.integers(side // 8, side)))
    colour = [int(c) for c in rng.integers(0, 256, 3)]
    size = FINE * float(np.exp(rng.uniform(np.log(0.35), np.log(1.6))))
    font = _FONTS[int(rng.integers(len(_FONTS)))]
    cv2.putText(picture, text, at, font, size, colour, int(rng.integers(1, 3)) * FINE, cv2.LINE_AA)


def dead_leaves(side: int, rng: np.random.Generator) -> Picture:
    """side×side×3: leaves of all sizes over each other."""
    large = FINE * side
    palette = rng.uniform(0, 255, (int(rng.integers(3, 24)), 3))
    grey = palette.mean(1, keepdims=True)
    palette = grey + (palette - grey) * rng.uniform(0.1, 1)
    picture = np.empty((large, large, 3), np.uint8)
    picture[:] = palette[0].astype(np.uint8)
    comic = rng.random() < 0.4
    textures = [_texture(large, rng) for _ in range(4)]
    for _ in range(int(rng.integers(120, 420))):
        # Sizes by a power law with exponent 3, from 3 px to a third of the picture.
        least, most = 3.0 * FINE, large / 3
        u = rng.random()
        reach = (least**-2 + u * (most**-2 - least**-2)) ** -0.5 * rng.uniform(1, 3)
        outline = _shape(large, reach, rng)
        x0, y0 = np.clip(outline.min(0), 0, large)
        x1, y1 = np.clip(outline.max(0) + 1, 0, large)
        if x1 <= x0 or y1 <= y0:
            continue
        inside = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(inside, [outline - np.array([x0, y0], np.int32)], 1)
        colour = palette[int(rng.integers(len(palette)))] + rng.normal(0, 8, 3)
        fill = np.broadcast_to(colour, (*inside.shape, 3))
        if rng.random() < (0.25 if comic else 0.7):
            texture = textures[int(rng.integers(len(textures)))]
            fill = fill + texture[y0:y1, x0:x1, None] * rng.uniform(0.3, 1, 3)
        part = picture[y0:y1, x0:x1]
        part[inside > 0] = np.clip(fill, 0, 255).astype(np.uint8)[inside > 0]
        if comic and rng.random() < 0.8:
            ink = [int(c) for c in rng.uniform(0, 50, 3)]
            cv2.polylines(picture, [outline], True, ink, int(rng.integers(1, 3)) * FINE)
    if rng.random() < 0.4:
        for _ in range(int(rng.integers(1, 6))):
            _letters(picture, rng)
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)
