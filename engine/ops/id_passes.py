"""What a renderer tells of its objects: flat colours, numbers or a Cryptomatte, → part labels.
Torch-free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine import palette
from engine.errors import BadInput
from engine.ops import colour, cryptomatte, exr_channels, files
from engine.ops.labels import UNKNOWN, Map

MOST = 256  # colours or numbers; more is no pass of parts
NOTHING = ""  # the key of what is transparent or of no object
FEWEST = 8  # pixels of a part without 2×2 of them, in a pass with soft borders
RIM = 3 / 255  # how far a colour of a soft border may lie beside the line between two others
# Channels of EXR files that hold numbers of objects or materials, the likeliest first.
NUMBERED = (
    *(r"(^|\.)index_?ob\b", r"(^|\.)object_?id\b", r"(^|[._])id\b"),
    *(r"(^|\.)index_?ma\b", r"(^|\.)material_?id\b", r"(^|\.)mat_?id\b"),
)
PNG_SIGNATURE, INDEXED = b"\x89PNG\r\n\x1a\n", b"\x03"  # the latter 26th in such a file


@dataclass(frozen=True)
class Entry:
    """What a file tells apart. key: how a mapping calls it: "#d9412f", "12" or an object's name,
    NOTHING where there is none. colour: sRGB to show it in, if it has one. share: of the picture,
    in [0, 1]."""

    key: str
    colour: tuple[int, int, int] | None
    share: float


@dataclass(frozen=True, eq=False)
class IdPass:
    """entries: by ascending number, or by descending share. places: H×W uint16, the entry of each
    pixel. matte: of a Cryptomatte; its names are the entries.
    """

    kind: Literal["numbers", "colours", "objects"]
    entries: tuple[Entry, ...]
    places: NDArray[np.uint16]
    matte: cryptomatte.Matte | None = None

    def labels(self, parts: Mapping[str, int]) -> Map:
        """H×W×1 ids. parts: id by key; what it does not name is "don't know". Of a Cryptomatte the
        part that fills most of a pixel, however many objects it is of."""
        table = np.full(1 << 16, UNKNOWN, np.uint8)
        table[: len(self.entries)] = [parts.get(e.key, UNKNOWN) for e in self.entries]
        if self.matte is None:
            return table[self.places][..., None]
        best = np.zeros(self.places.shape, np.float16)
        ids = np.full(self.places.shape, UNKNOWN, np.uint8)
        empty = 1 - sum(shares.astype(np.float32) for _, shares in self.matte.ranks)
        for id in sorted(set(table[: len(self.entries)].tolist())):
            cover = np.zeros(self.places.shape, np.float32)
            for objects, shares in self.matte.ranks:
                cover += np.where((table[objects] == id) & (objects > 0), shares, 0)
            if table[0] == id:  # of nothing
                cover += np.maximum(empty, 0)
            wins = cover > best
            ids[wins] = id
            best[wins] = cover[wins]
        return ids[..., None]

    def unassigned(self, parts: Mapping[str, int]) -> tuple[Entry, ...]:
        """Those that nothing is said of."""
        return tuple(e for e in self.entries if e.key not in parts)


def read(path: Path, layer: str | None = None) -> IdPass:
    """Read a pass of parts: PNG, TIFF or EXR.

    Colours between two others along a soft border count as the nearer of the two.
    layer: of a Cryptomatte with several. Raises BadInput file.*, labels.not_flat.
    """
    files.check_readable(path)
    with path.open("rb") as f:
        start = f.read(26)
    if start.startswith(PNG_SIGNATURE) and start[25:26] == INDEXED:
        return _indexed(path)
    matte = cryptomatte.read(path, layer)
    if matte is not None:
        return _of_matte(matte)
    numbers = _numbered_channel(path)
    if numbers is None:
        picture = files.read(path)
        if picture.pixels.shape[2] > 1:
            return _of_colours(colour.to_srgb8(picture.pixels, picture.icc), path)
        numbers = picture.pixels[..., 0]
    return _of_numbers(numbers, path, {})


def suggested(found: IdPass, table: str = "car") -> dict[str, int]:
    """Ids by key, as far as the file itself tells them: exact colours of the palette, numbers that
    are all its own, names of objects with a word for a part."""
    parts = palette.load(table).parts
    ids = {part.id for part in parts}
    by_colour = {part.colour: part.id for part in parts}
    if found.kind == "objects":
        guesses = {e.key: part_of_name(e.key, table) for e in found.entries}
        return {key: id for key, id in guesses.items() if id is not None} | {NOTHING: 0}
    coloured = {e.key: by_colour.get(e.colour) for e in found.entries if e.colour and e.key}
    same = {key: id for key, id in coloured.items() if id is not None}
    nothing = {e.key: UNKNOWN for e in found.entries if e.key == NOTHING}
    if found.kind == "colours" or (same and len(same) == len(coloured)):
        return same | nothing
    numbers = {e.key: int(e.key) for e in found.entries if e.key}
    fit = set(numbers.values()) <= ids | {UNKNOWN}
    return numbers | nothing if fit else nothing


# Words of object names, in lower case, and the part that they tell.
WORDS = {
    0: ("background", "sky", "backdrop", "hdri", "背景", "天空"),
    1: ("ground", "floor", "road", "street", "地面", "地板", "道路"),
    2: ("paint", "body", "bonnet", "hood", "door", "fender", "roof", "wing", "trunk", "tailgate",
        "车漆", "车身", "车门", "引擎盖", "车顶"),
    3: ("glass", "window", "windshield", "windscreen", "玻璃", "车窗", "风挡"),
    4: ("headlight", "headlamp", "head_light", "前灯", "大灯"),
    5: ("taillight", "taillamp", "rearlight", "brakelight", "tail_light", "尾灯"),
    6: ("grille", "grill", "格栅"),
    7: ("cladding", "bumper", "sill", "护板", "保险杠"),
    8: ("tyre", "tire", "rubber", "轮胎"),
    9: ("rim", "wheel", "alloy", "轮辋", "轮毂", "车轮"),
    10: ("mirror", "后视镜"),
    11: ("seam", "gap", "shutline", "接缝"),
    12: ("handle", "把手"),
    13: ("plate", "车牌"),
    14: ("wheelwell", "wheel_well", "wheelarch", "wheel_arch", "arch", "轮罩", "轮拱"),
    15: ("badge", "logo", "emblem", "徽标", "车标"),
    16: ("wiper", "雨刮"),
    17: ("exhaust", "muffler", "排气管"),
}  # fmt: skip


def part_of_name(name: str, table: str = "car") -> int | None:
    """The part that an object's name tells, e.g. "Wheel_Rim.003" → 9; None = none.

    The palette's own names go first, then the longest of our words in it.
    """
    plain = re.sub(r"[\s\-.]+", "_", name.casefold())
    for part in palette.load(table).parts:
        if plain in {text.casefold().replace(" ", "_") for _, text in part.names}:
            return part.id
    if table != "car":
        return None
    held = [(len(word), id) for id, words in WORDS.items() for word in words if word in plain]
    return max(held)[1] if held else None


def _indexed(path: Path) -> IdPass:
    """A PNG of indices, which OpenImageIO would turn into colours."""
    try:
        with Image.open(path) as image:
            width, height = image.size
            exr_channels.check_size(path, width, height, 6)
            numbers = np.asarray(image)
            held = image.getpalette() or []
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as e:
        raise BadInput("file.unreadable", path=path, reason=str(e) or type(e).__name__) from e
    reds, greens, blues = held[::3], held[1::3], held[2::3]
    colours = dict(enumerate(zip(reds, greens, blues, strict=False)))
    return _of_numbers(numbers, path, colours)


def _numbered_channel(path: Path) -> NDArray[Any] | None:
    """H×W, the channel of an EXR with numbers of objects; None = there is none."""
    import OpenImageIO as oiio

    source = oiio.ImageInput.open(str(path))
    if source is None:
        return None
    try:
        part = 0
        while source.format_name() == "openexr" and source.seek_subimage(part, 0):
            spec = source.spec()
            for pattern in NUMBERED:
                for index, name in enumerate(spec.channelnames):
                    if re.search(pattern, name.casefold()):
                        exr_channels.check_size(path, spec.width, spec.height, 24)
                        return exr_channels.read(source, part, index, path)
            part += 1
    finally:
        source.close()
    return None


def _of_matte(matte: cryptomatte.Matte) -> IdPass:
    places = matte.ranks[0][0]
    covers = np.zeros(len(matte.names))
    for objects, shares in matte.ranks:
        covers += np.bincount(objects.reshape(-1), shares.reshape(-1), len(matte.names))
    covers[0] = max(0.0, places.size - covers[1:].sum())  # the rest is nothing
    shown = [
        Entry(name, None, cover / places.size)
        for name, cover in zip(matte.names, covers.tolist(), strict=True)
    ]
    return IdPass("objects", tuple(shown), places, matte)


def _of_numbers(
    numbers: NDArray[Any], path: Path, colours: Mapping[int, tuple[int, int, int]]
) -> IdPass:
    """H×W whole numbers. Raises BadInput labels.not_flat."""
    if numbers.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = np.rint(numbers)
            if not (np.abs(numbers - whole) < 1e-3).all() or abs(whole).max() > 2**31:
                raise BadInput("labels.not_flat", path=path, most=MOST)
        numbers = whole.astype(np.int64)
    found, counts = _counted(numbers)
    if len(found) > MOST:
        raise BadInput("labels.not_flat", path=path, most=MOST)
    entries = tuple(
        Entry(str(n), colours.get(n), c / numbers.size)
        for n, c in zip(found.tolist(), counts.tolist(), strict=True)
    )
    return IdPass("numbers", entries, np.searchsorted(found, numbers).astype(np.uint16))


def _counted(numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The values that occur, ascending, and how often each does."""
    if numbers.dtype.kind == "u" and numbers.max() <= 1 << 24:  # without sorting them all
        every = np.bincount(numbers.reshape(-1))
        found = np.flatnonzero(every)
        return found, every[found]
    return np.unique(numbers, return_counts=True)


