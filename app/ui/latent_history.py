"""Undo of what is no step of the document yet: constraints and moves of a latent edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 200  # steps; values share what did not change


@dataclass(frozen=True)
class _Step(Generic[T]):
    """title: English, translated in the context "Document". when: the document's state then."""

    title: str
    before: T
    after: T
    when: int


class History(Generic[T]):
    """Values and the way between them, in order with the document's own steps: a step that was
    made at another state of the document waits until the document is back there."""

    def __init__(self) -> None:
        self._done: list[_Step[T]] = []
        self._undone: list[_Step[T]] = []

    def clear(self) -> None:
        self._done.clear()
        self._undone.clear()

    def add(self, title: str, before: T, after: T, when: int, joins: bool = False) -> None:
        """joins: it goes on with the last step where that has the same title, as the many values
        of one slider do."""
        last = self._done[-1] if self._done else None
        if joins and last is not None and (last.title, last.when) == (title, when):
            before = self._done.pop().before
        self._undone.clear()
        self._done.append(_Step(title, before, after, when))
        del self._done[:-_MOST]

    def undo_name(self, now: int) -> str:
        """What undo takes back at a state of the document; "" = nothing of this."""
        return self._done[-1].title if self._done and self._done[-1].when == now else ""

    def redo_name(self, now: int) -> str:
        return self._undone[-1].title if self._undone and self._undone[-1].when == now else ""

    def undo(self) -> T:
        """The value of before the last step. Needs an `undo_name`."""
        step = self._done.pop()
        self._undone.append(step)
        return step.before

    def redo(self) -> T:
        """The value of after the step that was undone last. Needs a `redo_name`."""
        step = self._undone.pop()
        self._done.append(step)
        return step.after
