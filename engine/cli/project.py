"""`coachline project PHOTO -o LATENT.npz`: the latent whose picture is most like a photo."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.cli import terminal
from engine.cli.sketch import add_engine_options, read_srgb
from engine.errors import BadInput
from engine.geometry import Rect
from engine.latent_requests import ProjectRequest
from engine.ops import files, latent_files
from engine.ops.latent_files import LatentFile
from engine.requests import Result, sealed
from engine.runtime import cards

TASK = "latent"
WORDS = {
    "latent.good": "good: edits will carry over",
    "latent.usable": "usable: edits carry over in the large, details suffer",
    "latent.poor": "too poor to edit from: the generator cannot show this picture",
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "project",
        help="find the latent whose picture is most like a photo",
        description="Find the latent whose picture is most like a photo, for `coachline edit`.",
    )
    p.add_argument("photo", type=Path, metavar="PHOTO")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="LATENT.npz")
    p.add_argument("--preview", type=Path, metavar="PICTURE", help="write the generator's picture")
    p.add_argument(
        "--method",
        choices=("opt", "cnn", "cnn_opt"),
        help="default: cnn_opt, or opt for a model without an encoder",
    )
    p.add_argument("--space", choices=("z", "w", "w+"), help="default: w+, or z without a mapping")
    add_search_options(p, steps=200)
    p.add_argument("--seed", type=int, default=0, metavar="N", help="of the samples of “opt”")
    p.add_argument("--label", type=int, default=0, metavar="N", help="class, of some models")
    add_engine_options(p)
    p.set_defaults(run=run)


def add_search_options(p: argparse.ArgumentParser, steps: int) -> None:
    p.add_argument("--steps", type=int, default=steps, metavar="N", help=f"default {steps}")
    p.add_argument("--seconds", type=float, default=0.0, metavar="S", help="stop after S seconds")


def run(a: argparse.Namespace) -> int:
    if a.output.suffix.lower() != ".npz":
        raise BadInput("file.format", path=a.output, extension=a.output.suffix, known=".npz")
    files.check_place(a.output)
    if a.preview is not None:
        files.check_writable(a.preview, 1, 1)
    photo = read_srgb(a.photo)
    height, width = photo.shape[:2]
    model = a.model or cards.default(TASK)
    request = ProjectRequest(
        picture=sealed(photo),
        region=Rect.of_size(width, height),
        method=a.method or methods(model)[0],
        space=a.space or spaces(model)[0],
        steps=a.steps,
        seconds=a.seconds,
        seed=a.seed,
        label=a.label,
        model=model,
    )
    from engine.api import Engine  # torch: seconds, after everything that can be refused

    with terminal.shown("Projecting") as progress:
        result = Engine(a.device).run(request, progress)
    held = held_in(result, request, height, width)
    latent_files.save(held, a.output)
    if a.preview is not None:
        files.write(a.preview, files.Picture(result.pixels[..., :3]))
    word = result.notes[-1]
    if a.json:
        answer = {
            "model": model,
            "device": result.device,
            "path": str(a.output),
            "psnr": round(held.psnr, 3),
            "fit": word.removeprefix("latent."),
            "steps": held.steps,
            "seconds": round(result.seconds, 3),
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(
            f"{a.output}  {held.psnr:.1f} dB, {WORDS[word]}  {held.steps} steps, "
            f"{result.seconds:.1f} s on {result.device}"
        )
    return 0


def methods(model: str) -> tuple[str, ...]:
    """The ways to project that a model has, the best first. Raises BadInput model.*."""
    encoded = isinstance(cards.find(model, TASK).table.get("encoder"), str)
    return ("cnn_opt", "cnn", "opt") if encoded else ("opt",)


def spaces(model: str) -> tuple[str, ...]:
    """The spaces of a model, that with the best fit first. Raises BadInput model.*."""
    unmapped = cards.find(model, TASK).family in ("dcgan", "pgan", "biggan")
    return ("z",) if unmapped else ("w+", "w", "z")


def held_in(result: Result, request: ProjectRequest, height: int, width: int) -> LatentFile:
    return LatentFile(
        result.arrays["latent"][0],
        request.model,
        result.recipe.model_sha256,
        height,
        width,
        result.figures["psnr"],
        request.method,
        request.space,
        int(result.figures["taken"]),
        request.label,
    )
