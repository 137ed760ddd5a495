"""The installed models, as panels and the models dialog show them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.i18n import error_text
from app.ui.disk import Disk
from engine.errors import CoachlineError
from engine.runtime import cards
from engine.runtime.cards import Card

log = logging.getLogger(__name__)


class Models(QObject):
    """cards: of all that are installed, by name. damaged: what a card of the program's own lacks.

    Signals: changed(): models came or went. preferred(task, name): a tool shall take another one.
    """

    changed = Signal()
    preferred = Signal(str, str)

    def __init__(self, disk: Disk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._disk = disk
        self.damaged: CoachlineError | None = None
        self.cards: tuple[Card, ...] = ()
        try:
            self.cards = cards.installed()
        except CoachlineError as e:  # told, not fatal
            self.damaged = e

    def of(self, task: str) -> tuple[Card, ...]:
        return tuple(c for c in self.cards if c.serves(task))

    def find(self, name: str) -> Card | None:
        return next((c for c in self.cards if c.name == name), None)

    def default(self, task: str) -> str:
        """The model that a tool takes first; "" if there is none for it."""
        try:
            return cards.default(task)
        except CoachlineError:
            return ""

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Look again at what is installed."""

        def done(found: tuple[Card, ...]) -> None:
            self.cards = found
            self.changed.emit()
            if then is not None:
                then()

        self._disk.start(self.tr("Looking at the models"), cards.installed, done)

    def remove(self, name: str) -> None:
        self._disk.start(
            self.tr("Removing {name}").format(name=name),
            partial(cards.remove, name),
            lambda _: self.reload(),
        )

    def prefer(self, card: Card) -> None:
        """Let its tool take this model from now on."""
        self._disk.start(
            self.tr("Saving the choice"),
            partial(cards.set_default, card.task, card.name),
            lambda _: self.preferred.emit(card.task, card.name),
        )

    def verify(self, card: Card, then: Callable[[str], None]) -> None:
        """Compare the weights with the card; `then` gets what is wrong with them, "" = nothing."""

        def wrong() -> str:
            try:
                card.verify()
            except CoachlineError as e:
                return error_text(e)
            return ""

        self._disk.start(self.tr("Verifying {name}").format(name=card.name), wrong, then)
