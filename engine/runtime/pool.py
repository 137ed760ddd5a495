"""Loaded networks: each is read once and kept on the device."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import nn

from engine.errors import BadInput
from engine.models.spec import Interface
from engine.runtime import cards, checkpoints, graphs


@dataclass(frozen=True, eq=False)
class Model:
    """An installed model that is loaded. face: what goes into its network and comes out."""

    card: cards.Card
    face: Interface
    net: nn.Module


@dataclass(frozen=True, eq=False)
class Blend:
    """A model between two others. of: faithful, detailed, detail."""

    of: tuple[Model, Model, float]
    model: Model


class Pool:
    """The networks that an engine has loaded, by model name."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._loaded: dict[str, Model] = {}
        self._blends: dict[tuple[str, str], Blend] = {}

    def get(self, name: str, task: str) -> Model:
        """A model, ready on the device.

        Raises BadInput model.unknown/wrong_task, CoachlineError model.missing/damaged.
        """
        card = cards.find(name, task)
        held = self._loaded.get(name)
        if held is None or held.card != card:
            card.verify()
            face, net = opened(card)
            held = Model(card, face, net.to(self.device))
            self._loaded[name] = held
        return held

    def blended(self, faithful: str, detailed: str, detail: float, task: str = "upscale") -> Model:
        """A model between two of one shape, by interpolation of their weights (Wang et al. 2018,
        ESRGAN, 3.4): faithful at detail 0, detailed at 1. The last blend of a pair is kept.

        Raises as `get`, and BadInput model.no_pair if the two are of different shapes.
        """
        first, second = self.get(faithful, task), self.get(detailed, task)
        if detail <= 0 or detail >= 1:
            return second if detail >= 1 else first
        held = self._blends.get((faithful, detailed))
        if held is None or held.of != (first, second, detail):
            held = Blend((first, second, detail), _between(first, second, detail))
            self._blends[faithful, detailed] = held
        return held.model

    def move(self, device: torch.device) -> None:
        """Move everything to another device (after running out of memory on the first)."""
        self.device = device
        for model in (*self._loaded.values(), *(b.model for b in self._blends.values())):
            model.net.to(device)  # in place


def opened(card: cards.Card) -> tuple[Interface, nn.Module]:
    """The network of a card, on the CPU. Raises CoachlineError model.damaged."""
    if card.family == graphs.FAMILY:
        return graphs.load(card)
    spec, options, state = checkpoints.identify(card.weights)
    return spec.face(options), checkpoints.fitted(card.weights, spec, options, state)


def _between(first: Model, second: Model, detail: float) -> Model:
    mine, theirs = first.net.state_dict(), second.net.state_dict()
    if {k: v.shape for k, v in mine.items()} != {k: v.shape for k, v in theirs.items()}:
        raise BadInput("model.no_pair", first=first.card.name, second=second.card.name)
    net = copy.deepcopy(first.net)
    net.load_state_dict({k: torch.lerp(v, theirs[k], detail) for k, v in mine.items()})
    return Model(first.card, first.face, net)
