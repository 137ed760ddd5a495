"""Deblur: a picture that moved or was out of focus → a sharp one of the same size."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from engine.ops import pixels
from engine.progress import Progress
from engine.requests import DeblurRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import pictures

TASK = "deblur"
TILE = 768  # pixels a side that are seen at once
AROUND = 64  # pixels around a mask that the network sees, too


def run(request: DeblurRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×4 uint8 sRGB, and the card of the model.

    A large picture is worked on in tiles that overlap. Raises BadInput picture.*, mask.*, model.*;
    CoachlineError result.broken.
    """
    pictures.check(request.picture, request.mask)
    progress.step(0.0)
    model = pool.get(request.model, TASK)
    face = model.face
    pictures.check_face(request.model, face)
    progress.step(0.1)
    rows, columns = _around(request)
    part = request.picture[rows, columns]
    rest = progress.part(0.1, 0.95)
    with torch.inference_mode():
        made = pictures.tiled(
            pictures.seen(part, face.planes, pool.device),
            face.fixed or (TILE, TILE),
            face.colours,
            lambda tile: pictures.fitted(tile, face, model.net),
            rest.step,
        )
        sharp = pixels.from_tensor(pictures.finite(made, request.model).expand(-1, 3, -1, -1))
    whole = np.zeros((*request.picture.shape[:2], 3), np.uint8)
    whole[rows, columns] = sharp
    progress.step(1.0)
    return pictures.placed(whole, request.picture, request.mask), model.card


def _around(request: DeblurRequest) -> tuple[slice, slice]:
    """Rows and columns of what is asked for and a little around it."""
    if request.mask is None:
        return slice(None), slice(None)
    return tuple(  # type: ignore[return-value]
        slice(max(0, s.start - AROUND), s.stop + AROUND) for s in pictures.used(request.mask)
    )