def _of_colours(pixels: NDArray[np.uint8], path: Path) -> IdPass:
    """H×W×{2, 3, 4} sRGB. Raises BadInput labels.not_flat."""
    rgb = colour.rgba(pixels)
    packed = rgb[..., :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    packed[rgb[..., 3] < 128] = 1 << 24  # nothing
    found, counts = _counted(packed)
    place_of = np.zeros((1 << 24) + 1, np.int32)
    place_of[found] = np.arange(len(found))
    places = place_of[packed]
    flat = _flat(found, places, counts)
    if not 0 < flat.sum() <= MOST:
        raise BadInput("labels.not_flat", path=path, most=MOST)
    order = np.flatnonzero(flat)[np.argsort(-counts[flat], kind="stable")]
    entry_of = np.full(len(found), -1, np.int32)
    entry_of[order] = np.arange(len(order))
    entries = entry_of[places]
    _resolve(entries, packed, _unpacked(found[order]))
    shares = np.bincount(entries.reshape(-1), minlength=len(order)) / entries.size
    return IdPass(
        "colours",
        tuple(_entry(int(found[i]), float(s)) for i, s in zip(order, shares, strict=True)),
        entries.astype(np.uint16),
    )


def _entry(packed: int, share: float) -> Entry:
    if packed == 1 << 24:
        return Entry(NOTHING, None, share)
    rgb = (packed >> 16, packed >> 8 & 255, packed & 255)
    return Entry(f"#{packed:06x}", rgb, share)


def _unpacked(packed: NDArray[np.uint32]) -> NDArray[np.float32]:
    """N → N×3 in [0, 255]; of nothing far away from all colours."""
    rgb = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], 1).astype(np.float32)
    rgb[packed == 1 << 24] = 1e4
    return rgb


