"""A latent edit as one value, which undo leads back to, and the requests that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.document.constraints import Constraints
from engine.geometry import Rect
from engine.latent_requests import MoveRequest
from engine.requests import Pixels, sealed

LEVELS = ("coarse", "middle", "fine")
CANDIDATES = 4
STEPS = 60  # of the optimiser, after the constraints changed last


@dataclass(frozen=True)
class Weights:
    """1 = the usual, see EditRequest."""

    colour: float = 1.0
    line: float = 1.0
    warp: float = 1.0
    smoothness: float = 1.0


@dataclass(frozen=True, eq=False)
class Moves:
    """What is done to a latent without brushes, see MoveRequest. mixed: the L×W of the picture
    that gives the styles of some levels; None = there is none."""

    axes: Mapping[str, float] = field(default_factory=dict)
    components: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    mixed: Pixels | None = None
    truncation: float = 1.0

    @property
    def none(self) -> bool:
        """Whether they leave the latent where it is."""
        mixes = self.mixed is not None and bool(self.levels)
        return not (self.axes or any(self.components) or mixes or self.truncation != 1)


@dataclass(frozen=True, eq=False)
class Brushed:
    """What the brushes made of a latent: L×W. point, moments: where its optimisation stands."""

    latent: Pixels
    point: Pixels | None = None
    moments: Pixels | None = None


@dataclass(frozen=True, eq=False)
class Candidates:
    """Several latents that meet the same constraints, N×L×W, and where their optimisation stands.

    taken: steps so far, of STEPS.
    """

    latents: Pixels
    point: Pixels
    moments: Pixels
    taken: int

    def brushed(self, place: int) -> Brushed:
        """One of them."""
        one = slice(place, place + 1)
        return Brushed(self.latents[place], self.point[one], self.moments[:, one])


@dataclass(frozen=True, eq=False)
class LatentEdit:
    """start: L×W, where the slider between start and result begins. base: L×W, what the brushes
    set out from and stay near. share: where that slider stands, 0 = the start, 1 = the result."""

    start: Pixels
    base: Pixels
    brushed: Brushed
    constraints: Constraints = field(default_factory=Constraints)
    weights: Weights = Weights()
    moves: Moves = field(default_factory=Moves)
    share: float = 1.0

    @classmethod
    def at(cls, latent: Pixels) -> LatentEdit:
        """Nothing edited yet."""
        return cls(latent, latent, Brushed(latent))

    @property
    def untouched(self) -> bool:
        """Whether nothing was asked."""
        c = self.constraints
        return (
            self.base is self.start
            and not c.asks
            and c.influence.extent.empty
            and self.moves.none
            and self.share == 1
        )

    def brushing(self, taken: int = 0) -> dict[str, Any]:
        """The fields of an EditRequest that go on from where the last one led.

        taken: steps of the optimiser since the constraints changed; 0 = none: it takes its time
        anew.
        """
        w, held = self.weights, self.brushed
        moments = held.moments
        if moments is not None and not taken:
            moments = sealed(np.zeros_like(moments))
        return {
            "start": self.base,
            "colour_weight": w.colour,
            "line_weight": w.line,
            "warp_weight": w.warp,
            "smoothness": w.smoothness,
            "point": held.point,
            "moments": moments,
            "taken": taken if held.point is not None else 0,
        }

    def seeking(self, so_far: Candidates | None) -> dict[str, Any]:
        """The fields of an EditRequest for several latents, that go on from those so far."""
        fields = self.brushing() | {"candidates": CANDIDATES, "seed": 1}
        if so_far is None:
            return fields | {"point": None, "moments": None, "taken": 0, "steps": STEPS}
        return fields | {
            "point": so_far.point,
            "moments": so_far.moments,
            "taken": so_far.taken,
            "steps": STEPS - so_far.taken,
        }

    def with_constraints(self, constraints: Constraints) -> LatentEdit:
        """Others; where nothing is asked any more the brushes go back to their base."""
        new = replace(self, constraints=constraints)
        return new if constraints.asks else replace(new, brushed=Brushed(self.base))

    def taking(self, latent: Pixels) -> LatentEdit:
        """Another picture in the result's place, and the brushes go on from it."""
        return replace(self, base=latent, brushed=Brushed(latent), moves=Moves(), share=1.0)

    def fixed(self, end: Pixels) -> LatentEdit:
        """What is seen now as the start of what follows; where the edit shows stays."""
        kept = Constraints(influence=self.constraints.influence)
        return replace(LatentEdit.at(end), constraints=kept, weights=self.weights)


def move(edit: LatentEdit, region: Rect, **options: Any) -> MoveRequest:
    """Ask for the edit's result, at the end of the slider between start and result."""
    moves = edit.moves
    return MoveRequest(
        latent=edit.brushed.latent,
        region=region,
        mixed=moves.mixed if moves.levels else None,
        levels=",".join(moves.levels) if moves.mixed is not None else "",
        axes=",".join(f"{name}={value:.6g}" for name, value in moves.axes.items()),
        components=sealed(np.array(moves.components, np.float32))
        if any(moves.components)
        else None,
        truncation=moves.truncation,
        **options,
    )


def between(start: Pixels, end: Pixels, share: float) -> Pixels:
    """L×W at a share of the way; the ends are the ends themselves."""
    if share in (0, 1):
        return end if share else start
    return sealed((start + np.float32(share) * (end - start)).astype(np.float32))
