"""Cryptomatte (Friedman & Jones 2015): an EXR that says, pixel by pixel, how much of it is which
object. Torch-free.

Channels come in pairs of ranks, the object's number and its share of the pixel, largest first.
The number is a hash of the object's name, with its bits read as a float; the manifest in the
header has the names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.ops import exr_channels, files

LARGEST_MANIFEST = 64 << 20  # characters
MOST_NAMES = 65_000  # that fit into 16 bits, with some room
PREFERRED = ("object", "asset", "material")  # layers by what their names end with


@dataclass(frozen=True, eq=False)
class Matte:
    """One layer of a file.

    names:  of the objects, and of nothing at 0: "".
    ranks:  pairs of H×W uint16 indices of names and H×W float16 shares in [0, 1], largest first.
    layer, layers: the name of this one, and of all that the file has.
    """

    names: tuple[str, ...]
    ranks: tuple[tuple[NDArray[np.uint16], NDArray[np.float16]], ...]
    layer: str
    layers: tuple[str, ...]


def read(path: Path, layer: str | None = None) -> Matte | None:
    """A layer of a Cryptomatte; None = the file has none. layer: None = objects, if there are.

    Objects that the manifest does not name are called by their number, such as "#3f2a11b0".
    Raises BadInput file.*, as `engine.ops.files.read`.
    """
    import OpenImageIO as oiio

    files.check_readable(path)
    source = oiio.ImageInput.open(str(path))  # alpha as it is: these are no colours
    if source is None:
        return None
    try:
        found = _layers(source)
        if not found:
            return None
        chosen = layer if layer in found else _preferred(tuple(found))
        part, keys = found[chosen]
        source.seek_subimage(part, 0)
        spec = source.spec()
        pairs = _pairs(list(spec.channelnames), chosen)
        if not pairs:
            reason = f"“{chosen}” has no channels"
            raise BadInput("file.unreadable", path=path, reason=reason)
        exr_channels.check_size(path, spec.width, spec.height, 24 + 4 * len(pairs))
        numbers, names = _named(keys.get("manifest"))
        ranks = []
        for number, share in pairs:
            values = exr_channels.read(source, part, number, path).view(np.uint32)
            held = np.nan_to_num(exr_channels.read(source, part, share, path), posinf=0, neginf=0)
            shares = np.clip(held, 0, 1).astype(np.float16)
            values = np.where(shares > 0, values, np.uint32(0))
            numbers, names, places = _placed(values, numbers, names, path)
            ranks.append((places, shares))
    finally:
        source.close()
    return Matte(*_seen(names, ranks), chosen, tuple(found))


def _layers(source: Any) -> dict[str, tuple[int, dict[str, str]]]:
    """Name of each layer → in which part of the file it is, and what its header tells."""
    found: dict[str, tuple[int, dict[str, str]]] = {}
    part = 0
    while source.seek_subimage(part, 0):
        spec = source.spec()
        told: dict[str, dict[str, str]] = {}
        for attribute in spec.extra_attribs:
            head, _, rest = attribute.name.partition("/")
            id, _, key = rest.partition("/")
            if head == "cryptomatte" and key and isinstance(attribute.value, str):
                told.setdefault(id, {})[key] = attribute.value
        for keys in told.values():
            name = keys.get("name", "")
            # In a file of several parts the header may stand in each of them.
            if name and name not in found and _pairs(list(spec.channelnames), name):
                found[name] = (part, keys)
        part += 1
    return found


def _preferred(names: tuple[str, ...]) -> str:
    for word in PREFERRED:
        for name in names:
            if name.lower().endswith(word):
                return name
    return names[0]


def _pairs(channels: list[str], layer: str) -> list[tuple[int, int]]:
    """Indices of the channels with numbers and with shares, by rank."""
    found: dict[tuple[int, int], int] = {}
    order = {"r": 0, "g": 1, "b": 2, "a": 3, "red": 0, "green": 1, "blue": 2, "alpha": 3}
    for index, channel in enumerate(channels):
        stem, _, letter = channel.rpartition(".")
        number = stem[len(layer) :]
        if stem.startswith(layer) and number.isdecimal() and letter.lower() in order:
            found[int(number), order[letter.lower()]] = index
    levels = sorted({level for level, _ in found})
    pairs = [(level, first) for level in levels for first in (0, 2)]
    return [
        (found[level, first], found[level, first + 1])
        for level, first in pairs
        if (level, first) in found and (level, first + 1) in found
    ]


def _named(manifest: str | None) -> tuple[NDArray[np.uint32], list[str]]:
    """Numbers and names, nothing first. What cannot be read of the manifest counts as missing."""
    numbers, names = [0], [""]
    if manifest is not None and len(manifest) <= LARGEST_MANIFEST:
        try:
            table = json.loads(manifest)
        except (ValueError, RecursionError):
            table = {}
        for name, number in table.items() if isinstance(table, Mapping) else ():
            try:
                value = int(str(number), 16)
            except ValueError:
                continue
            if 0 < value < 1 << 32 and len(names) < MOST_NAMES:
                numbers.append(value)
                names.append(str(name))
    return np.array(numbers, np.uint32), names


def _placed(
    values: NDArray[np.uint32], numbers: NDArray[np.uint32], names: list[str], path: Path
) -> tuple[NDArray[np.uint32], list[str], NDArray[np.uint16]]:
    """Numbers and names, with those that are in the picture but not in the manifest, and which of
    them each pixel has. Raises BadInput file.unreadable."""
    order = np.argsort(numbers, kind="stable")
    places = order[np.minimum(np.searchsorted(numbers, values, sorter=order), len(order) - 1)]
    strays = np.unique(values[numbers[places] != values])
    if not len(strays):
        return numbers, names, places.astype(np.uint16)
    if len(names) + len(strays) > MOST_NAMES:
        reason = f"it has more than {MOST_NAMES} objects"
        raise BadInput("file.unreadable", path=path, reason=reason)
    more = [*names, *(f"#{value:08x}" for value in strays)]
    return _placed(values, np.append(numbers, strays), more, path)


def _seen(
    names: list[str], ranks: list[tuple[NDArray[np.uint16], NDArray[np.float16]]]
) -> tuple[tuple[str, ...], tuple[tuple[NDArray[np.uint16], NDArray[np.float16]], ...]]:
    """Without the names that no pixel has; nothing stays the first."""
    counts = sum(np.bincount(places.reshape(-1), minlength=len(names)) for places, _ in ranks)
    there = np.asarray(counts) > 0
    there[0] = True
    new = (np.cumsum(there) - 1).astype(np.uint16)
    held = tuple(name for name, seen in zip(names, there, strict=True) if seen)
    return held, tuple((new[places], shares) for places, shares in ranks)
