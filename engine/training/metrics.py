"""Figures of pictures against their truth. Pictures are H×W×3 uint8."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Labels = NDArray[np.uint8]


def ssim(a: Picture, b: Picture) -> float:
    """Structural similarity (Wang et al. 2004), 7×7 window, mean over RGB."""
    return float(structural_similarity(a, b, channel_axis=2))


def psnr(a: Picture, b: Picture) -> float:
    """Peak signal-to-noise ratio over RGB in dB."""
    return float(peak_signal_noise_ratio(b, a))


def contours(picture: Picture) -> Mask:
    """Canny contours of a picture: σ 1, thresholds at 40 and 100 of 255."""
    return cv2.Canny(cv2.GaussianBlur(picture, (0, 0), 1.0), 40, 100) > 0


def contour_f1(found: Mask, wanted: Mask, tolerance: float = 2.0) -> float:
    """F1 of contour pixels that have a partner within `tolerance` pixels."""
    if not found.any() or not wanted.any():
        return 0.0

    def share_near(a: Mask, b: Mask) -> float:
        distance = cv2.distanceTransform((~b).astype(np.uint8), cv2.DIST_L2, 5)
        return float((distance[a] <= tolerance).mean())

    precision, recall = share_near(found, wanted), share_near(wanted, found)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def spread(pictures: Sequence[Picture]) -> float:
    """Mean absolute difference between pairs of pictures, in levels of 255."""
    stack = np.stack(pictures).astype(np.float32)
    pairs = [
        float(np.abs(stack[i] - stack[j]).mean())
        for i in range(len(stack))
        for j in range(i + 1, len(stack))
    ]
    return float(np.mean(pairs))


def high_frequency_energy(picture: Picture) -> float:
    """Variance of the finest Laplacian band of the luma."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float((grey - cv2.GaussianBlur(grey, (0, 0), 1.0)).var())


def confusion(found: NDArray[Any], wanted: NDArray[Any], classes: int) -> NDArray[np.int64]:
    """How often which class was found where which was wanted, wanted × found."""
    both = wanted.astype(np.int64).ravel() * classes + found.ravel()
    return np.bincount(both, minlength=classes * classes).reshape(classes, classes)


def iou_of(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Intersection over union of each class of a `confusion`; 0 for one that is nowhere."""
    both = np.diag(table)
    return both / np.maximum(table.sum(0) + table.sum(1) - both, 1)


def mean_iou(found: Labels, wanted: Labels, unknown: int = 255) -> tuple[float, dict[int, float]]:
    """Intersection over union of each part that is wanted anywhere, over all pixels whose label
    is known, and their mean. found, wanted: arrays of one shape, uint8 part ids."""
    known = wanted != unknown
    found, wanted = found[known], wanted[known]
    all_parts = iou_of(confusion(found, wanted, 256))
    each = {int(part): float(all_parts[part]) for part in np.unique(wanted)}
    return float(np.mean(list(each.values()))), each
