"""Completion: what a generator would show in the holes of a picture (Yeh et al. 2017, "Semantic
Image Inpainting with Deep Generative Models")."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect
from engine.latent_requests import ProjectRequest
from engine.progress import Progress
from engine.runtime.pool import Pool
from engine.tools.latent import encoder, manifold, projection

STEPS = 120
SIDE = 256  # pixels: larger pictures are looked at in this size
NEAR = 0.15  # of the longest side: what is nearer to a hole tells more of it …
FAR = 0.1  # … than what is far, whose weight this is


def completed(
    values: NDArray[np.float32],
    known: NDArray[np.bool_],
    model: str,
    seed: int,
    steps: int,
    pool: Pool,
    progress: Progress,
) -> NDArray[np.float32]:
    """The generator's picture h×w×3 in [0, 1], of the whole of H×W×3 sRGB-encoded values, that
    agrees best with what is known of it. known: H×W.

    The latent is looked for in w, where hardly anything but cars can be drawn: w+ would follow
    what is known more closely, and care less for what is not.

    seed: 0 = from the encoder's guess, if there is an encoder; others from samples. Raises as
    `projection.run`.
    """
    m = manifold.of(model, 0, pool)
    rgb, there = _small(values, known)
    hole = (~there).astype(np.uint8)
    far = cv2.distanceTransform(1 - hole, cv2.DIST_L2, 5) / (NEAR * max(hole.shape))
    counts = np.where(there, np.maximum(255 * (1 - far), 255 * FAR), 0)
    # The encoder cannot be told what to leave out: it sees the holes closed.
    closed = cv2.inpaint(rgb, hole, 3, cv2.INPAINT_TELEA)
    request = ProjectRequest(
        picture=np.asarray(closed, np.uint8),
        region=Rect.of_size(rgb.shape[1], rgb.shape[0]),
        mask=np.rint(counts).astype(np.uint8)[..., None],
        method="opt" if seed or encoder.reader(m, pool) is None else "cnn_opt",
        space="w" if m.mapped else "z",
        steps=steps,
        seed=seed,
        model=model,
    )
    made = projection.run(request, pool, progress).pixels
    return made[..., :3].astype(np.float32) / np.float32(255)


def _small(
    values: NDArray[np.float32], known: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """At most SIDE pixels a side: colours h×w×3, and what is known in full, h×w."""
    height, width = known.shape
    scale = min(1, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shown = cv2.resize(values * known[..., None], size, interpolation=cv2.INTER_AREA)
    cover = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    colours = shown / np.maximum(cover, 1e-3)[..., None]
    return np.rint(np.clip(colours, 0, 1) * 255).astype(np.uint8), cover > 0.999
