"""The Latent panel, its work and the window: who listens to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from app.document.constraints import Constraints
from app.document.document import Document
from app.jobs import latent
from app.jobs.latent import Made, Source
from app.jobs.latent_edit import LatentEdit
from app.ui.latent_history import History
from app.ui.latent_moves import LatentMoves
from app.ui.latent_picture import LatentPicture
from app.ui.models_dialog import task_title
from app.ui.panels.latent.panel import TASK, LatentPanel
from app.ui.projecting import Projecting
from app.ui.room import Room
from app.ui.steering import Purpose, Steering
from engine.errors import CoachlineError
from engine.geometry import Rect
from engine.requests import Result

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class LatentRoom(Room):
    """It is the `Board` of its brushes, too: constraints and moves are steps of a history of its
    own, until they become a layer."""

    in_place = True

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.panel: LatentPanel = LatentPanel(window.commands, window.models)
        self.work = Steering(window.runner, self)
        self.projecting = Projecting(window.runner, self)
        self.history: History[LatentEdit] = History()
        self.picture = LatentPicture(window)
        self._document: Document | None = None
        self._source: Source | None = None  # what is edited, and its projection
        self._fit: Result | None = None
        self._coming: Source | None = None  # what is being projected
        self._options: dict[str, Any] = {}
        self._away = True
        self.moves = LatentMoves(self)
        self._connect()

    def _connect(self) -> None:
        window, panel, work = self.window, self.panel, self.work
        window.commands.bind({"latent_project": self.project})
        panel.add_wanted.connect(lambda: window.commands["models"].trigger())
        panel.model_changed.connect(self.refresh)
        window.models.changed.connect(self.refresh)
        panel.influence_shown.connect(self.picture.veil)
        panel.influence_reset.connect(self._reset_influence)
        projecting = self.projecting
        projecting.stepped.connect(self._on_stepped)
        projecting.done.connect(self._on_projected)
        projecting.failed.connect(window.tell)
        projecting.ended.connect(self._on_ended)
        work.pictured.connect(panel.gauge.show_now)
        work.made.connect(self.show_made)
        work.landing.connect(self.picture.land)
        work.busy.connect(window.canvas.set_busy)
        work.working.connect(self._on_working)
        work.rested.connect(window.rest)
        work.failed.connect(window.tell)

    # what the window asks

    @property
    def can_apply(self) -> bool:
        return self.work.changes

    @property
    def unapplied(self) -> bool:
        return self.work.changes and not self.picture.landed

    @property
    def edits(self) -> bool:
        """Whether there is something to brush on."""
        return self.work.edit is not None and not self._away

    def show_document(self, document: Document) -> None:
        self._close()
        self._document = document
        self.refresh()

    def generate(self) -> None:
        if self.work.edit is None:
            self.project()
        elif not self.work.changes:
            self._say_nothing()
        elif self._fits():
            self.work.wish(Purpose.SHOW)

    def apply(self) -> None:
        if self.work.edit is None:
            self.window.messages.say(self.tr("Project the picture first."))
        elif not self.work.changes:
            self._say_nothing()
        elif self.picture.landed and not self.work.is_busy:
            self.window.messages.say(self.tr("This edit is a layer already."), warning=False)
        elif self._fits():
            self.moves.playing.stop()
            self.work.wish(Purpose.LAND)

    def discard(self) -> None:
        """What is under way first; then the edit, which undo brings back; then the projection."""
        work, edit = self.work, self.work.edit
        busy = [part for part in (self.projecting, self.moves.reading) if part.busy]
        if self.moves.playing.on:
            self.moves.playing.stop()
        elif busy:
            for part in busy:
                part.stop()
        elif work.is_busy:
            work.stop()
        elif edit is not None and work.projected is not None and not edit.untouched:
            self.step("Discard", LatentEdit.at(work.projected))
        else:
            self._close()

    def enter(self) -> None:
        self._away = False
        self.work.set_away(False)
        self.picture.set_away(False)
        self.refresh()

    def leave(self) -> None:
        """What was asked stays, and is there when the designer comes back."""
        self._away = True
        self.moves.playing.stop()
        self.moves.reading.stop()
        self.projecting.stop()
        self.work.set_away(True)
        self.picture.set_away(True)
        self._lay_tool_down()

    def refresh(self) -> None:
        document = self._document
        if document is None:
            return
        self.panel.show_part(document.selection is not None)
        self.moves.refresh()
        source, notice = self._source, ""
        if source is not None and self.work.edit is not None:
            if why := self._lost():
                notice = why
            elif source.is_old(document, self.picture.layer):
                notice = self.tr(
                    "The picture has changed since it was projected. What changed does not show "
                    "where the edit does; project it again to edit what you see."
                )
        self.panel.show_notice(notice)
        self.picture.refresh()

    def refresh_theme(self) -> None:
        self.panel.refresh_theme()

    def shut_down(self) -> None:
        self._close()
        self._document = None
        self.projecting.shut_down()
        self.moves.reading.shut_down()
        self.work.shut_down()
        self.picture.shut_down()

    # undo

    @property
    def undo_name(self) -> str:
        return self.history.undo_name(self._state) if self.edits else ""

    @property
    def redo_name(self) -> str:
        return self.history.redo_name(self._state) if self.edits else ""

    def undo(self) -> None:
        self._go_to(self.history.undo())

    def redo(self) -> None:
        self._go_to(self.history.redo())

    @property
    def _state(self) -> int:
        return -1 if self._document is None else self._document.state

    def step(self, title: str, edit: LatentEdit, joins: bool = False) -> None:
        """Go over to another edit. title: English, see `document_text`. joins: see `History`."""
        before = self.work.before
        if before is not None:
            self.history.add(title, before, edit, self._state, joins)
            self._go_to(edit)

    def _go_to(self, edit: LatentEdit) -> None:
        self.moves.playing.stop()
        self.work.take(edit)
        self.picture.show_asked(edit.constraints)
        self.window.refresh()

    # constraints, for the brushes

    @property
    def constraints(self) -> Constraints:
        edit = self.work.before
        return Constraints() if edit is None else edit.constraints

    @property
    def page(self) -> Rect:
        return Rect(0, 0, 0, 0) if self._source is None else self._source.region

    def refusal(self) -> str | None:
        return self._lost() if self.edits else self.tr("Project the picture first.")

    def _lost(self) -> str | None:
        """Why the projection that is edited cannot be edited on."""
        if self.window.models.find(self.work.model) is None:
            return self.tr(
                "The generator that this was projected with has been removed. Add it again, or "
                "project with another."
            )
        document, source = self._document, self._source
        if document is None or source is None or source.document.bounds == document.bounds:
            return None
        return self.tr("The page has another size now. Project the picture again.")

    def show(self, constraints: Constraints | None) -> None:
        self.moves.playing.stop()
        self.work.try_out(constraints)
        self.picture.show_asked(constraints or self.constraints)

    def change(self, title: str, constraints: Constraints) -> None:
        edit = self.work.edit
        if edit is not None:
            self.step(title, edit.with_constraints(constraints))

    def _reset_influence(self) -> None:
        self.change("Influence", self.constraints.with_plane("influence", Constraints().influence))

    # projecting

    def project(self) -> None:
        """Find the latent of what is visible, or of what is selected."""
        document = self._document
        if document is None:
            return
        self.window.docks[TASK].show()
        self.window.docks[TASK].raise_()
        options = self.panel.options
        if not options["model"]:
            self.window.tell(CoachlineError("model.none", task=task_title(TASK)))
            return
        self.moves.playing.stop()
        self.work.stop()
        card = self.panel.model.card
        self.window.show_model("" if card is None else card.title)
        self._coming = source = Source(document.snapshot(), latent.region(document))
        self.window.jobs.show_work(self.tr("Projecting"), None)
        self.projecting.start(lambda: latent.project(source, **options))
        self._options = options
        self.panel.project.setEnabled(False)

    @Slot(object, float)
    def _on_stepped(self, result: Result, share: float) -> None:
        if self._coming is not None:
            self._show_fit(self._coming, result)
            self.window.jobs.show_work(self.tr("Projecting"), share)

    def _show_fit(self, source: Source, result: Result) -> None:
        gauge = self.panel.gauge
        gauge.show()
        gauge.show_original(source.seen)
        gauge.show_fit(result.pixels, result.arrays["error"], result.figures)

    @Slot(object)
    def _on_projected(self, result: Result) -> None:
        """Edit the new latent; what was brushed before is asked of it, too."""
        source, before, old = self._coming, self.work.edit, self._source
        if source is None:
            return
        self._close()
        self._source, self._fit = source, result
        self._tell_fit()
        options, found = self._options, result.arrays["latent"][0]
        self.picture.begin(source)
        self.work.begin(source, found, options["model"], options["label"])
        if before is not None and old is not None and old.document.bounds == source.document.bounds:
            start = replace(LatentEdit.at(found), weights=before.weights)
            self.step("Project again", start.with_constraints(before.constraints))
        if "axes" in result.arrays:
            self.moves.show_axes(result.arrays["axes"])

    def _tell_fit(self) -> None:
        """What the gauge says about the picture that is edited."""
        if self._source is not None and self._fit is not None:
            self._show_fit(self._source, self._fit)
            for note in self._fit.notes:
                if note.startswith("latent."):
                    self.panel.gauge.show_word(note)

    @Slot()
    def _on_ended(self) -> None:
        self.panel.project.setEnabled(True)
        self._coming = None
        if self.work.edit is None:
            self.panel.show_edit(None)
        else:  # that of before is still there, if this one was stopped
            self._tell_fit()
            self.work.refresh()
        self.window.rest()

    def _close(self) -> None:
        """There is nothing to edit any more."""
        self.projecting.stop()
        self.moves.clear()
        self.work.close()
        self.history.clear()
        self._source = self._fit = None
        self.picture.close()
        self.panel.gauge.clear()
        self.panel.show_edit(None)
        self._lay_tool_down()

    def _lay_tool_down(self) -> None:
        if self.window.tool_choice.name.startswith("latent_"):
            self.window.commands["brush"].trigger()

    @Slot(object)
    def show_made(self, made: Made | None) -> None:
        """Show the edit on the picture; None = there is none."""
        self.picture.show_made(made)
        self.window.refresh()

    @Slot(object, object)
    def _on_working(self, purpose: Purpose, share: float | None) -> None:
        names = {
            Purpose.CANDIDATES: self.tr("Looking for candidates"),
            Purpose.SAMPLE: self.tr("Making up cars"),
            Purpose.SHOW: self.tr("Editing the original"),
            Purpose.LAND: self.tr("Editing the original"),
        }
        self.window.jobs.show_work(names[purpose], share)

    def _fits(self) -> bool:
        """Whether the page is still the one that was projected; it is said if not."""
        why_not = self.refusal()
        if why_not is not None:
            self.window.messages.say(why_not)
        return why_not is None

    def _say_nothing(self) -> None:
        self.window.messages.say(
            self.tr("Nothing is edited yet: brush, or move an axis."), warning=False
        )
