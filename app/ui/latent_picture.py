"""A latent edit in sight: over the document while it is being made, then as a layer of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from app.document.constraints import Constraints
from app.document.edits import AddLayer, Become
from app.document.layer import Layer
from app.document.stack import is_shown, with_layer
from app.document.tiles import Tiles
from app.jobs import latent
from app.jobs.latent import Made, Shown, Source
from app.ui.constraint_overlay import ConstraintOverlay
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.requests import Pixels

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

log = logging.getLogger(__name__)


class LatentPicture(QObject):
    """Pictures are mixed in a thread; what comes for an edit that is closed is dropped."""

    _drawn = Signal(object, int)
    _built = Signal(object, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._overlay = ConstraintOverlay(window.canvas)
        self._source: Source | None = None
        self._asked = Constraints()
        self._made: Made | None = None
        self._veiled = False
        self._away = True
        self._layer = ""  # id of the layer that this edit became, and what it shows
        self._became: tuple[Pixels, Tiles] | None = None
        self._was_landed = False
        self._round = 0
        self._drawing = self._again = self._building = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="latent")
        self._drawn.connect(self._on_drawn)
        self._built.connect(self._on_built)

    @property
    def is_busy(self) -> bool:
        """Whether something is still being mixed."""
        return self._drawing or self._building

    @property
    def layer(self) -> str:
        """Id of the layer that the edit became; "" = none."""
        return self._layer

    @property
    def landed(self) -> bool:
        """Whether the document shows just this edit already."""
        return self._made is not None and self._is_landed(self._made)

    def begin(self, source: Source) -> None:
        """Show an edit of this from now on."""
        self.close()
        self._source = source

    def close(self) -> None:
        """There is nothing to show any more."""
        self._round += 1
        self._source = self._made = self._became = None
        self._asked, self._layer, self._was_landed = Constraints(), "", False
        self._drawing = self._again = self._building = False
        self._hide()

    def set_away(self, away: bool) -> None:
        """Away, while another tool is at work, nothing is shown."""
        self._away = away
        if away:
            self._hide()
        else:
            self.draw()

    def shut_down(self) -> None:
        self.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def show_asked(self, asked: Constraints) -> None:
        """Show other constraints."""
        self._asked = asked
        self.draw()

    def show_made(self, made: Made | None) -> None:
        """Show another edit; None = there is none."""
        self._made = made
        self.draw()

    def veil(self, on: bool) -> None:
        """Show where the edit acts, or do not."""
        self._veiled = on
        self.draw()

    def refresh(self) -> None:
        """The document changed: the layer may have come or gone."""
        landed = self._landed() is not None
        if landed != self._was_landed:
            self._was_landed = landed
            self.draw()

    def draw(self) -> None:
        """Strokes over the picture at once; picture and influence as soon as they are mixed."""
        source, made, asked = self._source, self._made, self._asked
        if source is None or self._away:
            return
        self._overlay.show(asked, source.region)
        if made is None or (self._is_landed(made) and not self._veiled):
            self._overlay.show_influence(None)
            self._window.canvas.show_preview(None)
            return
        if self._drawing:
            self._again = True
            return
        self._drawing = True
        landed = self._landed()
        before = None if landed is None else landed.mask
        self._in_thread(self._drawn, lambda: latent.shown(source, made, asked, before))

    def land(self, made: Made) -> None:
        """Make a layer of the edit on the original; the one that it became before is replaced."""
        source, asked, name = self._source, self._asked, self.tr("Latent edit")
        if source is not None:
            self._made, self._building = made, True
            self._in_thread(
                self._built, lambda: (latent.layer(source, made, asked, name), made, asked)
            )

    def _hide(self) -> None:
        self._overlay.show(None, Rect(0, 0, 0, 0))
        self._window.canvas.show_preview(None)

    @Slot(object, int)
    def _on_drawn(self, shown: Shown | CoachlineError, current: int) -> None:
        if current != self._round:
            return
        self._drawing, again, self._again = False, self._again, False
        source, made = self._source, self._made
        if isinstance(shown, CoachlineError):
            self._window.tell(shown)
        elif source is not None and made is not None and not self._away:
            if self._is_landed(made):
                self._window.canvas.show_preview(None)
            else:
                self._window.canvas.show_preview(shown.pixels, source.region, own=shown.own)
            self._overlay.show_influence(shown.mask if self._veiled else None)
        if again:
            self.draw()

    def _in_thread(self, signal: SignalInstance, make: Callable[[], object]) -> None:
        """Emit what `make` gives, or the error, with the round in which it was asked."""
        current = self._round

        def made() -> None:
            try:
                signal.emit(make(), current)
            except Exception as e:
                log.exception("an edit could not be shown")
                signal.emit(CoachlineError("internal", reason=f"{type(e).__name__}: {e}"), current)

        self._thread.submit(made)

    @Slot(object, int)
    def _on_built(
        self, built: tuple[Layer, Made, Constraints] | CoachlineError, current: int
    ) -> None:
        document = self._window.document
        if current != self._round or document is None:
            return
        self._building = False
        if isinstance(built, CoachlineError):
            self._window.tell(built)
            return
        layer, made, asked = built
        before = self._landed()
        edit: AddLayer | Become
        if before is None:
            self._layer = layer.id
            edit = AddLayer(layer, -1, "Latent edit")
        else:
            state = document.now
            layers = with_layer(state.layers, latent.again(before, layer))
            edit = Become(state, replace(state, layers=layers), "Latent edit")
        self._became, self._was_landed = (made.end, asked.influence), True
        self._window.change(lambda d: d.apply(edit))
        self.draw()

    def _landed(self) -> Layer | None:
        """The layer that this edit became, if it is still there and seen."""
        document = self._window.document
        if document is None:
            return None
        layer = next((x for x in document.layers if x.id == self._layer), None)
        return layer if layer is not None and is_shown(document.layers, layer) else None

    def _is_landed(self, made: Made) -> bool:
        """Whether the document shows just this already."""
        if self._became is None or self._landed() is None:
            return False
        end, influence = self._became
        return self._asked.influence is influence and bool(np.array_equal(end, made.end))
