"""A generative tool's work behind its panel: previews while the designer draws, variants, and
pictures that become layers. The window asks, the answers come as signals."""

from __future__ import annotations

import logging
import operator
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document.document import Document
from app.jobs import land
from app.jobs.job import Job, Lane
from app.jobs.runner import JobRunner
from app.ui.asked import Asked, Purpose
from engine.errors import CoachlineError
from engine.requests import Result

SEEDS = 1_000_000  # short enough to read out to a colleague
log = logging.getLogger(__name__)
_LONG = 1.0  # seconds; the progress of a preview that takes longer is shown
_PAUSE_MS = 15  # pointer events of this time share one preview


@dataclass(frozen=True, eq=False)
class Options:
    """What every generative panel says. style: h×w×{3, 4} uint8 or None; seed and model as in the
    tool's request; live: previews follow the designer."""

    style: NDArray[np.uint8] | None = None
    seed: int = 0
    model: str = "painter"
    live: bool = True


# A document that nobody changes, the tool's options and whether a preview will do → the request
# (one with a seed), and the layers that its arrays came from by the arrays' names. Called in a
# thread. Raises CoachlineError.
Ask = Callable[[Document, Any, bool], tuple[Any, Mapping[str, str]]]


class Generating(QObject):
    """One preview is on its way at a time, and the next one takes what is newest then.

    watched: what of a document the picture follows; another one, by identity, makes previews
    stale. quiet: beginnings of the codes that are no errors while the designer draws.
    newest_only: a stale preview on its way is stopped; else it finishes, so that there is something
    to see while the designer goes on drawing.

    Signals: shown(Result | None): the preview changed. busy(bool): a preview is on its way.
    working(name, share | None), rested(): a picture or variants are being made.
    variant(place, Result). landed(Layer, Request): the picture to add, and what was asked.
    failed(CoachlineError).
    """

    shown = Signal(object)
    busy = Signal(bool)
    working = Signal(str, object)
    rested = Signal()
    variant = Signal(int, object)
    landed = Signal(object, object)
    failed = Signal(object)
    _asked = Signal(object)
    _refused = Signal(object, object)

    def __init__(
        self,
        runner: JobRunner,
        ask: Ask,
        watched: Callable[[Document], tuple[object, ...]],
        quiet: tuple[str, ...],
        parent: QObject | None = None,
        *,
        newest_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._make, self._watched, self._quiet = ask, watched, quiet
        self._newest_only = newest_only
        self._document: Document | None = None
        self._options = Options()
        self._seen: tuple[object, ...] = ()
        self._stale = self._away = False
        self._preview: Job | None = None
        self._asking = False
        self._since = 0.0  # when the preview on its way was asked for
        self._jobs: dict[str, tuple[Job, Asked]] = {}
        self._last: tuple[Job, Result] | None = None
        self._coming: deque[Asked] = deque()
        self._variants: dict[int, tuple[Job, Result]] = {}
        self._round = 0  # what was asked before the last `discard` does not count
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask_preview)
        self._asked.connect(self._on_asked)
        self._refused.connect(self._on_refused)
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.progressed.connect(self._on_progressed)

    @property
    def options(self) -> Options:
        return self._options

    @property
    def is_busy(self) -> bool:
        """Whether something is still on its way."""
        coming = self._stale and self._options.live and not self._away
        return coming or self._asking or bool(self._jobs)

    @property
    def can_apply(self) -> bool:
        """Whether there is a preview, or a picture on its way, to make a layer of."""
        return self._last is not None

    def show_document(self, document: Document) -> None:
        self.discard()
        if self._document is not None:
            self._document.unwatch(self._on_changed)
        self._document = document
        document.watch(self._on_changed)
        self._seen = self._watched(document)
        self.refresh()

    def set_options(self, options: Options) -> None:
        self._options = options
        self.refresh()

    def set_away(self, away: bool) -> None:
        """Away, while another tool is at work, nothing is previewed."""
        self._away = away
        if away:
            self.discard()
        else:
            self.refresh()

    def refresh(self) -> None:
        """What is shown does not fit any more: show a newer preview, if they are live."""
        self._stale = True
        if self._newest_only and self._preview is not None:
            self._runner.cancel(self._preview)
        self._pause.start()

    def generate(self) -> None:
        """Make the picture in full and show it."""
        self._begin(Purpose.SHOW)

    def apply(self) -> None:
        """Make a layer of the preview: at once if it is the full picture of what is drawn now."""
        if self._last is None:
            return
        job, result = self._last
        request: Any = job.request
        if not request.preview and not self._stale and request.seed == self._options.seed:
            self._land(job, result)
        else:
            self._begin(Purpose.LAND)

    def explore(self, count: int) -> list[int]:
        """Make `count` previews, one after another, that differ by seed; returns the seeds."""
        seeds = [self._options.seed, *random.sample(range(1, SEEDS), count)][:count]
        self._stop_variants()
        self._variants.clear()
        self.working.emit(self.tr("Variant {number}").format(number=1), None)
        self._ask(lambda request: [replace(request, seed=seed) for seed in seeds], Purpose.VARIANT)
        return seeds

    def choose(self, place: int) -> int:
        """Show a variant at once; a preview of what is drawn by now follows. Returns its seed."""
        self._last = job, result = self._variants[place]
        seed = _seed(job)
        self._options = replace(self._options, seed=seed)
        self.shown.emit(result)
        self.refresh()
        return seed

    def variant_request(self, place: int) -> Any:
        """The request of a variant that has come."""
        return self._variants[place][0].request

    def discard(self) -> None:
        """Stop what is on its way and take the preview away."""
        self._stale = False
        self._pause.stop()
        self._asking = False
        self._round += 1
        self._coming.clear()
        for job, _ in list(self._jobs.values()):
            self._runner.cancel(job)
        self._jobs.clear()
        self._preview = None
        self._take_away()
        self.busy.emit(False)
        self.rested.emit()

    def shut_down(self) -> None:
        """Ask for nothing more."""
        self.discard()
        if self._document is not None:
            self._document.unwatch(self._on_changed)
            self._document = None
        self._thread.shutdown(wait=False, cancel_futures=True)

    # asking

    def _begin(self, purpose: Purpose) -> None:
        self._stop_variants()
        self._cancel(Purpose.SHOW)
        self._stale = False  # this picture is of what is drawn now
        self.working.emit(self.tr("Painting"), None)
        self._ask(lambda request: [request], purpose)

    @Slot()
    def _ask_preview(self) -> None:
        wanted = self._stale and self._options.live and not self._away
        if wanted and not self._asking and self._preview is None:
            self._stale = False
            self._asking = True
            self.busy.emit(True)
            self._ask(lambda request: [request], Purpose.PREVIEW)

    def _ask(self, spread: Callable[[Any], list[Any]], purpose: Purpose) -> None:
        """Make requests of the document as it is now, the stroke under the pen included, in a
        thread: flattening a large one takes longer than a frame."""
        document = self._document
        if document is None:
            return
        copy = document.snapshot()
        copy.layers = document.layers
        options, current = self._options, self._round
        preview = purpose in (Purpose.PREVIEW, Purpose.VARIANT)

        def make() -> None:
            try:
                request, layers = self._make(copy, options, preview)
            except CoachlineError as e:
                self._refused.emit(e, Asked(None, purpose, {}, current))
                return
            except Exception as e:
                log.exception("a request could not be made")
                error = CoachlineError("internal", reason=f"{type(e).__name__}: {e}")
                self._refused.emit(error, Asked(None, purpose, {}, current))
                return
            for place, one in enumerate(spread(request)):
                self._asked.emit(Asked(one, purpose, layers, current, place))

        self._thread.submit(make)

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        if asked.round != self._round:
            return
        if asked.purpose is Purpose.VARIANT:
            self._coming.append(asked)
            self._next_variant()
        elif asked.purpose is Purpose.PREVIEW:
            self._asking = False
            self._since = time.monotonic()
            self._preview = self._submit(asked, "preview")
        else:
            self._submit(asked, "result")

    @Slot(object, object)
    def _on_refused(self, error: CoachlineError, asked: Asked) -> None:
        """There is nothing to make a request of."""
        if asked.round == self._round:
            if asked.purpose is Purpose.PREVIEW:
                self._asking = False
                self.busy.emit(False)
                if self._stale:
                    self._pause.start(0)
            self._fail(asked.purpose, error)

    def _submit(self, asked: Asked, lane: Lane) -> Job:
        job = self._runner.submit(asked.request, lane, asked.layers)
        self._jobs[job.id] = (job, asked)
        return job

    def _next_variant(self) -> None:
        """One at a time, so that previews get in between."""
        running = any(a.purpose is Purpose.VARIANT for _, a in self._jobs.values())
        if self._coming and not running:
            self._submit(self._coming.popleft(), "result")

    def _stop_variants(self) -> None:
        self._coming.clear()
        self._cancel(Purpose.VARIANT)

    def _cancel(self, purpose: Purpose) -> None:
        for job, asked in list(self._jobs.values()):
            if asked.purpose is purpose:
                self._runner.cancel(job)

    # answers

    @Slot(object, object)
    def _on_finished(self, job: Job, result: Result) -> None:
        asked = self._forget(job)
        if asked is None:
            return
        if asked.purpose is Purpose.VARIANT:
            self._variants[asked.place] = (job, result)
            self.variant.emit(asked.place, result)
            self._next_variant()
        elif asked.purpose is Purpose.LAND:
            self._land(job, result)
        elif asked.purpose is Purpose.SHOW or not self._painting():
            # A coarse preview does not replace the full picture that was asked for meanwhile.
            self._last = (job, result)
            self.shown.emit(result)
        self._rest()

    @Slot(object, object)
    def _on_failed(self, job: Job, error: CoachlineError) -> None:
        asked = self._forget(job)
        if asked is None:
            return
        self._fail(asked.purpose, error)

    def _fail(self, purpose: Purpose, error: CoachlineError) -> None:
        if purpose is Purpose.PREVIEW and error.code.startswith(self._quiet):
            self._take_away()  # nothing is drawn yet: no error while drawing
        else:
            self.failed.emit(error)
        self._rest()

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        if self._forget(job) is not None:
            self._rest()

    @Slot(object, float)
    def _on_progressed(self, job: Job, done: float) -> None:
        if job.id not in self._jobs:
            return
        asked = self._jobs[job.id][1]
        if asked.purpose is Purpose.VARIANT:
            name = self.tr("Variant {number}").format(number=asked.place + 1)
            self.working.emit(name, done)
        elif asked.purpose is not Purpose.PREVIEW:
            self.working.emit(self.tr("Painting"), done)
        elif time.monotonic() - self._since > _LONG:
            self.working.emit(self.tr("Preview"), done)

    def _forget(self, job: Job) -> Asked | None:
        """What the job was for, None if it does not count any more."""
        if job is self._preview:
            self._preview = None
            self.busy.emit(False)
            if self._stale:
                self._pause.start(0)
        entry = self._jobs.pop(job.id, None)
        return None if entry is None else entry[1]

    def _painting(self) -> bool:
        return any(a.purpose in (Purpose.SHOW, Purpose.LAND) for _, a in self._jobs.values())

    def _rest(self) -> None:
        if all(a.purpose is Purpose.PREVIEW for _, a in self._jobs.values()):
            self.rested.emit()

    def _land(self, job: Job, result: Result) -> None:
        name = self.tr("Painted, seed {seed}").format(seed=_seed(job))
        layer = land.layer(job, result, name)
        self._take_away()
        self.landed.emit(layer, job.request)

    def _take_away(self) -> None:
        self._last = None
        self.shown.emit(None)

    def _on_changed(self, _rect: object) -> None:
        assert self._document is not None
        seen = self._watched(self._document)
        same = len(seen) == len(self._seen) and all(map(operator.is_, seen, self._seen))
        if not same:
            self._seen = seen
            self.refresh()


def _seed(job: Job) -> int:
    request: Any = job.request
    return int(request.seed)
