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
    LassoFillTool,
    LassoTool,
    MoveTool,
    PartTool,
    PickerTool,
    Pointer,
    PolygonFillTool,
    PolygonTool,
    SelectBrushTool,
    TransformTool,
)
from app.ui.pointers.constraints import (
    Board,
    ColourTool,
    ConstraintEraser,
    InfluenceTool,
    SketchTool,
    WarpTool,
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
        "lasso_fill": LassoFillTool(bar, selecting),
        "polygon_fill": PolygonFillTool(bar, selecting),
        "picker": PickerTool(),
        "select_rectangle": BoxTool(bar, selecting),
        "select_ellipse": BoxTool(bar, selecting, ellipse=True),
        "lasso": LassoTool(bar, selecting),
        "polygon": PolygonTool(bar, selecting),
        "select_brush": SelectBrushTool(bar, selecting),
        "colour_range": ColourRangeTool(bar, selecting),
        "select_part": PartTool(bar, selecting),
        "hand": HandTool(),
    }


def constraint_tools(bar: BrushBar, board: Board) -> dict[str, Pointer]:
    """Those of the Latent panel."""
    return {
        "latent_colour": ColourTool(bar, board),
        "latent_sketch": SketchTool(bar, board),
        "latent_warp": WarpTool(bar, board),
        "latent_eraser": ConstraintEraser(bar, board),
        "latent_show": InfluenceTool(bar, board, shows=True),
        "latent_hide": InfluenceTool(bar, board, shows=False),
    }
