"""The tools that say what a latent edit shall do: colours, contours, drags, and where it shows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt

from app.document.constraints import Constraints, Plane, Warp
from app.document.smoothing import Exact, Hand
from app.document.strokes import Brush, Sample, Stroke
from app.i18n import QT_TRANSLATE_NOOP
from app.ui.pointers.base import Pointer, Touch
from engine.geometry import Rect

if TYPE_CHECKING:
    from app.ui.brush_bar import BrushBar
    from app.ui.canvas import Canvas

_INK = (0.0, 0.0, 0.0)
_WHITE = (1.0, 1.0, 1.0)


class Board(Protocol):
    """Where constraints are drawn."""

    @property
    def constraints(self) -> Constraints: ...

    @property
    def page(self) -> Rect:
        """What can be drawn on."""
        ...

    def refusal(self) -> str | None:
        """Why nothing can be drawn now, in the window's language; None if it can."""
        ...

    def show(self, constraints: Constraints | None) -> None:
        """Let others count while the pointer is down; None = it did nothing."""
        ...

    def change(self, title: str, constraints: Constraints) -> None:
        """Take others, as one step: the pointer went up."""
        ...


class ConstraintTool(Pointer):
    """What every tool here does: it shows what it would ask while it is down."""

    cursor = Qt.CursorShape.CrossCursor
    rubber = "latent_eraser"
    title = ""

    def __init__(self, bar: BrushBar, board: Board) -> None:
        self._bar, self._board = bar, board
        self._down = False

    def press(self, canvas: Canvas, touch: Touch) -> None:
        why_not = self._board.refusal()
        if why_not is not None:
            canvas.refused.emit(why_not)
            return
        self._down = True
        self.begin(canvas, touch)

    def move(self, canvas: Canvas, touch: Touch) -> None:
        if self._down:
            self.go_on(canvas, touch)

    def release(self, canvas: Canvas) -> None:
        if not self._down:
            return
        self._down = False
        after = self.end()
        if after is None:
            self._board.show(None)
        else:
            self._board.change(self.title, after)

    def cancel(self, canvas: Canvas) -> None:
        self._down = False
        self._board.show(None)

    @abstractmethod
    def begin(self, canvas: Canvas, touch: Touch) -> None:
        """The pointer went down where something can be drawn."""

    @abstractmethod
    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        """It moved."""

    @abstractmethod
    def end(self) -> Constraints | None:
        """What it made of the constraints; None = nothing."""


class PlaneTool(ConstraintTool):
    """Brushes on one or several planes of the constraints."""

    planes: tuple[Plane, ...] = ()

    def __init__(self, bar: BrushBar, board: Board) -> None:
        super().__init__(bar, board)
        self._strokes: dict[Plane, Stroke] = {}
        self._hand: Hand = Exact()
        self._after: Constraints | None = None

    @abstractmethod
    def brush(self) -> Brush:
        """The brush as it is set at the moment."""

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        now, page, brush = self._board.constraints, self._board.page, self.brush()
        self._strokes = {plane: now.stroke(plane, page, brush) for plane in self.planes}
        self._hand = self._bar.hand(canvas.view.zoom)
        self._after = None
        self.go_on(canvas, touch)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        self._draw(self._hand.follow(Sample(touch.x, touch.y, self._bar.felt(touch.pressure))))

    def end(self) -> Constraints | None:
        self._draw(self._hand.finish())
        return self._after

    def touched(self, constraints: Constraints, sample: Sample) -> Constraints:
        """What else the tip changes where it passes."""
        return constraints

    def _draw(self, samples: Iterable[Sample]) -> None:
        after = self._after or self._board.constraints
        before = after
        for sample in samples:
            for plane, stroke in self._strokes.items():
                if stroke.add(sample):
                    after = after.with_plane(plane, stroke.tiles)
            after = self.touched(after, sample)
        if after is not before:
            self._after = after
            self._board.show(after)

    def outline(self) -> float | None:
        return self.brush().size_px


