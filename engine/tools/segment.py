"""Segment: a picture of a car → which part each pixel shows."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.label_requests import SegmentRequest
from engine.models.segmenter import Segmenter
from engine.models.spec import Interface
from engine.ops import fit, guided, labels
from engine.progress import Progress
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import pictures

TASK = "segment"
# Small pictures show the network the whole, enlarged ones small parts; the mean of all is better
# than any of them (docs/models.md). It is taken at about TOLD² pixels.
SEEN = (384, 512, 640)
TOLD = 512
BAND = 1 << 18  # pixels whose labels are decided at once: up to 4·18 numbers each
# Borders follow the edges of the picture within so many pixels of those, and edges are what stands
# out from this variance of colours in [-1, 1].
REACH, FLAT = 1, 4e-3
FAINT = 0.2  # parts that are nowhere likelier are left out


def run(request: SegmentRequest, pool: Pool, progress: Progress) -> tuple[NDArray[np.uint8], Card]:
    """The parts in the colours of their palette, H×W×4 uint8, and the card of the model.

    Raises BadInput picture.too_small, mask.*, model.*; CoachlineError result.broken.
    """
    pictures.check(request.picture, request.mask)
    progress.step(0.0)
    model = pool.get(request.model, TASK)
    if not isinstance(model.net, Segmenter) or model.net.planes != 3:
        raise BadInput("model.not_for_segmenting", name=request.model)
    progress.step(0.1)
    with torch.inference_mode():
        x = pictures.seen(request.picture, 3, pool.device)
        chances = pictures.finite(chances_of(model.net, x, model.face), request.model)
        progress.step(0.7)
        ids = decided(chances, x, progress.part(0.7, 1.0))
    if request.mask is not None:
        ids[request.mask < 128] = labels.UNKNOWN
    progress.step(1.0)
    return labels.shown(ids), model.card


def chances_of(net: Segmenter, x: Tensor, face: Interface) -> Tensor:
    """1×18×h×w probabilities for 1×3×H×W in [-1, 1], h·w about TOLD²: the mean of the picture and
    its mirror image at each of the sizes SEEN."""
    height, width = x.shape[-2:]

    def size(side: int) -> tuple[int, int]:
        side = math.ceil(side / face.multiple) * face.multiple
        h, w = fit.working_size(height, width, side, face.multiple)
        return max(h, face.smallest), max(w, face.smallest)

    told = size(TOLD)
    # Of small pictures the network has learned to tell what is a quarter of a pixel from the left
    # of each pixel (docs/training.md); in a mirror that is from the right, half a pixel beside.
    beside = round(0.5 * told[1] / width)
    columns = (torch.arange(told[1], device=x.device) - beside).clamp(min=0)
    found = []
    for side in SEEN:
        small = fit.resize(x, *size(side)).clamp(-1, 1)
        both = net(torch.cat([small, small.flip(-1)])).softmax(1)
        straight, mirrored = F.interpolate(both, told, mode="bilinear", antialias=True)
        found += [straight, mirrored.flip(-1)[..., columns]]
    return torch.stack(found).mean(0)[None]


def decided(chances: Tensor, picture: Tensor, progress: Progress) -> NDArray[np.uint8]:
    """H×W×1 ids of the likeliest parts, their borders where the picture 1×3×H×W has its edges:
    a pixel of the chances 1×18×h×w may be many of the picture's. Bands of rows: all probabilities
    of a large picture do not fit into the memory."""
    height, width = picture.shape[-2:]
    best = chances.amax((0, 2, 3))
    likely = (best >= best.max().clamp(max=FAINT)).nonzero()[:, 0]
    h, w = chances.shape[-2:]
    small = fit.resize(picture, h, w)
    found = guided.coefficients(small, chances[:, likely], REACH, FLAT)
    tall = max(1, BAND // width)
    ids = np.empty((height, width, 1), np.uint8)
    across, down = (_places(side, chances.device) for side in (width, height))
    for top in range(0, height, tall):
        rows = down[top : top + tall]
        grid = torch.stack(torch.meshgrid(across, rows, indexing="xy"), 2)[None]  # 1×rows×W×2
        around = F.grid_sample(found, grid, "bilinear", "border", align_corners=False)
        band = guided.applied(around, picture[..., top : top + tall, :])
        ids[top : top + tall, :, 0] = likely[band.argmax(1)[0]].byte().cpu().numpy()
        progress.step(min(1.0, (top + tall) / height))
    return ids


def _places(length: int, device: torch.device) -> Tensor:
    """The pixel centres of a side, from -1 to 1."""
    return (torch.arange(length, device=device) + 0.5) * 2 / length - 1
