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
from engine.ops import fit, labels
from engine.progress import Progress
from engine.runtime.cards import Card
from engine.runtime.pool import Pool
from engine.tools import pictures

TASK = "segment"
# The network is trained on pictures of about 256² pixels; enlarged ones show it small parts, and
# the mean of both is better than either (docs/models.md).
SEEN = (256, 384)
BAND = 1 << 20  # pixels whose labels are decided at once: 18 numbers each


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
    height, width = request.picture.shape[:2]
    with torch.inference_mode():
        x = pictures.seen(request.picture, 3, pool.device)
        chances = pictures.finite(chances_of(model.net, x, model.face), request.model)
        progress.step(0.7)
        ids = decided(chances, height, width, progress.part(0.7, 1.0))
    if request.mask is not None:
        ids[request.mask < 128] = labels.UNKNOWN
    progress.step(1.0)
    return labels.shown(ids), model.card


def chances_of(net: Segmenter, x: Tensor, face: Interface) -> Tensor:
    """1×18×h×w probabilities for 1×3×H×W in [-1, 1], h·w about the square of the largest of SEEN:
    the mean of the picture and its mirror image at each of these sizes."""
    height, width = x.shape[-2:]
    found = []
    for side in SEEN:
        side = math.ceil(side / face.multiple) * face.multiple
        h, w = fit.working_size(height, width, side, face.multiple)
        small = fit.resize(x, max(h, face.smallest), max(w, face.smallest)).clamp(-1, 1)
        both = net(torch.cat([small, small.flip(-1)])).softmax(1)
        found.append((both[:1] + both[1:].flip(-1)) / 2)
    size = found[-1].shape[-2:]
    even = [F.interpolate(p, size, mode="bilinear", align_corners=False) for p in found]
    return torch.stack(even).mean(0)


def decided(chances: Tensor, height: int, width: int, progress: Progress) -> NDArray[np.uint8]:
    """H×W×1 ids of the likeliest parts. Bands of rows: all probabilities of a large picture do
    not fit into the memory."""
    tall = max(1, BAND // width)
    ids = np.empty((height, width, 1), np.uint8)
    across, down = (_places(side, chances.device) for side in (width, height))
    for top in range(0, height, tall):
        rows = down[top : top + tall]
        grid = torch.stack(torch.meshgrid(across, rows, indexing="xy"), 2)[None]  # 1×rows×W×2
        band = F.grid_sample(chances, grid, "bilinear", "border", align_corners=False)
        ids[top : top + tall, :, 0] = band.argmax(1)[0].byte().cpu().numpy()
        progress.step(min(1.0, (top + tall) / height))
    return ids


def _places(length: int, device: torch.device) -> Tensor:
    """The pixel centres of a side, from -1 to 1."""
    return (torch.arange(length, device=device) + 0.5) * 2 / length - 1
