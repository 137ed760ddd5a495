"""Models for enlarging, and how detailed: what the panel and the batch have in common."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.ui.models import Models
from app.ui.panels.parts import ModelBox
from engine.requests import UpscaleRequest
from engine.runtime.cards import Card


def is_pair(card: Card | None) -> bool:
    """Whether a model goes from faithful to detailed."""
    return card is not None and "pair" in card.table and card.table.get("detail") == 0


class EnlargerBox(ModelBox):
    """The program's own networks, which come in two scales and in pairs, are one choice."""

    def __init__(self, models: Models) -> None:
        self._own = sorted(
            (c for c in models.of(UpscaleRequest.tool) if is_pair(c)),
            key=lambda c: int(c.table.get("scale", 0)),
        )
        super().__init__(models, UpscaleRequest.tool)

    def offers(self, card: Card) -> bool:
        if "pair" not in card.table:
            return True
        return bool(self._own) and card.name == self._own[0].name

    def title(self, card: Card) -> str:
        own = QCoreApplication.translate("EnlargerBox", "Coachline upscaler")
        return own if is_pair(card) else card.title
