"""What a command and a menu are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """Something the designer can do from a menu, a button or a key.

    text: English, translated in the context "Actions". keys: of the Photoshop-like profile.
    group: commands of one group exclude each other; those of "tool" stand in the tool bar.
    needs: what must be there for it: "document", "layer" or nothing.
    toggle: it is on or off.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""
    needs: str = ""
    toggle: bool = False


@dataclass(frozen=True)
class Menu:
    """name: by which the window finds it. title: English, translated in the context "Menus".
    entries: None is a line between two groups."""

    name: str
    title: str
    entries: tuple[Command | Menu | None, ...] = ()

    def commands(self) -> tuple[Command, ...]:
        """All of its commands, those of menus in it included."""
        found: list[Command] = []
        for entry in self.entries:
            if isinstance(entry, Menu):
                found += entry.commands()
            elif entry is not None:
                found.append(entry)
        return tuple(found)
