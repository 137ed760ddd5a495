"""Latents: processor time of an optimisation step, and of carrying an edit to large pictures.

`python benchmarks/latent.py [--steps 20] [--sizes 4000x3000 6000x4000] [--depth 8 16]`

Memory is the largest growth of the process above what it held before, in MiB (Linux).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from engine.api import Engine
from engine.geometry import Rect
from engine.latent_requests import EditRequest, ProjectRequest, SampleRequest, TransferRequest
from engine.ops import colour
from engine.requests import sealed

SIDE = 512


def steps(engine: Engine, count: int) -> None:
    region = Rect.of_size(SIDE, SIDE)
    drawn = engine.run(SampleRequest(region, count=1, seed=1))
    picture = np.kron(drawn.arrays["pictures"][0], np.ones((4, 4, 1), np.uint8))
    strokes = np.zeros((SIDE, SIDE, 4), np.uint8)
    strokes[200:260, 200:300] = (200, 30, 30, 255)
    start = drawn.arrays["latents"][0]
    asks: dict[str, ProjectRequest | EditRequest] = {
        "projection": ProjectRequest(sealed(picture), region, steps=count),
        "edit, colour": EditRequest(start, region, colours=strokes, steps=count),
        "edit, lines": EditRequest(start, region, lines=strokes, steps=count),
        "edit, 4 candidates": EditRequest(
            start, region, colours=strokes, candidates=4, steps=count
        ),
    }
    for name, request in asks.items():
        engine.run(request)
        spent = time.process_time()
        engine.run(request)
        each = (time.process_time() - spent) / count
        print(f"{name}: {each * 1e3:.0f} ms a step, {1 / each:.1f} steps a second", flush=True)


def _peak() -> int:
    """KiB: the most that this process has held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _forgotten_peak() -> int:
    """KiB: what this process holds now, from which on the peak is counted."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def transfer(engine: Engine, width: int, height: int, depth: int) -> None:
    region = Rect.of_size(width, height)
    drawn = engine.run(SampleRequest(region, count=2, seed=1))
    dtype = np.dtype({8: "u1", 16: "u2", 32: "f4"}[depth])
    full = colour.full(dtype)
    band = (np.random.default_rng(0).random((100, width, 4), np.float32) * full).astype(dtype)
    picture = np.tile(band, (height // 100, 1, 1))
    picture[..., 3] = full
    start, end = drawn.arrays["latents"]
    request = TransferRequest(picture, region, start, 0.7 * start + 0.3 * end)
    before = _forgotten_peak()
    spent = time.process_time()
    result = engine.run(request)
    spent = time.process_time() - spent
    grown = (_peak() - before) / 1024
    share = float((result.pixels[..., 3] > 0).mean())
    print(
        f"transfer {width}×{height}, {depth} bit: {spent:.1f} s, influence on {share:.0%}, "
        f"{grown:.0f} MiB (the picture: {picture.nbytes / 2**20:.0f})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--sizes", nargs="*", default=["4000x3000", "6000x4000"])
    parser.add_argument("--depth", type=int, nargs="*", default=[8, 16], choices=(8, 16, 32))
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    engine = Engine("cpu")
    torch.set_num_threads(a.threads)
    if a.steps:
        steps(engine, a.steps)
    for size in a.sizes:
        width, height = map(int, size.split("x"))
        for depth in a.depth:
            transfer(engine, width, height, depth)


if __name__ == "__main__":
    main()
