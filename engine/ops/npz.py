"""Arrays that are no pictures ⇄ NPZ: a zip of numpy's own format, in which nothing is executed."""

from __future__ import annotations

import io
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

LARGEST = 64 << 20  # bytes of all arrays together
MOST = 64  # arrays
# What zipfile meets in a damaged zip.
TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    LookupError,
    OSError,
    RuntimeError,
    EOFError,
)
KINDS = "fiubU"  # floats, whole numbers, booleans, texts


class DamagedError(Exception):
    """Why something is no NPZ of plain arrays."""


def encode(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The same arrays give the same bytes."""
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]  # a stub that fears a keyword
    return packed.getvalue()


def decode(data: bytes) -> dict[str, NDArray[Any]]:
    """Read as hostile input: what an entry says about its size is believed only as far as it
    holds. Raises DamagedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST or sum(e.file_size for e in entries) > LARGEST:
                raise DamagedError("it is too large")
            return {_name(e): _array(archive, e) for e in entries}
    except TROUBLE as e:
        raise DamagedError(str(e) or type(e).__name__) from e


def _name(entry: zipfile.ZipInfo) -> str:
    name, dot, suffix = entry.filename.rpartition(".")
    packing = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not name.isidentifier() or dot + suffix != ".npy" or entry.compress_type not in packing:
        raise DamagedError(f"{entry.filename!r} is no array")
    return name


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[Any]:
    with archive.open(entry) as packed:
        held = packed.read(entry.file_size + 1)
    if len(held) != entry.file_size:
        raise DamagedError(f"{entry.filename} is cut off")
    stream = io.BytesIO(held)
    try:
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        shape, _, dtype = readers[npy.read_magic(stream)](stream)
        if dtype.hasobject or dtype.kind not in KINDS:
            raise DamagedError(f"{entry.filename} holds {dtype}")
        if (
            min(shape, default=1) < 0
            or math.prod(shape) * dtype.itemsize != len(held) - stream.tell()
        ):
            raise DamagedError(f"{entry.filename} does not hold what it says")
        stream.seek(0)
        array: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    except (KeyError, ValueError, TypeError, SyntaxError, OverflowError) as e:
        raise DamagedError(f"{entry.filename}: {e}") from e
    return array
