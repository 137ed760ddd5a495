"""`coachline translate PICTURE -o OUT`: another look, as a model was trained to give it."""

from __future__ import annotations

import argparse

from engine.cli import pictures
from engine.geometry import Rect
from engine.requests import TranslateRequest

TASK = TranslateRequest.tool


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        TASK,
        help="give a picture another look with a CycleGAN, pix2pix or StarGAN that was added",
        description="Give a picture another look: season, material or attributes, as the model "
        "was trained to. Add models with `coachline models add`.",
    )
    pictures.add_arguments(p, TASK)
    p.add_argument(
        "--attributes",
        default="",
        metavar="A,B,…",
        help="what a StarGAN shall give the picture: names or numbers from 1 on",
    )
    p.add_argument("--seed", type=int, default=0, metavar="N", help="of a model with dropout")
    p.add_argument(
        "--side",
        type=int,
        default=512,
        metavar="N",
        help="the model sees the picture at about N² pixels (default 512)",
    )
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    given, fields = pictures.read(a, TASK)
    height, width = given.pixels.shape[:2]
    request = TranslateRequest(
        region=Rect.of_size(width, height),
        attributes=a.attributes,
        seed=a.seed,
        side=a.side,
        **fields,
    )
    return pictures.run(a, given, request)
