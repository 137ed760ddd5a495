"""A latent as a file: `coachline project` writes it, `coachline edit` reads it. The schema stands
in docs/formats.md."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput, CoachlineError
from engine.ops import files, npz

VERSION = 1
LARGEST = 64 << 20  # bytes of a file
MOST = 1 << 22  # numbers of a latent


@dataclass(frozen=True, eq=False)
class LatentFile:
    """latent: L×W float32. model, sha256: of the generator. height, width: of the picture, in
    pixels. psnr: dB, how well it was met. method, space, steps, label: how it was found."""

    latent: NDArray[np.float32]
    model: str
    sha256: str
    height: int
    width: int
    psnr: float
    method: str
    space: str
    steps: int
    label: int = 0


def save(held: LatentFile, path: Path) -> None:
    """Write atomically. Raises CoachlineError file.write."""
    arrays = {name: np.asarray(value) for name, value in vars(held).items()}
    data = npz.encode({"coachline_latent": np.asarray(VERSION), **arrays})
    part = path.with_name(f".{secrets.token_hex(6)}.npz")
    try:
        with part.open("wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def load(path: Path) -> LatentFile:
    """Read as hostile input. Raises BadInput file.*, latent.file."""
    files.check_readable(path)
    if path.stat().st_size > LARGEST:
        raise BadInput("latent.file", path=path, reason="it is too large")
    try:
        arrays = npz.decode(path.read_bytes())
        version = _number(arrays, "coachline_latent", "iu")
        if version > VERSION:
            raise npz.DamagedError(f"a newer version of Coachline made it: {version}")
        return LatentFile(
            _latent(arrays),
            _text(arrays, "model"),
            _text(arrays, "sha256"),
            int(_number(arrays, "height", "iu")),
            int(_number(arrays, "width", "iu")),
            _number(arrays, "psnr", "f"),
            _text(arrays, "method"),
            _text(arrays, "space"),
            int(_number(arrays, "steps", "iu")),
            int(_number(arrays, "label", "iu")),
        )
    except npz.DamagedError as e:
        raise BadInput("latent.file", path=path, reason=e) from e


def _latent(arrays: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    latent = _entry(arrays, "latent", "f")
    if latent.ndim != 2 or not 0 < latent.size <= MOST or not np.isfinite(latent).all():
        raise npz.DamagedError("its latent is not L×W numbers")
    return latent.astype(np.float32)


def _entry(arrays: dict[str, NDArray[Any]], name: str, kinds: str) -> NDArray[Any]:
    if name not in arrays:
        raise npz.DamagedError(f"it has no “{name}”")
    if arrays[name].dtype.kind not in kinds:
        raise npz.DamagedError(f"“{name}” is {arrays[name].dtype}")
    return arrays[name]


def _number(arrays: dict[str, NDArray[Any]], name: str, kinds: str) -> float:
    value = _entry(arrays, name, kinds)
    if value.shape != ():
        raise npz.DamagedError(f"“{name}” is no single number")
    return value.item()


def _text(arrays: dict[str, NDArray[Any]], name: str) -> str:
    value = _entry(arrays, name, "U")
    if value.shape != ():
        raise npz.DamagedError(f"“{name}” is no single text")
    return str(value)
