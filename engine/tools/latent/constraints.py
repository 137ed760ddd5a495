"""What was brushed as losses of a picture (Zhu et al. 2016, 4.2 and 4.4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.latent_requests import EditRequest
from engine.ops import pixels
from engine.tools.latent.frame import Frame

BINS = 8  # orientations, over half a turn
CELLS = 32  # places a side at which orientations are gathered
FAINT = 0.03  # contrast below which an orientation counts less and less
NEAR = 12  # 128ths of the side; what is farther from all brushes shall stay
COLOUR, LINE, WARP_EDGES, KEEP = 4.0, 4.0, 0.5, 60.0  # weights of the terms
CLOSE = 10 / 127.5  # what counts as the colour that was wanted: 10 of 255 levels
MOST_WARPS = 256


def oriented(grey: Tensor, faint: float = FAINT) -> Tensor:
    """N×1×S×S → N×BINS×h×w: histograms of oriented gradients (Dalal & Triggs 2005), bins and
    cells overlapping softly, so that they have gradients and bear small shifts.

    faint: contrast at which a histogram has a length of 1/√2; with much more it is 1.
    """
    padded = F.pad(grey, (1, 1, 1, 1), mode="replicate")
    across = padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]
    down = padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]
    power = across.square() + down.square() + 1e-8
    # An edge and its reverse are one orientation: of the angle's double.
    cosine, sine = (across.square() - down.square()) / power, 2 * across * down / power
    angles = torch.arange(BINS, device=grey.device) * (2 * math.pi / BINS)
    fits = cosine * angles.cos().view(1, -1, 1, 1) + sine * angles.sin().view(1, -1, 1, 1)
    found = pooled(F.relu(fits).pow(3) * power.sqrt())
    return found * torch.rsqrt(found.square().sum(1, keepdim=True) + faint**2)


def pooled(x: Tensor) -> Tensor:
    """N×C×S×S → N×C×h×w: means over cells that overlap by half."""
    cell = max(1, x.shape[-1] // CELLS)
    return F.avg_pool2d(x, 2 * cell, cell, cell // 2, count_include_pad=False)


def grey_of(pictures: Tensor) -> Tensor:
    return pictures.mean(1, keepdim=True)


@dataclass(frozen=True, eq=False)
class Constraints:
    """What a picture shall show.

    colour: 1×4×S×S, wanted colours in [-1, 1] and how much each pixel counts. lines: 1×1×S×S,
    cover of the strokes. moved: 1×4×S×S, what was dragged, where it shall be. Each may be None.
    before: 1×3×S×S, the picture at the start. away: 1×1×S×S, 1 = far from all brushes.
    """

    colour: Tensor | None
    lines: Tensor | None
    moved: Tensor | None
    before: Tensor
    away: Tensor
    colour_weight: float
    line_weight: float
    warp_weight: float
    smoothness: float

    def __call__(self, pictures: Tensor) -> Tensor:
        """N×3×S×S → N."""
        change = (pictures - self.before).square().mean(1, keepdim=True)
        loss = KEEP * self.smoothness * _mean(change, self.away)
        if self.colour is not None:
            loss = loss + self.colour_weight * COLOUR * _apart(pictures, self.colour)
        if self.lines is not None:
            share = pooled(self.lines)
            found, wanted = oriented(grey_of(pictures)), oriented(self.lines, faint=1e-4)
            apart = (found - wanted).square().sum(1, keepdim=True)
            loss = loss + self.line_weight * LINE * _mean(apart, share)
        if self.moved is not None:
            loss = loss + self.warp_weight * COLOUR * _apart(pictures, self.moved)
            share = pooled(self.moved[:, 3:])
            wanted = oriented(grey_of(self.moved[:, :3]))
            apart = (oriented(grey_of(pictures)) - wanted).square().sum(1, keepdim=True)
            loss = loss + self.warp_weight * WARP_EDGES * _mean(apart, share)
        return loss

    def met(self, picture: Tensor) -> dict[str, float]:
        """What of it came true in 1×3×S×S: "colour", the share of the brushed pixels that are
        within 10/255, and "contours", the share of the strokes with a contour within 2/128 of
        the side."""
        figures = {}
        if self.colour is not None:
            wanted, share = self.colour.split([3, 1], 1)
            close = (picture.clamp(-1, 1) - wanted).abs().mean(1, keepdim=True) <= CLOSE
            figures["colour"] = float(_mean(close.float(), (share > 0.25).float()))
        if self.lines is not None:
            reach = 2 * picture.shape[-1] / 128
            found = contours(pixels.from_tensor(picture))
            far = cv2.distanceTransform((~found).astype(np.uint8), cv2.DIST_L2, 5)
            on = pixels.values(self.lines)[..., 0]
            on = on >= 0.5 * on.max()
            figures["contours"] = float((far[on] <= reach).mean()) if found.any() else 0.0
        return figures


def contours(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Canny contours of H×W×3: σ 1, thresholds at 40 and 100 of 255."""
    return np.asarray(cv2.Canny(cv2.GaussianBlur(picture, (0, 0), 1.0), 40, 100) > 0)


