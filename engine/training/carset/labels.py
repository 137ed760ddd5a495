"""Part labels of the car set and the surface codes that the renderer tells apart.

A *label* is what a mask stores and a designer paints. A *code* is finer: the slats and
the gaps of a grille share one label but differ in material, and lines run between them.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Label(IntEnum):
    """Ids of `resources/palettes/car.toml`."""

    BACKGROUND = 0
    GROUND = 1
    PAINT = 2
    GLASS = 3
    HEADLIGHT = 4
    TAILLIGHT = 5
    GRILLE = 6
    CLADDING = 7
    TYRE = 8
    RIM = 9
    MIRROR = 10
    SEAM = 11
    HANDLE = 12
    PLATE = 13
    WHEEL_WELL = 14
    BADGE = 15
    WIPER = 16
    EXHAUST = 17


class Code(IntEnum):
    """Kinds of surface; codes of the body come first and stay below 32 (one colour ramp)."""

    PAINT = 0
    ROOF = 1
    STRIPE = 2
    SEAM = 3
    CLADDING = 4
    WELL = 5
    GLASS = 6
    TRIM = 7
    PILLAR = 8
    HEAD_BASE = 9
    HEAD_BEZEL = 10
    HEAD_LENS = 11
    HEAD_DRL = 12
    TAIL_BASE = 13
    TAIL_LIT = 14
    TAIL_CLEAR = 15
    GRILLE_GAP = 16
    GRILLE_SLAT = 17
    GRILLE_FRAME = 18
    BADGE = 19
    BED = 20
    TYRE = 32
    RIM = 33
    RIM_GAP = 34
    MIRROR = 35
    MIRROR_GLASS = 36
    HANDLE = 37
    PLATE = 38
    PLATE_FRAME = 39
    WIPER = 40
    EXHAUST = 41
    EXHAUST_BORE = 42
    RAIL = 43
    FIN = 44
    HUB = 45
    GROUND = 62
    SKY = 63


LABEL_OF_CODE: dict[Code, Label] = {
    Code.PAINT: Label.PAINT,
    Code.ROOF: Label.PAINT,
    Code.STRIPE: Label.PAINT,
    Code.SEAM: Label.SEAM,
    Code.CLADDING: Label.CLADDING,
    Code.WELL: Label.WHEEL_WELL,
    Code.GLASS: Label.GLASS,
    Code.TRIM: Label.CLADDING,
    Code.PILLAR: Label.CLADDING,
    Code.HEAD_BASE: Label.HEADLIGHT,
    Code.HEAD_BEZEL: Label.HEADLIGHT,
    Code.HEAD_LENS: Label.HEADLIGHT,
    Code.HEAD_DRL: Label.HEADLIGHT,
    Code.TAIL_BASE: Label.TAILLIGHT,
    Code.TAIL_LIT: Label.TAILLIGHT,
    Code.TAIL_CLEAR: Label.TAILLIGHT,
    Code.GRILLE_GAP: Label.GRILLE,
    Code.GRILLE_SLAT: Label.GRILLE,
    Code.GRILLE_FRAME: Label.GRILLE,
    Code.BADGE: Label.BADGE,
    Code.BED: Label.CLADDING,
    Code.TYRE: Label.TYRE,
    Code.RIM: Label.RIM,
    Code.RIM_GAP: Label.RIM,
    Code.HUB: Label.RIM,
    Code.MIRROR: Label.MIRROR,
    Code.MIRROR_GLASS: Label.MIRROR,
    Code.HANDLE: Label.HANDLE,
    Code.PLATE: Label.PLATE,
    Code.PLATE_FRAME: Label.PLATE,
    Code.WIPER: Label.WIPER,
    Code.EXHAUST: Label.EXHAUST,
    Code.EXHAUST_BORE: Label.EXHAUST,
    Code.RAIL: Label.CLADDING,
    Code.FIN: Label.PAINT,
    Code.GROUND: Label.GROUND,
    Code.SKY: Label.BACKGROUND,
}


def label_table() -> NDArray[np.uint8]:
    """Label of every code, shape (64,), uint8; unused codes are background."""
    table = np.zeros(64, np.uint8)
    for code, label in LABEL_OF_CODE.items():
        table[code] = label
    return table
