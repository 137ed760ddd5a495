"""A recipe and its arrays as files: `<name>.json` and `<name>_<input>.png` beside it."""

from __future__ import annotations

import os
import secrets
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from engine import recipes
from engine.errors import BadInput, CoachlineError
from engine.ops import files
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
            name = f"{path.stem}_{field.name}.png"
            files.write(path.with_name(name), files.Picture(value))
            inputs[field.name] = replace(inputs[field.name], file=name)
    part = path.with_name(f".{secrets.token_hex(6)}.json")
    try:
        part.write_text(replace(recipe, inputs=inputs).to_json() + "\n", encoding="utf-8")
        os.replace(part, path)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e
    finally:
        part.unlink(missing_ok=True)


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
        arrays[name] = files.read(path.with_name(given.file)).pixels
    return recipes.rebuild(recipe, arrays), recipe
