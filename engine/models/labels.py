"""Label maps as the planes that networks of labels take."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.errors import BadInput


def edges(instances: Tensor) -> Tensor:
    """N×1×H×W ids → N×1×H×W float, 1 where one of the four neighbours has another id."""
    found = torch.zeros_like(instances, dtype=torch.bool)
    across = instances[..., 1:] != instances[..., :-1]
    down = instances[..., 1:, :] != instances[..., :-1, :]
    found[..., 1:] |= across
    found[..., :-1] |= across
    found[..., 1:, :] |= down
    found[..., :-1, :] |= down
    return found.float()


def label_planes(ids: Tensor, count: int, instances: Tensor | None = None) -> Tensor:
    """N×1×H×W ids in 0…count-1 → N×count×H×W one-hot float, then the edges of instances.

    Raises BadInput labels.count for an id that is none of these.
    """
    largest = int(ids.max()) if ids.numel() else 0
    if largest >= count or (ids.numel() and int(ids.min()) < 0):
        raise BadInput("labels.count", largest=largest, count=count, last=count - 1)
    planes = F.one_hot(ids.long()[:, 0], count).permute(0, 3, 1, 2).float()
    return planes if instances is None else torch.cat([planes, edges(instances)], 1)
