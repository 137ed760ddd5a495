"""What `translate` and `deblur` share: a picture, a mask and where the result is written."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.cli import terminal
from engine.cli.sketch import read_srgb
from engine.errors import BadInput
from engine.ops import colour, files
from engine.ops.files import Picture
from engine.requests import Pixels, Result, sealed
from engine.runtime import cards

if TYPE_CHECKING:
    from engine.requests import DeblurRequest, TranslateRequest

TITLES = {"translate": "Translating", "deblur": "Deblurring"}


def add_arguments(p: argparse.ArgumentParser, task: str) -> None:
    p.add_argument("picture", type=Path, metavar="PICTURE")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument(
        "--mask", type=Path, metavar="PICTURE", help="white where the picture may change"
    )
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument(
        "--model", metavar="NAME", help=f"default: see `coachline models default {task}`"
    )
    p.add_argument("--json", action="store_true", help="answer in JSON")


def read(a: argparse.Namespace, task: str) -> tuple[Picture, dict[str, Any]]:
    """The picture in its own depth and profile, and the fields that requests share.

    Raises BadInput file.*, model.none, model.unknown, model.wrong_task.
    """
    given = files.read(a.picture)
    height, width = given.pixels.shape[:2]
    files.check_writable(a.output, width, height)
    for path in (a.picture, a.mask):
        if path is not None and a.output.exists() and a.output.samefile(path):
            raise BadInput("file.same", path=a.output)
    model = a.model or cards.default(task)
    cards.find(model, task)
    fields = {
        "picture": sealed(colour.to_srgb8(given.pixels, given.icc)),
        "mask": None if a.mask is None else sealed(coverage(read_srgb(a.mask))),
        "model": model,
    }
    return given, fields


def coverage(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """H×W×1: how white a mask is; transparent is black."""
    shown = pixels[..., : colour.bands(pixels)]
    grey = shown.mean(2, keepdims=True)
    if pixels.shape[2] in (2, 4):
        grey = grey * pixels[..., -1:] / 255
    return (grey + 0.5).astype(np.uint8)


def make(
    given: Picture,
    request: TranslateRequest | DeblurRequest,
    out: Path,
    device: str,
    as_json: bool,
) -> Result:
    """Compute a request, write the picture over the given one and say so."""
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    engine = Engine(device)
    with terminal.shown(TITLES[request.tool]) as progress:
        result = engine.run(request, progress)
    pixels = laid(given, result)
    # A grey picture's profile does not fit colours.
    icc = given.icc if given.pixels.shape[2] >= 3 else None
    files.write(out, Picture(pixels, icc, given.dpi, given.exif))
    if as_json:
        height, width = pixels.shape[:2]
        row = {"path": str(out), "width": width, "height": height}
        answer = {
            "model": request.model,
            "device": result.device,
            "notes": result.notes,
            "outputs": [row | {"seconds": round(result.seconds, 3)}],
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{out}  {result.seconds:.2f} s on {result.device}")
    return result


def run(a: argparse.Namespace, given: Picture, request: TranslateRequest | DeblurRequest) -> int:
    """As `make`, with the recipe if it is wanted."""
    result = make(given, request, a.output, a.device, a.json)
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, result.recipe, a.recipe)
    return 0


def laid(given: Picture, result: Result) -> Pixels:
    """The result over the picture, in its depth and profile: where the result is transparent,
    the picture's own numbers."""
    own = given.pixels
    wide = own if own.shape[2] >= 3 else _in_colour(own)
    icc = given.icc if own.shape[2] >= 3 else None
    made = colour.from_srgb8(result.pixels[..., :3], own.dtype, icc)
    alpha = result.pixels[..., 3:]
    if own.shape[2] in (2, 4):  # the result is as transparent as the picture
        shown = (
            colour.converted(own[..., -1:], np.uint8) if own.dtype != np.uint8 else own[..., -1:]
        )
        share = np.where(shown > 0, alpha / np.maximum(shown, 1).astype(np.float32), 0)
    else:
        share = alpha.astype(np.float32) / 255
    share = np.minimum(share, 1, dtype=np.float32)
    mixed = wide[..., :3] + (made.astype(np.float32) - wide[..., :3]) * share
    if own.dtype.kind != "f":
        mixed = np.rint(mixed)
    out = np.array(wide)
    changed = share[..., 0] > 0
    out[..., :3][changed] = mixed[changed].astype(own.dtype)
    return out


def _in_colour(grey: Pixels) -> Pixels:
    """H×W×{1, 2} → H×W×{3, 4}."""
    return np.concatenate([np.repeat(grey[..., :1], 3, 2), grey[..., 1:]], 2)
