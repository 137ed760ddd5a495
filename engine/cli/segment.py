"""`coachline segment PICTURE -o LABELS.png`: which part of the car each pixel shows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.cli import terminal
from engine.cli.sketch import add_engine_options, read_srgb
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SegmentRequest
from engine.ops import label_files, labels
from engine.requests import Result, sealed
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        SegmentRequest.tool,
        help="tell the parts of a car that a picture shows",
        description="Write the parts of a car that a picture shows as an indexed PNG of part "
        "numbers, which `coachline semantic` reads.",
    )
    p.add_argument("picture", type=Path, metavar="PICTURE")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="LABELS.png")
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    add_engine_options(p)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    model = a.model or cards.default(SegmentRequest.tool)
    cards.find(model, SegmentRequest.tool)
    picture = read_srgb(a.picture)
    height, width = picture.shape[:2]
    request = SegmentRequest(sealed(picture), Rect.of_size(width, height), model=model)
    result = tell(request, a.output, a.device, [a.picture])
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, result.recipe, a.recipe)
    report(result, a.output, a.json)
    return 0


def tell(request: SegmentRequest, out: Path, device: str, inputs: list[Path]) -> Result:
    """Compute a request and write the label map. inputs: files that must not be written over."""
    label_files.check_writable(out)
    if any(out.exists() and out.samefile(p) for p in inputs):
        raise BadInput("file.same", path=out)
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    with terminal.shown("Looking for parts") as progress:
        result = Engine(device).run(request, progress)
    label_files.write(out, labels.read(result.pixels))
    return result


def report(result: Result, out: Path, as_json: bool) -> None:
    """Name the file that was written and the parts in it, the largest first."""
    ids = labels.read(result.pixels)
    shares = labels.shares(ids)
    if as_json:
        answer = {
            "model": result.recipe.model,
            "device": result.device,
            "notes": result.notes,
            "path": str(out),
            "width": result.pixels.shape[1],
            "height": result.pixels.shape[0],
            "parts": {name: round(share, 4) for name, share in shares.items()},
            "seconds": round(result.seconds, 3),
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(f"{out}  {result.seconds:.2f} s on {result.device}")
    print("  " + ", ".join(f"{name} {share:.1%}" for name, share in shares.items()))
