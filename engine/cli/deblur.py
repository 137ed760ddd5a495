"""`coachline deblur PICTURE -o OUT`: a blurred picture → a sharp one."""

from __future__ import annotations

import argparse

from engine.cli import pictures
from engine.geometry import Rect
from engine.requests import DeblurRequest

TASK = DeblurRequest.tool


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        TASK,
        help="sharpen a blurred picture with a DeblurGAN that was added",
        description="Sharpen a picture that moved or was out of focus. Add models with "
        "`coachline models add`.",
    )
    pictures.add_arguments(p, TASK)
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    given, fields = pictures.read(a, TASK)
    height, width = given.pixels.shape[:2]
    request = DeblurRequest(region=Rect.of_size(width, height), **fields)
    return pictures.run(a, given, request)
