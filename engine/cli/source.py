"""`coachline train` and `coachline carset`: what needs the source install."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import subprocess
import sys

from engine import paths
from engine.errors import BadInput

RECIPES = ("painter", "segmenter", "upscaler", "contours")


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "train",
        help="train a network on renders of your own",
        description="Train a network; `coachline train RECIPE --help` lists its options.",
        add_help=False,
    )
    p.add_argument("recipe", nargs="?", choices=RECIPES)
    p.set_defaults(run=train, passed_on=[], parser=p)
    p = subparsers.add_parser(
        "carset",
        help="render the training set of cars",
        description="Render the training set of parametric cars in Blender.",
        add_help=False,
    )
    p.set_defaults(run=carset, passed_on=[])


def train(a: argparse.Namespace) -> int:
    if paths.packaged() or importlib.util.find_spec("engine.training") is None:
        raise BadInput("source.only", command="train", remedy="make setup")
    if a.recipe is None:
        a.parser.print_help()
        print(f"\nrecipes: {', '.join(RECIPES)}")
        return 0 if a.passed_on in ([], ["--help"], ["-h"]) else 2
    module = importlib.import_module(f"engine.training.recipes.{a.recipe}")
    code: int = module.main(a.passed_on)
    return code


def carset(a: argparse.Namespace) -> int:
    """Run the renderer in the environment that has Blender: bpy needs an older numpy than the
    program does, so it has one of its own."""
    scripts = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    python = paths.root() / ".venv-carset" / scripts
    if paths.packaged() or not python.exists():
        raise BadInput("source.only", command="carset", remedy="make carset")
    command = [str(python), "-m", "engine.training.carset", *a.passed_on]
    return subprocess.run(command, cwd=paths.root(), check=False).returncode
