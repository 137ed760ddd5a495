"""What parts are likely to be in a hole: those of cars laid out like the one around it.

Cars of the training set that agree with the parts that are seen vote (after Hays & Efros 2007,
Scene Completion Using Millions of Photographs; a vote as Nadaraya and Watson have it, 1964).
Torch-free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import paths
from engine.ops import npz
from engine.ops.holes import Mask
from engine.ops.labels import UNKNOWN, Map

SIDE = 64  # pixels a side of a layout
PARTS = 18  # ids of resources/palettes/car.toml
REACH = 20.0  # pixels of a layout from the hole, over which what is seen counts less and less
RARE = 0.3  # power of a part's rarity by which it counts more
CANDIDATES, VOTERS = 60, 40  # the likest layouts as they are; of these, after they were moved
SHIFT = 3  # pixels that a layout is moved by at most
SPREAD = 0.03  # of disagreement, by which a vote falls to a third
STRANGE = 0.28  # disagreement from which no car of the set is like this one …
BESIDE = 0.15  # … as from that of where there is any car at all
GROUND = 1  # ids up to this are no part of a car
SURE = 0.5  # share of the votes that a part needs


@dataclass(frozen=True, eq=False)
class Bank:
    """parts: N×SIDE×SIDE uint8 ids of whole pictures. names: N, `<seed>_<view>`."""

    parts: NDArray[np.uint8]
    names: NDArray[np.str_]


@lru_cache(maxsize=1)
def bank() -> Bank:
    """The layouts that come with the program."""
    held = npz.decode((paths.resources() / "layouts.npz").read_bytes())
    return Bank(held["parts"], held["names"])


def completed(parts: Map, hole: Mask, known: Bank) -> Map:
    """The part ids, H×W, with those in the hole as most of the likest layouts have them; UNKNOWN
    stays where they do not agree, and everywhere if no layout is like this one."""
    height, width = hole.shape
    scale = SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    seen = np.full((SIDE, SIDE), UNKNOWN, np.uint8)
    at = np.s_[y : y + size[1], x : x + size[0]]
    seen[at] = cv2.resize(
        np.where(hole, np.uint8(UNKNOWN), parts), size, interpolation=cv2.INTER_NEAREST_EXACT
    )
    missing = np.zeros((SIDE, SIDE), bool)
    missing[at] = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    weight = _weight(missing) * ((seen != UNKNOWN) & ~missing)
    votes, strange = _votes(seen, weight, known)
    if strange >= STRANGE or _beside(seen > GROUND, votes.argmax(2) > GROUND, weight) >= BESIDE:
        return parts
    wide = cv2.resize(votes[at], (width, height), interpolation=cv2.INTER_LINEAR)
    likeliest = np.where(wide.max(2) >= SURE, wide.argmax(2), UNKNOWN).astype(np.uint8)
    return np.where(hole, likeliest, parts)


def _weight(missing: Mask) -> NDArray[np.float32]:
    """How much what is seen counts, by how near to the hole it is."""
    away = cv2.distanceTransform((~missing).astype(np.uint8), cv2.DIST_L2, 5)
    return np.exp(-away / np.float32(REACH)).astype(np.float32)


def _beside(seen: Mask, told: Mask, weight: NDArray[np.float32]) -> float:
    """How far two outlines of a car differ, in [0, 1]: one less the weighted Jaccard index."""
    either = float((weight * (seen | told)).sum())
    return 1 - float((weight * (seen & told)).sum()) / either if either else 1.0


def _votes(seen: Map, near: NDArray[np.float32], known: Bank) -> tuple[NDArray[np.float32], float]:
    """SIDE×SIDE×PARTS shares of the votes, and the disagreement of the likest layout in [0, 1]:
    the weighted share of what is seen in which it is another part."""
    share = np.bincount(known.parts.ravel(), minlength=UNKNOWN + 1) / known.parts.size
    counts = near * np.maximum(share[seen], 1e-3) ** -RARE
    if not counts.any():
        return np.zeros((SIDE, SIDE, PARTS), np.float32), 1.0
    weight = (counts / counts.sum()).ravel().astype(np.float32)

    def disagreement(layouts: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray((layouts != seen).reshape(len(layouts), -1) @ weight, np.float32)

    likest = known.parts[np.argsort(disagreement(known.parts), kind="stable")[:CANDIDATES]]
    far = range(-SHIFT, SHIFT + 1)
    moves = [(down, right) for down in far for right in far]
    # moves × candidates
    errors = np.stack([disagreement(np.roll(likest, move, (1, 2))) for move in moves])
    error = errors.min(0)
    voters = np.argsort(error, kind="stable")[:VOTERS]
    moved = np.stack([np.roll(likest[i], moves[errors[:, i].argmin()], (0, 1)) for i in voters])
    voice = np.exp((error[voters[0]] - error[voters]) / SPREAD)
    place = np.arange(SIDE * SIDE) * PARTS
    cells = place + np.minimum(moved.reshape(len(moved), -1), PARTS - 1)
    each = np.repeat(voice / voice.sum(), SIDE * SIDE)
    votes = np.bincount(cells.ravel(), each, SIDE * SIDE * PARTS)
    return votes.reshape(SIDE, SIDE, PARTS).astype(np.float32), float(error[voters[0]])
