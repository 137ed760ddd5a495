"""A generative tool at work in the window: its panel, and what the window asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from app.document.document import Document
from engine.requests import Result

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Room(QObject):
    """The window asks the room whose panel came to the front last.

    panel: its controls. in_place: its previews change the document's picture, see `Sheet`.
    A room tells what it has to say with `window.tell`, hands pictures over with `window.land` and
    calls `window.refresh` when `can_apply` changes.
    """

    panel: QWidget
    in_place = False

    @property
    def can_apply(self) -> bool:
        """Whether there is a preview, or a picture on its way, to make a layer of."""
        return False

    @property
    def unapplied(self) -> bool:
        """Whether it holds an edit of the designer's hand that only `apply` makes part of the
        document."""
        return False

    def show_document(self, document: Document) -> None:
        """Work on this document from now on."""
        raise NotImplementedError

    def generate(self) -> None:
        """Make the picture in full and show it (Shift+Enter)."""
        raise NotImplementedError

    def apply(self) -> None:
        """Make a layer of the preview (Enter)."""
        raise NotImplementedError

    def discard(self) -> None:
        """Stop what is on its way and take the preview away (Esc)."""
        raise NotImplementedError

    def reseed(self) -> None:
        """Take another random seed, if the tool has one."""

    def explore(self) -> None:
        """Show variants of different seeds, if the tool has any."""

    @property
    def undo_name(self) -> str:
        """What undo takes back before it takes back the document's last step, in English; "" =
        nothing."""
        return ""

    @property
    def redo_name(self) -> str:
        return ""

    def undo(self) -> None:
        """Take a step of the room's own back. Needs an `undo_name`."""
        raise NotImplementedError

    def redo(self) -> None:
        """Do again what was undone. Needs a `redo_name`."""
        raise NotImplementedError

    def enter(self) -> None:
        """Its panel came to the front."""

    def leave(self) -> None:
        """Another room's panel came to the front: what this one previewed goes."""
        self.discard()

    def refresh(self) -> None:
        """The document changed: show in the panel what it is now."""

    def refresh_theme(self) -> None:
        """Draw what is not an icon of an action in the theme's colours."""

    def shut_down(self) -> None:
        """Ask for nothing more."""
        raise NotImplementedError


def show_preview(window: MainWindow, result: Result | None) -> None:
    """Show what the room in front previews, None = nothing any more."""
    if result is None:
        window.canvas.show_preview(None)
    else:
        window.canvas.show_preview(result.pixels, result.region, own=window.room.in_place)
        if "device.fell_back" in result.notes:
            window.messages.say(
                QCoreApplication.translate(
                    "Room", "The graphics memory was not enough; the processor goes on."
                )
            )
    window.refresh()
