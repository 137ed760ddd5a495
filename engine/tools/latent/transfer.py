"""Edit transfer: what an edit does to the generator's picture is done to the original, at its own
size and depth (Zhu et al. 2016, 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from engine.geometry import Rect
from engine.latent_requests import TransferRequest
from engine.ops import colour, flow, pixels
from engine.ops.flow import Floats
from engine.progress import Progress
from engine.requests import Pixels
from engine.runtime.pool import Pool
from engine.tools import pictures
from engine.tools.answer import Answer
from engine.tools.latent import manifold, projection
from engine.tools.latent.frame import Frame
from engine.tools.latent.manifold import Manifold

MOST_FRAMES = 64
SIDE = 256  # pixels, at least, of the longest side at which motion is measured
TILE = 1024  # pixels a side that are worked on at once
# A change of colour begins to count, counts in full, and is what each place that counts must reach
# somewhere: at least these, and these shares of the strongest change, since edits of a latent
# tint everything a little.
CHANGED = (3 / 255, 9 / 255, 14 / 255)
OF_STRONGEST = (0.08, 0.2, 0.3)
MOVED = 0.004  # of the longest side: a way that counts, where it belongs to a change …
BESIDE = 0.03  # … that is not farther away than this
FEATHER = 0.008  # of the longest side
DOUBTED = (0.008, 0.02)  # of the longest side: ways there and back differ
UNLIKE = (0.06, 0.16)  # what motion and colour leave unexplained, in [0, 1] …
SUSPECT = (0.02, 0.06)  # … and as much where ways there and back differ, too
TONE = 0.06  # of the longest side: what is wider than this is tone, not detail


@dataclass(frozen=True, eq=False)
class Plan:
    """What shall happen to a picture, at the size h×w at which it was measured.

    made: h×w×3 in [0, 1], the generator's picture at the end, in the original's tone. doubtful
    and influence: h×w in [0, 1].
    """

    change: flow.Change
    made: Floats
    doubtful: Floats
    influence: Floats


def run(request: TransferRequest, pool: Pool, progress: Progress) -> Answer:
    """Raises BadInput picture.too_small, mask.*, latent.*, value.*, model.*; Cancelled."""
    _check(request)
    progress.step(0.0)
    m = manifold.of(request.model, request.label, pool)
    frame = Frame(request.region.height, request.region.width, m.side)
    drawn = rendered(request, m, frame, progress.part(0.0, 0.5))
    plan = planned(drawn, request.picture)
    progress.step(0.6)
    made = applied(request.picture, plan, request.mask, progress.part(0.6, 1.0))
    small = {"influence": plan.influence, "unreliable": plan.doubtful}
    arrays: dict[str, Pixels] = {
        name: np.rint(share[..., None] * 255).astype(np.uint8) for name, share in small.items()
    }
    return Answer(made, m.card, arrays)


def _check(request: TransferRequest) -> None:
    height, width, channels = request.picture.shape
    if channels not in (1, 2, 3, 4) or request.picture.dtype not in (
        np.uint8,
        np.uint16,
        np.float32,
    ):
        raise ValueError(f"picture is {request.picture.shape} {request.picture.dtype}")
    pictures.check(np.broadcast_to(np.uint8(0), (height, width, 1)), request.mask)
    projection.in_range("frames", request.frames, 1, MOST_FRAMES)


def rendered(
    request: TransferRequest, m: Manifold, frame: Frame, progress: Progress
) -> list[NDArray[np.uint8]]:
    """Pictures h×w×3 on the way from start to end, both included, the longest side ≥ SIDE."""
    start, end = m.tensor(request.start, "start")[:1], m.tensor(request.end, "end")[:1]
    scale = max(1, -(-SIDE // max(frame.inner)))
    height, width = (side * scale for side in frame.inner)
    drawn = []
    for i in range(request.frames + 1):
        progress.step(i / (request.frames + 1))
        with torch.no_grad():
            square = m.synthesis(torch.lerp(start, end, i / request.frames))
        picture = pixels.from_tensor(pictures.finite(frame.cut(square), m.card.name))
        enlarged = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
        drawn.append(np.asarray(enlarged, np.uint8).reshape(height, width, 3))
    return drawn


def planned(drawn: list[NDArray[np.uint8]], original: Pixels) -> Plan:
    """drawn: as `rendered`. original: H×W×C, of which only the tone is looked at."""
    change = flow.followed(drawn)
    first, last = drawn[0].astype(np.float32) / 255, drawn[-1].astype(np.float32) / 255
    height, width = first.shape[:2]
    side = max(height, width)
    predicted = flow.coloured(change.gain, flow.moved(first, change.motion)) + change.offset
    unlike = cv2.blur(np.abs(predicted - last).max(2), (3, 3))
    lost = _step(change.doubt / side, *DOUBTED) * _step(unlike, *SUSPECT)
    doubtful = np.maximum(_step(unlike, *UNLIKE), lost)
    shown = cv2.resize(original, (width, height), interpolation=cv2.INTER_AREA)
    apart = _encoded(shown.reshape(height, width, -1)) - first
    made = last + flow.moved(
        np.asarray(cv2.GaussianBlur(apart, (0, 0), TONE * side)), change.motion
    )
    return Plan(change, made, _soft(doubtful, side), _influence(first, last, change.motion))


def _influence(first: Floats, last: Floats, motion: Floats) -> Floats:
    """H×W in [0, 1]: where an edit changes anything that can be noticed."""
    side = max(first.shape[:2])
    changed = np.asarray(cv2.GaussianBlur(np.abs(last - first).max(2), (0, 0), 0.004 * side))
    strongest = float(np.percentile(changed, 99.5))
    low, high, strong = np.maximum(CHANGED, np.multiply(OF_STRONGEST, strongest))
    way = np.linalg.norm(motion, axis=2) / side
    beside = _wider((changed > low).astype(np.float32), BESIDE * side)
    share = np.maximum(_step(changed, low, high), _step(way, MOVED / 2, MOVED) * beside)
    _, places = cv2.connectedComponents((share > 0).astype(np.uint8))
    kept = np.unique(places[changed >= strong])
    share = np.where(np.isin(places, kept[kept > 0]), share, 0)
    return _soft(_wider(share, FEATHER * side), side)


def _wider(share: NDArray[Any], reach: float) -> Floats:
    size = 2 * max(1, round(reach)) + 1
    return np.asarray(cv2.dilate(share.astype(np.float32), np.ones((size, size), np.uint8)))


def _step(x: Floats, low: float, high: float) -> Floats:
    """0 up to low, 1 from high on, smooth between them."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _soft(share: NDArray[Any], side: int) -> Floats:
    soft = cv2.GaussianBlur(share, (0, 0), FEATHER * side)
    return np.where(soft < 1 / 255, 0, np.minimum(soft, 1)).astype(np.float32)


