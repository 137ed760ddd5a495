"""The tools of the canvas, one module a family."""

from __future__ import annotations

from app.ui.pointers.arranging import CropTool, MoveTool, TransformTool
from app.ui.pointers.base import Pointer, Touch
from app.ui.pointers.choosing import SelectBrushTool
from app.ui.pointers.colours import ColourRangeTool, FillTool, PartTool, PickerTool
from app.ui.pointers.outlines import (
    BoxTool,
    LassoFillTool,
    LassoTool,
    PolygonFillTool,
    PolygonTool,
)
from app.ui.pointers.painting import BrushTool, EraserTool
from app.ui.pointers.viewing import HandTool

__all__ = [
    "BoxTool",
    "BrushTool",
    "ColourRangeTool",
    "CropTool",
    "EraserTool",
    "FillTool",
    "HandTool",
    "LassoFillTool",
    "LassoTool",
    "MoveTool",
    "PartTool",
    "PickerTool",
    "Pointer",
    "PolygonFillTool",
    "PolygonTool",
    "SelectBrushTool",
    "Touch",
    "TransformTool",
]
