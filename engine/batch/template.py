"""What a batch asks of every picture: a request without the picture."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from engine import recipes
from engine.geometry import Rect
from engine.label_requests import SemanticRequest
from engine.ops import colour, labels
from engine.ops.files import Picture
from engine.requests import Request, subject


def template_of(request: Request) -> Request:
    """A request without its picture: what a recipe asks for of any picture."""
    pixels = np.zeros((1, 1, 3), np.uint8)
    values: dict[str, Any] = {subject(type(request)): pixels, "region": Rect.of_size(1, 1)}
    if "preview" in {f.name for f in fields(request)}:
        values["preview"] = False
    return replace(request, **values)


def request_for(template: Request, picture: Picture) -> tuple[Request, Picture]:
    """The request for a picture; and what its result keeps of it beside the pixels.

    Raises BadInput labels.colour where a label map is wanted and the picture is none.
    """
    own_numbers = getattr(template, "any_depth", False)
    pixels = picture.pixels if own_numbers else colour.to_srgb8(picture.pixels, picture.icc)
    if isinstance(template, SemanticRequest):
        pixels = labels.exact(pixels, template.palette)
    pixels.setflags(write=False)
    height, width = pixels.shape[:2]
    values: dict[str, Any] = {
        subject(type(template)): pixels,
        "region": Rect.of_size(width, height),
    }
    keeps_profile = own_numbers and pixels.dtype.kind == "u"
    about = replace(
        picture,
        pixels=np.zeros((0, 0, 1), np.uint8),
        icc=picture.icc if keeps_profile else None,
    )
    return replace(template, **values), about


def described(template: Request, model_hash: str, quality: int) -> dict[str, Any]:
    """What all results of a batch depend on beside their pictures, as the manifest keeps it."""
    recipe = recipes.describe(template, model_hash)
    name = subject(type(template))
    return {
        "tool": recipe.tool,
        "model": {"name": recipe.model, "sha256": recipe.model_sha256},
        "seed": recipe.seed,
        "parameters": dict(recipe.parameters),
        "inputs": {k: {"sha256": i.sha256} for k, i in recipe.inputs.items() if k != name},
        "quality": quality,
    }
