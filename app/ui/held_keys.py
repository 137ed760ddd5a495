"""What holds only as long as a key is down: a tool, and the look at the document of before."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

_TAP = 0.3  # seconds; a key that is down for less is a tap


class HeldKeys:
    """The window tells of each key that goes down and up; a command that such a key triggers may
    call `hold` with what ends it."""

    def __init__(self) -> None:
        self._down: QKeySequence | None = None
        self._key = self._held_key = 0
        self._end: Callable[[], None] | None = None
        self._taps = self._used = False
        self._since = 0.0

    def press(self, event: QKeyEvent) -> None:
        self._down, self._key = QKeySequence(event.keyCombination()), event.key()

    def triggers(self, action: QAction) -> bool:
        """Whether a key of the action is being pressed just now."""
        return self._down is not None and self._down in action.shortcuts()

    def hold(self, end: Callable[[], None], taps: bool = False) -> None:
        """Call `end` when the key that is down comes up; taps: but not after a tap during which
        the pointer was not used."""
        self.finish()
        self._end, self._taps, self._used = end, taps, False
        self._held_key, self._since = self._key, time.monotonic()

    def use(self) -> None:
        """The pointer went down: what is held was meant for this, and is no tap."""
        self._used = True

    def release(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        self._down = None
        if event.key() == self._held_key:
            self.finish()

    def finish(self) -> None:
        """The key is up, or the keyboard went to another window."""
        end, self._end = self._end, None
        self._down = None
        tap = self._taps and not self._used and time.monotonic() - self._since < _TAP
        if end is not None and not tap:
            end()
