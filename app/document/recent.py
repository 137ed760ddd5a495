"""The files that were open last, with small pictures of them."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

from app.document.compose import flatten
from app.document.document import Document
from app.document.store import thumbnail
from engine import paths
from engine.ops.colour import to_srgb8
from engine.ops.files import encode_png

MOST = 12


def listed() -> list[Path]:
    """The newest first; also those that are on a drive that is not there now."""
    try:
        names = json.loads(_list().read_bytes())
        return [Path(name) for name in names if isinstance(name, str)][:MOST]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def picture_of(path: Path) -> Path:
    """Where the small PNG of a file lies, if there is one."""
    name = hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    return paths.user_data() / "thumbnails" / f"{name[:32]}.png"


def add(path: Path, document: Document) -> None:
    """Note a file that was opened or saved. document: a snapshot. Raises OSError."""
    path = path.absolute()
    pixels = to_srgb8(flatten(document.layers, document.bounds, document.dtype), document.icc)
    _write(picture_of(path), encode_png(thumbnail(pixels)))
    _keep([path, *(other for other in listed() if other != path)])


def forget_gone(path: Path) -> None:
    """Leave a file out that is not there any more. Raises OSError."""
    if not path.exists():
        picture_of(path).unlink(missing_ok=True)
        _keep([other for other in listed() if other != path])


def _keep(files: list[Path]) -> None:
    for gone in files[MOST:]:
        picture_of(gone).unlink(missing_ok=True)
    names = [str(path) for path in files[:MOST]]
    _write(_list(), json.dumps(names, indent=1).encode("utf-8", "surrogateescape"))


def _list() -> Path:
    return paths.user_data() / "recent.json"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
