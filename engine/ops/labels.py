"""Label maps: part ids ⇄ the colours that show them. Torch-free.

A map is H×W×1 uint8 ids of a palette; 255, the palette's `unknown`, means "don't know".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import palette
from engine.errors import BadInput

Map = NDArray[np.uint8]
UNKNOWN = 255


def ids_of_text(text: str) -> tuple[int, ...]:
    """ "2, 9" → (2, 9). Raises BadInput labels.list."""
    try:
        return tuple(int(word) for word in text.split(",") if word.strip())
    except ValueError as e:
        raise BadInput("labels.list", text=text) from e


def mapping_of_text(text: str) -> dict[int, int]:
    """ "2=26, 3=8" → {2: 26, 3: 8}. Raises BadInput labels.mapping."""
    found = {}
    for pair in filter(str.strip, text.split(",")):
        here, equals, there = pair.partition("=")
        if not (equals and here.strip().isdecimal() and there.strip().isdecimal()):
            raise BadInput("labels.mapping", text=pair.strip())
        found[int(here)] = int(there)
    return found


def check(ids: Map, table: str) -> None:
    """Refuse ids that a palette does not have. Raises BadInput labels.unknown, palette.unknown."""
    if not any(path.stem == table for path in palette.files()):
        raise BadInput("palette.unknown", name=table)
    parts = {part.id for part in palette.load(table).parts}
    stray = set(np.flatnonzero(counts(ids)).tolist()) - parts - {UNKNOWN}
    if stray:
        raise BadInput("labels.unknown", value=min(stray), palette=table)


def counts(ids: Map) -> NDArray[np.int64]:
    """How many pixels have each of the 256 ids."""
    return np.bincount(ids.reshape(-1), minlength=256)


def shares(ids: Map, table: str = "car") -> dict[str, float]:
    """How much of the map each part has, in [0, 1], by its English name; the largest first."""
    found = counts(ids)
    held = {p.name("en"): float(found[p.id] / ids.size) for p in palette.load(table).parts}
    return dict(sorted(((k, v) for k, v in held.items() if v), key=lambda row: -row[1]))


def shown(ids: Map, table: str = "car") -> NDArray[np.uint8]:
    """H×W×1 ids → H×W×4 sRGB in the palette's colours; "don't know" is transparent."""
    colours = np.zeros((256, 4), np.uint8)
    for part in palette.load(table).parts:
        colours[part.id] = (*part.colour, 255)
    return colours[ids[..., 0]]


def read(pixels: NDArray[np.uint8], table: str = "car") -> Map:
    """H×W×{3, 4} sRGB in the palette's colours, or near them → H×W×1 ids of the nearest; what is
    less than half opaque is "don't know"."""
    result, packed, rest = _known(pixels, table)
    parts = palette.load(table).parts
    found, places = np.unique(packed[rest], return_inverse=True)
    seen = np.stack([found >> 16, found >> 8 & 255, found & 255], 1).astype(np.int32)
    nearest = np.zeros(len(seen), np.intp)
    closest = np.full(len(seen), np.iinfo(np.int32).max)
    for i, part in enumerate(parts):
        distance = ((seen - np.array(part.colour, np.int32)) ** 2).sum(1)
        nearest[distance < closest] = i
        closest = np.minimum(closest, distance)
    result[rest] = np.array([p.id for p in parts], np.uint8)[nearest[places.reshape(-1)]]
    return result.reshape(*pixels.shape[:2], 1)


def exact(pixels: NDArray[np.uint8], table: str = "car") -> Map:
    """As `read`, but of the palette's own colours alone; a grey picture, H×W×{1, 2}, holds ids.

    Raises BadInput labels.colour.
    """
    if pixels.shape[2] < 3:
        return np.ascontiguousarray(pixels[..., :1])
    result, packed, rest = _known(pixels, table)
    if rest.any():
        raise BadInput("labels.colour", colour=f"#{int(packed[rest][0]):06x}", palette=table)
    return result.reshape(*pixels.shape[:2], 1)


def _known(
    pixels: NDArray[np.uint8], table: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint32], NDArray[np.bool_]]:
    """Of H×W×{3, 4}, flattened: ids as far as colours are exactly a part's, colours as 0xRRGGBB,
    and where there is an opaque one that is no part's."""
    flat = pixels.reshape(-1, pixels.shape[2])
    packed = flat[:, :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    ids = np.full(len(packed), UNKNOWN, np.uint8)
    for part in palette.load(table).parts:
        red, green, blue = part.colour
        ids[packed == (red << 16 | green << 8 | blue)] = part.id
    rest = ids == UNKNOWN
    if pixels.shape[2] == 4:
        clear = flat[:, 3] < 128
        rest &= ~clear
        ids[clear] = UNKNOWN
    return ids, packed, rest


def mapped(ids: Map, mapping: dict[int, int]) -> Map:
    """Ids by another table; those that it does not name become "don't know"."""
    table = np.full(256, UNKNOWN, np.uint8)
    for here, there in mapping.items():
        if 0 <= here < 256 and 0 <= there < 256:
            table[here] = there
    return table[ids]
