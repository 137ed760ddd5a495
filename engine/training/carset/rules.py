"""Which surface code a point of the shell has, as rules over its part fields.

The renderer turns the rules into shader nodes; `apply_rules` does the same in numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.carset.body import Field
from engine.training.carset.equipment import Equipment
from engine.training.carset.labels import Code
from engine.training.carset.proportions import Body

SEAM_HALF_WIDTH = 0.0055  # metres


@dataclass(frozen=True)
class Below:
    """A field is below a threshold (above it where `flip`)."""

    field: str
    threshold: float = 0.0
    flip: bool = False


@dataclass(frozen=True)
class Rule:
    """Where all conditions hold, the surface has the code; later rules win."""

    code: int
    conditions: tuple[Below, ...]


def surface_rules(body: Body, equipment: Equipment, seam: float) -> list[Rule]:
    """Codes of the shell from its part fields; `seam` is the half width of a gap in metres.

    `pattern` is the grille's, computed where it is rendered (see `scene`).
    """
    e = equipment
    rules: list[Rule] = []

    def add(code: int, *conditions: Below) -> None:
        rules.append(Rule(code, conditions))

    def line(name: str, *more: Below) -> None:
        add(Code.SEAM, Below(name, seam), Below(name, -seam, flip=True), *more)

    if e.two_tone:
        add(Code.ROOF, Below("roof"))
    if e.stripe != "none":
        add(Code.STRIPE, Below("stripe"))
    line("lids")
    line("bumpers")
    line("doors_front")
    if body.doors == 4:
        line("doors_rear", Below("doors_front", 0.0, flip=True))
    add(Code.CLADDING, Below("cladding"))
    if body.kind == "pickup":
        add(Code.BED, Below("bed"))
    if e.trim != "none":
        add(Code.TRIM, Below("dlo", e.trim_width))
    add(Code.PILLAR if e.pillar_black else Code.PAINT, Below("dlo"))
    add(Code.GLASS, Below("glass"))
    add(Code.GRILLE_FRAME, Below("grille", 0.012))
    add(Code.GRILLE_GAP, Below("grille", -0.006))
    add(Code.GRILLE_SLAT, Below("grille", -0.006), Below("pattern"))
    add(Code.HEAD_BEZEL, Below("head"))
    add(Code.HEAD_BASE, Below("head", -0.010))
    add(Code.HEAD_LENS, Below("head", -0.012), Below("lens"))
    if e.drl == "ring":
        add(Code.HEAD_DRL, Below("head", -0.012), Below("head", -0.026, flip=True))
    add(Code.TAIL_BASE, Below("tail"))
    add(Code.TAIL_LIT, Below("tail", -0.014), Below("tail", -0.030, flip=True))
    add(Code.TAIL_CLEAR, Below("tail", -0.042))
    add(Code.BADGE, Below("badge"))
    add(Code.WELL, Below("well"))
    return rules


def panel_rules(body: Body) -> list[Rule]:
    """Numbers of the panels that the line drawing tells apart (0 is the rest of the shell)."""
    rules = [
        Rule(4, (Below("bumpers"),)),
        Rule(1, (Below("lids"),)),
        Rule(2, (Below("doors_front"),)),
    ]
    if body.doors == 4:
        rules.append(Rule(3, (Below("doors_rear"), Below("doors_front", 0.0, flip=True))))
    return rules


def apply_rules(rules: list[Rule], fields: dict[str, Field]) -> NDArray[np.uint8]:
    """Codes at points from their fields: what the renderer's shader does, in numpy."""
    codes = np.zeros(next(iter(fields.values())).shape, np.uint8)
    for rule in rules:
        holds = np.ones(codes.shape, bool)
        for condition in rule.conditions:
            if condition.field in fields:
                below = fields[condition.field] < condition.threshold
                holds &= ~below if condition.flip else below
        codes[holds] = rule.code
    return codes
