"""How sure a segmenter must be of a part for the greatest mean IoU.

The likeliest part of each pixel makes the fewest errors, not the greatest mean IoU: a part that is
found badly gains by being said from lower chances on (Lipton, Elkan & Naryanaswamy 2014, for F1).
One factor a part is found on pictures with labels and put into the last layer's bias.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from engine.models.segmenter import BLOCK, LABELS, Segmenter
from engine.training.metrics import confusion, iou_of
from engine.training.pictures import UNKNOWN, Sample

SURE = 0.97  # no factor below 30 changes a pixel that is surer of its part
STEPS = (0.5, 0.25, 0.12)  # of the logarithm of a factor


def factors(chances: NDArray[np.float32], truth: NDArray[np.uint8]) -> NDArray[np.float32]:
    """C factors of the parts by which the likeliest of chances (N×C) · factors has the greatest
    mean IoU with the truth (N part ids below C), by coordinate ascent."""
    classes = chances.shape[1]
    sure = chances.max(1) > SURE
    rest = confusion(chances[sure].argmax(1), truth[sure], classes)
    unsure, wanted = np.log(chances[~sure] + 1e-9), truth[~sure]
    shown = np.unique(truth)

    def score(bias: NDArray[np.float32]) -> float:
        table = rest + confusion((unsure + bias).argmax(1), wanted, classes)
        return float(np.mean(iou_of(table)[shown]))

    bias = np.zeros(classes, np.float32)
    best = score(bias)
    for step in STEPS:
        better = True
        while better:
            better = False
            for part in shown:
                for change in (-step, step):
                    tried = bias.copy()
                    tried[part] += change
                    if (found := score(tried)) > best + 1e-5:
                        bias, best, better = tried, found, True
    return np.exp(bias)


def balance(
    net: Segmenter,
    samples: Sequence[Sample],
    look: Callable[[Sample], NDArray[np.float32]],
) -> dict[int, float]:
    """Change the bias of `net` for the greatest mean IoU on the samples; the factors that are not
    1. look: a sample's chances C×H×W by `net`."""
    seen, wanted = [], []
    for sample in samples:
        known = sample.labels != UNKNOWN
        seen.append(look(sample)[:, known].T)
        wanted.append(sample.labels[known])
    found = factors(np.concatenate(seen), np.concatenate(wanted))
    more = torch.from_numpy(np.log(found)).to(net.head.weight)
    # pixel_shuffle takes part after part
    net.state_dict()["head.bias"] += more.repeat_interleave(BLOCK * BLOCK)
    return {part: round(float(found[part]), 2) for part in range(LABELS) if found[part] != 1}
