"""What undo leads back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.document.layer import Layer
from engine.geometry import Rect


class Selection(Protocol):
    """A frozen value: how much of each pixel is selected."""

    @property
    def bounds(self) -> Rect:
        """A rectangle around all that is selected."""
        ...

    def mask(self, rect: Rect) -> NDArray[np.uint8]:
        """H×W uint8, 255 = wholly selected."""
        ...

    def moved(self, dx: int, dy: int) -> Selection: ...

    def arrays(self) -> Iterator[NDArray[Any]]:
        """What it holds in memory, to count it."""
        ...


@dataclass(frozen=True, eq=False)
class State:
    """A document at one moment: its size, its layers from the bottom to the top (see
    `app.document.stack`), and what is selected; None = nothing, so that all can be painted on."""

    width: int
    height: int
    layers: tuple[Layer, ...] = ()
    selection: Selection | None = None

    @property
    def bounds(self) -> Rect:
        return Rect.of_size(self.width, self.height)

    def arrays(self) -> Iterator[NDArray[Any]]:
        """Every array that the state holds; one that layers share comes several times."""
        for layer in self.layers:
            yield from layer.arrays()
        if self.selection is not None:
            yield from self.selection.arrays()
