"""A drawing as a designer gives it → the ink that networks follow."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput

Ink = NDArray[Any]  # H×W float32 in [0, 1], 1 = ink, 0 = paper

FAINTEST = 12 / 255  # contrast below which a drawing counts as blank


def _grey(colours: NDArray[np.uint8]) -> NDArray[Any]:
    """H×W×{1, 3} uint8 → luma H×W in [0, 1]."""
    if colours.shape[2] == 1:
        return colours[..., 0].astype(np.float32) / 255
    luma = cv2.cvtColor(np.ascontiguousarray(colours[..., :3]), cv2.COLOR_RGB2GRAY)
    return luma.astype(np.float32) / 255


def _transparent_paper(drawing: NDArray[np.uint8]) -> Ink | None:
    """Ink of strokes on a mostly transparent sheet, whatever their colour; None if the drawing
    is not one."""
    if drawing.shape[2] not in (2, 4):
        return None
    alpha = drawing[..., -1].astype(np.float32) / 255
    if alpha.mean() > 0.5:
        return None
    grey = _grey(drawing[..., :-1])
    weight = float(alpha.sum())
    dark = weight == 0 or float((grey * alpha).sum()) / weight < 0.5
    return alpha * (1 - grey if dark else grey)


def ink(drawing: NDArray[np.uint8], invert: bool | None = None) -> Ink:
    """H×W×{1, 2, 3, 4} uint8 → ink. The paper may be grey, unevenly lit, dark or transparent.

    invert: True = light lines on dark paper, False = dark lines, None = decide: most of a
    drawing is paper. Raises BadInput drawing.blank.
    """
    drawn = _transparent_paper(drawing) if invert is None else None
    if drawn is None:
        colours = drawing
        if drawing.shape[2] in (2, 4):
            alpha = drawing[..., -1:].astype(np.float32) / 255
            paper = 0.0 if invert else 255.0
            mixed = drawing[..., :-1] * alpha + paper * (1 - alpha)
            colours = (mixed + 0.5).astype(np.uint8)
        grey = _grey(colours)
        if invert or (invert is None and float(np.median(grey)) < 0.5):
            grey = 1 - grey
        drawn = np.maximum(_paper(grey) - grey, 0)
    darkest = float(np.quantile(drawn, 0.998))
    darkest = max(darkest, 0.6 * float(drawn.max()))  # a few short strokes are a drawing too
    if darkest < FAINTEST:
        raise BadInput("drawing.blank")
    # The lowest tenth is paper grain and compression noise.
    return np.clip((drawn / darkest - 0.1) / 0.8, 0, 1).astype(np.float32)


def _paper(grey: NDArray[Any]) -> NDArray[Any]:
    """The level of the paper around each pixel (a photographed sheet is unevenly lit): a wide
    maximum, smoothed, at 1/8 size."""
    h, w = grey.shape
    small = cv2.resize(grey, (max(1, w // 8), max(1, h // 8)), interpolation=cv2.INTER_AREA)
    reach = max(3, max(small.shape) // 8) | 1
    level = cv2.GaussianBlur(cv2.dilate(small, np.ones((reach, reach))), (0, 0), reach / 2)
    # A maximum sits above the paper's mean by its noise; the median brings it back.
    level = np.minimum(level, np.quantile(grey, 0.95))
    return cv2.resize(level, (w, h), interpolation=cv2.INTER_LINEAR)


def outlined(drawn: Ink) -> NDArray[Any]:
    """H×W float32, 1 within the convex hull of the ink: what is drawn, and not its backdrop."""
    mask = np.zeros(drawn.shape, np.float32)
    points = cv2.findNonZero((drawn > 0.3).astype(np.uint8))
    if points is not None:
        cv2.fillConvexPoly(mask, cv2.convexHull(points), 1.0)
    return mask


def resized(drawn: Ink, height: int, width: int) -> Ink:
    """Ink at another size. Reduced lines are kept as dark as they were: a hairline of a
    6000 px drawing has to be seen at 256 px."""
    if drawn.shape == (height, width):
        return drawn
    shrinks = height < drawn.shape[0] or width < drawn.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(drawn, (width, height), interpolation=how)
    there = small[small > 0.02]
    if not shrinks or there.size == 0:
        return small
    gain = float(np.quantile(drawn[drawn > 0.02], 0.9)) / float(np.quantile(there, 0.9))
    return np.clip(small * max(1.0, gain), 0, 1)
