"""`coachline sample -n N -o GRID`: random pictures of a generator, in one sheet."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.cli import project, terminal
from engine.cli.sketch import add_engine_options
from engine.geometry import Rect
from engine.latent_requests import SampleRequest
from engine.ops import files
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "sample",
        help="draw random pictures from a generator",
        description="Draw random pictures from a generator, in one sheet.",
    )
    p.add_argument("-n", "--count", type=int, default=16, metavar="N", help="default 16")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="GRID")
    p.add_argument("--seed", type=int, default=0, metavar="N")
    p.add_argument(
        "--truncation",
        type=float,
        default=1.0,
        metavar="T",
        help="1 = all there is (default) … 0 = the mean picture",
    )
    p.add_argument("--label", type=int, default=0, metavar="N", help="class, of some models")
    add_engine_options(p)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    files.check_writable(a.output, 1, 1)
    model = a.model or cards.default(project.TASK)
    request = SampleRequest(
        Rect.of_size(1, 1),
        count=a.count,
        seed=a.seed,
        truncation=a.truncation,
        label=a.label,
        model=model,
    )
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    with terminal.shown("Drawing") as progress:
        result = Engine(a.device).run(request, progress)
    files.write(a.output, files.Picture(result.pixels))
    if a.json:
        answer = {"model": model, "device": result.device, "path": str(a.output), "seed": a.seed}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{a.output}  {a.count} pictures, {result.seconds:.1f} s on {result.device}")
    return 0
