"""The panel of Semantic: the parts, their labels, styles, seed and model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app.settings import Settings
from app.ui.actions import Actions
from app.ui.labelling import SemanticOptions
from app.ui.models import Models
from app.ui.number_slider import NumberSlider
from app.ui.panels.part_palette import UNKNOWN, PartPalette, part_name
from app.ui.panels.part_style import PartStyle
from app.ui.panels.parts import ModelBox, result_buttons, scrolled_column
from app.ui.panels.seeds import Seeds
from app.ui.panels.views import ViewRow
from app.ui.style_well import StyleWell
from engine import palette
from engine.label_requests import SemanticRequest

_STARTS = ("add_labels", "labels_from_picture", "import_labels", "export_labels")


class SemanticPanel(QWidget):
    """Signals: changed(SemanticOptions), replace_wanted(id, id or UNKNOWN), faded(percent),
    let_go(): the slider that fades labels was let go."""

    changed = Signal(object)
    replace_wanted = Signal(int, int)
    faded = Signal(int)
    let_go = Signal()

    def __init__(self, actions: Actions, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings = settings
        self._options = SemanticOptions(live=settings.live)
        table = palette.load()
        titles = {
            "apply": self.tr("Apply as a layer"),
            "generate": self.tr("Generate"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        self._view = ViewRow(actions, settings.live)
        self._view.changed.connect(self._on_live)
        column.addWidget(self._view)
        self._words = QLabel()
        self._words.setWordWrap(True)
        column.addWidget(self._words)
        column.addLayout(self._starts(actions))
        self.parts = PartPalette(table)
        column.addWidget(self.parts)
        self._labels = QWidget()
        self._labels.setLayout(self._labels_form(actions, table))
        column.addWidget(self._labels)
        self.style_well = StyleWell()
        column.addWidget(self.style_well)
        self.part_style = PartStyle(table)
        self.part_style.changed.connect(self._on_styled)
        column.addWidget(self.part_style)
        self.seeds = Seeds(
            actions,
            settings,
            self.tr("The same seed gives the same picture. With a style, 0 takes it as it is."),
        )
        self.seeds.changed.connect(self._on_seed)
        column.addWidget(self.seeds)
        column.addLayout(self._model_form(actions, models))
        column.addStretch(1)

    @property
    def options(self) -> SemanticOptions:
        return self._options

    # the parts of the panel

    def _starts(self, actions: Actions) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        texts = (
            self.tr("New label map"),
            self.tr("From picture"),
            self.tr("Import …"),
            self.tr("Export …"),
        )
        for i, (name, text) in enumerate(zip(_STARTS, texts, strict=True)):
            action = actions[name]
            button = QPushButton(text)
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.toolTip())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            grid.addWidget(button, i // 2, i % 2)
        return grid

    def _labels_form(self, actions: Actions, table: palette.Palette) -> QFormLayout:
        form = _form()
        form.setContentsMargins(0, 0, 0, 0)
        self.opacity = NumberSlider(self.tr("Labels show"), 0, 100, " %")
        self.opacity.setToolTip(self.tr("How strongly the labels lie over the picture"))
        self.opacity.changed.connect(self.faded)
        self.opacity.released.connect(self.let_go)
        form.addRow(self.opacity)
        keep = actions["keep_picture"]
        self.keep = QCheckBox(self.tr("&Keep the picture"))
        self.keep.setToolTip(
            self.tr(
                "The labels are those of the picture: only where they change it is painted anew, "
                "in its own style"
            )
        )
        self.keep.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.keep.clicked.connect(keep.trigger)
        self._fit = QPushButton(self.tr("They &fit now"))
        self._fit.setToolTip(
            self.tr("You corrected labels: they are those of the picture, nothing is painted")
        )
        self._fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit.clicked.connect(actions["labels_fit"].trigger)
        kept = QHBoxLayout()
        kept.addWidget(self.keep, 1)
        kept.addWidget(self._fit)
        form.addRow(kept)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._from, self._to = QComboBox(), QComboBox()
        for box, name in (
            (self._from, self.tr("Part that goes")),
            (self._to, self.tr("Part that takes its place")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setMinimumWidth(60)
            for part in table.parts:
                box.addItem(part_name(part), part.id)
            row.addWidget(box, 1)
        self._to.addItem(self.tr("don’t know"), UNKNOWN)
        self._to.setCurrentIndex(1)
        button = QPushButton(self.tr("Replace"))
        button.setToolTip(self.tr("One part by another: in all the labels, or where is selected"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._on_replace)
        row.addWidget(button)
        form.addRow(row)
        return form

    def _model_form(self, actions: Actions, models: Models) -> QFormLayout:
        form = _form()
        self._lines = QCheckBox(self.tr("Follow the l&ines, too"))
        self._lines.setToolTip(self.tr("Lines that are visible go with the labels"))
        self._lines.setChecked(self._options.follow_lines)
        self._lines.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lines.toggled.connect(self._on_lines)
        form.addRow(self._lines)
        self.model = ModelBox(models, SemanticRequest.tool, self._settings.semantic_model)
        self._options = replace(self._options, model=self.model.name)
        self.model.chosen.connect(self._on_model)
        form.addRow(self.tr("&Model"), self.model)
        self._assign = QPushButton(self.tr("Assign labels …"))
        self._assign.setToolTip(self.tr("Say which of the model's labels each part is"))
        self._assign.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._assign.clicked.connect(actions["assign_labels"].trigger)
        form.addRow("", self._assign)
        return form

    # what is shown

    def show_labels(self, opacity: float | None, kept: bool) -> None:
        """opacity: of the label layer that is worked on, None = there is none. kept: the labels
        are those of the picture."""
        there = opacity is not None
        self._labels.setVisible(there)
        self._words.setVisible(not there)
        self._words.setText(
            self.tr(
                "Paint with parts, and the picture follows. Begin with an empty map, let the "
                "parts of the picture be found, or import a label map or ID pass."
            )
        )
        if opacity is not None:
            self.opacity.set_value(round(100 * opacity))
        self.keep.setChecked(kept)
        self._fit.setEnabled(kept)
        self.style_well.show_empty(
            self.tr("Style of the picture") if kept else self.tr("Random style")
        )

    def show_foreign(self, foreign: bool) -> None:
        """Whether the model has labels of its own."""
        self._assign.setVisible(foreign)
        self._lines.setVisible(not foreign)

    def show_mapping(self, mapping: str) -> None:
        """Take the labels of a model of others, as SemanticRequest does."""
        self._set(replace(self._options, mapping=mapping))

    def show_style(self, pixels: NDArray[np.uint8] | None, name: str = "") -> None:
        """Take a style picture, h×w×3 uint8, or a random style with None."""
        self.style_well.show_style(pixels, name)
        self._set(replace(self._options, style=pixels))

    def show_part_style(self, pixels: NDArray[np.uint8] | None, name: str = "") -> None:
        """Take a picture for the style of some parts, h×w×3 uint8, or none."""
        self.part_style.well.show_style(pixels, name)
        self.part_style.show_style(pixels is not None)
        styled = "" if pixels is None else self.part_style.styled
        self._set(replace(self._options, part_style=pixels, styled=styled))

    def show_seed(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere, without telling."""
        self._options = replace(self._options, seed=seed)
        self.seeds.show_seed(seed)

    def set_live(self, live: bool) -> None:
        self._view.live.setChecked(live)

    def refresh_theme(self) -> None:
        """Draw what is not an icon of an action in the theme's colours."""
        for part in (self.style_well, self.part_style.well, self.parts):
            part.refresh_theme()

    # what is set

    def _set(self, options: SemanticOptions) -> None:
        self._options = options
        self.changed.emit(options)

    def _on_live(self, live: bool) -> None:
        self._settings.live = live
        self._set(replace(self._options, live=live))

    def _on_seed(self, seed: int) -> None:
        self._set(replace(self._options, seed=seed))

    def _on_lines(self, on: bool) -> None:
        self._set(replace(self._options, follow_lines=on))

    def _on_styled(self) -> None:
        if self._options.part_style is not None:
            self._set(replace(self._options, styled=self.part_style.styled))

    def _on_model(self, name: str) -> None:
        if name:
            self._settings.semantic_model = name
        self._set(replace(self._options, model=name, mapping=""))

    def _on_replace(self) -> None:
        self.replace_wanted.emit(self._from.currentData(), self._to.currentData())

    def offer_to_replace(self, id: int) -> None:
        """Begin with this part as the one that takes another's place."""
        with QSignalBlocker(self._to):
            self._to.setCurrentIndex(max(0, self._to.findData(id)))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(7)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
