"""A picture of any size from the painter: one pass over the whole, then passes over windows.

The first pass sees the whole picture at about SIDE² pixels. Each further pass doubles its size:
windows of SIDE×SIDE pixels, with what the pass before gave as their guide, laid over each other
with soft borders. Sketch, Semantic and Inpaint share this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engine.geometry import Rect
from engine.models.painter import MULTIPLE, Conditions, Painter
from engine.models.segmenter import Segmenter
from engine.ops import fit, lines, pixels

SIDE = 256  # the painter is trained on pictures of about SIDE² pixels
OVERLAP = 56  # of neighbouring windows
MARGIN = 16  # of windows beyond the picture: the painter errs at the edges of what it sees
REFINED = 0.7  # share of what windows add; all of it leaves light rims along lines
TONE = 16  # pixels; tones of larger places are those of the first pass
FINEST = 24_000_000  # pixels up to which windows are painted; beyond, the picture is enlarged
UNKNOWN = 255  # label id: don't know
GROUND = 1  # label ids up to this: ground and background
# Probability from which a part that was read in a drawing counts: below, contours of photographs,
# which nobody learned from, get lamps and plates on their bonnets.
SURE = 0.7

Step = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Sources:
    """What a picture shall follow, H×W each; absent = None.

    lines:  H×W float32 ink in [0, 1].
    labels: H×W uint8 part ids, 255 = don't know.
    hints:  H×W×4 uint8, colour strokes, transparent = no hint.
    known:  H×W×4 uint8, pixels that stay; transparent = to be painted.
    """

    lines: lines.Ink | None = None
    labels: NDArray[np.uint8] | None = None
    hints: NDArray[np.uint8] | None = None
    known: NDArray[np.uint8] | None = None

    def resized(self, height: int, width: int) -> Sources:
        return Sources(
            None if self.lines is None else lines.resized(self.lines, height, width),
            None if self.labels is None else _nearest(self.labels, height, width),
            None if self.hints is None else _strokes(self.hints, height, width, faintest=0.1),
            None if self.known is None else _strokes(self.known, height, width, faintest=0.99),
        )

    def padded(self, down: tuple[int, int], across: tuple[int, int]) -> Sources:
        """Continued by their edges: so many rows above and below, columns left and right."""

        def more(a: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if a is None else np.pad(a, [down, across, (0, 0)][: a.ndim], mode="edge")

        return Sources(more(self.lines), more(self.labels), more(self.hints), more(self.known))

    def conditions(self, window: Rect, guide: Tensor | None, device: torch.device) -> Conditions:
        """What the painter is told of a window. guide: 1×3×h×w in [-1, 1]."""
        y, x = slice(window.y0, window.y1), slice(window.x0, window.x1)
        labels = None
        if self.labels is not None:
            labels = torch.from_numpy(self.labels[y, x].astype(np.int64))[None].to(device)
        return Conditions(
            lines=None if self.lines is None else pixels.plane(self.lines[y, x], device),
            labels=labels,
            hints=None if self.hints is None else pixels.hints(self.hints[y, x], device),
            known=None if self.known is None else pixels.hints(self.known[y, x], device),
            guide=guide,
        )


def painted(
    painter: Painter,
    style: Tensor,
    sources: Sources,
    size: tuple[int, int],
    step: Step,
    *,
    reader: Segmenter | None = None,
    coarse: bool = False,
    where: NDArray[np.bool_] | None = None,
) -> Tensor:
    """The picture, 1×3×H×W in [-1, 1] for size = (H, W).

    style: 1×style. step: called with the share that is done; may raise. reader: reads parts in
    the drawing for the first pass, where nothing else tells them. coarse: one pass over the
    whole, enlarged. where: H×W, what is looked at: windows without any of it are left out.
    """
    device = style.device
    working = fit.working_size(*size, SIDE, MULTIPLE)
    first = sources.resized(*working)
    whole = Rect.of_size(working[1], working[0])
    told = first.conditions(whole, None, device)
    if reader is not None and told.lines is not None and told.labels is None:
        told = replace(told, labels=_read(reader, told.lines))
    picture = painter.crisp(painter(style, told, working))
    levels = [] if coarse else list(_levels(working, size))
    windows = [_windows(*level, where) for level in levels]
    total = 1 + sum(map(len, windows))
    done = 1
    step(done / total)
    for level, places in zip(levels, windows, strict=True):
        held = sources.resized(*level)
        guide = _kept(fit.resize(picture, *level), held.known)
        down, across = (_margins(length) for length in level)
        held = held.padded(down, across)
        guide = F.pad(guide, (*across, *down), mode="replicate")
        total_light = torch.zeros_like(guide)
        total_share = torch.zeros_like(guide[:, :1])
        share = _soft(device)
        for window in places:
            y, x = slice(window.y0, window.y1), slice(window.x0, window.x1)
            told = held.conditions(window, guide[..., y, x], device)
            total_light[..., y, x] += share * painter(style, told, (SIDE, SIDE))
            total_share[..., y, x] += share
            done += 1
            step(done / total)
        light = torch.where(total_share > 0, total_light / total_share, guide)
        y, x = slice(down[0], down[0] + level[0]), slice(across[0], across[0] + level[1])
        guide, light = guide[..., y, x], light[..., y, x]
        picture = guide + REFINED * _without_tone(light - guide)
    return fit.resize(picture, *size)


def _read(reader: Segmenter, ink: Tensor) -> Tensor:
    """Part ids of a drawing, 1×1×H×W in [0, 1] → 1×H×W int64; UNKNOWN where it is not sure, and
    around the car, where a drawing does not tell ground from background."""
    chance, part = reader(ink).softmax(1).max(1)
    return torch.where((chance >= SURE) & (part > GROUND), part, UNKNOWN)


def _levels(working: tuple[int, int], size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Heights and widths after the first pass, doubling up to the picture's size. A picture
    little larger than the first pass gets none: it would only be painted twice."""
    height, width = size
    while height * width > FINEST:
        height, width = height // 2, width // 2
    found = []
    while height * width > 1.5 * working[0] * working[1]:
        found.append((height, width))
        height, width = (height + 1) // 2, (width + 1) // 2
    return reversed(found)


