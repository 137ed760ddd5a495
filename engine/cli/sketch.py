"""`coachline sketch LINES -o OUT`: a drawing → pictures."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.cli import terminal
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.ops import colour, files
from engine.requests import Result, SketchRequest, sealed
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "sketch",
        help="paint a picture that follows a drawing",
        description="Paint a picture that follows a drawing, in a random style or that of a "
        "picture. The drawing may be dark on light or light on dark, of any size.",
    )
    p.add_argument("lines", type=Path, metavar="LINES", help="the drawing")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument("--style", type=Path, metavar="PICTURE", help="whose paint and light to take")
    p.add_argument(
        "--hints", type=Path, metavar="PICTURE", help="colour strokes on transparent ground"
    )
    p.add_argument("--seed", type=int, default=0, metavar="N", help="of the random style")
    p.add_argument("--variants", type=int, default=1, metavar="K", help="K seeds from --seed on")
    p.add_argument("--size", type=int, metavar="N", help="longest side; default: as the drawing")
    p.add_argument("--invert", action="store_true", help="the drawing is light on dark")
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    add_engine_options(p)
    p.set_defaults(run=run)


def add_engine_options(p: argparse.ArgumentParser) -> None:
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument("--model", metavar="NAME", help="default: see `coachline models default`")
    p.add_argument("--json", action="store_true", help="answer in JSON")


def run(a: argparse.Namespace) -> int:
    check_variants(a.variants)
    model = a.model or cards.default(SketchRequest.tool)
    drawing = read_srgb(a.lines)
    hints = None if a.hints is None else with_alpha(read_srgb(a.hints))
    height, width = drawing.shape[:2]
    request = SketchRequest(
        drawing=sealed(drawing),
        region=Rect.of_size(width, height),
        hints=None if hints is None else sealed(hints),
        style=None if a.style is None else sealed(read_srgb(a.style)),
        seed=a.seed,
        invert=True if a.invert else None,
        longest=a.size,
        model=model,
    )
    inputs = [p for p in (a.lines, a.style, a.hints) if p is not None]
    results = paint(request, a.output, a.variants, a.device, inputs)
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, results[0][1].recipe, a.recipe)
    report(results, model, a.json)
    return 0


def check_variants(count: int) -> None:
    """Raises BadInput value.range."""
    if not 1 <= count <= 999:
        raise BadInput("value.range", name="--variants", value=count, low=1, high=999)


def read_srgb(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A picture as H×W×C uint8 sRGB."""
    picture = files.read(path)
    return colour.to_srgb8(picture.pixels, picture.icc)


def with_alpha(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """H×W×4, opaque where there was no alpha."""
    height, width, channels = pixels.shape
    alpha = pixels[..., -1:] if channels in (2, 4) else np.full((height, width, 1), 255, np.uint8)
    colours = pixels[..., :3] if channels >= 3 else np.repeat(pixels[..., :1], 3, 2)
    return np.concatenate([colours, alpha], 2)


def paint(
    request: SketchRequest | SemanticRequest,
    out: Path,
    variants: int,
    device: str,
    inputs: list[Path],
) -> list[tuple[Path, Result]]:
    """Paint `variants` seeds from the request's on, and write each as it is done.

    inputs: files that must not be written over.
    """
    outs = terminal.numbered(out, variants)
    width, height = request.region.width, request.region.height
    for path in outs:
        files.check_writable(path, request.longest or width, request.longest or height)
        if any(path.exists() and path.samefile(p) for p in inputs):
            raise BadInput("file.same", path=path)
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    engine = Engine(device)
    results = []
    with terminal.shown("Painting") as progress:
        for i, path in enumerate(outs):
            one = replace(request, seed=request.seed + i)
            result = engine.run(one, progress.part(i / variants, (i + 1) / variants))
            files.write(path, files.Picture(result.pixels[..., :3]))
            results.append((path, result))
    return results


def report(results: list[tuple[Path, Result]], model: str, as_json: bool) -> None:
    """Name each file that was written."""
    if as_json:
        rows = [
            {
                "path": str(path),
                "seed": r.recipe.seed,
                "width": r.pixels.shape[1],
                "height": r.pixels.shape[0],
                "seconds": round(r.seconds, 3),
            }
            for path, r in results
        ]
        first = results[0][1]
        answer = {"model": model, "device": first.device, "notes": first.notes, "outputs": rows}
        print(json.dumps(answer, ensure_ascii=False))
        return
    for path, r in results:
        print(f"{path}  seed {r.recipe.seed}  {r.seconds:.2f} s on {r.device}")
