"""Loaded networks: each is read once and kept on the device."""

from __future__ import annotations

import torch
from torch import nn

from engine.models.spec import ModelSpec
from engine.runtime import cards, checkpoints


class Pool:
    """The networks that an engine has loaded, by model name."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._loaded: dict[str, tuple[cards.Card, ModelSpec, nn.Module]] = {}

    def get(self, name: str, task: str) -> tuple[cards.Card, nn.Module]:
        """The card and the network of a model, ready on the device.

        Raises BadInput model.unknown/wrong_task, CoachlineError model.missing/damaged.
        """
        card = cards.find(name, task)
        held = self._loaded.get(name)
        if held is None or held[0] != card:
            card.verify()
            spec, net = checkpoints.load(card.weights)
            held = (card, spec, net.to(self.device))
            self._loaded[name] = held
        return held[0], held[2]

    def move(self, device: torch.device) -> None:
        """Move everything to another device (after running out of memory on the first)."""
        self.device = device
        self._loaded = {k: (c, s, n.to(device)) for k, (c, s, n) in self._loaded.items()}
