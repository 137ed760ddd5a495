"""Dense motion and local change of colour along a sequence of pictures, and how a picture of any
size follows them (Zhu et al. 2016, "Generative Visual Manipulation", 4.3; motion by Kroeger et al.
2016, "Fast Optical Flow using Dense Inverse Search").

A motion H×W×2 float32 tells of each pixel where it came from: x and y, in pixels, to be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.geometry import Rect

Floats = NDArray[np.floating[Any]]
WINDOW = 0.04  # of the side: neighbourhoods in which colour changes alike
FLAT = 0.03**2  # variance (of [0, 1]) below which contrast stays as it is


@dataclass(frozen=True, eq=False)
class Change:
    """How the last picture of a sequence comes from the first, each H×W.

    motion: H×W×2. gain: H×W×3×3 and offset: H×W×3, colours in [0, 1] become gain · colour + offset.
    doubt:  H×W, pixels by which ways there and back differ.
    """

    motion: Floats
    gain: Floats
    offset: Floats
    doubt: Floats


def followed(pictures: Sequence[NDArray[np.uint8]]) -> Change:
    """The change along pictures H×W×3 sRGB that differ little from one to the next.

    Motion is measured from step to step, where it is small. Colour is measured once, along the
    whole way: adding up its steps was measured to be three times less exact.
    """
    height, width = pictures[0].shape[:2]
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    dis.setFinestScale(0)
    motion: Floats = np.zeros((height, width, 2), np.float32)
    onward: Floats = np.zeros_like(motion)  # of the first picture's pixels: where they go
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in pictures]
    for before, after in pairwise(grey):
        if np.array_equal(before, after):
            continue
        back, there = (
            np.asarray(dis.calc(a, b, np.zeros_like(motion)), np.float32)
            for a, b in ((after, before), (before, after))
        )
        motion = back + moved(motion, back)
        onward = onward + moved(there, onward)
    first, last = (pictures[i].astype(np.float32) / 255 for i in (0, -1))
    gain, offset = recoloured(moved(first, motion), last)
    doubt = np.linalg.norm(motion + moved(onward, motion), axis=2)
    return Change(motion, gain, offset, doubt)


def recoloured(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Gain H×W×3×3 and offset H×W×3 that turn one picture H×W×3 in [0, 1] into the other within
    small windows, by least squares (He et al. 2013, guided filtering with a colour guide). Where
    there is no contrast that could tell, the gain stays the identity, so that detail finer than
    these pictures have keeps its contrast."""
    size = 2 * max(1, round(WINDOW * max(before.shape[:2]))) + 1

    def mean(x: Floats) -> Floats:  # of any shape behind H×W
        flat = x.reshape(*x.shape[:2], -1).astype(np.float32)
        blurred = cv2.blur(flat, (size, size), borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32).reshape(x.shape)

    first, second = mean(before), mean(after)
    flat = FLAT * np.eye(3, dtype=np.float32)
    own = mean(_products(before, before)) - _products(first, first)
    both = mean(_products(after, before)) - _products(second, first)
    gain = np.linalg.solve(own + flat, (both + flat).swapaxes(2, 3)).swapaxes(2, 3)
    return mean(gain), mean(second - coloured(gain, first))


def _products(a: Floats, b: Floats) -> Floats:
    return a[..., :, None] * b[..., None, :]


def coloured(gain: Floats, colours: Floats) -> Floats:
    """H×W×3×3 · H×W×3 → H×W×3."""
    return np.einsum("hwij,hwj->hwi", gain, colours)


def moved(x: Floats, motion: Floats) -> Floats:
    """H×W×… where each pixel comes from where its motion says; edges go on."""
    height, width = motion.shape[:2]
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    return _taken(x, columns + motion[..., 0], rows + motion[..., 1], cv2.INTER_LINEAR)


def _taken(x: NDArray[Any], columns: Floats, rows: Floats, how: int) -> NDArray[Any]:
    """H×W×… of any depth at places h×w → h×w×…"""
    planes = np.ascontiguousarray(x).reshape(*x.shape[:2], -1)
    taken = [
        cv2.remap(planes[..., i : i + 4], columns, rows, how, borderMode=cv2.BORDER_REPLICATE)
        for i in range(0, planes.shape[2], 4)
    ]
    shape = columns.shape
    return np.concatenate([t.reshape(*shape, -1) for t in taken], 2).reshape(*shape, *x.shape[2:])


def enlarged(x: Floats, height: int, width: int, tile: Rect) -> Floats:
    """A tile of h×w×… enlarged smoothly to height×width×…"""
    h, w = x.shape[:2]
    columns = (np.arange(tile.x0, tile.x1, dtype=np.float32) + 0.5) * (w / width) - 0.5
    rows = (np.arange(tile.y0, tile.y1, dtype=np.float32) + 0.5) * (h / height) - 0.5
    x_of, y_of = np.meshgrid(columns, rows)
    return _taken(x, x_of, y_of, cv2.INTER_CUBIC if min(h, w) > 3 else cv2.INTER_LINEAR)


def fetched(picture: NDArray[Any], motion: Floats, tile: Rect) -> NDArray[Any]:
    """Where the pixels of a tile came from in H×W×C of any depth: motion h×w×2 → h×w×C. Pixels
    that did not move keep their numbers."""
    height, width = picture.shape[:2]
    x = np.arange(tile.x0, tile.x1, dtype=np.float32)[None] + motion[..., 0]
    y = np.arange(tile.y0, tile.y1, dtype=np.float32)[:, None] + motion[..., 1]
    # The picture may be larger than `remap` takes, and the tile needs little of it.
    left, right = _span(x, width)
    top, bottom = _span(y, height)
    return _taken(picture[top:bottom, left:right], x - left, y - top, cv2.INTER_CUBIC)


def _span(places: Floats, length: int) -> tuple[int, int]:
    """First and last of the pixels that cubic interpolation at these places needs."""
    first = int(np.clip(np.floor(places.min()) - 4, 0, length - 1))
    return first, int(np.clip(np.ceil(places.max()) + 5, first + 1, length))
