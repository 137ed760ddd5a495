"""The shell: `coachline SUBCOMMAND …`, the same engine as the window's, without Qt.

One module a subcommand, each with `add(subparsers)` and a function that takes the parsed
arguments and returns an exit code: 0 done, 1 failed, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version

from engine.cli import (
    associate,
    batch,
    deblur,
    demo,
    doctor,
    edit,
    inpaint,
    lines,
    models,
    project,
    recipe,
    sample,
    segment,
    semantic,
    sketch,
    source,
    translate,
)
from engine.errors import CoachlineError
from engine.progress import Cancelled

MODULES = (
    sketch,
    semantic,
    inpaint,
    segment,
    batch,
    lines,
    translate,
    deblur,
    project,
    edit,
    sample,
    recipe,
    models,
    source,
    doctor,
    demo,
    associate,
)
COMMANDS = (
    "sketch",
    "semantic",
    "inpaint",
    "segment",
    "upscale",
    "batch",
    "lines",
    "translate",
    "deblur",
    "project",
    "edit",
    "sample",
    "run",
    "models",
    "train",
    "carset",
    "doctor",
    "demo",
    "associate",
)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="coachline",
        description="Paint cars from drawings. Without a subcommand, or with a picture or a "
        "project, the window opens.",
    )
    top.add_argument("--version", action="version", version=f"Coachline {version('coachline')}")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="SUBCOMMAND")
    for module in MODULES:
        module.add(subparsers)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; errors are one sentence on stderr (JSON on stdout with --json)."""
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if hasattr(arguments, "passed_on"):  # train and carset have options of their own
        arguments.passed_on = rest
    elif rest:
        top.error(f"unrecognised: {' '.join(rest)}")
    as_json = getattr(arguments, "json", False)
    try:
        code: int = arguments.run(arguments)
        return code
    except CoachlineError as e:
        if as_json:
            params = {name: str(value) for name, value in e.params.items()}
            told = {"code": e.code, "message": str(e), "params": params}
            print(json.dumps({"error": told}, ensure_ascii=False))
        print(f"coachline: {e}", file=sys.stderr)
        return e.exit_code
    except (KeyboardInterrupt, Cancelled):
        print("coachline: stopped; nothing was left half-written", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as in `… | head`
        sys.stderr.close()
        return 1
    except Exception as e:
        traceback.print_exc()
        print(f"coachline: {CoachlineError('internal', reason=repr(e))}", file=sys.stderr)
        return 1