class ColourTool(PlaneTool):
    """Asks for a colour where it is brushed."""

    planes = ("colour",)
    picks = True
    title = "Colour constraint"
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: ask for this colour here · Alt+click: take a colour · [ ]: size"
    )

    def brush(self) -> Brush:
        return self._bar.brush()


class SketchTool(PlaneTool):
    """Asks for a contour where it is drawn."""

    planes = ("lines",)
    title = "Contour constraint"
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: ask for a contour about here; it need not match to the pixel · [ ]: size"
    )

    def brush(self) -> Brush:
        return replace(self._bar.brush(), colour=_INK)


class ConstraintEraser(PlaneTool):
    """Takes back what was asked for where it passes; of a drag, from either of its ends."""

    planes = ("colour", "lines")
    title = "Erase constraints"
    hint = QT_TRANSLATE_NOOP("Hints", "Drag: take back what was asked for here · [ ]: size")

    def brush(self) -> Brush:
        return self._bar.eraser()

    def touched(self, constraints: Constraints, sample: Sample) -> Constraints:
        return constraints.without_warps_at(sample.x, sample.y, self.brush().size_px / 2)


class InfluenceTool(PlaneTool):
    """Lets the edit show where it is brushed, or hides it there."""

    planes = ("influence",)
    title = "Influence"

    def __init__(self, bar: BrushBar, board: Board, shows: bool) -> None:
        super().__init__(bar, board)
        self._shows = shows
        self.hint = _SHOWS if shows else _HIDES

    def brush(self) -> Brush:
        return replace(self._bar.brush(), colour=_WHITE if self._shows else _INK)


_SHOWS = QT_TRANSLATE_NOOP("Hints", "Drag: let the edit show here · [ ]: size")
_HIDES = QT_TRANSLATE_NOOP("Hints", "Drag: keep the original here · [ ]: size")


class WarpTool(ConstraintTool):
    """Drags a square of the picture elsewhere; one that is there can be dragged on."""

    title = "Warp constraint"
    hint = QT_TRANSLATE_NOOP(
        "Hints", "Drag: what is in the square shall go there · [ ]: size of the square"
    )

    def __init__(self, bar: BrushBar, board: Board) -> None:
        super().__init__(bar, board)
        self._others: tuple[Warp, ...] = ()
        self._warp: Warp | None = None
        self._grip = (0.0, 0.0)

    def begin(self, canvas: Canvas, touch: Touch) -> None:
        warps = self._board.constraints.warps
        held = next((w for w in reversed(warps) if w.holds(touch.x, touch.y)), None)
        if held is None:
            self._others, self._grip = warps, (0.0, 0.0)
            side = float(self._bar.brush().size_px)
            self._warp = Warp(touch.x, touch.y, touch.x, touch.y, side)
        else:
            self._others = tuple(w for w in warps if w is not held)
            self._grip = (held.x1 - touch.x, held.y1 - touch.y)
            self._warp = held
        self.go_on(canvas, touch)

    def go_on(self, canvas: Canvas, touch: Touch) -> None:
        assert self._warp is not None
        page = self._board.page
        x = min(max(touch.x + self._grip[0], page.x0), page.x1)
        y = min(max(touch.y + self._grip[1], page.y0), page.y1)
        self._warp = replace(self._warp, x1=x, y1=y)
        self._board.show(self._asked())

    def end(self) -> Constraints | None:
        warp = self._warp
        if warp is None or (warp.x0, warp.y0) == (warp.x1, warp.y1):
            return None  # a mere click
        if warp in self._board.constraints.warps:
            return None  # one that was there, and is there still
        return self._asked()

    def _asked(self) -> Constraints:
        assert self._warp is not None
        return replace(self._board.constraints, warps=(*self._others, self._warp))

    def outline(self) -> float | None:
        return None if self._down else self._bar.brush().size_px
