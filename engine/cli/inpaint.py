"""`coachline inpaint PICTURE --mask MASK -o OUT`: holes in a picture → the picture filled."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from engine.cli import pictures, sketch, terminal
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.ops import files
from engine.ops.files import Picture
from engine.requests import InpaintRequest, Result, sealed
from engine.runtime import cards

TASK = InpaintRequest.tool


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        TASK,
        help="take something out of a picture and fill the hole",
        description="Fill the part of a picture that is white in a mask of the same size; where "
        "the mask is grey, the filling is laid over the picture that much. Depth, profile, alpha "
        "and metadata stay, and every pixel where the mask is black (but JPEG and WebP are lossy).",
    )
    p.add_argument("picture", type=Path, metavar="PICTURE")
    p.add_argument("--mask", type=Path, required=True, metavar="PICTURE", help="white = fill")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument(
        "--method",
        metavar="NAME",
        help=f"a model for inpainting, or {' or '.join(cards.CLASSIC)}; default: see `coachline "
        "models default inpaint`",
    )
    p.add_argument("--seed", type=int, default=0, metavar="N", help="0 = the likeliest filling")
    p.add_argument("--variants", type=int, default=1, metavar="K", help="K seeds from --seed on")
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    sketch.check_variants(a.variants)
    given = files.read(a.picture)
    height, width = given.pixels.shape[:2]
    for path in (a.picture, a.mask):
        if a.output.exists() and a.output.samefile(path):
            raise BadInput("file.same", path=a.output)
    files.check_writable(a.output, width, height)
    mask = pictures.coverage(sketch.read_srgb(a.mask))
    if mask.shape[:2] == (height, width) and not mask.any():
        _keep(a.picture, given, a.output)
        print(
            f"coachline: the mask is black everywhere; {a.output} is the picture unchanged",
            file=sys.stderr,
        )
        return 0
    request = InpaintRequest(
        picture=sealed(given.pixels),
        region=Rect.of_size(width, height),
        mask=sealed(mask),
        seed=a.seed,
        model=a.method or cards.default(TASK),
    )
    if request.model not in cards.CLASSIC:
        cards.find(request.model)
    results = fill(request, given, a.output, a.variants, a.device, [a.picture, a.mask])
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, results[0][1].recipe, a.recipe)
    sketch.report(results, request.model, a.json)
    return 0


def fill(
    request: InpaintRequest,
    given: Picture,
    out: Path,
    variants: int,
    device: str,
    inputs: list[Path],
) -> list[tuple[Path, Result]]:
    """Fill with `variants` seeds from the request's on, and write each picture as it is done.

    given: what the files keep beside the pixels. inputs: files that must not be written over.
    """
    outs = terminal.numbered(out, variants)
    height, width = request.picture.shape[:2]
    for path in outs:
        files.check_writable(path, width, height)
        if any(path.exists() and path.samefile(p) for p in inputs):
            raise BadInput("file.same", path=path)
    from engine.api import Engine  # torch: seconds, after everything that can be refused
    from engine.tools import inpaint

    engine = Engine(device)
    results = []
    with terminal.shown("Filling") as progress:
        for i, path in enumerate(outs):
            one = replace(request, seed=request.seed + i)
            result = engine.run(one, progress.part(i / variants, (i + 1) / variants))
            pixels = inpaint.laid(request.picture, request.mask, result.pixels)
            files.write(path, replace(given, pixels=pixels))
            results.append((path, result))
    return results


def _keep(source: Path, given: Picture, out: Path) -> None:
    """Write the picture as it is: the same file, where the format is the same. Raises
    CoachlineError file.write."""
    if files.format_of(source) != files.format_of(out):
        files.write(out, given)
        return
    part = out.with_name(f".{secrets.token_hex(6)}{out.suffix}")
    try:
        shutil.copyfile(source, part)
        os.replace(part, out)
    except OSError as e:
        raise CoachlineError("file.write", path=out, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)
