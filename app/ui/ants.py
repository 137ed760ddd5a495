"""Marching ants: the outline of what is selected, seen on any colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QTransform

from app.document.document import Document
from app.document.outline import outline
from app.document.selection import Selection
from app.ui.painting import Scene
from app.ui.sheet import Sheet
from engine.geometry import Rect

_PACE_MS = 150
_STRIPE = 4  # device pixels
_MOST = 10_000  # lines; a more ragged outline is shown coarser


class Ants(QObject):
    """Paints the document's selection over a sheet. shift: by which it is shown elsewhere, in
    document pixels, while it is being moved."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._document: Document | None = None
        self._shown: Selection | None = None
        self._hidden = False
        self._phase = 0
        self._drawn: dict[Rect, tuple[tuple[object, ...], list[QLineF]]] = {}  # by pane
        self.shift = (0, 0)
        sheet.overlays.append(self._paint)
        self._clock = QTimer(self)
        self._clock.setInterval(_PACE_MS)
        self._clock.timeout.connect(self._march)

    def show_document(self, document: Document) -> None:
        if self._document is not None:
            self._document.unwatch(self._on_changed)
        self._document = document
        document.watch(self._on_changed)
        self._on_changed(document.bounds)

    def move(self, dx: int, dy: int) -> None:
        """Show the outline elsewhere."""
        self.shift = (dx, dy)
        self._sheet.update()

    def hide(self, hidden: bool) -> None:
        self._hidden = hidden
        self._sheet.update()

    def _on_changed(self, _rect: Rect) -> None:
        assert self._document is not None
        selection = self._document.selection
        if selection is self._shown:
            return
        self._shown = selection
        if selection is None:
            self._clock.stop()
        else:
            self._clock.start()
        self._sheet.update()

    def _march(self) -> None:
        if self._shown is None or self._hidden or not self._sheet.isVisible():
            return
        self._phase = (self._phase + 1) % (2 * _STRIPE)
        bounds = self._shown.bounds.moved(*self.shift)
        for pane in self._sheet.panes():
            self._sheet.update_part(self._sheet.view.covering(bounds, pane).grown(2) & pane)

    def _paint(self, scene: Scene) -> None:
        if self._shown is None or self._hidden:
            return
        key = (self._shown, scene.view.transform(scene.pane), self.shift)
        known, lines = self._drawn.get(scene.pane, ((), []))
        if known != key:
            lines = self._on_screen(scene, self._shown)
            if len(self._drawn) > 1:
                self._drawn.clear()  # panes of another size
            self._drawn[scene.pane] = (key, lines)
        draw_dashed(scene.painter, lines, self._phase)

    def _on_screen(self, scene: Scene, selection: Selection) -> list[QLineF]:
        """The outline in device pixels."""
        dx, dy = self.shift
        seen = scene.view.seen(scene.pane.grown(2), scene.pane).moved(-dx, -dy)
        step = 2 ** max(0, math.floor(math.log2(1 / scene.view.zoom)))
        lines = outline(selection, seen, step)
        while len(lines) > _MOST:
            step *= 2
            lines = outline(selection, seen, step)
        ends = (lines.reshape(-1, 2) + np.array([dx, dy])) @ np.reshape(scene.view.across(), (2, 2))
        ends += scene.view.origin(scene.pane)
        return [QLineF(*line) for line in ends.reshape(-1, 4).tolist()]


def draw_dashed(painter: QPainter, lines: Sequence[QLineF], phase: int = 0) -> None:
    """Black and white dashes along lines, in device pixels; phase moves the dashes along."""
    scale = painter.device().devicePixelRatioF()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    stripes = QBrush(_stripes())
    stripes.setTransform(QTransform.fromTranslate(phase, 0))
    painter.setPen(QPen(stripes, max(1, round(scale)), Qt.PenStyle.SolidLine))
    painter.drawLines(lines)
    painter.restore()


def draw_path(scene: Scene, points: Sequence[tuple[float, float]], closed: bool = False) -> None:
    """Dashes along a way through document points."""
    ends = [QPointF(*scene.view.to_screen(x, y, scene.pane)) for x, y in points]
    if closed:
        ends.append(ends[0])
    draw_dashed(scene.painter, [QLineF(a, b) for a, b in pairwise(ends)])


@cache
def _stripes() -> QPixmap:
    """Diagonal stripes: a line in any direction that runs over them is dashed."""
    side = 2 * _STRIPE
    y, x = np.mgrid[0:side, 0:side]
    picture = QPixmap(side, side)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setPen(QColor("black"))
    painter.drawPoints([QPointF(px, py) for py, px in np.argwhere((x + y) % side < _STRIPE)])
    painter.end()
    return picture
