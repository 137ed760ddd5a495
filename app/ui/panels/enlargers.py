"""Models for enlarging, and how detailed: what the panel and the batch have in common."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.ui.models import Models
from app.ui.panels.parts import ModelBox
from engine import paths
from engine.requests import UpscaleRequest
from engine.runtime.cards import Card


def is_pair(card: Card | None) -> bool:
    """Whether a model goes from faithful to detailed."""
    return card is not None and "pair" in card.table and card.table.get("detail") == 0


class EnlargerBox(ModelBox):
    """Pairs that come in several scales are one choice: the size decides between them."""

    def __init__(self, models: Models) -> None:
        self._all = models
        super().__init__(models, UpscaleRequest.tool)

    def offers(self, card: Card) -> bool:
        if "pair" not in card.table:
            return True
        kin = [
            c
            for c in self._all.of(UpscaleRequest.tool)
            if is_pair(c) and c.path.parent == card.path.parent
        ]
        return bool(kin) and card is min(kin, key=lambda c: int(c.table.get("scale", 0)))

    def title(self, card: Card) -> str:
        if not is_pair(card) or card.path.parent != paths.weights():
            return card.title
        return QCoreApplication.translate("EnlargerBox", "Coachline upscaler")
