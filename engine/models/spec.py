"""What the runtime has to know of a network family: one ModelSpec a file of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

Shapes = Mapping[str, tuple[int, ...]]  # state-dict key → shape
Options = Mapping[str, Any]  # keyword arguments of `build`


@dataclass(frozen=True)
class ModelSpec:
    """A family of networks.

    family:    its name in cards and lists, e.g. "painter".
    task:      the tool it belongs to, e.g. "sketch".
    recognise: shapes of a state dict → the options that build a net which it fits, or None if
               the state dict is not of this family.
    build:     options → the network, with untrained weights, on the CPU.
    multiple:  height and width of its input must be multiples of this …
    smallest:  … and at least this, in pixels.
    """

    family: str
    task: str
    recognise: Callable[[Shapes], Options | None]
    build: Callable[..., nn.Module]
    multiple: int = 1
    smallest: int = 1
