"""The sheet: shows the document and the preview, at any zoom and angle, in one pane or two."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from app.document.compose import Compositor, flatten
from app.document.document import Document
from app.document.layer import Layer, LayerKind
from app.document.state import State
from app.ui import painting, picture
from app.ui.composing import Composer
from app.ui.picture import Placed
from app.ui.proof import Proof
from app.ui.screen_tiles import ScreenTiles
from app.ui.viewport import Viewport
from engine.geometry import Rect
from engine.ops.colour import full, to_srgb8

_BUDGET = 0.008  # seconds of composing in one repaint; the rest is done beside the window


def seen(document: Document, layers: Sequence[Layer], rect: Rect) -> NDArray[np.uint8]:
    """Layers of a document as the screen shows them: H×W×4 uint8 sRGB, straight alpha."""
    return to_srgb8(flatten(layers, rect, document.dtype), document.icc)


class Sheet(Viewport):
    """Shows a document in one of three modes.

    "drawing": the document. "split": the drawing (without generated layers, unless one of them
    is being worked on) beside the preview, or the picture without hints and labels. "overlay": the
    drawing's lines over the preview.

    in_place: the preview changes the document's picture and follows no drawing: every mode shows
        it, the split beside the document without it.
    overlays: each paints over the picture of each pane, whatever the tool; whoever adds one calls
        `update_part` when it changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.overlays: list[Callable[[painting.Scene], None]] = []
        self._whole: Placed | None = None
        self._picture: Placed | None = None
        self._drawing: Placed | None = None
        self._preview: Placed | None = None
        self._see_through = self._in_place = self._hides_preview = False
        self._before: Placed | None = None
        self._opened: State | None = None
        self._shown: tuple[str, ...] = ()
        self._busy = False
        self._deadline = 0.0
        self._tiles = [ScreenTiles(partial(self._draw, i)) for i in range(2)]
        self._composer = Composer(self)
        self._composer.came.connect(self._on_composed)

    # what is shown

    def show_document(self, document: Document) -> None:
        if self.document is not None:
            self.document.unwatch(self._on_changed)
        self.document = document
        self._opened = document.now
        document.watch(self._on_changed)
        self._preview = self._before = None
        self._make_proofs()
        self.view.angle, self.view.mirrored = 0.0, False
        self.fit()

    def _make_proofs(self) -> None:
        assert self.document is not None
        bounds = self.document.bounds
        self._whole = Placed(self._proof(bounds, self._layers), bounds)
        self._picture = Placed(self._proof(bounds, self._picture_layers), bounds)
        self._drawing = Placed(self._proof(bounds, self._drawing_layers), bounds)
        self._shown = tuple(x.id for x in self._drawing_layers())
        self._spoil_tiles()

    def _proof(self, bounds: Rect, layers: Callable[[], Sequence[Layer]]) -> Proof:
        document = self.document
        assert document is not None
        quick = Compositor()
        return Proof(
            bounds.width,
            bounds.height,
            lambda rect: seen(document, layers(), rect),
            lambda rect: to_srgb8(quick.flatten(layers(), rect, document.dtype), document.icc),
        )

    def show_preview(
        self, pixels: NDArray[Any] | None, region: Rect | None = None, *, own: bool = False
    ) -> None:
        """pixels: H×W×4 for `region` of the document; None takes the preview away. Where it is
        transparent, and outside, the document is seen.

        own: the numbers are those of the document's depth and profile, else uint8 sRGB.
        """
        if pixels is None or region is None or self.document is None:
            self._preview = None
        else:
            covers = region == self.document.bounds
            self._see_through = not covers or pixels[..., 3].min() < full(pixels.dtype)
            height, width = pixels.shape[:2]
            icc = self.document.icc if own else None
            proof = Proof(width, height, lambda r: to_srgb8(pixels[r.slices()], icc))
            self._preview = Placed(proof, region)
        self._spoil_tiles()

    @property
    def in_place(self) -> bool:
        return self._in_place

    def set_in_place(self, on: bool) -> None:
        """See the class."""
        self._in_place = on
        self._spoil_tiles()

    def hide_preview(self, on: bool) -> None:
        """Show the document without the preview, which stays."""
        self._hides_preview = on
        self._spoil_tiles()

    @property
    def has_preview(self) -> bool:
        return self._preview is not None

    def set_busy(self, busy: bool) -> None:
        """Whether a newer preview is being computed."""
        self._busy = busy
        self.update()

    def set_mode(self, mode: str) -> None:
        self._mode = mode
        self._spoil_tiles()
        self._refit()

    @property
    def is_before(self) -> bool:
        """Whether the document is shown as it was."""
        return self._before is not None

    def show_before(self, on: bool) -> None:
        """Show the document as it was when it was opened, in place of all else."""
        if not on or self.document is None or self._opened is None:
            self._before = None
        else:
            layers = self._opened.layers
            bounds = self._opened.bounds
            self._before = Placed(self._proof(bounds, lambda: layers), bounds)
        self._spoil_tiles()

    def _layers(self) -> tuple[Layer, ...]:
        assert self.document is not None
        return self.document.layers

    def _picture_layers(self) -> tuple[Layer, ...]:
        told = (LayerKind.HINTS, LayerKind.LABELS)
        return tuple(x for x in self._layers() if x.kind not in told)

    def _drawing_layers(self) -> tuple[Layer, ...]:
        assert self.document is not None
        layers = self.document.layers
        active = self.document.active
        if any(x.id == active and x.kind == LayerKind.GENERATED for x in layers):
            return layers
        return tuple(x for x in layers if x.kind != LayerKind.GENERATED)

    def refresh_drawing(self) -> None:
        """The active layer changed: other layers may now make the drawing."""
        if self.document is None or self._drawing is None:
            return
        ids = tuple(x.id for x in self._drawing_layers())
        if ids != self._shown:
            self._shown = ids
            self._drawing.proof.spoil(self.document.bounds)
            self._spoil_tiles()

    def _on_changed(self, rect: Rect) -> None:
        assert self._whole is not None and self._drawing is not None and self.document is not None
        assert self._picture is not None
        if self._whole.region != self.document.bounds:  # cropped, or of another size
            self._make_proofs()
            self._refit()
            return
        self._whole.proof.spoil(rect)
        self._picture.proof.spoil(rect)
        self._drawing.proof.spoil(rect)
        self.refresh_drawing()
        self._repaint(rect)

    def _repaint(self, rect: Rect) -> None:
        """Paint document pixels anew, in all panes."""
        if rect.empty:
            return
        for tiles, pane in zip(self._tiles, self.panes(), strict=False):
            touched = self.view.covering(rect, pane).grown(2)
            left, top = self.view.origin(pane)
            tiles.spoil(touched.moved(-left, -top))
            self.update_part(touched & pane)

    def _on_composed(self, proof: Proof, part: Rect) -> None:
        for placed in (self._whole, self._picture, self._drawing, self._preview, self._before):
            if placed is not None and placed.proof is proof:
                edges = placed.to_document(0).mapRect(picture.rectf(part)).toAlignedRect()
                self._repaint(Rect.of_size(edges.width(), edges.height(), edges.x(), edges.y()))

    def _spoil_tiles(self) -> None:
        for tiles in self._tiles:
            tiles.spoil()
        self.update()

    @property
    def settled(self) -> bool:
        """Whether all that is in sight is on the screen, and composed."""
        return not self._composer.busy

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        scale = self.devicePixelRatioF()
        dirty = event.rect()
        clip = Rect(
            int(dirty.left() * scale),
            int(dirty.top() * scale),
            int(-(-(dirty.right() + 1) * scale // 1)),
            int(-(-(dirty.bottom() + 1) * scale // 1)),
        )
        painter = QPainter(self)
        painter.scale(1 / scale, 1 / scale)
        if self.document is None:
            painter.fillRect(picture.rectf(clip), painting.surround())
            return
        self._deadline = time.perf_counter() + _BUDGET
        panes = self.panes()
        done = True
        for tiles, pane in zip(self._tiles, panes, strict=False):
            part = clip & pane
            if part.empty:
                continue
            painter.save()
            painter.setClipRect(picture.rectf(part))
            done &= tiles.paint(painter, self.view, pane, part)
            self.update_part(tiles.beyond)
            self.paint_over(painting.Scene(painter, self.view, pane, part))
            painter.restore()
        if len(panes) == 2:
            if not self._busy and self._before is None and not self._has_picture():
                text = self.tr("Draw on the left: the picture appears here.")
                painting.words(painter, panes[1], text, self.font(), scale)
            painting.divide(painter, panes)
        self._paint_captions(painter, panes)
        painter.end()
        if not done:
            self._compose_the_rest()

    def _draw(self, number: int, painter: QPainter, at: QTransform, part: Rect) -> bool:
        """Draw a part of a tile of a pane."""
        assert self.document is not None
        painter.fillRect(picture.rectf(part), painting.surround())
        placed = self._placed(number)
        page = self.document.bounds if self._before is None else placed.region
        picture.draw_page(painter, at, page)
        done = True
        for one in self._below(placed):
            done &= picture.draw_picture(painter, at, one, part, self._deadline)
        done &= picture.draw_picture(painter, at, placed, part, self._deadline)
        if self._lines_over(placed):
            assert self._drawing is not None
            done &= picture.draw_lines_over(painter, at, self._drawing, part, self._deadline)
        picture.draw_edge(painter, at, page)
        picture.draw_grid(painter, at, page, part)
        return done

    def _placed(self, number: int) -> Placed:
        """What a pane shows, the lines of the overlay aside."""
        assert self._whole is not None and self._drawing is not None
        assert self._picture is not None
        if self._before is not None:
            return self._before
        if self._mode == "split" and number == 0:
            return self._picture if self._in_place else self._drawing
        wants_preview = number == 1 or self._mode == "overlay" or self._in_place
        if wants_preview and self._preview is not None and not self._hides_preview:
            return self._preview
        return self._picture if self._mode == "split" else self._whole

    def _below(self, placed: Placed) -> list[Placed]:
        """What shows through."""
        if self._picture is None or placed is not self._preview or not self._see_through:
            return []
        return [self._picture]

    def _lines_over(self, placed: Placed) -> bool:
        return self._mode == "overlay" and not self._in_place and placed is self._preview

    def _compose_the_rest(self) -> None:
        """Let the thread compose what is in sight and not ready, from the middle outwards."""
        tasks = []
        for number, pane in enumerate(self.panes()):
            placed = self._placed(number)
            at = self.view.transform(pane)
            shown = [*self._below(placed), placed]
            if self._lines_over(placed) and self._drawing is not None:
                shown.append(self._drawing)
            for one in shown:
                level = one.level(self.view.zoom)
                tasks += one.proof.waiting(level, one.seen(at, pane, level))
        tasks.sort(key=lambda t: abs(t.part.x0 - self.view.x) + abs(t.part.y0 - self.view.y))
        self._composer.want(tasks)

    def _has_picture(self) -> bool:
        """Whether there is something for the preview's pane to show."""
        if self._preview is not None or self._in_place or self.document is None:
            return True
        return any(
            x.kind == LayerKind.GENERATED or x.base is not None for x in self.document.layers
        )

    def paint_over(self, scene: painting.Scene) -> None:
        """Paint what lies over the picture in a pane."""
        for overlay in self.overlays:
            overlay(scene)

    def _paint_captions(self, painter: QPainter, panes: list[Rect]) -> None:
        if self._before is not None:
            captions = [self.tr("Before: as it was opened")] * len(panes)
        elif len(panes) == 1:
            if not self._in_place or not (self._busy or self.has_preview):
                return
            shown = self.tr("Picture") if self._hides_preview else self.tr("Preview")
            captions = [self.tr("Preview …") if self._busy else shown]
        else:
            right = self.tr("Picture") if self._preview is None else self.tr("Preview")
            left = self.tr("Picture") if self._in_place else self.tr("Drawing")
            captions = [left, self.tr("Preview …") if self._busy else right]
        scale = self.devicePixelRatioF()
        for pane, text in zip(panes, captions, strict=True):
            painting.caption(painter, pane, text, self.font(), scale)

    def colour_at(self, x: float, y: float, pane: Rect) -> QColor | None:
        """What a pane shows at a document point; None outside or where it is transparent."""
        if self.document is None:
            return None
        px, py = int(x // 1), int(y // 1)
        if not (0 <= px < self.document.width and 0 <= py < self.document.height):
            return None
        placed = self._placed(self.panes().index(pane))
        colours = (one.colour(px, py) for one in (placed, *self._below(placed)))
        return next((colour for colour in colours if colour is not None), None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._spoil_tiles()
        super().changeEvent(event)

    def shut_down(self) -> None:
        """End the thread."""
        self._composer.shut_down()
