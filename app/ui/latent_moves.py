"""What the Latent panel's sliders, pictures and buttons do to the edit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from app.jobs.latent import Made
from app.jobs.latent_edit import Moves
from app.ui.panels.latent.moves import COMPONENTS
from app.ui.playing import Playing
from app.ui.projecting import Projecting
from app.ui.steering import Purpose
from app.ui.style_picture import take_styles
from engine.geometry import Rect
from engine.latent_requests import ProjectRequest
from engine.requests import Pixels, Result, sealed

if TYPE_CHECKING:
    from app.ui.latent_room import LatentRoom

_OPT_STEPS = 100  # for a second picture, where no encoder reads it


class LatentMoves(QObject):
    """Each change is one step of the room's history; the values of one slider are one together."""

    def __init__(self, room: LatentRoom) -> None:
        super().__init__(room)
        self._room = room
        self.playing: Playing[Made] = Playing(self)
        self.reading = Projecting(room.window.runner, self)  # a second picture
        self._coming: tuple[NDArray[np.uint8], str] | None = None
        self._seconds: dict[int, tuple[Pixels, NDArray[np.uint8], str]] = {}  # by the latent's id
        self._samples: Pixels | None = None
        self._axes: dict[str, float] = {}  # as the picture has them
        self._connect()

    def _connect(self) -> None:
        room, panel, work = self._room, self._room.panel, self._room.work
        panel.brushes.changed.connect(self._on_weight)
        panel.brushes.chosen.connect(self._on_candidate)
        panel.axes.changed.connect(self._on_axes)
        panel.axes.reset.connect(self._on_axes_reset)
        panel.components.changed.connect(self._on_component)
        panel.mixing.levels_changed.connect(self._on_levels)
        panel.samples.truncation_changed.connect(self._on_truncation)
        panel.samples.wanted.connect(lambda: work.wish(Purpose.SAMPLE))
        panel.samples.chosen.connect(self._on_sample)
        panel.moved.connect(self._on_share)
        panel.played.connect(self._on_played)
        take_styles(room.window, panel.mixing.well, self._read)
        work.axes.connect(self.show_axes)
        work.met.connect(panel.brushes.show_met)
        work.candidates.connect(lambda pictures, _: panel.brushes.show_candidates(pictures))
        work.sampled.connect(self._on_sampled)
        work.framed.connect(self.playing.put)
        self.playing.wanted.connect(work.want_frames)
        self.playing.shown.connect(self._on_frame)
        self.playing.ended.connect(self._on_ended)
        self.reading.stepped.connect(lambda _, share: self._show_reading(share))
        self.reading.done.connect(self._on_read)
        self.reading.failed.connect(room.window.tell)
        self.reading.ended.connect(room.window.rest)
        room.window.commands.bind(
            {
                "latent_candidates": self._seek,
                "latent_fix": self._fix,
            }
        )

    def clear(self) -> None:
        """Another picture is projected, or none."""
        self.playing.stop()
        self.reading.stop()
        self._samples = None
        self._axes.clear()
        panel = self._room.panel
        panel.brushes.candidates.hide()
        panel.brushes.show_met({})
        panel.samples.strip.hide()

    def refresh(self) -> None:
        """Show the edit that is there now."""
        edit, panel = self._room.work.edit, self._room.panel
        panel.show_edit(edit)
        if edit is None:
            return
        if not edit.constraints.asks:
            panel.brushes.show_met({})
        panel.axes.show_values(self._axes, edit.moves.axes)
        second = None if edit.moves.mixed is None else self._seconds.get(id(edit.moves.mixed))
        panel.mixing.well.show_style(*((None, "") if second is None else second[1:]))

    @Slot(object)
    def show_axes(self, values: Pixels) -> None:
        """values: P, the named parameters of what is seen, in the order of the axes."""
        panel, edit = self._room.panel, self._room.work.edit
        names = (axis.name for axis in panel.axes.axes)
        self._axes = {name: float(value) for name, value in zip(names, values, strict=False)}
        if edit is not None:
            panel.axes.show_values(self._axes, edit.moves.axes)

    # the designer's changes

    def _move(self, title: str, joins: bool = False, **fields: object) -> None:
        edit = self._room.work.edit
        if edit is not None:
            moves: Moves = replace(edit.moves, **fields)  # type: ignore[arg-type]
            self._room.step(title, replace(edit, moves=moves), joins)

    def _on_weight(self, key: str, value: float) -> None:
        edit = self._room.work.edit
        if edit is not None:
            weights = replace(edit.weights, **{key: value})
            self._room.step("Weight of brushes", replace(edit, weights=weights), joins=True)

    def _on_axes(self, values: dict[str, float]) -> None:
        edit = self._room.work.edit
        if edit is not None:
            self._move("Axis", joins=True, axes={**edit.moves.axes, **values})

    def _on_axes_reset(self, names: tuple[str, ...]) -> None:
        edit = self._room.work.edit
        if edit is not None:
            kept = {k: v for k, v in edit.moves.axes.items() if k not in names}
            self._move("Axis", axes=kept)

    def _on_component(self, place: int, value: float) -> None:
        edit = self._room.work.edit
        if edit is not None:
            values = list(edit.moves.components) + [0.0] * COMPONENTS
            values[place] = value
            self._move("Principal component", joins=True, components=tuple(values[:COMPONENTS]))

    def _on_levels(self, levels: tuple[str, ...]) -> None:
        self._move("Style mixing", levels=levels)

    def _on_truncation(self, value: float) -> None:
        self._move("Truncation", joins=True, truncation=value)

    def _on_share(self, share: float) -> None:
        edit = self._room.work.edit
        if edit is not None:
            self._room.step("Start to result", replace(edit, share=share), joins=True)

    def _seek(self) -> None:
        edit = self._room.work.edit
        if edit is None:
            return
        if edit.constraints.asks:
            self._room.work.wish(Purpose.CANDIDATES)
        else:
            words = self.tr("Brush something first: candidates are ways to meet what you ask for.")
            self._room.window.messages.say(words, warning=False)

    def _on_candidate(self, place: int) -> None:
        edit, work = self._room.work.edit, self._room.work
        if edit is not None:
            self._room.step("Candidate", replace(edit, brushed=work.candidate(place)))

    def _fix(self) -> None:
        work = self._room.work
        if work.edit is not None and work.shown is not None:
            self._room.step("Fix", work.edit.fixed(work.shown))

    # random cars

    @Slot(object)
    def _on_sampled(self, result: Result) -> None:
        self._samples = result.arrays["latents"]
        self._room.panel.samples.show_samples(result.arrays["pictures"])

    def _on_sample(self, place: int) -> None:
        edit = self._room.work.edit
        if edit is not None and self._samples is not None:
            self._room.step("Random car", edit.taking(self._samples[place]))

    # a second picture

    def _read(self, pixels: NDArray[np.uint8] | None, name: str) -> None:
        """Take styles from a picture, h×w×3 uint8, once its latent is found; None = no more."""
        if pixels is None:
            self._move("Style mixing", mixed=None, levels=())
        if pixels is None or self._room.work.edit is None:
            return
        self._coming = (pixels, name)
        options = self._room.panel.options
        if options["method"] != "opt":
            options |= {"method": "cnn"}
        options |= {"steps": min(_OPT_STEPS, options["steps"])}
        self._show_reading(None)
        height, width = pixels.shape[:2]
        rect = Rect.of_size(width, height)
        self.reading.start(partial(ProjectRequest, sealed(pixels), rect, **options))

    def _show_reading(self, share: float | None) -> None:
        self._room.window.jobs.show_work(self.tr("Projecting the second picture"), share)

    @Slot(object)
    def _on_read(self, result: Result) -> None:
        edit, coming = self._room.work.edit, self._coming
        if edit is None or coming is None:
            return
        found = result.arrays["latent"][0]
        self._seconds[id(found)] = (found, *coming)
        levels = edit.moves.levels or ("fine",)
        self._move("Style mixing", mixed=found, levels=levels)

    # to and fro

    def _on_played(self, on: bool) -> None:
        if on and self._room.work.changes:
            self.playing.start()
        elif not on:
            self.playing.stop()
        else:
            self._on_ended()

    def _on_frame(self, made: Made, share: float) -> None:
        self._room.show_made(made)
        self._room.panel.way.show_value("share", 100 * share, moved=False)

    @Slot()
    def _on_ended(self) -> None:
        """The picture at the slider's own place again."""
        self._room.panel.play.setChecked(False)
        self._room.work.refresh()
        self.refresh()
