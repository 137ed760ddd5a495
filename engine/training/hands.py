"""Drawings of many hands, made on the fly: what designers draw is never the clean geometry line.

All functions take and give ink: H×W float32 in [0, 1], 1 = ink, 0 = paper.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Ink = NDArray[Any]
STYLES = ("clean", "thick", "soft", "wobbly", "broken", "pencil", "canny", "xdog", "contour")


def _noise(rng: np.random.Generator, size: tuple[int, int], cell: int) -> Ink:
    """Smooth noise in about [-1, 1] with features of `cell` pixels."""
    h, w = size
    coarse = rng.uniform(-1, 1, (h // cell + 2, w // cell + 2)).astype(np.float32)
    return cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)


def thick(ink: Ink, px: int) -> Ink:
    """Widen strokes by `px` pixels."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (px + 1, px + 1))
    return cv2.dilate(ink, kernel)


def soft(ink: Ink, sigma: float) -> Ink:
    """Blur, then stretch back to full ink."""
    blurred = cv2.GaussianBlur(ink, (0, 0), sigma)
    return np.clip(blurred / max(float(blurred.max()), 1e-3), 0, 1)


def wobbly(ink: Ink, rng: np.random.Generator, px: float) -> Ink:
    """Displace by smooth noise of amplitude `px`."""
    h, w = ink.shape
    ys, xs = np.mgrid[:h, :w].astype(np.float32)
    cell = max(8, h // 10)
    return cv2.remap(
        ink,
        xs + px * _noise(rng, (h, w), cell),
        ys + px * _noise(rng, (h, w), cell),
        cv2.INTER_LINEAR,
    )


def broken(ink: Ink, rng: np.random.Generator) -> Ink:
    """Leave gaps of a few pixels to some tens."""
    h, w = ink.shape
    gaps = _noise(rng, (h, w), max(4, h // 24)) > rng.uniform(0.25, 0.7)
    return ink * ~gaps


def pencil(ink: Ink, rng: np.random.Generator) -> Ink:
    """Pale, grainy strokes."""
    grain = 1 - 0.5 * rng.random(ink.shape, dtype=np.float32)
    return np.clip(soft(ink, 0.6) * grain * rng.uniform(0.45, 1), 0, 1).astype(np.float32)


def canny(rgb: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """Canny edges of the picture, H×W×3 uint8."""
    high = rng.uniform(70, 180)
    edges = cv2.Canny(cv2.GaussianBlur(rgb, (0, 0), 0.8), high / 2.5, high)
    return edges.astype(np.float32) / 255


def xdog(rgb: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """Extended difference of Gaussians (Winnemöller et al. 2012) of the picture."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    sigma = rng.uniform(0.6, 1.2)
    d = cv2.GaussianBlur(grey, (0, 0), sigma) - 0.98 * cv2.GaussianBlur(grey, (0, 0), 1.6 * sigma)
    paper = np.where(d > 0, 1, 1 + np.tanh(rng.uniform(20, 60) * d))
    return np.clip(1 - paper, 0, 1).astype(np.float32)


def contour(rgb: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """A soft contour map: colour gradient magnitude, compressed (as HED's maps look)."""
    smooth = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.8, 1.6)).astype(np.float32) / 255
    gx, gy = cv2.Sobel(smooth, -1, 1, 0), cv2.Sobel(smooth, -1, 0, 1)
    magnitude = np.sqrt((gx * gx + gy * gy).max(2))
    return np.clip(magnitude / rng.uniform(0.5, 1.2), 0, 1)


def draw(style: str, ink: Ink, rgb: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """The drawing of one hand. ink: the clean geometry lines of rgb (H×W×3 uint8)."""
    px = max(1.0, ink.shape[0] / 128)
    match style:
        case "clean":
            return ink
        case "thick":
            return thick(ink, int(rng.integers(1, int(2 * px) + 2)))
        case "soft":
            return soft(ink, rng.uniform(0.6, 1.4) * px)
        case "wobbly":
            return wobbly(ink, rng, rng.uniform(0.5, 1.5) * px)
        case "broken":
            return broken(ink, rng)
        case "pencil":
            return pencil(ink, rng)
        case "canny":
            return canny(rgb, rng)
        case "xdog":
            return xdog(rgb, rng)
        case "contour":
            return contour(rgb, rng)
    raise ValueError(f"unknown hand {style!r}")


def any_hand(ink: Ink, rgb: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """A drawing of a random hand; geometry lines more often than edges of the picture."""
    weights = np.array([6, 3, 3, 3, 2, 2, 1, 1, 1], float)
    drawn = draw(str(rng.choice(STYLES, p=weights / weights.sum())), ink, rgb, rng)
    return drawn if drawn.any() else ink  # no edges found, or all of them broken away
