"""`coachline run RECIPE -o OUT`: compute a saved recipe again."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from engine.cli import batch, edit, inpaint, lines, pictures, segment, sketch
from engine.errors import BadInput
from engine.label_requests import SegmentRequest, SemanticRequest
from engine.latent_requests import (
    EditRequest,
    MoveRequest,
    ProjectRequest,
    SampleRequest,
    TransferRequest,
)
from engine.ops import recipe_files
from engine.ops.files import Picture
from engine.requests import (
    DeblurRequest,
    InpaintRequest,
    LinesRequest,
    SketchRequest,
    TranslateRequest,
    UpscaleRequest,
)


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "run",
        help="compute a saved recipe again",
        description="Compute a saved recipe again: the same pixels on the same device.",
    )
    p.add_argument("recipe", type=Path, metavar="RECIPE")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    request, recipe = recipe_files.load(a.recipe)
    if isinstance(request, LinesRequest):
        result = lines.draw(request, a.output, a.device, [a.recipe])
        lines.report(result, a.output, a.json)
    elif isinstance(request, UpscaleRequest):
        result = batch.enlarge(request, a.output, a.device, a.json)
    elif isinstance(request, TranslateRequest | DeblurRequest):
        result = pictures.make(Picture(request.picture), request, a.output, a.device, a.json)
    elif isinstance(request, InpaintRequest):
        given = Picture(request.picture)
        results = inpaint.fill(request, given, a.output, 1, a.device, [a.recipe])
        sketch.report(results, recipe.model, a.json)
        result = results[0][1]
    elif isinstance(request, SegmentRequest):
        result = segment.tell(request, a.output, a.device, [a.recipe])
        segment.report(result, a.output, a.json)
    elif isinstance(request, TransferRequest):
        result = edit.repeat(request, a.output, a.device)
        edit.report(result, a.output, a.json, {})
    elif isinstance(request, ProjectRequest | EditRequest | MoveRequest | SampleRequest):
        raise BadInput("latent.recipe", path=a.recipe, tool=request.tool)
    else:
        assert isinstance(request, SketchRequest | SemanticRequest)
        results = sketch.paint(replace(request, preview=False), a.output, 1, a.device, [a.recipe])
        sketch.report(results, recipe.model, a.json)
        result = results[0][1]
    if result.recipe.model_sha256 != recipe.model_sha256:
        print(
            f"coachline: the recipe was made with another version of “{recipe.model}”; "
            "the picture differs from that one",
            file=sys.stderr,
        )
    return 0
