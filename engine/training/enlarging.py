"""Pairs of a small and a large picture to train upscalers on: crops of renders, of scikit-image's
free pictures, of line drawings and of pictures drawn for the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.training import degrade, drawn
from engine.training.carset.samples import FIRST_HELD_OUT

Picture = NDArray[np.uint8]

# What lies in scikit-image's package itself; all free (see its data/README.txt).
PHOTOGRAPHS = (
    "astronaut", "brick", "camera", "cat", "coffee", "coins", "grass", "gravel",
    "hubble_deep_field", "immunohistochemistry", "moon", "page", "retina", "rocket", "text",
)  # fmt: skip
SHARES = {"renders": 0.45, "photographs": 0.3, "drawn": 0.2, "lines": 0.05}
DRAWN, DRAWN_SIDE = 96, 320


def photographs() -> list[Picture]:
    """scikit-image's pictures and the two of its stereo pair, at full size and, since many are
    soft there, reduced."""
    left, right, _ = skimage.data.stereo_motorcycle()
    whole = [*(getattr(skimage.data, name)() for name in PHOTOGRAPHS), left, right]
    found = []
    for picture in whole:
        colour = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, 2)
        height, width = colour.shape[:2]
        found.append(np.ascontiguousarray(colour[..., :3]))
        for share in (0.7, 0.5):
            if min(height, width) * share >= 200:
                size = (round(width * share), round(height * share))
                found.append(degrade.bicubic(found[-1], *size))
    return found


def read(path: Path) -> Picture:
    """H×W×3. Raises ValueError if the file is no picture."""
    data = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if data is None:
        raise ValueError(f"{path} is not a readable picture; render the sample again")
    return cv2.cvtColor(data, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


@dataclass
class Pictures:
    """What crops are cut from, by kind. folders: of renders, `<seed>_<view>_rgb.webp`; held-out
    seeds are left out. Raises BadInput file.missing for a folder, data.none without renders."""

    folders: Sequence[Path]
    kinds: dict[str, list[Picture]] = field(default_factory=dict)
    _names: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        for folder in self.folders:
            if not folder.is_dir():
                raise BadInput("file.missing", path=folder)
        self.kinds = {"renders": [], "lines": []}
        if self.reread() == 0:
            raise BadInput("data.none", folders=", ".join(map(str, self.folders)))
        rng = np.random.default_rng(0)
        self.kinds["photographs"] = photographs()
        self.kinds["drawn"] = [drawn.dead_leaves(DRAWN_SIDE, rng) for _ in range(DRAWN)]

    def reread(self) -> int:
        """Read what was rendered since; returns how many renders that were."""
        new = [
            path
            for folder in self.folders
            for path in sorted(folder.glob("*_rgb.webp"))
            if path not in self._names and int(path.name.split("_")[0]) < FIRST_HELD_OUT
        ]
        for path in new:
            self.kinds["renders"].append(read(path))
            lines = path.with_name(path.name.replace("_rgb.webp", "_line.png"))
            if len(self.kinds["lines"]) < 100 and lines.is_file():
                self.kinds["lines"].append(read(lines))
        self._names.update(new)
        return len(new)

    def crop(self, side: int, rng: np.random.Generator) -> Picture:
        """side×side×3 of a random picture, turned and mirrored, its channels in any order; of two
        crops mostly the livelier one, since most of a render is backdrop."""
        kinds = [k for k in SHARES if self.kinds[k]]
        shares = np.array([SHARES[k] for k in kinds])
        among = self.kinds[kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))]]
        picture = among[int(rng.integers(len(among)))]
        cuts = []
        for _ in range(2 if rng.random() < 0.7 else 1):
            y = int(rng.integers(picture.shape[0] - side + 1))
            x = int(rng.integers(picture.shape[1] - side + 1))
            cuts.append(picture[y : y + side, x : x + side])
        cut = max(cuts, key=lambda c: float(cv2.Laplacian(c, cv2.CV_32F).std()))
        cut = np.rot90(cut, int(rng.integers(4)))
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
        if rng.random() < 0.3:
            cut = cut[..., rng.permutation(3)]
        return np.ascontiguousarray(cut)

    def pairs(
        self, scale: int, count: int, side: int, rng: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """count×3×side×side, as somebody may have got them, and the truth scale times larger, in
        [-1, 1], channels last."""
        truths = [self.crop(scale * side, rng) for _ in range(count)]
        return (
            planes(np.stack([degrade.smaller(t, scale, rng) for t in truths])),
            planes(np.stack(truths)),
        )


def planes(pictures: NDArray[np.uint8]) -> Tensor:
    """N×H×W×3 uint8 → N×3×H×W in [-1, 1], channels last."""
    return torch.tensor(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