def _windows(height: int, width: int, where: NDArray[np.bool_] | None = None) -> list[Rect]:
    """Windows of SIDE×SIDE that cover height×width with its margins and overlap, counted from the
    corner of the margins; only those with some of `where`, a plane of any size over the same
    picture."""

    def starts(length: int) -> list[int]:
        last = length + sum(_margins(length)) - SIDE
        count = -(-last // (SIDE - OVERLAP)) + 1
        return [round(i * last / max(1, count - 1)) for i in range(count)]

    found = [Rect(x, y, x + SIDE, y + SIDE) for y in starts(height) for x in starts(width)]
    if where is None:
        return found
    # A pixel of the smaller size counts if any of those that it stands for does.
    rows, columns = -(-where.shape[0] // height), -(-where.shape[1] // width)
    wide = cv2.dilate(where.astype(np.uint8), np.ones((rows, columns), np.uint8))
    near = cv2.resize(wide, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)
    near = np.pad(near, [_margins(height), _margins(width)])
    return [w for w in found if near[w.y0 : w.y1, w.x0 : w.x1].any()]


def _margins(length: int) -> tuple[int, int]:
    """Pixels before and after a side of the picture: MARGIN, or what a window needs."""
    return MARGIN, max(MARGIN, SIDE - MARGIN - length)


def _without_tone(change: Tensor) -> Tensor:
    """What windows add, 1×3×H×W, without its mean over some TONE pixels: each window sees the whole
    in another tone, which shows on plain backdrops as a chequerboard."""
    height, width = change.shape[-2:]
    coarse = F.interpolate(change, (max(1, height // TONE), max(1, width // TONE)), mode="area")
    return change - F.interpolate(coarse, (height, width), mode="bilinear", align_corners=False)


def _soft(device: torch.device) -> Tensor:
    """Weight of a window's pixels: a raised cosine over the overlap, never 0."""
    ramp = torch.arange(SIDE, device=device, dtype=torch.float32) + 0.5
    ramp = torch.minimum(ramp, SIDE - ramp).clamp(max=OVERLAP) / OVERLAP
    ramp = 0.5 - 0.5 * torch.cos(torch.pi * ramp) + 1e-3
    return ramp[:, None] * ramp[None, :]


def _kept(picture: Tensor, known: NDArray[np.uint8] | None) -> Tensor:
    """The picture with the known pixels in their places."""
    if known is None:
        return picture
    there = pixels.hints(known, picture.device)
    return torch.where(there[:, 3:] > 0, there[:, :3], picture)


def _nearest(labels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    if labels.shape == (height, width):
        return labels
    resized = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)
    return np.asarray(resized, np.uint8)


def _strokes(
    strokes: NDArray[np.uint8], height: int, width: int, faintest: float
) -> NDArray[np.uint8]:
    """RGBA at another size, alpha 0 or 255: what covers a pixel by more than `faintest`."""
    alpha = strokes[..., 3:].astype(np.float32) / 255
    weighted = np.concatenate([strokes[..., :3] * alpha, alpha], 2)  # premultiplied: no fringes
    shrinks = height < strokes.shape[0] or width < strokes.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(weighted, (width, height), interpolation=how)
    cover = small[..., 3:]
    there = cover > faintest
    colour = np.where(there, small[..., :3] / np.maximum(cover, 1e-3), 0)
    packed = np.concatenate([colour, there * 255.0], 2)
    return np.clip(packed + 0.5, 0, 255).astype(np.uint8)
