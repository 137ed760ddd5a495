"""How long labels take on the CPU: parts told in a picture, and one region of it painted anew.

`python benchmarks/semantic.py [--width N] [--threads N]`

The picture is a held-out render of tests/data, enlarged; the region, a tenth as wide as it,
gets another part. Seconds of processor time, without loading, and the peak of the memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from engine.api import Engine
from engine.geometry import Rect
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.requests import Result, sealed
from engine.training.pictures import read_sample

HELD_OUT = Path(__file__).parents[1] / "tests" / "data" / "heldout"
GLASS, PAINT = 3, 2


def seconds(call: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=6000)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    engine = Engine("cpu")
    torch.set_num_threads(a.threads)
    sample = read_sample(HELD_OUT, "900004_0")
    size = (a.width, a.width * 2 // 3)
    picture = cv2.resize(sample.rgb, size, interpolation=cv2.INTER_CUBIC)
    ids = cv2.resize(sample.labels, size, interpolation=cv2.INTER_NEAREST)
    region = Rect.of_size(*size)
    small = SegmentRequest(sealed(sample.rgb), Rect.of_size(256, 256))
    engine.run(small)  # loads
    engine.run(SemanticRequest(sealed(sample.labels[..., None]), Rect.of_size(256, 256)))
    took, _ = seconds(lambda: engine.run(SegmentRequest(sealed(picture), region)))
    print(f"parts of {size[0]}×{size[1]}: {took:.1f} s")

    side = a.width // 10
    y, x = np.argwhere(ids == GLASS).mean(0).astype(int)
    part = (slice(y, y + side // 2), slice(x, x + side))
    mask = np.zeros((*ids.shape, 1), np.uint8)
    mask[part] = 255
    ids[part] = PAINT
    known = np.dstack([picture, np.full(ids.shape, 255, np.uint8)])
    request = SemanticRequest(
        sealed(ids[..., None]), region, mask=sealed(mask), known=sealed(known)
    )
    took, result = seconds(lambda: engine.run(request))
    alpha = result.pixels[..., 3:]
    laid = np.where(alpha > 0, result.pixels[..., :3], picture)
    outside = mask[..., 0] == 0
    same = np.array_equal(laid[outside], picture[outside])
    print(f"a region of {side}×{side // 2} in it: {took:.1f} s; all else the same: {same}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
