"""Which labels of models of others the parts of a car are, as the designer said once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine import paths
from engine.errors import CoachlineError
from engine.ops import json_files
from engine.ops.labels import mapping_of_text

VERSION = 1


def count_of(card: Mapping[str, Any]) -> int:
    """How many labels of its own a model has, by its card; 0 = it knows the parts as they are."""
    face = card.get("interface")
    if not isinstance(face, dict):
        return 0
    numbers = [face.get(name, 0) for name in ("labels", "edges", "unknown")]
    if not all(isinstance(n, int) for n in numbers):
        return 0
    return max(0, int(numbers[0]) - int(numbers[1]) - int(numbers[2]))


def mapping(model: str) -> str:
    """What was said of a model, as SemanticRequest takes it; "" = nothing yet."""
    return _held().get(model, "")


def keep_mapping(model: str, told: str) -> None:
    """Remember what was said of a model. Raises CoachlineError file.write."""
    json_files.write(_file(), {"version": VERSION, "models": {**_held(), model: told}})


def _file() -> Path:
    return paths.user_data() / "label_models.json"


def _held() -> dict[str, str]:
    """By model; a damaged file, and what in it is no mapping, count as nothing said."""
    try:
        models = json.loads(_file().read_text(encoding="utf-8"))["models"]
        held = {str(name): str(told) for name, told in models.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: told for name, told in held.items() if _reads(told)}


def _reads(told: str) -> bool:
    try:
        return bool(mapping_of_text(told))
    except CoachlineError:
        return False
