"""Which tool is in the hand: chosen by a command, or held with its key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui.pointers import Pointer

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class ToolChoice:
    """tools: by the names of their commands. A tool's key that is held, or during which the
    pointer is used, gives the tool back when it comes up."""

    def __init__(self, window: MainWindow, tools: Mapping[str, Pointer]) -> None:
        self._window = window
        self.tools = tools
        self.name = ""
        window.commands.bind({name: partial(self._take, name) for name in tools})
        for name in tools:
            window.commands[name].setAutoRepeat(False)
        window.canvas.lowered.connect(window.held.use)

    def _take(self, name: str) -> None:
        before = self.name
        held = self._window.held
        by_key = held.triggers(self._window.commands[name])
        self.choose(name)
        if by_key and before and before != name:
            held.hold(self._window.commands[before].trigger, taps=True)

    def choose(self, name: str) -> None:
        canvas = self._window.canvas
        canvas.finish_stroke()
        canvas.tool.leave(canvas)
        self.name = name
        canvas.tool = self.tools[name]
        canvas.eraser = self.tools[canvas.tool.rubber]
        self._window.brush_bar.show_tool(name)
        hint = canvas.tool.hint
        hint = QCoreApplication.translate("Hints", hint) if hint else ""
        self._window.hint_label.tell(hint)
        canvas.refresh_cursor()
