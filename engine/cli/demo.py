"""`coachline demo`: a bundled drawing → pictures, to see that everything works."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine import paths
from engine.cli import sketch
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.requests import SketchRequest, sealed
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "demo",
        help="paint a bundled drawing in four styles",
        description="Paint a bundled drawing in four styles and name the files.",
    )
    p.add_argument("-o", "--output", type=Path, default=Path("coachline-demo"), metavar="FOLDER")
    sketch.add_engine_options(p)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    source = sorted((paths.resources() / "samples").glob("*.png"))[0]
    drawing = sketch.read_srgb(source)
    height, width = drawing.shape[:2]
    try:
        a.output.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise CoachlineError("file.write", path=a.output, reason=e.strerror) from e
    model = a.model or cards.default(SketchRequest.tool)
    request = SketchRequest(sealed(drawing), Rect.of_size(width, height), seed=1, model=model)
    results = sketch.paint(request, a.output / f"{source.stem}.png", 4, a.device, [source])
    if not a.json:
        print(f"From the drawing {source}:")
    sketch.report(results, model, a.json)
    return 0
