"""A recipe and its arrays as files: `<name>.json` and `<name>_<input>.png` (`.exr`, `.npz`) beside
it."""

from __future__ import annotations

import os
import secrets
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import recipes
from engine.errors import BadInput, CoachlineError
from engine.ops import files, npz
from engine.recipes import Recipe
from engine.requests import Request

LARGEST = 1 << 20  # bytes; a recipe is a page of text


def save(request: Request, recipe: Recipe, path: Path) -> None:
    """Write the arrays, then the recipe, so that a recipe never lacks an array.

    Raises CoachlineError file.write.
    """
    inputs = dict(recipe.inputs)
    for field in fields(request):
        value = getattr(request, field.name)
        if isinstance(value, np.ndarray):
            name = f"{path.stem}_{field.name}{suffix(value)}"
            _write(value, path.with_name(name))
            inputs[field.name] = replace(inputs[field.name], file=name)
    _put(path, (replace(recipe, inputs=inputs).to_json() + "\n").encode())


def suffix(array: NDArray[Any]) -> str:
    """Of the file that keeps every number of an array: a picture or, such as a latent, none."""
    if array.ndim != 3 or array.shape[2] > 4 or array.dtype.kind not in "uf":
        return ".npz"
    return ".exr" if array.dtype.kind == "f" else ".png"


def _write(array: NDArray[Any], path: Path) -> None:
    if path.suffix == ".npz":
        _put(path, npz.encode({"array": array}))
    else:
        files.write(path, files.Picture(array))


def _put(path: Path, data: bytes) -> None:
    """Write atomically. Raises CoachlineError file.write."""
    part = path.with_name(f".{secrets.token_hex(6)}{path.suffix}")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path, name: str) -> NDArray[Any]:
    """Raises BadInput file.*, recipe.input."""
    if path.suffix != ".npz":
        return files.read(path).pixels
    files.check_readable(path)
    if path.stat().st_size > npz.LARGEST:
        raise BadInput("recipe.input", name=name, path=path.name)
    try:
        return npz.decode(path.read_bytes())["array"]
    except (npz.DamagedError, KeyError) as e:
        raise BadInput("recipe.input", name=name, path=path.name) from e


def load(path: Path) -> tuple[Request, Recipe]:
    """Read a recipe and the arrays beside it.

    Raises BadInput file.*, recipe.damaged, recipe.newer, recipe.input.
    """
    if not path.exists():
        raise BadInput("file.missing", path=path)
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if path.stat().st_size > LARGEST:
        raise BadInput("recipe.damaged", path=path, reason="it is too large")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as e:
        raise BadInput("file.no_permission", path=path, reason=e.strerror) from e
    except UnicodeDecodeError as e:
        raise BadInput("recipe.damaged", path=path, reason="it is not text") from e
    recipe = Recipe.from_json(text, str(path))
    arrays = {}
    for name, given in recipe.inputs.items():
        if given.file is None:
            raise BadInput("recipe.input", name=name, path=name)
        arrays[name] = _read(path.with_name(given.file), name)
    return recipes.rebuild(recipe, arrays), recipe
