"""Loaded networks: each is read once and kept on the device."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from engine.models.spec import Interface
from engine.runtime import cards, checkpoints


@dataclass(frozen=True, eq=False)
class Model:
    """An installed model that is loaded. face: what goes into its network and comes out."""

    card: cards.Card
    face: Interface
    net: nn.Module


class Pool:
    """The networks that an engine has loaded, by model name."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._loaded: dict[str, Model] = {}

    def get(self, name: str, task: str) -> Model:
        """A model, ready on the device.

        Raises BadInput model.unknown/wrong_task, CoachlineError model.missing/damaged.
        """
        card = cards.find(name, task)
        held = self._loaded.get(name)
        if held is None or held.card != card:
            card.verify()
            spec, options, state = checkpoints.identify(card.weights)
            net = checkpoints.fitted(card.weights, spec, options, state)
            held = Model(card, spec.face(options), net.to(self.device))
            self._loaded[name] = held
        return held

    def move(self, device: torch.device) -> None:
        """Move everything to another device (after running out of memory on the first)."""
        self.device = device
        for model in self._loaded.values():
            model.net.to(device)  # in place
