"""The latent tool's work behind the panel: slices of optimisation while the designer brushes,
moves, candidates, and what they do to the original."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.document.constraints import Constraints
from app.jobs import latent, latent_edit
from app.jobs.job import Lane
from app.jobs.latent import Made, Source
from app.jobs.latent_edit import STEPS, Brushed, Candidates, LatentEdit
from app.jobs.runner import JobRunner
from app.jobs.turns import Make, Turns
from engine.errors import CoachlineError
from engine.latent_requests import MoveRequest, SampleRequest
from engine.requests import Pixels, Result

SLICE = 0.15  # seconds of optimisation at a time
SAMPLES = 12
_SHOWN_EVERY = 3  # slices, while the designer brushes


class Purpose(Enum):
    BRUSH = "brush"  # a slice towards the constraints
    MOVE = "move"  # where the moves lead from there
    PICTURE = "picture"  # the generator's picture of what is seen
    PREVIEW = "preview"  # the edit on a small original
    FRAME = "frame"  # the same at another place between start and result
    CANDIDATES = "candidates"
    SAMPLE = "sample"
    SHOW = "show"  # the edit on the original
    LAND = "land"


_FINAL = (Purpose.SHOW, Purpose.LAND)
_WAITED_FOR = (*_FINAL, Purpose.CANDIDATES, Purpose.SAMPLE)


@dataclass(frozen=True, eq=False)
class _Asked:
    """edit: what was edited then. end: L×W that is shown, of pictures."""

    purpose: Purpose
    edit: LatentEdit
    end: Pixels | None = None


class Steering(QObject):
    """One request is on its way at a time, and the next one takes what is newest then.

    Signals: pictured(pixels): the generator's picture of now, and axes(values), its named
    parameters. made(Made | None): the edit on the picture; None = there is none. framed(place,
    Made): one of the frames that were wanted. met(figures): how much of the constraints came
    true. candidates(pictures, share). sampled(Result). landing(Made): to make a layer of.
    busy(bool), working(Purpose, share | None), rested(), failed(CoachlineError).
    """

    pictured = Signal(object)
    axes = Signal(object)
    made = Signal(object)
    framed = Signal(int, object)
    met = Signal(object)
    candidates = Signal(object, float)
    sampled = Signal(object)
    landing = Signal(object)
    busy = Signal(bool)
    working = Signal(object, object)
    rested = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = Turns(runner, self)
        self._source: Source | None = None
        self.model, self._label = "", 0  # of the generator whose latent is edited
        self._projected: Pixels | None = None
        self._edit: LatentEdit | None = None
        self._held: LatentEdit | None = None  # as it was when the pointer went down
        self._live: Constraints | None = None
        self._away = False
        self._wishes: list[Purpose] = []  # what the designer waits for, in turn
        self._frames: list[tuple[int, float]] = []
        self._taken = STEPS  # of the optimiser since the constraints changed
        self._unseen = 0  # slices since the last preview
        self._end: Pixels | None = None
        self._pictured: Pixels | None = None  # what the generator's picture was shown of
        self._previewed: Pixels | None = None
        self._full: Made | None = None
        self._several: Candidates | None = None
        self._turns.finished.connect(self._on_finished)
        self._turns.failed.connect(self._on_failed)
        self._turns.cancelled.connect(self.stop)
        self._turns.progressed.connect(self._on_progressed)

    # what is edited

    @property
    def source(self) -> Source | None:
        return self._source

    @property
    def edit(self) -> LatentEdit | None:
        return self._edit

    @property
    def projected(self) -> Pixels | None:
        """L×W: what the picture was projected onto."""
        return self._projected

    @property
    def before(self) -> LatentEdit | None:
        """What undo leads back to: the edit without what the pointer is doing."""
        return self._held or self._edit

    @property
    def end(self) -> Pixels | None:
        """L×W: where brushes and moves lead; None while that is not known."""
        return self._end

    @property
    def shown(self) -> Pixels | None:
        """L×W: what is seen, between the start and the end."""
        if self._edit is None or self._end is None:
            return None
        return latent_edit.between(self._edit.start, self._end, self._edit.share)

    @property
    def changes(self) -> bool:
        """Whether there is an edit to see."""
        return self._edit is not None and not _same(self.shown, self._projected)

    @property
    def is_busy(self) -> bool:
        return self._turns.busy

    def begin(self, source: Source, projected: Pixels, model: str, label: int) -> None:
        """Edit a picture that was projected onto L×W."""
        self.close()
        self._source, self._projected = source, projected
        self.model, self._label = model, label
        self.take(LatentEdit.at(projected))

    def close(self) -> None:
        """There is nothing to edit any more."""
        self.stop()
        self._source = self._projected = self._full = self._several = None
        self._edit = self._held = self._live = None
        self._end = self._pictured = self._previewed = None

    def take(self, edit: LatentEdit) -> None:
        """Edit like this from now on."""
        before, self._edit = self._edit, edit
        self._held = self._live = None
        if before is None:
            before = replace(edit, constraints=Constraints(), brushed=Brushed(edit.start))
        if any(
            getattr(edit, name) is not getattr(before, name)
            for name in ("constraints", "weights", "base")
        ):
            self._taken = 0
        if edit.brushed is not before.brushed or edit.moves is not before.moves:
            self._end = edit.brushed.latent if edit.moves.none else None
        self._next()

    def try_out(self, constraints: Constraints | None) -> None:
        """Let others count while the pointer is down; None = it did nothing."""
        if self._edit is None:
            return
        if constraints is None:
            if self._held is not None:
                self.take(self._held)
            return
        if self._held is None:
            self._held = self._edit
        self._live = constraints
        self._taken = 0
        self._next()

    def set_away(self, away: bool) -> None:
        """Away, while another tool is at work, nothing is computed."""
        self._away = away
        if away:
            self.stop()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Show again what is there."""
        self._previewed = self._pictured = None
        self._next()

    # what the designer waits for

    def wish(self, purpose: Purpose) -> None:
        """Make one of CANDIDATES, SAMPLE, SHOW and LAND as soon as can be."""
        if self._edit is None:
            return
        if purpose is Purpose.CANDIDATES:
            self._several = None
        if purpose not in self._wishes:
            self._wishes.append(purpose)
        self.working.emit(purpose, None)
        self._next()

    def want_frames(self, frames: list[tuple[int, float]]) -> None:
        """Make the edit on a small original at these places and shares of the way."""
        self._frames = frames
        self._next()

    def candidate(self, place: int) -> Brushed:
        """One of the candidates that were shown last."""
        assert self._several is not None
        return self._several.brushed(place)

    def stop(self) -> None:
        """Drop what is on its way, what is waited for, and steps that were not taken yet."""
        self._turns.stop()
        self._wishes.clear()
        self._frames = []
        self._taken = STEPS
        self.busy.emit(False)
        self.rested.emit()

    def shut_down(self) -> None:
        self.close()
        self._turns.shut_down()

    # one after another

    def _planned(self) -> Purpose | None:
        """What comes next."""
        edit = self._edit
        if edit is None or self._away:
            return None
        asks = self._live or edit.constraints
        brushing = asks.asks and self._taken < STEPS
        final = bool(self._wishes) and self._wishes[0] in _FINAL
        if brushing and self._unseen < _SHOWN_EVERY and not final:
            return Purpose.BRUSH
        if self._end is None:
            return Purpose.MOVE
        if final:
            return self._wishes[0]
        if not _same(self._pictured, self.shown):
            return Purpose.PICTURE
        if not _same(self._previewed, self.shown):
            return Purpose.PREVIEW
        if brushing:
            return Purpose.BRUSH
        if self._wishes:
            return self._wishes[0]
        return Purpose.FRAME if self._frames else None

    def _next(self) -> None:
        if self.is_busy:
            return
        purpose = self._planned()
        while purpose is not None and self._is_there(purpose):
            purpose = self._planned()
        self.busy.emit(purpose is not None and purpose not in _WAITED_FOR)
        if purpose is not None:
            lane: Lane = "result" if purpose in _WAITED_FOR else "preview"
            make, end = self._request(purpose)
            assert self._edit is not None
            self._turns.ask(_Asked(purpose, self._edit, end), lane, make)

    def _is_there(self, purpose: Purpose) -> bool:
        """Whether a picture needs no work: it is shown then."""
        shown = self.shown
        if purpose is Purpose.PREVIEW and not self.changes:
            self._previewed = shown
            self.made.emit(None)
            return True
        if purpose in _FINAL and self._full is not None and _same(self._full.end, shown):
            self._transferred(purpose, self._full)
            self._rest()
            return True
        return False

    def _request(self, purpose: Purpose) -> tuple[Make, Pixels | None]:
        """What makes the request, in a thread, and the latent that it shows."""
        edit, source = self._edit, self._source
        assert edit is not None and source is not None and self._projected is not None
        who: dict[str, Any] = {"model": self.model, "label": self._label}
        match purpose:
            case Purpose.BRUSH:
                fields = edit.brushing(self._taken) | {"steps": STEPS - self._taken}
                asks = self._live or edit.constraints
                return partial(latent.edit, source, asks, seconds=SLICE, **fields, **who), None
            case Purpose.CANDIDATES:
                fields = edit.seeking(self._several)
                asks = edit.constraints
                return partial(latent.edit, source, asks, seconds=SLICE, **fields, **who), None
            case Purpose.SAMPLE:
                who["seed"] = int(np.random.default_rng().integers(1, 1_000_000))
                who["truncation"] = edit.moves.truncation
                return partial(SampleRequest, source.region, count=SAMPLES, **who), None
            case Purpose.MOVE:
                return partial(latent_edit.move, edit, source.region, **who), None
        end = self.shown
        if purpose is Purpose.FRAME and self._end is not None:
            end = latent_edit.between(edit.start, self._end, self._frames[0][1])
        assert end is not None
        if purpose is Purpose.PICTURE:
            return partial(MoveRequest, end, source.region, **who), end
        coarse = purpose not in _FINAL
        who |= {"start": self._projected, "end": end}
        return partial(latent.transfer, source, coarse, **who), end

    # answers

    @Slot(object, object)
    def _on_finished(self, asked: _Asked, result: Result) -> None:
        if self._edit is None:
            return
        same = asked.edit.brushed is self._edit.brushed
        match asked.purpose:
            case Purpose.BRUSH if same:
                self._brushed(self._edit, result)
            case Purpose.MOVE if same and asked.edit.moves is self._edit.moves:
                self._end = result.arrays["latent"][0]
            case Purpose.PICTURE:
                self._picture(result, asked.end)
            case Purpose.CANDIDATES:
                self._found(result)
            case Purpose.SAMPLE:
                self._wishes.remove(Purpose.SAMPLE)
                self.sampled.emit(result)
            case Purpose.FRAME | Purpose.PREVIEW | Purpose.SHOW | Purpose.LAND:
                assert asked.end is not None and self._projected is not None
                coarse = asked.purpose not in _FINAL
                made = Made(result, self._projected, asked.end, coarse)
                self._transferred(asked.purpose, made)
        self._rest()
        self._next()

    def _rest(self) -> None:
        if not self._wishes:
            self.rested.emit()

    def _brushed(self, edit: LatentEdit, result: Result) -> None:
        found, best = result.arrays, round(result.figures["best"])
        held = Brushed(found["latents"][best], found["point"], found["moments"])
        self._edit = replace(edit, brushed=held)
        self._taken += max(1, round(result.figures["steps"]))
        self._unseen += 1
        self._end = held.latent if edit.moves.none else None
        if edit.moves.none and edit.share == 1:
            self._picture(result, held.latent)
        self.met.emit(result.figures)

    def _picture(self, result: Result, end: Pixels | None) -> None:
        self._pictured = end
        self.pictured.emit(result.pixels)
        if "axes" in result.arrays:
            self.axes.emit(result.arrays["axes"])

    def _found(self, result: Result) -> None:
        found, taken = result.arrays, round(result.figures["taken"])
        self._several = Candidates(found["latents"], found["point"], found["moments"], taken)
        if taken >= STEPS and Purpose.CANDIDATES in self._wishes:
            self._wishes.remove(Purpose.CANDIDATES)
        else:
            self.working.emit(Purpose.CANDIDATES, taken / STEPS)
        self.candidates.emit(found["pictures"], min(1.0, taken / STEPS))

    def _transferred(self, purpose: Purpose, made: Made) -> None:
        if purpose is Purpose.FRAME:
            if self._frames:
                self.framed.emit(self._frames.pop(0)[0], made)
            return
        self._previewed = made.end
        if purpose is Purpose.PREVIEW:
            self._unseen = 0
        else:
            self._wishes.remove(purpose)
            self._full = made
        (self.landing if purpose is Purpose.LAND else self.made).emit(made)

    @Slot(object)
    def _on_failed(self, error: CoachlineError) -> None:
        self.stop()
        self.failed.emit(error)

    @Slot(object, float)
    def _on_progressed(self, asked: _Asked, done: float) -> None:
        if asked.purpose in _WAITED_FOR and asked.purpose is not Purpose.CANDIDATES:
            self.working.emit(asked.purpose, done)


def _same(a: Pixels | None, b: Pixels | None) -> bool:
    return a is b or (a is not None and b is not None and bool(np.array_equal(a, b)))
