"""Seconds to fill a hole in a picture of 6000×4000 pixels, wall clock and processor time.

`python benchmarks/inpaint.py [--side 300] [--depth 8] [--models painter telea navier-stokes]`

The first request loads the networks and is told apart. The mean step across the hole's border and
the picture's own gradient there are told in 255ths.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from engine.api import Engine
from engine.geometry import Rect
from engine.ops import holes
from engine.requests import InpaintRequest, sealed
from engine.tools import inpaint

WIDTH, HEIGHT = 6000, 4000


def picture(dtype: type[np.generic]) -> np.ndarray:
    """A gradient with waves, as reflections on paint have them."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    unit = 0.4 + 0.2 * x / WIDTH + 0.15 * np.sin(y / 400 + 2 * np.sin(x / 900))
    planes = np.stack([unit, 0.8 * unit, 0.7 * unit], 2)
    return np.rint(planes * np.iinfo(dtype).max).astype(dtype)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=300, help="of the hole, in pixels")
    parser.add_argument("--depth", type=int, choices=(8, 16), default=8, help="bits")
    parser.add_argument("--models", nargs="+", default=["painter", "telea", "navier-stokes"])
    a = parser.parse_args()
    shown = picture(np.uint8 if a.depth == 8 else np.uint16)
    mask = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    box = Rect.of_size(a.side, a.side, WIDTH // 2, HEIGHT // 2)
    mask[box.slices()] = 255
    engine = Engine("cpu")
    for model in a.models:
        request = InpaintRequest(
            sealed(shown), Rect.of_size(WIDTH, HEIGHT), sealed(mask), model=model
        )
        for what in ("first", "next"):
            wall, cpu = time.monotonic(), time.process_time()
            made = engine.run(request).pixels
            wall, cpu = time.monotonic() - wall, time.process_time() - cpu
            print(f"{model}, {what}: {wall:.1f} s, {cpu:.1f} s of processor time")
        near = box.grown(4).slices()
        laid = inpaint.laid(shown[near], mask[near], made[near])
        unit = laid.astype(np.float32) * (255 / np.iinfo(laid.dtype).max)
        step, gradient = holes.step_across(unit, mask[near][..., 0] > 0)
        print(f"  step {step:.2f}, gradient {gradient:.2f} of 255")


if __name__ == "__main__":
    main()
