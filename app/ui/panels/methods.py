"""The ways to fill a hole: networks, and those that need none."""

from __future__ import annotations

from app.ui.models import Models
from app.ui.panels.parts import ModelBox
from engine.requests import InpaintRequest
from engine.runtime import cards
from engine.runtime.cards import Card

LATENT = "latent"  # the task of generators


class MethodBox(ModelBox):
    """The program's own painter first, then added networks, generators of latents, which complete
    pictures by what they would show, and the classic ways."""

    def __init__(self, models: Models, first: str) -> None:
        super().__init__(models, InpaintRequest.tool, first)
        self.setAccessibleName(self.tr("Method"))

    @property
    def card(self) -> Card | None:
        return cards.classic(self.name) if self.name in cards.CLASSIC else super().card

    @property
    def draws_lots(self) -> bool:
        """Whether the seed counts: what was made for filling holes alone has one answer."""
        card = self.card
        return card is not None and card.task != InpaintRequest.tool

    def cards(self) -> tuple[Card, ...]:
        generators = self._models.of(LATENT)
        return (*super().cards(), *generators, *map(cards.classic, cards.CLASSIC))
