"""Networks of others that turn label maps into pictures: SPADE (GauGAN), pix2pixHD and their kin.

They are trained on labels of their own, at one size of about SIDE² pixels; the picture is
enlarged from that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from difflib import SequenceMatcher

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.errors import BadInput
from engine.label_requests import SemanticRequest
from engine.models.labels import edges
from engine.models.spade import SpadeGenerator, StyleEncoder
from engine.models.spec import Interface
from engine.ops import colour, fit, labels, pixels
from engine.requests import Pixels
from engine.runtime import cards
from engine.runtime.pool import Model, Pool
from engine.tools import passes

SIDE = 256  # pixels


Paint = Callable[[Pixels | None, passes.Step], Tensor]  # in a style; step takes the share done


def by_network(request: SemanticRequest, size: tuple[int, int], model: Model, pool: Pool) -> Paint:
    """How to paint 1×3×H×W in [-1, 1], size = (H, W), in the style of a picture or, without one,
    in a style drawn by the seed. Networks without styles have but one.

    Raises BadInput model.not_for_labels, model.no_hints, model.no_lines, labels.count,
    labels.mapping; and when it paints model.no_style, model.no_encoder.
    """
    face = model.face
    if not face.labels or face.colours not in (1, 3):
        raise BadInput("model.not_for_labels", name=request.model)
    if request.hints is not None:
        raise BadInput("model.no_hints", name=request.model)
    if request.lines is not None:
        raise BadInput("model.no_lines", name=request.model)
    planes = planes_of(_ids(request, face), face, working_size(*size, face), pool.device)

    def paint(given: Pixels | None, step: passes.Step) -> Tensor:
        if isinstance(model.net, SpadeGenerator) and face.latent:
            made = model.net(planes, _style(given, request.seed, model, pool))
        elif given is not None:
            raise BadInput("model.no_style", name=request.model)
        else:
            made = model.net(planes)
        step(1.0)
        picture = pixels.ranged(made, face.gives, (-1, 1)).expand(-1, 3, -1, -1)
        return fit.resize(picture, *size)

    return paint


def working_size(height: int, width: int, face: Interface) -> tuple[int, int]:
    """At which the network sees the labels."""
    if face.fixed is not None:
        return face.fixed
    side = math.ceil(max(SIDE, face.smallest) / face.multiple) * face.multiple
    h, w = fit.working_size(height, width, side, face.multiple)
    return max(h, face.smallest), max(w, face.smallest)


def _ids(request: SemanticRequest, face: Interface) -> NDArray[np.uint8]:
    """H×W, the network's own ids; 255 = don't know. Raises BadInput labels.count."""
    ids = request.labels
    if request.mapping:
        ids = labels.mapped(ids, labels.mapping_of_text(request.mapping))
    count = face.labels - face.edges - face.unknown
    stray = ids[(ids >= count) & (ids != labels.UNKNOWN)]
    if stray.size:
        raise BadInput("labels.count", largest=int(stray.max()), count=count, last=count - 1)
    return ids[..., 0]


def planes_of(
    ids: NDArray[np.uint8], face: Interface, size: tuple[int, int], device: torch.device
) -> Tensor:
    """1×labels×h×w: one-hot, "don't know" in the plane that the network has for it or in none,
    then the borders of the parts, if it has a plane for those of instances."""
    small = cv2.resize(ids, size[::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    seen = torch.from_numpy(small.astype(np.int64)).to(device)[None]  # 1×h×w
    count = face.labels - face.edges - face.unknown
    known = torch.where(seen < count, seen, count)
    planes = F.one_hot(known, count + 1).permute(0, 3, 1, 2).float()
    if not face.unknown:
        planes = planes[:, :count]
    return torch.cat([planes, edges(seen[None])], 1) if face.edges else planes


def _style(given: Pixels | None, seed: int, model: Model, pool: Pool) -> Tensor:
    """1×latent: encoded from a picture, and by seeds above 0 varied as far as its encoder is not
    sure; without a picture drawn from N(0, I). Raises BadInput model.no_encoder."""
    noise = torch.randn(1, model.face.latent, generator=torch.Generator().manual_seed(seed))
    noise = noise.to(pool.device)
    if given is None:
        return noise
    mean, log_variance = _encoder(model, pool)(
        pixels.to_tensor(given[..., : colour.bands(given)], pool.device)
    )
    return mean if seed == 0 else mean + noise * torch.exp(0.5 * log_variance)


def _encoder(model: Model, pool: Pool) -> nn.Module:
    """The encoder of styles that belongs to a generator: of those with as many numbers the one
    that is named most like it."""
    fitting = []
    for card in cards.installed("style"):
        face = card.table.get("interface")
        if isinstance(face, dict) and face.get("latent") == model.face.latent:
            fitting.append(card)
    if not fitting:
        raise BadInput("model.no_encoder", name=model.card.name, latent=model.face.latent)
    alike = [SequenceMatcher(None, c.name, model.card.name).ratio() for c in fitting]
    net = pool.get(fitting[int(np.argmax(alike))].name, "style").net
    assert isinstance(net, StyleEncoder)
    return net
