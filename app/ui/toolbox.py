"""The tools of the canvas: one line a tool; its command has the same name."""

from __future__ import annotations

from app.ui.arranging import Arranging
from app.ui.brush_bar import BrushBar
from app.ui.pointers import (
    BoxTool,
    BrushTool,
    ColourRangeTool,
    CropTool,
    EraserTool,
    FillTool,
    HandTool,
    LassoTool,
    MoveTool,
    PickerTool,
    Pointer,
    PolygonTool,
    SelectBrushTool,
    TransformTool,
)
from app.ui.selecting import Selecting


def tools(bar: BrushBar, selecting: Selecting, arranging: Arranging) -> dict[str, Pointer]:
    return {
        "move": MoveTool(arranging),
        "free_transform": TransformTool(arranging),
        "crop": CropTool(arranging),
        "brush": BrushTool(bar),
        "eraser": EraserTool(bar),
        "fill": FillTool(selecting),
        "picker": PickerTool(),
        "select_rectangle": BoxTool(bar, selecting),
        "select_ellipse": BoxTool(bar, selecting, ellipse=True),
        "lasso": LassoTool(bar, selecting),
        "polygon": PolygonTool(bar, selecting),
        "select_brush": SelectBrushTool(bar, selecting),
        "colour_range": ColourRangeTool(bar, selecting),
        "hand": HandTool(),
    }
