"""Planes that follow the edges of a picture: the guided filter (He, Sun & Tang 2010), in its fast
form (He & Sun 2015), whose coefficients are found in a small copy of the picture."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def coefficients(guide: Tensor, planes: Tensor, radius: int, softness: float) -> Tensor:
    """N×4C×h×w: the gains of red, green and blue and the offset that make a plane of the guide
    around each place, for each of the C planes.

    guide: N×3×h×w. planes: N×C×h×w. radius: of the square windows, pixels. softness: variance of
    the guide below which a window counts as flat, in the guide's units squared.
    """

    def mean(x: Tensor) -> Tensor:
        side = 2 * radius + 1
        rows = F.avg_pool2d(x, (1, side), 1, (0, radius), count_include_pad=False)
        return F.avg_pool2d(rows, (side, 1), 1, (radius, 0), count_include_pad=False)

    c = planes.shape[1]
    centre, level = mean(guide), mean(planes)
    products = mean((guide[:, :, None] * guide[:, None]).flatten(1, 2)).unflatten(1, (3, 3))
    spread = products - centre[:, :, None] * centre[:, None]  # N×3×3×h×w
    spread = spread.permute(0, 3, 4, 1, 2) + softness * torch.eye(3, device=guide.device)
    both = mean((planes[:, :, None] * guide[:, None]).flatten(1, 2)).unflatten(1, (c, 3))
    shared = both - level[:, :, None] * centre[:, None]  # N×C×3×h×w
    gains = torch.linalg.solve(spread, shared.permute(0, 3, 4, 2, 1))  # N×h×w×3×C
    gains = gains.permute(0, 4, 3, 1, 2)  # N×C×3×h×w
    offset = level - (gains * centre[:, None]).sum(2)
    return mean(torch.cat([gains, offset[:, :, None]], 2).flatten(1, 2))


def applied(found: Tensor, guide: Tensor) -> Tensor:
    """N×C×H×W: planes made of a guide N×3×H×W and the coefficients N×4C×H×W around each place."""
    parts = found.unflatten(1, (-1, 4))  # N×C×4×H×W
    return (parts[:, :, :3] * guide[:, None]).sum(2) + parts[:, :, 3]
