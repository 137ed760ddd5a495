"""What undo leads back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from app.document.layer import Layer
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.document.selection import Selection


@dataclass(frozen=True, eq=False)
class State:
    """A document at one moment: its size, its layers from the bottom to the top (see
    `app.document.stack`), and what is selected; None = nothing, so that all can be painted on.

    saved: selections that are kept for later, by name."""

    width: int
    height: int
    layers: tuple[Layer, ...] = ()
    selection: Selection | None = None
    saved: tuple[tuple[str, Selection], ...] = ()

    @property
    def bounds(self) -> Rect:
        return Rect.of_size(self.width, self.height)

    def arrays(self) -> Iterator[NDArray[Any]]:
        """Every array that the state holds; one that layers share comes several times."""
        for layer in self.layers:
            yield from layer.arrays()
        if self.selection is not None:
            yield from self.selection.arrays()
        for _, selection in self.saved:
            yield from selection.arrays()
