"""`coachline edit PHOTO -o OUT`: brush and move on a generator's manifold, and do the same to the
photo at its own size and depth."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cli import project, terminal
from engine.cli.sketch import add_engine_options, read_srgb, with_alpha
from engine.errors import BadInput
from engine.geometry import Rect
from engine.latent_requests import EditRequest, MoveRequest, ProjectRequest, TransferRequest
from engine.ops import colour, files, latent_files
from engine.ops.files import Picture
from engine.progress import Progress
from engine.requests import Pixels, Result, sealed
from engine.runtime import cards

BAND = 512  # rows that are mixed at once


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "edit",
        help="brush on a generator's manifold and carry the edit back to a photo",
        description="Brush colours or lines, or move along axes, on a generator's manifold of "
        "pictures, and carry the edit back to the photo at its own size. Where the edit has no "
        "influence the photo stays as it is.",
    )
    p.add_argument("photo", type=Path, metavar="PHOTO")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument(
        "--latent", type=Path, metavar="LATENT.npz", help="from `coachline project`; default: now"
    )
    strokes = "at the photo's size, transparent where not brushed"
    p.add_argument("--colour", type=Path, metavar="STROKES", help=f"wanted colours, {strokes}")
    p.add_argument("--lines", type=Path, metavar="STROKES", help=f"wanted contours, {strokes}")
    p.add_argument(
        "--axis",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a named parameter, such as length=4.6; may be given several times",
    )
    p.add_argument("--mask", type=Path, metavar="PICTURE", help="white where the edit goes")
    project.add_search_options(p, steps=60)
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    add_engine_options(p)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    given = files.read(a.photo)
    height, width = given.pixels.shape[:2]
    files.check_writable(a.output, width, height)
    inputs = [p for p in (a.photo, a.latent, a.colour, a.lines, a.mask) if p is not None]
    if any(a.output.exists() and p.exists() and a.output.samefile(p) for p in inputs):
        raise BadInput("file.same", path=a.output)
    colours, lines, mask = (_sized(p, height, width) for p in (a.colour, a.lines, a.mask))
    if not a.axis and colours is None and lines is None:
        raise BadInput("latent.no_strokes")
    held = None if a.latent is None else latent_files.load(a.latent)
    model = a.model or (cards.default(project.TASK) if held is None else held.model)
    card = cards.find(model, project.TASK)
    if held is not None and held.sha256 != card.sha256:
        theirs = f"“{held.model}” ({held.sha256[:8]})"
        ours = f"“{model}” ({card.sha256[:8]})"
        raise BadInput("latent.other_model", path=a.latent, theirs=theirs, ours=ours)
    region = Rect.of_size(width, height)
    shared: dict[str, Any] = {"region": region, "model": model}
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    engine = Engine(a.device)
    figures: dict[str, float] = {}
    with terminal.shown("Editing") as progress:
        if held is None:
            asked = ProjectRequest(
                picture=sealed(colour.to_srgb8(given.pixels, given.icc)),
                method=project.methods(model)[0],
                space=project.spaces(model)[0],
                **shared,
            )
            found = engine.run(asked, progress.part(0, 0.5))
            start, figures = found.arrays["latent"][0], {"psnr": found.figures["psnr"]}
        else:
            start, figures = held.latent, {"psnr": held.psnr}
            shared["label"] = held.label
        end = start
        if a.axis:
            moved = engine.run(MoveRequest(latent=end, axes=",".join(a.axis), **shared), Progress())
            end = moved.arrays["latent"][0]
        if colours is not None or lines is not None:
            pulled = engine.run(
                EditRequest(
                    start=end,
                    colours=colours,
                    lines=lines,
                    steps=a.steps,
                    seconds=a.seconds,
                    space="w+" if project.spaces(model)[0] == "w+" else "w",
                    **shared,
                ),
                progress.part(0.5, 0.8),
            )
            end = pulled.arrays["latents"][0]
            figures |= {k: pulled.figures[k] for k in ("colour", "contours") if k in pulled.figures}
        request = TransferRequest(
            picture=sealed(given.pixels),
            start=sealed(start),
            end=sealed(end),
            mask=None if mask is None else sealed(mask[..., :1]),
            **shared,
        )
        result = carry(given, request, a.output, engine, progress.part(0.8, 1))
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, result.recipe, a.recipe)
    report(result, a.output, a.json, figures)
    return 0


def _sized(path: Path | None, height: int, width: int) -> NDArray[np.uint8] | None:
    """A picture of the photo's size, H×W×4. Raises BadInput file.*, hints.size."""
    if path is None:
        return None
    strokes = with_alpha(read_srgb(path))
    if strokes.shape[:2] != (height, width):
        raise BadInput(
            "latent.strokes_size",
            path=path,
            width=strokes.shape[1],
            height=strokes.shape[0],
            expected_width=width,
            expected_height=height,
        )
    return sealed(strokes)


