"""The panel of the sketch tool: style, seed, variants, drawing and model."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.settings import Settings, limits
from app.ui.actions import Actions
from app.ui.generating import SEEDS
from app.ui.models import Models
from app.ui.panels.parts import ModelBox, result_buttons, scrolled_column
from app.ui.sketching import SketchOptions
from app.ui.style_well import StyleWell
from app.ui.variants import VariantStrip
from engine.requests import SketchRequest


class SketchPanel(QWidget):
    """Signals: changed(SketchOptions), hints_wanted(bool), variants_wanted(count)."""

    changed = Signal(object)
    hints_wanted = Signal(bool)
    variants_wanted = Signal(int)

    def __init__(self, actions: Actions, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings = settings
        self._options = SketchOptions(live=settings.live)
        titles = {
            "apply": self.tr("Apply as a layer"),
            "generate": self.tr("Generate"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        column.addLayout(self._view_row(actions))
        self.style_well = StyleWell()
        column.addWidget(self.style_well)
        column.addLayout(self._seed_row(actions))
        column.addLayout(self._variants_row(actions))
        self.variants = VariantStrip()
        column.addWidget(self.variants)
        column.addLayout(self._drawing_form(actions, models))
        column.addStretch(1)

    @property
    def options(self) -> SketchOptions:
        return self._options

    def show_style(self, pixels: NDArray[np.uint8] | None, name: str = "") -> None:
        """Take a style picture, h×w×3 uint8, or a random style with None."""
        self.style_well.show_style(pixels, name)
        self._set(replace(self._options, style=pixels))

    def show_seed(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere, without telling."""
        self._options = replace(self._options, seed=seed)
        self.seed.blockSignals(True)
        self.seed.setValue(seed)
        self.seed.blockSignals(False)

    def set_live(self, live: bool) -> None:
        self._live.setChecked(live)

    def roll(self) -> None:
        """Another random seed."""
        self.seed.setValue(random.randrange(1, SEEDS))

    def show_hints(self, on: bool) -> None:
        self.hints.setChecked(on)

    def offer_lines(self, on: bool) -> None:
        """Show the way from a picture to its lines, or leave it to the menu."""
        self.trace.setVisible(on)

    def _view_row(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for name in ("view_drawing", "view_split", "view_overlay"):
            button = _button(actions, name)
            row.addWidget(button)
        row.addStretch(1)
        self._live = QCheckBox(self.tr("&Live preview"))
        self._live.setToolTip(self.tr("Paint a preview after each stroke"))
        self._live.setChecked(self._options.live)
        self._live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._live.toggled.connect(self._on_live)
        row.addWidget(self._live)
        return row

    def _seed_row(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        label = QLabel(self.tr("S&eed"))
        self.seed = QSpinBox()
        self.seed.setRange(0, SEEDS - 1)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(
            self.tr("The same seed gives the same picture. With a style, 0 takes it as it is.")
        )
        self.seed.valueChanged.connect(self._on_seed)
        label.setBuddy(self.seed)
        row.addWidget(label)
        row.addWidget(self.seed, 1)
        row.addWidget(_button(actions, "another_seed"))
        return row

    def _variants_row(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._count = QSpinBox()
        self._count.setRange(*limits("variants"))
        self._count.setValue(self._settings.variants)
        self._count.setAccessibleName(self.tr("Number of variants"))
        self._count.setToolTip(self.tr("Number of variants"))
        self._count.valueChanged.connect(self._on_count)
        show = QPushButton(self.tr("Show variants"))
        show.setToolTip(actions["variants"].toolTip())
        show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show.clicked.connect(actions["variants"].trigger)
        actions["variants"].triggered.connect(
            lambda: self.variants_wanted.emit(self._count.value())
        )
        row.addWidget(show, 1)
        row.addWidget(self._count)
        return row

    def _drawing_form(self, actions: Actions, models: Models) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(7)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._invert = QComboBox()
        for text, value in (
            (self.tr("Decide by itself"), None),
            (self.tr("Dark on light"), False),
            (self.tr("Light on dark"), True),
        ):
            self._invert.addItem(text, value)
        self._invert.setToolTip(self.tr("Whether the drawing's lines are dark or light"))
        self._invert.activated.connect(self._on_invert)
        form.addRow(self.tr("L&ines"), self._invert)
        self.trace = QPushButton(self.tr("Lines from picture"))
        self.trace.setToolTip(actions["lines_from_picture"].toolTip())
        self.trace.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.trace.clicked.connect(actions["lines_from_picture"].trigger)
        form.addRow("", self.trace)
        self.hints = QCheckBox(self.tr("Colour &hints"))
        self.hints.setToolTip(
            self.tr("Brush rough colours on a layer of their own; the picture takes them up")
        )
        self.hints.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hints.clicked.connect(self.hints_wanted)
        form.addRow("", self.hints)
        self._model = ModelBox(models, SketchRequest.tool, self._settings.model)
        if self._model.name:
            self._options = replace(self._options, model=self._model.name)
        self._model.chosen.connect(self._on_model)
        form.addRow(self.tr("&Model"), self._model)
        return form

    def refresh_theme(self) -> None:
        """Draw what is not an icon of an action in the theme's colours."""
        self.style_well.refresh_theme()

    def _set(self, options: SketchOptions) -> None:
        self._options = options
        self.changed.emit(options)

    def _on_live(self, live: bool) -> None:
        self._settings.live = live
        self._set(replace(self._options, live=live))

    def _on_seed(self, seed: int) -> None:
        self._set(replace(self._options, seed=seed))

    def _on_count(self, count: int) -> None:
        self._settings.variants = count

    def _on_invert(self, index: int) -> None:
        self._set(replace(self._options, invert=self._invert.itemData(index)))

    def _on_model(self, name: str) -> None:
        if name:
            self._settings.model = name
        self._set(replace(self._options, model=name))


def _button(actions: Actions, name: str) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(actions[name])
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(actions[name].toolTip())
    return button