def _flat(
    found: NDArray[np.uint32], places: NDArray[np.int32], counts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which colours are parts, and which come of soft borders: a part has 2×2 pixels somewhere,
    or its colour does not lie between those of two parts that have."""
    solid = np.zeros(len(found), bool)
    corner = places[:-1, :-1]
    same = (corner == places[1:, :-1]) & (corner == places[:-1, 1:]) & (corner == places[1:, 1:])
    solid[np.unique(corner[same])] = True
    if not solid.any():
        return np.full(len(found), len(found) <= MOST)
    if solid.sum() > MOST:
        return solid  # too many already
    rest = np.flatnonzero(~solid)
    ends = _unpacked(found[solid & (found < 1 << 24)]) / 255
    colours = _unpacked(found[rest]) / 255
    between = np.zeros(len(rest), bool)
    for i, start in enumerate(ends[:-1]):
        way = ends[i + 1 :] - start  # K×3
        length = (way**2).sum(1)
        for block in range(0, len(rest), 4096):
            off = colours[block : block + 4096, None] - start  # N×1×3
            along = np.clip((off * way).sum(2) / length, 0, 1)
            beside = off - along[..., None] * way
            between[block : block + 4096] |= ((beside**2).sum(2) < RIM**2).any(1)
    # Where three parts meet, soft borders have colours that lie between no two.
    alone = ~between & (counts[rest] >= FEWEST) if between.any() else ~between
    solid[rest[alone]] = True
    return solid


def _resolve(
    entries: NDArray[np.int32], packed: NDArray[np.uint32], colours: NDArray[np.float32]
) -> None:
    """Give the pixels of soft borders, -1, to the nearest colour of a part around them, in place;
    where there is none, to the nearest of all."""
    y, x = np.nonzero(entries < 0)
    if not len(y):
        return
    own = _unpacked(packed[y, x])
    best = np.full(len(y), np.inf, np.float32)
    nearest = np.full(len(y), -1, np.int32)
    around = cv2.copyMakeBorder(entries, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=-1)
    for dy in range(5):
        for dx in range(5):
            beside = around[y + dy, x + dx]
            distance = ((own - colours[beside]) ** 2).sum(1)
            closer = (beside >= 0) & (distance < best)
            nearest[closer], best[closer] = beside[closer], distance[closer]
    for place in np.array_split(np.flatnonzero(nearest < 0), max(1, len(y) >> 14)):
        away = ((own[place, None] - colours) ** 2).sum(2)
        nearest[place] = away.argmin(1)
    entries[y, x] = nearest
