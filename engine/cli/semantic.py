"""`coachline semantic LABELS -o OUT`: a map of part labels → pictures."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli import sketch
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.ops import label_files
from engine.requests import sealed
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        SemanticRequest.tool,
        help="paint a picture that shows given parts of a car at given places",
        description="Paint a picture from a label map: an indexed or grey PNG of part numbers, or "
        "a renderer's pass of flat colours, object numbers or Cryptomatte. docs/formats.md has "
        "the numbers.",
    )
    p.add_argument("labels", type=Path, metavar="LABELS", help="the label map")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")
    p.add_argument("--style", type=Path, metavar="PICTURE", help="whose paint and light to take")
    p.add_argument(
        "--part-style",
        metavar="PARTS=PICTURE",
        help="the parts that take theirs from another picture, e.g. paint,9=red.jpg",
    )
    p.add_argument("--lines", type=Path, metavar="PICTURE", help="a drawing beside the labels")
    p.add_argument(
        "--hints", type=Path, metavar="PICTURE", help="colour strokes on transparent ground"
    )
    p.add_argument("--seed", type=int, default=0, metavar="N", help="of the random style")
    p.add_argument("--variants", type=int, default=1, metavar="K", help="K seeds from --seed on")
    p.add_argument(
        "--longest", type=int, metavar="N", help="longest side; default: as the label map"
    )
    p.add_argument(
        "--map",
        type=Path,
        metavar="FILE.json",
        help="parts by colour (#d9412f), number or object name, for passes of renderers",
    )
    p.add_argument(
        "--model-labels",
        default="",
        metavar="2=26,3=8,…",
        help="what a model with labels of its own calls our parts; default: LABELS has its labels",
    )
    p.add_argument("--recipe", type=Path, metavar="FILE", help="save what `coachline run` reads")
    sketch.add_engine_options(p)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    sketch.check_variants(a.variants)
    model = a.model or cards.default(SemanticRequest.tool)
    card = cards.find(model, SemanticRequest.tool)
    parts = None if a.map is None else label_files.read_parts(a.map)
    foreign = card.table.get("family") is not None and not a.model_labels
    ids = label_files.read_numbers(a.labels) if foreign else label_files.read(a.labels, parts)
    styled, part_style = _part_style(a.part_style)
    lines, hints, style = (None if p is None else sketch.read_srgb(p) for p in _beside(a))
    height, width = ids.shape[:2]
    request = SemanticRequest(
        labels=sealed(ids),
        region=Rect.of_size(width, height),
        mapping=a.model_labels,
        lines=None if lines is None else sealed(lines),
        hints=None if hints is None else sealed(sketch.with_alpha(hints)),
        style=None if style is None else sealed(style),
        part_style=None if part_style is None else sealed(sketch.read_srgb(part_style)),
        styled=styled,
        seed=a.seed,
        longest=a.longest,
        model=model,
    )
    inputs = [p for p in (a.labels, *_beside(a), part_style, a.map) if p is not None]
    results = sketch.paint(request, a.output, a.variants, a.device, inputs)
    if a.recipe is not None:
        from engine.ops import recipe_files

        recipe_files.save(request, results[0][1].recipe, a.recipe)
    sketch.report(results, model, a.json)
    return 0


def _beside(a: argparse.Namespace) -> tuple[Path | None, Path | None, Path | None]:
    return a.lines, a.hints, a.style


def _part_style(text: str | None) -> tuple[str, Path | None]:
    """ "paint,9=red.jpg" → ("2, 9", red.jpg). Raises BadInput labels.part_style."""
    if text is None:
        return "", None
    parts, equals, path = text.partition("=")
    try:
        ids = [label_files.part_id(word) for word in parts.split(",")]
    except ValueError as e:
        raise BadInput("labels.part_style", text=text, reason=e) from e
    if not equals or not path:
        raise BadInput("labels.part_style", text=text, reason="there is no =")
    return ", ".join(map(str, ids)), Path(path)
