"""Translate: a picture → the same picture with another look, as a network was trained to give it
(CycleGAN, pix2pix) or as the attributes that it is told (StarGAN)."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput
from engine.models.spec import Interface
from engine.ops import fit, pixels
from engine.progress import Progress
from engine.requests import TranslateRequest
from engine.runtime.cards import Card
from engine.runtime.pool import Model, Pool
from engine.tools import pictures

TASK = "translate"
SIDES = (64, 2048)  # pixels; such networks are trained at about 256


def run(
    request: TranslateRequest, pool: Pool, progress: Progress
) -> tuple[NDArray[np.uint8], Card]:
    """The picture, H×W×4 uint8 sRGB, and the card of the model.

    Raises BadInput picture.*, mask.*, value.range, model.*; CoachlineError result.broken.
    """
    pictures.check(request.picture, request.mask)
    for name, value, (low, high) in (
        ("seed", request.seed, (0, pictures.LARGEST_SEED)),
        ("side", request.side, SIDES),
    ):
        if not low <= value <= high:
            raise BadInput("value.range", name=name, value=value, low=low, high=high)
    progress.step(0.0)
    model = pool.get(request.model, TASK)
    face = model.face
    pictures.check_face(request.model, face)
    told = attributes(request, model, pool.device)
    progress.step(0.2)
    height, width = request.picture.shape[:2]
    with torch.inference_mode():
        sheet = pictures.seen(request.picture, face.planes, pool.device)
        small = fit.resize(sheet, *working_size(height, width, request.side, face))
        made = _drawn(model.net, small.clamp(-1, 1), told, request.seed, face)
        progress.step(0.9)
        whole = fit.resize(pictures.finite(made, request.model), height, width)
        look = pixels.from_tensor(whole.expand(-1, 3, -1, -1))
    progress.step(1.0)
    return pictures.placed(look, request.picture, request.mask), model.card


def working_size(height: int, width: int, side: int, face: Interface) -> tuple[int, int]:
    """The size at which the network sees the picture: about side² pixels, no more than it has
    but for what the network needs at least."""
    if face.fixed is not None:
        return face.fixed
    side = min(side, math.ceil(math.sqrt(height * width)))
    side = math.ceil(max(side, face.smallest) / face.multiple) * face.multiple
    h, w = fit.working_size(height, width, side, face.multiple)
    return max(h, face.smallest), max(w, face.smallest)


def attributes(request: TranslateRequest, model: Model, device: torch.device) -> Tensor | None:
    """What the network is told, 1×classes of 0 and 1; None where it is told nothing.

    Raises BadInput model.no_attributes, model.attribute.
    """
    count = model.face.classes
    asked = [word.strip() for word in request.attributes.split(",") if word.strip()]
    if not count:
        if asked:
            raise BadInput("model.no_attributes", name=request.model)
        return None
    names = attribute_names(model.card, count)
    told = torch.zeros(1, count, device=device)
    for word in asked:
        index = int(word) - 1 if word.isdecimal() else _index(word, names)
        if not 0 <= index < count:
            raise BadInput(
                "model.attribute", name=request.model, attribute=word, known=", ".join(names)
            )
        told[0, index] = 1
    return told


def attribute_names(card: Card, count: int) -> list[str]:
    """The names of a network's attributes, as the card tells them, else their numbers."""
    named = card.table.get("attributes")
    if isinstance(named, list) and len(named) == count:
        return [str(name) for name in named]
    return [str(i + 1) for i in range(count)]


def _index(word: str, names: list[str]) -> int:
    lowered = [name.lower() for name in names]
    return lowered.index(word.lower()) if word.lower() in lowered else -1


def _drawn(
    net: nn.Module, picture: Tensor, told: Tensor | None, seed: int, face: Interface
) -> Tensor:
    """1×planes×h×w → 1×colours×h×w, both in [-1, 1]."""
    given = pixels.ranged(picture, (-1, 1), face.takes)
    if told is not None:
        return pixels.ranged(net(given, told), face.gives, (-1, 1))
    return pixels.ranged(pictures.with_dropout(net, given, seed), face.gives, (-1, 1))
