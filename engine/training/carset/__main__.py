"""`python -m engine.training.carset`: render the car set into a folder.

Parameters are sampled anywhere; rendering needs Blender's `bpy`. Workers are processes of
this same command, each with its share of the seeds, since Blender renders one scene a
process. Finished samples are skipped, so a stopped run is carried on by starting it again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from engine.training.carset.samples import FIRST_SEED, missing_views, refusal


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser("coachline carset", description="Render parametric cars.")
    made.add_argument("--out", type=Path, required=True, help="folder of the set")
    made.add_argument("--count", type=int, required=True, help="how many cars")
    made.add_argument("--start", type=int, default=FIRST_SEED, help="first seed (default 200000)")
    made.add_argument("--views", type=int, default=4, help="pictures a car (default 4)")
    made.add_argument("--size", type=int, default=256, help="pixels a side (default 256)")
    made.add_argument("--samples", type=int, default=8, help="paths a pixel (default 8)")
    made.add_argument("--workers", type=int, default=1, help="processes of one thread each")
    made.add_argument("--held-out", action="store_true", help="render seeds from 900000 up")
    made.add_argument("--share", type=int, nargs=2, default=(0, 1), help=argparse.SUPPRESS)
    return made


def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when every sample is there."""
    wanted = parser().parse_args(argv)
    if min(wanted.count, wanted.views, wanted.size, wanted.samples, wanted.workers) < 1:
        print("carset: count, views, size, samples and workers must be 1 or more", file=sys.stderr)
        return 2
    last = wanted.start + wanted.count - 1
    reason = refusal(wanted.out, wanted.start, last, wanted.held_out)
    if reason is not None:
        print(f"carset: {reason}", file=sys.stderr)
        return 2
    wanted.out.mkdir(parents=True, exist_ok=True)
    if wanted.workers > 1:
        return _spread(list(argv), wanted.workers)
    return _render(wanted)


def _spread(argv: list[str], workers: int) -> int:
    """Start one process a share of the seeds and wait for all of them."""
    started = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "engine.training.carset", *argv),
                *("--workers", "1", "--share", str(k), str(workers)),
            ]
        )
        for k in range(workers)
    ]
    return max(process.wait() for process in started)


def _render(wanted: argparse.Namespace) -> int:
    share, shares = wanted.share
    seeds = range(wanted.start + share, wanted.start + wanted.count, shares)
    todo = [(s, v) for s in seeds if (v := missing_views(wanted.out, s, wanted.views))]
    total = sum(len(views) for _, views in todo)
    if total == 0:
        print("carset: every sample is there already")
        return 0
    if find_spec("bpy") is None:
        print(
            "carset: rendering needs Blender's bpy; install the carset extra in its own"
            " environment and run this there",
            file=sys.stderr,
        )
        return 2
    from engine.training.carset.render import render_seed

    began, done = time.monotonic(), 0
    for seed, views in todo:
        with _quiet():
            render_seed(wanted.out, seed, views, wanted.size, wanted.samples)
        done += len(views)
        pace = (time.monotonic() - began) / done
        left = int(pace * (total - done))
        print(
            f"carset {done}/{total}  seed {seed}  {pace:.2f} s a picture"
            f"  {left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left",
            flush=True,
        )
    return 0


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Blender's own lines off the terminal: it writes to the descriptor itself."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
