"""Label maps as files, and what a designer said of the parts of a renderer's pass. Torch-free."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from engine import palette, paths
from engine.errors import BadInput, CoachlineError
from engine.ops import files, id_passes, json_files
from engine.ops.id_passes import IdPass
from engine.ops.labels import UNKNOWN, Map

LARGEST = 1 << 20  # bytes of a file of parts; it is a page of text
REMEMBERED = 200  # passes
VERSION = 1


def read(path: Path, parts: Mapping[str, int] | None = None, table: str = "car") -> Map:
    """H×W×1 ids of a label map or a renderer's pass.

    parts: ids by key, as in `IdPass.labels`; what is missing in it is taken as it was assigned to
    such a pass before, else as the file itself tells. Raises BadInput as `id_passes.read`,
    labels.unknown for a number and labels.unassigned for colours and objects of which nothing is
    known.
    """
    found = id_passes.read(path)
    told = {**id_passes.suggested(found, table), **remembered(found), **(parts or {})}
    if found.kind == "numbers":
        ids = {part.id for part in palette.load(table).parts} | {UNKNOWN}
        told |= {e.key: int(e.key) for e in found.entries if e.key not in told if int(e.key) in ids}
        stray = found.unassigned(told)
        if stray:
            raise BadInput("labels.unknown", value=stray[0].key, palette=table)
    stray = found.unassigned(told)
    if stray:
        names = ", ".join(e.key for e in stray[:12]) + (" …" if len(stray) > 12 else "")
        raise BadInput("labels.unassigned", path=path, count=len(stray), names=names)
    return found.labels(told)


def read_numbers(path: Path) -> Map:
    """H×W×1, the numbers of a map as they are, for networks with labels of their own.

    Raises BadInput as `id_passes.read`, labels.not_numbers.
    """
    found = id_passes.read(path)
    numbers = [int(e.key) if e.key and found.kind == "numbers" else -1 for e in found.entries]
    if not all(0 <= number < 256 for number in numbers):
        raise BadInput("labels.not_numbers", path=path)
    return found.labels({e.key: n for e, n in zip(found.entries, numbers, strict=True)})


def check_writable(path: Path) -> None:
    """Raises BadInput file.format for another extension than .png, file.folder, file.write."""
    if path.suffix.lower() != ".png":
        raise BadInput("file.format", path=path, extension=path.suffix, known=".png")
    files.check_place(path)


def write(path: Path, ids: Map, table: str = "car") -> None:
    """A PNG of indices in the palette's colours, "don't know" transparent; atomically.

    ids: H×W×1. Raises BadInput as `check_writable`, CoachlineError file.write.
    """
    check_writable(path)
    image = Image.fromarray(np.ascontiguousarray(ids[..., 0]), "P")
    colours = np.zeros((256, 3), np.uint8)
    for part in palette.load(table).parts:
        colours[part.id] = part.colour
    image.putpalette(colours.tobytes(), "RGB")
    told = PngImagePlugin.PngInfo()
    told.add_text("Palette", table)
    part_path = path.with_name(f".{secrets.token_hex(6)}.png")
    try:
        with part_path.open("xb") as f:
            image.save(f, "PNG", transparency=UNKNOWN, pnginfo=told)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part_path, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part_path.unlink(missing_ok=True)


def read_parts(path: Path, table: str = "car") -> dict[str, int]:
    """A file of parts: a JSON object of ids, or names of parts in any language, by key.

    Raises BadInput file.*, labels.parts.
    """
    files.check_readable(path)
    if path.stat().st_size > LARGEST:
        raise BadInput("labels.parts", path=path, reason="it is too large")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told, dict):
            raise ValueError("it is no object")
        return {str(key): part_id(value, table) for key, value in told.items()}
    except (OSError, ValueError, RecursionError) as e:
        raise BadInput("labels.parts", path=path, reason=e) from e


def part_id(value: object, table: str = "car") -> int:
    """The id of a part that is told by its id or by its name in any language.

    Raises ValueError for what is no part.
    """
    parts = palette.load(table).parts
    names = {name.casefold(): p.id for p in parts for _, name in p.names}
    known = {p.id for p in parts} | {UNKNOWN}
    if isinstance(value, str):
        word = value.strip()
        value = int(word) if word.isdecimal() else names.get(word.casefold(), word)
    if isinstance(value, bool) or value not in known:
        raise ValueError(f"“{value}” is no part of the palette “{table}”")
    return int(str(value))


def remembered(found: IdPass) -> dict[str, int]:
    """What was assigned to a pass of the same colours, numbers or objects before."""
    return _held().get(_name(found.entries), {})


def remember(found: IdPass, parts: Mapping[str, int]) -> None:
    """Keep what was assigned, for passes of the same colours, numbers or objects.

    Raises CoachlineError file.write.
    """
    held = _held()
    held.pop(_name(found.entries), None)
    keys = {e.key for e in found.entries}
    held[_name(found.entries)] = {key: id for key, id in parts.items() if key in keys}
    newest = dict(list(held.items())[-REMEMBERED:])
    json_files.write(_file(), {"version": VERSION, "passes": newest})


def _name(entries: Iterable[id_passes.Entry]) -> str:
    keys = json.dumps(sorted(e.key for e in entries), ensure_ascii=False)
    return hashlib.sha256(keys.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file() -> Path:
    return paths.user_data() / "label_passes.json"


def _held() -> dict[str, dict[str, int]]:
    """By name of the pass, the oldest first; a damaged file counts as empty."""
    try:
        passes = json.loads(_file().read_text(encoding="utf-8"))["passes"]
        return {
            str(name): {str(k): int(v) for k, v in told.items() if 0 <= int(v) < 256}
            for name, told in passes.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
