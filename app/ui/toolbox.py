"""The tools of the canvas: one line a tool; its command has the same name."""

from __future__ import annotations

from app.ui.brush_bar import BrushBar
from app.ui.pointers import BrushTool, EraserTool, HandTool, PickerTool, Pointer


def tools(bar: BrushBar) -> dict[str, Pointer]:
    return {
        "brush": BrushTool(bar),
        "eraser": EraserTool(bar),
        "picker": PickerTool(),
        "hand": HandTool(),
    }
