"""How like renders a set of pictures is, in the eyes of the segmenter, which took no part in the
painter's training: mean IoU of what it reads, and the Fréchet distance (Heusel et al. 2017) in its
features. The distance is not the published FID, whose features are Inception's; it compares sets
within this project only.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.linalg import sqrtm

from engine.models.segmenter import Segmenter
from engine.ops import fit
from engine.progress import Progress
from engine.runtime.pool import Pool
from engine.tools import segment
from engine.training import metrics
from engine.training.metrics import Labels, Picture
from engine.training.pictures import Sample

GRID = 4  # features are averaged over the cells of a GRID×GRID raster
NEAR = 12  # drawings among which a retrieval looks for the nearest colours

Features = NDArray[np.float64]


class Judge:
    """The segmenter. It is of another seed and shape than the painter's perceptual loss."""

    def __init__(self) -> None:
        model = Pool(torch.device("cpu")).get("segmenter", "segment")
        assert isinstance(model.net, Segmenter)
        self.net, self.face = model.net, model.face

    @torch.inference_mode()
    def read(self, picture: Picture) -> Labels:
        """Part ids H×W of a picture H×W×3, as `coachline segment` tells them."""
        x = _tensor(picture)
        chances = segment.chances_of(self.net, x, self.face)
        return segment.decided(chances, x, Progress())[..., 0]

    def iou(self, pictures: Sequence[Picture], wanted: Sequence[Labels]) -> float:
        """Mean IoU of what is read in the pictures against the labels they were to show."""
        return metrics.mean_iou(np.stack([self.read(p) for p in pictures]), np.stack(wanted))[0]

    @torch.inference_mode()
    def features(self, pictures: Sequence[Picture]) -> Features:
        """(N·GRID²)×C: the encoder's features of every level, averaged over cells. The pictures are
        square and seen at the size that the network has learned from."""
        rows = []
        for picture in pictures:
            x = fit.resize(_tensor(picture), segment.TOLD, segment.TOLD).clamp(-1, 1)
            levels = self.net.features(x)
            cells = torch.cat([F.adaptive_avg_pool2d(x, GRID) for x in levels], 1)
            rows.append(cells[0].flatten(1).T.double().numpy())  # GRID²×C
        return np.concatenate(rows)


def frechet(a: Features, b: Features) -> float:
    """‖μa - μb‖² + tr(Σa + Σb - 2 (Σa Σb)^½). a, b: N×C."""
    apart = np.square(a.mean(0) - b.mean(0)).sum()
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = np.real(sqrtm(cov_a @ cov_b))
    return float(apart + np.trace(cov_a + cov_b - 2 * root))


def retrieved(wanted: Sequence[Sample], known: Sequence[Sample]) -> list[Picture]:
    """For each wanted sample the render among the known ones with the most alike drawing and,
    of the NEAR most alike, the most alike colours: what a look-up table would answer."""
    outlines, colours = (np.stack([f(s) for s in known]) for f in (_outline, _colours))
    found = []
    for sample in wanted:
        near = np.argsort(np.abs(outlines - _outline(sample)).mean((1, 2)))[:NEAR]
        best = near[np.abs(colours[near] - _colours(sample)).mean((1, 2, 3)).argmin()]
        h, w = sample.labels.shape
        resized = cv2.resize(known[int(best)].rgb, (w, h), interpolation=cv2.INTER_AREA)
        found.append(np.asarray(resized, np.uint8))
    return found


def _outline(sample: Sample) -> NDArray[np.float32]:
    """The drawing, 32×32, blurred so that near lines count as alike."""
    small = cv2.resize(sample.ink, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.5), (32, 32)), np.float32)


def _colours(sample: Sample) -> NDArray[np.float32]:
    small = cv2.resize(sample.rgb, (8, 8), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _tensor(picture: Picture) -> torch.Tensor:
    x = torch.from_numpy(np.ascontiguousarray(picture))
    return x.permute(2, 0, 1)[None].float() / 127.5 - 1
