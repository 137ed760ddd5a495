"""The panel of the latent tool: projection and its gauge, brushes, moves, and where it shows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.jobs.latent_edit import LatentEdit
from app.ui.actions import Actions
from app.ui.models import Models
from app.ui.panels.fold import Fold
from app.ui.panels.latent.axes import AxesSection, axes_of
from app.ui.panels.latent.brushes import LatentBrushes, tool_buttons
from app.ui.panels.latent.gauge import Gauge
from app.ui.panels.latent.moves import ComponentsSection, MixingSection, SamplesSection
from app.ui.panels.latent.rows import Rows
from app.ui.panels.parts import ModelBox, result_buttons, scrolled_column
from app.ui.size_rule import let_scroll

TASK = "latent"
MOST_STEPS = 2000
_METHODS = {
    "cnn_opt": QT_TRANSLATE_NOOP("LatentPanel", "Encoder, then optimise"),
    "cnn": QT_TRANSLATE_NOOP("LatentPanel", "Encoder alone"),
    "opt": QT_TRANSLATE_NOOP("LatentPanel", "Optimise alone"),
}
_INFLUENCE = {
    "latent_show": QT_TRANSLATE_NOOP("LatentPanel", "Show here"),
    "latent_hide": QT_TRANSLATE_NOOP("LatentPanel", "Hide here"),
}


class LatentPanel(QWidget):
    """Signals, all by the designer: add_wanted(): there is a model to add. model_changed().
    moved(share), played(on): between start and result. influence_shown(on), influence_reset().
    What the sections tell, they tell themselves."""

    add_wanted = Signal()
    model_changed = Signal()
    moved = Signal(float)
    played = Signal(bool)
    influence_shown = Signal(bool)
    influence_reset = Signal()

    def __init__(self, actions: Actions, models: Models) -> None:
        super().__init__()
        titles = {
            "apply": self.tr("Apply as a layer"),
            "generate": self.tr("Show in full"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        self._projection(column, actions, models)
        self.gauge = Gauge()
        column.addWidget(self.gauge)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        column.addWidget(self.notice)
        self.editing = QWidget()
        column.addWidget(self.editing)
        column.addStretch(1)
        self._editing(actions)
        self.show_edit(None)
        self._on_model()

    # the sections

    def _projection(self, column: QVBoxLayout, actions: Actions, models: Models) -> None:
        self.project = QPushButton(self.tr("Project this picture"))
        self.project.setToolTip(actions["latent_project"].toolTip())
        self.project.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.project.clicked.connect(actions["latent_project"].trigger)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("faint", True)
        self._add = QPushButton(self.tr("Add a model …"))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self.add_wanted)
        self.how = Fold(self.tr("How it is projected"))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(7)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.model = ModelBox(models, TASK)
        self.model.chosen.connect(lambda _: self._on_model())
        self.method = QComboBox()
        self.method.setAccessibleName(self.tr("Method"))
        self.steps = QSpinBox()
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setValue(200)
        self.steps.setSingleStep(50)
        self.steps.setAccessibleName(self.tr("Steps"))
        self.steps.setToolTip(self.tr("More steps fit better and take longer"))
        self.label = QSpinBox()
        self.label.setAccessibleName(self.tr("Class"))
        self._label_name = QLabel(self.tr("C&lass"))
        self._label_name.setBuddy(self.label)
        for part in (self.model, self.method, self.steps, self.label):
            let_scroll(part)
        form.addRow(self.tr("&Model"), self.model)
        form.addRow(self.tr("Me&thod"), self.method)
        form.addRow(self.tr("&Steps"), self.steps)
        form.addRow(self._label_name, self.label)
        self.how.column.addLayout(form)
        column.addWidget(self.project)
        column.addWidget(self.words)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.how)

    def _editing(self, actions: Actions) -> None:
        column = QVBoxLayout(self.editing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.brushes = LatentBrushes(actions)
        self.axes = AxesSection()
        self.components, self.mixing = ComponentsSection(), MixingSection()
        self.samples = SamplesSection()
        self.folds: dict[str, Fold] = {}
        for name, title, part, is_open in (
            ("brushes", self.tr("Brushes"), self.brushes, True),
            ("way", self.tr("Start and result"), self._way(actions), True),
            ("influence", self.tr("Influence"), self._influence(actions), True),
            ("axes", self.tr("Axes"), self.axes, False),
            ("components", self.tr("Principal components"), self.components, False),
            ("mixing", self.tr("Style mixing"), self.mixing, False),
            ("samples", self.tr("Random cars"), self.samples, False),
        ):
            fold = Fold(title, is_open)
            fold.column.addWidget(part)
            column.addWidget(fold)
            self.folds[name] = fold

    def _way(self, actions: Actions) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        self.way = Rows()
        tip = self.tr("0 is the start, 100 the result")
        self.way.add("share", self.tr("Result"), 0, 100, "%", tip)
        self.way.changed.connect(lambda _, value: self.moved.emit(value / 100))
        self.way.reset.connect(lambda _: self.moved.emit(1.0))
        self.play = QPushButton(self.tr("&Play"))
        self.play.setCheckable(True)
        self.play.setToolTip(self.tr("Go to and fro between start and result"))
        self.play.toggled.connect(self.played)
        fix = QPushButton(self.tr("Fi&x"))
        fix.setToolTip(actions["latent_fix"].toolTip())
        fix.clicked.connect(actions["latent_fix"].trigger)
        actions["latent_fix"].enabledChanged.connect(fix.setEnabled)
        row = QHBoxLayout()
        for button in (self.play, fix):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        column.addWidget(self.way)
        column.addLayout(row)
        return whole

    def _influence(self, actions: Actions) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        self.shows_influence = QCheckBox(self.tr("Show where the edit &acts"))
        self.shows_influence.setToolTip(
            self.tr("Blue over the picture; everywhere else the original stays as it is")
        )
        self.shows_influence.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.shows_influence.toggled.connect(self.influence_shown)
        column.addWidget(self.shows_influence)
        titles = {name: self.tr(title) for name, title in _INFLUENCE.items()}
        column.addLayout(tool_buttons(actions, titles, 2))
        self.as_computed = QPushButton(self.tr("As it was computed"))
        self.as_computed.setToolTip(self.tr("Take back what you painted of the influence"))
        self.as_computed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.as_computed.clicked.connect(self.influence_reset)
        column.addWidget(self.as_computed)
        return whole

    # what is shown and set

    @property
    def options(self) -> dict[str, Any]:
        """Fields of a ProjectRequest."""
        return {
            "model": self.model.name,
            "method": self.method.currentData(),
            "steps": self.steps.value(),
            "space": "w+" if self._has_levels else "z",
            "label": self.label.value(),
        }

    @property
    def _has_levels(self) -> bool:
        """Whether the generator takes a style for each of its layers."""
        card = self.model.card
        return card is not None and ("encoder" in card.table or card.family.startswith("stylegan2"))

    def show_part(self, selected: bool) -> None:
        """selected: the selection will be projected, else the whole picture."""
        has_model = bool(self.model.name)
        self._add.setVisible(not has_model)
        self.words.setText(
            self.tr(
                "No generator is installed. Add one, such as a StyleGAN2 of cars, by dropping its "
                "file on the window."
            )
            if not has_model
            else self.tr("Finds the generator’s car that is most like your selection.")
            if selected
            else self.tr(
                "Finds the generator’s car that is most like your picture. Select the car closely "
                "where it does not fill the picture."
            )
        )

    def show_edit(self, edit: LatentEdit | None) -> None:
        """Show another state of the edit; None = nothing is projected."""
        if edit is not None and self.editing.isHidden():  # dozens of rows, made when they are seen
            self.axes.show_axes(axes_of(self.model.card))
        self.editing.setVisible(edit is not None)
        if edit is None:
            self.gauge.hide()
            self.notice.hide()
            self._show_moves()
            return
        self.gauge.show()
        self.brushes.show_weights(edit.weights)
        self.way.show_value("share", 100 * edit.share, moved=edit.share != 1)
        self.components.show_values(edit.moves.components)
        self.mixing.show_moves(edit.moves)
        self.samples.show_truncation(edit.moves.truncation)
        self.as_computed.setEnabled(not edit.constraints.influence.extent.empty)

    def show_notice(self, text: str) -> None:
        """Something to know about the whole; "" = nothing."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _show_moves(self) -> None:
        """The moves that the chosen generator allows; an edit keeps those of its own."""
        self.folds["axes"].setVisible(bool(axes_of(self.model.card)))
        self.folds["mixing"].setVisible(self._has_levels)

    def refresh_theme(self) -> None:
        self.mixing.well.refresh_theme()

    def _on_model(self) -> None:
        """Another generator: only ours has an encoder and named parameters."""
        card, before = self.model.card, self.method.currentData()
        reads = card is not None and "encoder" in card.table
        self.method.clear()
        for name, title in _METHODS.items():
            if reads or name == "opt":
                self.method.addItem(self.tr(title), name)
        self.method.setCurrentIndex(max(0, self.method.findData(before)))
        if self.editing.isHidden():
            self._show_moves()
        face = {} if card is None else card.table.get("interface", {})
        classes = face.get("classes", 0) if isinstance(face, dict) else 0
        self.label.setRange(0, max(0, classes - 1))
        for part in (self.label, self._label_name):
            part.setVisible(classes > 0)
        self.model_changed.emit()
