"""What a generative tool has asked for, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Purpose(Enum):
    PREVIEW = "preview"
    SHOW = "show"
    LAND = "land"
    VARIANT = "variant"


@dataclass(frozen=True, eq=False)
class Asked:
    """A request that the thread has made. round: see `Generating`; place: of a variant."""

    request: Any
    purpose: Purpose
    layers: Mapping[str, str]
    round: int
    place: int = 0
