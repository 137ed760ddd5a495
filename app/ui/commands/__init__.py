"""Everything the designer can do, declared once: one module a menu.

A new command is one entry in its menu's table; the room that carries it out connects it with
`Actions.bind`.
"""

from __future__ import annotations

from app.ui.commands import (
    edit,
    file,
    help,
    latent,
    layer,
    picture,
    select,
    semantic,
    sketch,
    tools,
    view,
)
from app.ui.commands.command import Command, Menu

__all__ = ["COMMANDS", "MENUS", "Command", "Menu"]

MENUS = (
    file.MENU,
    edit.MENU,
    picture.MENU,
    layer.MENU,
    select.MENU,
    sketch.MENU,
    semantic.MENU,
    latent.MENU,
    tools.MENU,
    view.MENU,
    help.MENU,
)
COMMANDS = tuple(command for menu in MENUS for command in menu.commands())
