"""`coachline lines PICTURE -o LINES`: a picture → the drawing that it might have come from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.cli import terminal
from engine.cli.sketch import read_srgb
from engine.errors import BadInput
from engine.geometry import Rect
from engine.ops import files
from engine.requests import LinesRequest, Result, sealed
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "lines",
        help="draw the lines of a picture",
        description="Draw the lines of a picture, black on white, at its size: a drawing for "
        "`coachline sketch`.",
    )
    p.add_argument("picture", type=Path, metavar="PICTURE")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="LINES")
    p.add_argument("--thin", action="store_true", help="lines of one pixel, without grey")
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument("--model", metavar="NAME", help="default: see `coachline models default lines`")
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    picture = read_srgb(a.picture)
    height, width = picture.shape[:2]
    request = LinesRequest(
        sealed(picture),
        Rect.of_size(width, height),
        thin=a.thin,
        model=a.model or cards.default(LinesRequest.tool),
    )
    result = draw(request, a.output, a.device, [a.picture])
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, result.recipe, a.recipe)
    report(result, a.output, a.json)
    return 0


def draw(request: LinesRequest, out: Path, device: str, inputs: list[Path]) -> Result:
    """Draw the lines and write them as one grey channel. inputs: files that must not be written
    over."""
    height, width = request.picture.shape[:2]
    files.check_writable(out, width, height)
    if any(out.exists() and out.samefile(p) for p in inputs):
        raise BadInput("file.same", path=out)
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    with terminal.shown("Drawing") as progress:
        result = Engine(device).run(request, progress)
    files.write(out, files.Picture(255 - result.pixels[..., 3:]))
    return result


def report(result: Result, out: Path, as_json: bool) -> None:
    """Name the file that was written."""
    if as_json:
        answer = {
            "model": result.recipe.model,
            "device": result.device,
            "notes": result.notes,
            "path": str(out),
            "width": result.pixels.shape[1],
            "height": result.pixels.shape[0],
            "seconds": round(result.seconds, 3),
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{out}  {result.seconds:.2f} s on {result.device}")
