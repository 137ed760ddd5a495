"""The tools of the canvas, one module a family."""

from __future__ import annotations

from app.ui.pointers.base import Pointer, Touch
from app.ui.pointers.painting import BrushTool, EraserTool
from app.ui.pointers.viewing import HandTool, PickerTool

__all__ = ["BrushTool", "EraserTool", "HandTool", "PickerTool", "Pointer", "Touch"]
