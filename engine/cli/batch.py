"""`coachline upscale IN… -o OUT` and `coachline batch RECIPE IN… -o OUT`: pictures, one or many,
through one recipe."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from engine.batch import plan
from engine.batch.control import Control
from engine.batch.run import Batch, BatchRun, Event, Summary
from engine.batch.template import template_of
from engine.cli import terminal
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SegmentRequest
from engine.latent_requests import LatentRequest
from engine.ops import files, recipe_files
from engine.requests import Request, Result, UpscaleRequest

SKIPPED = {
    "done": "done before",
    "exists": "exists; --overwrite replaces it",
    "settings": "made with other settings; --overwrite makes it again",
    "changed": "made before its input changed; --overwrite makes it again",
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "upscale",
        help="enlarge a picture or whole folders",
        description="Enlarge a picture, or whole folders with their tree kept. Depth, alpha, "
        "colour profile, EXIF and resolution stay. A stopped run goes on where it was.",
    )
    size = p.add_argument_group("size, one of them (default: --scale 2)")
    size.add_argument("--scale", type=int, metavar="2|4", help="factor, 1 to 4")
    size.add_argument("--width", type=int, metavar="N", help="exact width in pixels")
    size.add_argument(
        "--height", type=int, metavar="N", help="exact height; with --width: fits into both"
    )
    size.add_argument("--longest", type=int, metavar="N", help="exact longest side")
    size.add_argument(
        "--at-least", type=int, metavar="N", help="as --longest, but never makes smaller"
    )
    p.add_argument(
        "--detail", type=float, default=0.0, metavar="D", help="0 = most faithful … 1 = most detail"
    )
    p.add_argument("--model", default="", metavar="NAME", help="default: the program's own")
    _add_batch_options(p)
    p.set_defaults(run=upscale)

    p = subparsers.add_parser(
        "batch",
        help="run a saved recipe over many pictures",
        description="Run a saved recipe of any tool over files and folders: each takes the place "
        "of the recipe's own picture or drawing.",
    )
    p.add_argument("recipe", type=Path, metavar="RECIPE")
    _add_batch_options(p)
    p.set_defaults(run=batch)


def _add_batch_options(p: argparse.ArgumentParser) -> None:
    p.add_argument("inputs", nargs="+", metavar="IN", help="files, folders or patterns")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="file or folder")
    p.add_argument("--recursive", action="store_true", help="folders within folders, too")
    p.add_argument("--overwrite", action="store_true", help="replace what is there already")
    known = ", ".join(plan.FORMATS)
    p.add_argument("--format", metavar="F", help=f"{known}; default: as the input")
    p.add_argument(
        "--quality", type=int, default=95, metavar="Q", help="of JPEG and WebP, 1 to 100"
    )
    p.add_argument(
        "--name",
        default="{stem}",
        metavar="TEMPLATE",
        help="of the outputs, with {stem}, {number}, {tool}, {model} and the recipe's parameters "
        "such as {scale}; default: {stem}",
    )
    p.add_argument("--device", default="auto", choices=("auto", "cuda", "cpu", "mps"))
    p.add_argument("--json", action="store_true", help="tell every step in a line of JSON")
    p.add_argument(
        "--listen", action="store_true", help="obey pause, resume and cancel, a line each on stdin"
    )


def upscale(a: argparse.Namespace) -> int:
    request = UpscaleRequest(
        picture=np.zeros((1, 1, 3), np.uint8),
        region=Rect.of_size(1, 1),
        scale=a.scale,
        width=a.width,
        height=a.height,
        longest=a.longest,
        at_least=a.at_least,
        detail=a.detail,
        model=a.model,
    )
    return _run(a, request)


def batch(a: argparse.Namespace) -> int:
    request, _ = recipe_files.load(a.recipe)
    if isinstance(request, LatentRequest):
        raise BadInput("latent.recipe", path=a.recipe, tool=request.tool)
    return _run(a, template_of(request))


def enlarge(request: UpscaleRequest, out: Path, device: str, as_json: bool) -> Result:
    """Compute one request of a recipe and write it."""
    files.check_writable(out, 1, 1)
    from engine.api import Engine  # torch: seconds

    with terminal.shown("Enlarging") as progress:
        result = Engine(device).run(request, progress)
    files.write(out, files.Picture(result.pixels))
    height, width, _ = result.pixels.shape
    told = {"path": str(out), "width": width, "height": height, "seconds": round(result.seconds, 3)}
    line = f"{out}  {width}×{height}  {result.seconds:.1f} s on {result.device}"
    print(json.dumps(told, ensure_ascii=False) if as_json else line)
    return result


def _run(a: argparse.Namespace, template: Request) -> int:
    if not 1 <= a.quality <= 100:
        raise BadInput("value.range", name="--quality", value=a.quality, low=1, high=100)
    parameters = {k: v for k, v in vars(template).items() if isinstance(v, str | int | float)}
    items = plan.plan(
        a.inputs,
        a.output,
        recursive=a.recursive,
        name=a.name,
        format=a.format or ("png" if isinstance(template, SegmentRequest) else None),
        fields={"tool": template.tool, **parameters},
    )
    single = len(items) == 1 and items[0].target == a.output
    from engine.api import Engine  # torch: seconds, after what can be refused at once

    control = Control()
    if a.listen:
        threading.Thread(target=_listen, args=(sys.stdin, control), daemon=True).start()
    engine = Engine(a.device)
    work = Batch(
        items=items,
        template=template,
        out=a.output.parent if single else a.output,
        manifest=not single,
        overwrite=a.overwrite,
        quality=a.quality,
    )
    if a.json:
        summary = BatchRun(work, engine, _tell, control).run()
    else:
        with _Told(work) as told:
            summary = BatchRun(work, engine, told.tell, control).run()
    return _exit_code(summary)


def _exit_code(summary: Summary) -> int:
    if summary.cancelled:
        print("coachline: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 1 if summary.failed else 0


def _listen(commands: TextIO, control: Control) -> None:
    """Obey what a program says; that it is gone counts as `cancel`."""
    does: dict[str, Callable[[], None]] = {"pause": control.pause, "resume": control.go_on}
    for line in commands:
        does.get(line.strip(), lambda: None)()
        if line.strip() == "cancel":
            break
    control.cancel()


def _tell(event: Event) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


class _Told:
    """Events as lines for people, below them a bar with the time left."""

    def __init__(self, work: Batch) -> None:
        self._work = work
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[left]}"),
            TimeElapsedColumn(),
        )
        self._bars = Bars(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self._task = self._bars.add_task("", total=1.0, left="")

    def __enter__(self) -> _Told:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def tell(self, event: Event) -> None:
        match event["event"]:
            case "progress":
                left = event["left"]
                told = "" if left is None else f"{_time(left)} left"
                self._bars.update(self._task, completed=event["total"], left=told)
            case "file":
                self._file(event)
            case "end" if len(self._work.items) > 1:
                print(
                    f"{event['done']} done, {event['skipped']} skipped, {event['failed']} failed",
                    flush=True,
                )

    def _file(self, event: Event) -> None:
        item = self._work.items[event["index"]]
        match event["status"]:
            case "running":
                self._bars.update(self._task, description=item.source.name)
            case "done":
                size = f"{event['width']}×{event['height']}"
                print(f"{item.target}  {size}  {event['seconds']:.1f} s on {event['device']}")
            case "skipped":
                print(f"{item.target}  skipped: {SKIPPED[event['reason']]}")
            case "failed":
                print(f"coachline: {event['error']['message']}", file=sys.stderr, flush=True)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