def carry(
    given: Picture, request: TransferRequest, out: Path, engine: Any, progress: Progress
) -> Result:
    """Do an edit to a picture and write it. engine: an `engine.api.Engine`.

    Raises CoachlineError file.write."""
    result: Result = engine.run(request, progress)
    # A grey picture's profile does not fit colours.
    icc = given.icc if given.pixels.shape[2] >= 3 else None
    files.write(out, Picture(laid(given.pixels, result.pixels), icc, given.dpi, given.exif))
    return result


def repeat(request: TransferRequest, out: Path, device: str) -> Result:
    """Do an edit again, as a recipe tells it. Raises as `carry`."""
    from engine.api import Engine

    with terminal.shown("Editing") as progress:
        return carry(Picture(request.picture), request, out, Engine(device), progress)


def report(result: Result, out: Path, as_json: bool, figures: dict[str, float]) -> None:
    from engine.tools.latent.projection import word

    notes = [word(figures["psnr"])] if "psnr" in figures else []
    if as_json:
        height, width = result.pixels.shape[:2]
        answer = {
            "model": result.recipe.model,
            "device": result.device,
            "notes": [*notes, *result.notes],
            "figures": {name: round(value, 4) for name, value in figures.items()},
            "outputs": [{"path": str(out), "width": width, "height": height}],
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    share = float((result.arrays["influence"] > 0).mean())
    told = [f"changed {share:.0%} of the picture"]
    if "psnr" in figures:
        told.insert(0, f"projected at {figures['psnr']:.1f} dB ({project.WORDS[notes[0]]})")
    if "colour" in figures:
        told.append(f"brushed colours met on {figures['colour']:.0%} of their pixels")
    if "contours" in figures:
        told.append(f"contours on {figures['contours']:.0%} of the strokes")
    print(f"{out}  {', '.join(told)}  on {result.device}")


def laid(own: Pixels, made: Pixels) -> Pixels:
    """A picture H×W×C with an edit of it, H×W×4 of its depth, laid over: its own numbers wherever
    the edit is transparent. A grey picture becomes one in colour."""
    full = colour.full(own.dtype)
    colours = colour.bands(own)
    out = np.repeat(own[..., :1], 3, 2) if colours == 1 else own[..., :3].copy()
    for top in range(0, len(own), BAND):
        rows = slice(top, top + BAND)
        below = out[rows].astype(np.float32)
        share = made[rows][..., 3:].astype(np.float32) / full
        if own.shape[2] in (2, 4):  # the edit is as transparent as the picture
            shown = own[rows][..., -1:].astype(np.float32) / full
            share = np.where(shown > 0, share / np.maximum(shown, 1e-6), 0)
        mixed = below + (made[rows][..., :3] - below) * np.minimum(share, 1)
        if full != 1:
            mixed = np.rint(mixed)
        changed = share[..., 0] > 0
        out[rows][changed] = mixed[changed].astype(own.dtype)
    return np.concatenate([out, own[..., -1:]], 2) if own.shape[2] in (2, 4) else out