def applied(
    original: Pixels, plan: Plan, mask: NDArray[np.uint8] | None, progress: Progress
) -> Pixels:
    """H×W×4 in the original's depth; alpha 0 where it stays. mask: in place of the influence."""
    height, width = original.shape[:2]
    full = colour.full(original.dtype)
    made = np.zeros((height, width, 4), original.dtype)
    tiles = list(_tiles(height, width))
    for i, tile in enumerate(tiles):
        progress.step(i / len(tiles))
        at = tile.slices()
        if mask is not None:
            share: Floats = mask[at][..., 0].astype(np.float32) / 255
        else:
            share = flow.enlarged(plan.influence, height, width, tile)
            share = np.where(share < 1 / 255, 0, np.minimum(share, 1))
        if not share.any():
            continue
        unit = _edited(original, plan, tile)
        made[at][..., :3] = _decoded(unit, original.dtype)
        if original.shape[2] in (2, 4):
            share = share * (original[at][..., -1].astype(np.float32) / full)
        alpha = share * full
        made[at][..., 3] = alpha if full == 1 else np.rint(alpha).astype(original.dtype)
        made[at][made[at][..., 3] == 0] = 0
    return made


def _edited(original: Pixels, plan: Plan, tile: Rect) -> Floats:
    """A tile of the original, edited: h×w×3, encoded, in [0, 1] (light may be above)."""
    height, width = original.shape[:2]
    h, w = plan.influence.shape

    def large(x: Floats) -> Floats:
        return flow.enlarged(x, height, width, tile)

    motion = large(plan.change.motion) * np.array([width / w, height / h], np.float32)
    came = _encoded(flow.fetched(original, motion, tile))
    changed = flow.coloured(large(plan.change.gain), came) + large(plan.change.offset)
    doubtful = np.clip(large(plan.doubtful), 0, 1)[..., None]
    return changed + (large(plan.made) - changed) * doubtful


def _encoded(numbers: Pixels) -> Floats:
    """H×W×C of any depth → H×W×3, sRGB-encoded, full light = 1."""
    light = numbers[..., : colour.bands(numbers)].astype(np.float32) / colour.full(numbers.dtype)
    if numbers.dtype.kind == "f":
        light = colour.from_linear(np.nan_to_num(light, posinf=1, neginf=0)).astype(np.float32)
    return light if light.shape[2] == 3 else np.repeat(light, 3, 2)


def _decoded(unit: Floats, dtype: np.dtype[np.generic]) -> Pixels:
    if dtype.kind == "f":
        return colour.to_linear(np.maximum(unit, 0)).astype(np.float32)
    full = colour.full(dtype)
    return np.rint(np.clip(unit, 0, 1) * full).astype(dtype)


def _tiles(height: int, width: int) -> Iterator[Rect]:
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            yield Rect(x, y, min(x + TILE, width), min(y + TILE, height))
