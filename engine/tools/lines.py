"""Lines: a picture → the drawing that it might have been painted from."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.models.spec import Interface
from engine.ops import fit, pixels
from engine.ops.thinning import thin
from engine.progress import Progress
from engine.requests import LinesRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import pictures

TASK = "lines"
# A larger picture is looked at with about SEEN² pixels, and its lines are enlarged: the network
# knows edges as sharp as they are in pictures of that size.
SEEN = 640
FAINTEST = 0.1  # below, it is paper
# Thin lines are those that are clear somewhere, as far as they are faint (Canny's hysteresis).
FAINT, CLEAR = 0.25, 0.5
FLATTEST = -0.1  # second derivative across a line, as Sobel's 5×5 kernels give it, twice


def run(request: LinesRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The drawing, H×W×4 uint8: black, as opaque as there is ink; and the card of the model.

    Raises BadInput picture.too_small, mask.*, model.*, lines.none; CoachlineError result.broken.
    """
    pictures.check(request.picture, request.mask)
    progress.step(0.0)
    model = pool.get(request.model, TASK)
    pictures.check_face(request.model, model.face)
    progress.step(0.2)
    height, width = request.picture.shape[:2]
    with torch.inference_mode():
        x = _reduced(pictures.seen(request.picture, model.face.planes, pool.device), model.face)
        found = pictures.finite(pictures.fitted(x, model.face, model.net), request.model)
        progress.step(0.8)
        ink = pixels.values(fit.resize(found.mean(1, keepdim=True), height, width))[..., 0]
    ink = np.clip((ink / 2 + 0.5 - FAINTEST) / (1 - 2 * FAINTEST), 0, 1)
    if request.thin:
        enlarged = max(1.0, height / x.shape[-2])
        ink = thinned(ink, enlarged).astype(np.float32)
    alpha = (255 * ink + 0.5).astype(np.uint8)[..., None]
    if request.mask is not None:
        alpha = ((alpha.astype(np.uint16) * request.mask + 127) // 255).astype(np.uint8)
    if alpha.max() < 255 * CLEAR:
        raise BadInput("lines.none")
    progress.step(1.0)
    return np.concatenate([np.zeros((height, width, 3), np.uint8), alpha], 2), model.card


def thinned(ink: NDArray[np.float32], width: float) -> NDArray[np.bool_]:
    """Lines of one pixel along the ridges of H×W ink in [0, 1]. width: of its lines, in pixels.

    A pixel counts that is darkest across its line (non-maximum suppression), where lines lie
    close as well; across is where the curvature is strongest.
    """
    smooth = cv2.GaussianBlur(ink, (0, 0), width)
    xx, yy, xy = (cv2.Sobel(smooth, -1, *order, ksize=5) for order in ((2, 0), (0, 2), (1, 1)))
    across = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    step_x, step_y = np.cos(across), np.sin(across)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]].astype(np.float32)
    border = cv2.BORDER_REPLICATE
    sides = (
        cv2.remap(smooth, x + s * step_x, y + s * step_y, cv2.INTER_LINEAR, borderMode=border)
        for s in (-1, 1)
    )
    curvature = xx + yy - np.sqrt((xx - yy) ** 2 + 4 * xy**2)  # across, twice
    ridge = (
        np.logical_and.reduce([smooth >= side for side in sides])
        & (ink > FAINT)
        & (curvature < FLATTEST)
    )
    count, places = cv2.connectedComponents(ridge.astype(np.uint8), connectivity=8)
    clear = np.zeros(count, bool)
    clear[places[ridge & (ink > CLEAR)]] = True
    return thin(ridge & clear[places])


def _reduced(x: Tensor, face: Interface) -> Tensor:
    """N×C×H×W with about SEEN² pixels, if it has more."""
    height, width = x.shape[-2:]
    if height * width <= SEEN**2:
        return x
    return fit.resize(x, *fit.working_size(height, width, SEEN, face.multiple)).clamp(-1, 1)