def _mean(x: Tensor, share: Tensor) -> Tensor:
    """N×1×h×w, weighted by 1×1×h×w → N."""
    return (x * share).sum((1, 2, 3)) / share.sum().clamp(min=1e-6)


def _apart(pictures: Tensor, wanted: Tensor) -> Tensor:
    """N×3×S×S against 1×4×S×S → N: distance of the colours, smooth at 0 (Charbonnier)."""
    apart = ((pictures - wanted[:, :3]).square() + 1e-4).sqrt().mean(1, keepdim=True)
    return _mean(apart, wanted[:, 3:])


def read(request: EditRequest, before: Tensor, frame: Frame) -> Constraints:
    """before: 1×3×S×S, the start's picture. Raises BadInput latent.no_strokes, latent.values."""
    device = before.device
    colour = None if request.colours is None else _strokes(request.colours, frame, device)
    lines = None if request.lines is None else _cover(request.lines, frame, device)
    moved = None if request.warps is None else _dragged(request.warps, before, frame)
    covers = [None if colour is None else colour[:, 3:], lines, None if moved is None else moved[0]]
    marked = [c for c in covers if c is not None and bool(c.any())]
    if not marked:
        raise BadInput("latent.no_strokes")
    near = torch.cat([(c > 0).float() for c in marked], 1).amax(1, keepdim=True)
    reach = max(1, round(NEAR * frame.side / 128))
    inside = pixels.plane(
        frame.squared(np.ones((*frame.inner, 1), np.float32), 0.0)[..., 0], device
    )
    away = (1 - F.max_pool2d(near, 2 * reach + 1, 1, reach)) * inside
    return Constraints(
        colour if colour is not None and bool(colour[:, 3:].any()) else None,
        lines if lines is not None and bool(lines.any()) else None,
        None if moved is None else moved[1],
        before,
        away,
        request.colour_weight,
        request.line_weight,
        request.warp_weight,
        request.smoothness,
    )


def _strokes(strokes: NDArray[np.uint8], frame: Frame, device: torch.device) -> Tensor:
    """H×W×4 → 1×4×S×S: colours in [-1, 1] and how much they count."""
    alpha = strokes[..., 3:].astype(np.float32) / 255
    total, cover = frame.shrunk(strokes[..., :3] * alpha), frame.shrunk(alpha)
    colours = np.where(cover > 1e-3, total / np.maximum(cover, 1e-3), 127.5)
    eight = np.clip(np.rint(frame.squared(colours.astype(np.float32))), 0, 255).astype(np.uint8)
    share = frame.squared(np.where(cover > 1e-3, cover, 0).astype(np.float32), outside=0.0)
    return torch.cat([pixels.to_tensor(eight, device), pixels.plane(share[..., 0], device)], 1)


def _cover(strokes: NDArray[np.uint8], frame: Frame, device: torch.device) -> Tensor:
    """H×W×4 → 1×1×S×S."""
    cover = frame.shrunk(strokes[..., 3:].astype(np.float32) / 255)
    cover = np.where(cover > 1e-3, cover, 0).astype(np.float32)
    return pixels.plane(frame.squared(cover, outside=0.0)[..., 0], device)


def _dragged(
    warps: NDArray[np.float32], before: Tensor, frame: Frame
) -> tuple[Tensor, Tensor] | None:
    """Rows of x, y, dx, dy, half → what is marked (where from and where to), 1×1×S×S, and what
    shall be where, 1×4×S×S. None if nothing is dragged."""
    if warps.ndim != 2 or warps.shape[1] != 5 or len(warps) > MOST_WARPS:
        raise BadInput("latent.values", name="warps")
    if not np.isfinite(warps).all():
        raise BadInput("latent.values", name="warps")
    if not len(warps):
        return None
    picture = pixels.values(before)
    side, scale = frame.side, max(frame.inner) / max(frame.height, frame.width)
    top, left = frame.corner
    wanted, share = picture.copy(), np.zeros((side, side), np.float32)
    marked = np.zeros((side, side), np.float32)
    for x, y, dx, dy, half in np.clip(warps.astype(np.float64) * scale, -4 * side, 4 * side):
        move = np.array([[1, 0, dx], [0, 1, dy]], np.float64)
        shifted = cv2.warpAffine(picture, move, (side, side), borderMode=cv2.BORDER_REPLICATE)
        there = _square(x + left + dx, y + top + dy, half, side)
        wanted[there], share[there] = shifted[there], 1
        marked[there] = marked[_square(x + left, y + top, half, side)] = 1
    moved = np.concatenate([wanted, share[..., None]], 2)
    tensor = pixels.numbers(moved.transpose(2, 0, 1)[None], before.device)
    return pixels.plane(marked, before.device), tensor


def _square(x: float, y: float, half: float, side: int) -> tuple[slice, slice]:
    """Rows and columns of the pixels around (x, y), at least one where it is inside."""

    def span(middle: float) -> slice:
        start = min(max(0, math.floor(middle - half)), side)
        stop = min(max(0, math.ceil(middle + half)), side)
        return slice(start, max(start, stop))

    return span(y), span(x)
