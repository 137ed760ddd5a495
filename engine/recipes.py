"""A recipe is a request as versioned JSON: how a generated picture came about, to run it again.

Arrays stand in it by content hash, and lie beside it as PNG files. One schema for generated
layers, project files, `coachline run` and batches; docs/formats.md describes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.geometry import Rect

if TYPE_CHECKING:
    from engine.requests import Request

VERSION = 1


@dataclass(frozen=True)
class Input:
    """An array of a request: the hash of its content, and where it came from, if known.

    layer: id of the document's layer. file: name of the PNG beside the recipe.
    """

    sha256: str
    layer: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Recipe:
    """A request without its arrays. parameters: every other field of the request."""

    tool: str
    model: str
    model_sha256: str
    region: Rect
    seed: int
    parameters: Mapping[str, bool | int | float | str | None] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(
            {
                "coachline_recipe": VERSION,
                "tool": self.tool,
                "model": {"name": self.model, "sha256": self.model_sha256},
                "region": [self.region.x0, self.region.y0, self.region.x1, self.region.y1],
                "seed": self.seed,
                "parameters": dict(self.parameters),
                "inputs": {
                    name: {k: v for k, v in vars(i).items() if v is not None}
                    for name, i in self.inputs.items()
                },
            },
            indent=2,
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str | bytes, path: str = "the recipe") -> Recipe:
        """Read as hostile input. Raises BadInput recipe.damaged or recipe.newer naming `path`."""
        try:
            table = json.loads(text)
            version = table["coachline_recipe"]
            if isinstance(version, int) and version > VERSION:
                raise BadInput("recipe.newer", path=path, version=version)
            region = Rect(*map(_whole, table["region"]))
            parameters = table["parameters"]
            for key, value in parameters.items():
                if not isinstance(value, bool | int | float | str | None):
                    raise TypeError(f"parameter {key!r} is a {type(value).__name__}")
            inputs = {
                str(name): Input(
                    _text(i["sha256"]),
                    _text(i["layer"]) if "layer" in i else None,
                    _file_name(i["file"]) if "file" in i else None,
                )
                for name, i in table["inputs"].items()
            }
            return cls(
                _text(table["tool"]),
                _text(table["model"]["name"]),
                _text(table["model"]["sha256"]),
                region,
                _whole(table["seed"]),
                dict(parameters),
                inputs,
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as e:
            raise BadInput("recipe.damaged", path=path, reason=str(e) or type(e).__name__) from e


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _file_name(value: object) -> str:
    name = _text(value)
    if name in ("", ".", "..") or any(c in name for c in "/\\:\0"):
        raise ValueError(f"{name!r} is not a plain file name")
    return name


def content_hash(array: NDArray[Any]) -> str:
    """SHA-256 over dtype, shape and values (little-endian, C order)."""
    plain = np.ascontiguousarray(array)
    plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    head = f"{plain.dtype.str.lstrip('<|')} {plain.shape}".encode()
    return hashlib.sha256(head + plain.tobytes()).hexdigest()


def describe(
    request: Request, model_sha256: str, layers: Mapping[str, str] | None = None
) -> Recipe:
    """The recipe of a request. layers: ids of the layers that its arrays came from."""
    parameters: dict[str, bool | int | float | str | None] = {}
    inputs: dict[str, Input] = {}
    for f in fields(request):
        value = getattr(request, f.name)
        if f.name in ("model", "region", "seed"):
            continue
        if isinstance(value, np.ndarray):
            inputs[f.name] = Input(content_hash(value), (layers or {}).get(f.name))
        else:
            parameters[f.name] = value
    return Recipe(
        request.tool,
        request.model,
        model_sha256,
        request.region,
        getattr(request, "seed", 0),  # not every tool draws lots
        parameters,
        inputs,
    )


def rebuild(recipe: Recipe, arrays: Mapping[str, NDArray[Any]]) -> Request:
    """The request of a recipe. arrays: by input name; their content is checked.

    Raises BadInput recipe.damaged for an unknown tool or field, recipe.input for a wrong array.
    """
    from engine.requests import REQUESTS, sealed

    request = REQUESTS.get(recipe.tool)
    if request is None:
        raise BadInput("recipe.damaged", path="the recipe", reason=f"no tool {recipe.tool!r}")
    for name, given in recipe.inputs.items():
        if name not in arrays or content_hash(arrays[name]) != given.sha256:
            raise BadInput("recipe.input", name=name, path=given.file or name)
    known = {f.name for f in fields(request)}
    unknown = {*recipe.parameters, *recipe.inputs} - known
    if unknown:
        reason = f"{recipe.tool} has no field {', '.join(sorted(unknown))}"
        raise BadInput("recipe.damaged", path="the recipe", reason=reason)
    values: dict[str, Any] = dict(recipe.parameters)
    if "seed" in known:
        values["seed"] = recipe.seed
    values |= {name: sealed(arrays[name]) for name in recipe.inputs}
    try:
        return request(model=recipe.model, region=recipe.region, **values)
    except TypeError as e:  # a required field is not there
        raise BadInput("recipe.damaged", path="the recipe", reason=str(e)) from e
