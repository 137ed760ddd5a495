"""Pictures and the lines that an extractor shall find in them.

A car's lines are those of its geometry, as the car set draws them: reflections and shadows are no
lines. Behind it stands a photograph now and then, whose own contours count as well: an extractor
that has seen but renders takes what is real for a backdrop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skimage
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.training import augment
from engine.training.pictures import Sample, window

Picture = NDArray[np.uint8]
Lines = NDArray[np.float32]  # H×W in [0, 1]; NaN = not told

BEHIND = 2  # labels below are background and ground
# Photographs that come with scikit-image, all free of rights.
PHOTOGRAPHS = (
    "astronaut.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "motorcycle_left.png",
    "motorcycle_right.png",
    "rocket.jpg",
)
TEXTURES = ("brick.png", "grass.png", "gravel.png")  # of which nothing shall be drawn
_CROWDED = 0.3  # share of contour pixels around a place where it is a texture


@dataclass(frozen=True, eq=False)
class Photograph:
    """rgb: H×W×3. plain: nothing of it is a line."""

    rgb: Picture
    plain: bool

    def piece(self, side: int, rng: np.random.Generator) -> tuple[Picture, Lines]:
        """side×side of it in some size, mirrored or not, and the lines in it."""
        height, width = self.rgb.shape[:2]
        shortest = min(height, width)
        taken = int(rng.uniform(min(side, shortest) * 0.7, shortest))
        y, x = int(rng.integers(height - taken + 1)), int(rng.integers(width - taken + 1))
        cut = self.rgb[y : y + taken, x : x + taken, :]
        cut = cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)
        cut = cut[:, ::-1].copy() if rng.random() < 0.5 else cut
        return cut, np.zeros((side, side), np.float32) if self.plain else contours_of(cut)


def photographs() -> list[Photograph]:
    """Those that come with scikit-image."""
    folder = Path(skimage.__file__).parent / "data"
    found = []
    for name in (*PHOTOGRAPHS, *TEXTURES):
        read = cv2.imdecode(np.fromfile(folder / name, np.uint8), cv2.IMREAD_COLOR)
        if read is None:
            raise ValueError(f"{folder / name} cannot be read; install scikit-image again")
        rgb = cv2.cvtColor(read, cv2.COLOR_BGR2RGB).astype(np.uint8)
        found.append(Photograph(rgb, name in TEXTURES))
    return found


def contours_of(photo: Picture) -> Lines:
    """Lines of a photograph H×W×3: what is a contour at a coarse scale too. Fainter ones and
    crowds of them are not told."""
    strong = cv2.Canny(cv2.GaussianBlur(photo, (0, 0), 1.5), 50, 130) > 0
    faint = cv2.Canny(cv2.GaussianBlur(photo, (0, 0), 0.8), 25, 70)
    crowd = cv2.boxFilter(faint.astype(np.float32) / 255, -1, (15, 15))
    wanted: Lines = strong.astype(np.float32)
    near = cv2.dilate(faint, np.ones((5, 5), np.uint8)) > 0
    beside = cv2.dilate(wanted, np.ones((3, 3), np.uint8)) > 0
    wanted[near & ~beside] = np.nan
    wanted[(crowd > _CROWDED) & strong] = np.nan
    return wanted


def in_front_of(
    photo: Picture, its: Lines, rgb: Picture, labels: NDArray[np.uint8], wanted: Lines
) -> tuple[Picture, Lines]:
    """The car of a picture before a photograph with lines of its own, and the lines of both."""
    behind = (labels < BEHIND).astype(np.float32)
    share = cv2.GaussianBlur(behind, (0, 0), 0.7)[..., None]
    mixed = (rgb * (1 - share) + photo * share + 0.5).astype(np.uint8)
    free = cv2.erode(behind, np.ones((5, 5), np.uint8)) > 0  # off the car's own outline
    return mixed, np.where(free, np.fmax(its, wanted), wanted).astype(np.float32)


def example(
    samples: Sequence[Sample], photos: Sequence[Photograph], side: int, rng: np.random.Generator
) -> tuple[Picture, Lines]:
    """A picture side×side×3 and its lines: a window of a render as some camera might have seen
    it, its backdrop replaced in half of the cases; a photograph alone now and then."""
    photo, its = photos[int(rng.integers(len(photos)))].piece(side, rng)
    if rng.random() < 0.1:
        return augment.photographed(photo, rng), its
    sample = samples[int(rng.integers(len(samples)))]
    rgb, labels, ink = window(sample, side, bool(rng.random() < 0.6), rng)
    wanted: Lines = np.clip(ink.astype(np.float32) / 255 * 1.3, 0, 1)
    kind = rng.random()
    if kind < 0.35:
        rgb, wanted = in_front_of(photo, its, rgb, labels, wanted)
    elif kind < 0.5:
        rgb = augment.on_backdrop(rgb, labels < BEHIND, rng)
        wanted[(labels < BEHIND) & (wanted == 0)] = np.nan  # its edges may be drawn or not
    return augment.photographed(rgb, rng), wanted


def batch(
    samples: Sequence[Sample],
    photos: Sequence[Photograph],
    count: int,
    side: int,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    """Pictures count×3×side×side in [-1, 1] and their lines count×1×side×side, NaN = not told."""
    rows = [example(samples, photos, side, rng) for _ in range(count)]
    seen = np.stack([r[0] for r in rows])
    wanted: NDArray[Any] = np.stack([r[1] for r in rows])
    pictures = torch.from_numpy(seen).permute(0, 3, 1, 2).float() / 127.5 - 1
    return pictures.contiguous(), torch.from_numpy(wanted)[:, None]
