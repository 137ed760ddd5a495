"""The panel of the sketch tool: style, seed, variants, drawing and model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QPushButton,
    QWidget,
)

from app.settings import Settings
from app.ui.actions import Actions
from app.ui.models import Models
from app.ui.panels.parts import ModelBox, result_buttons, scrolled_column
from app.ui.panels.seeds import Seeds
from app.ui.panels.views import ViewRow
from app.ui.sketching import SketchOptions
from app.ui.style_well import StyleWell
from engine.requests import SketchRequest


class SketchPanel(QWidget):
    """Signals: changed(SketchOptions), hints_wanted(bool)."""

    changed = Signal(object)
    hints_wanted = Signal(bool)

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
        self._view = ViewRow(actions, self._options.live)
        self._view.changed.connect(self._on_live)
        column.addWidget(self._view)
        self.style_well = StyleWell()
        column.addWidget(self.style_well)
        self.seeds = Seeds(
            actions,
            settings,
            self.tr("The same seed gives the same picture. With a style, 0 takes it as it is."),
        )
        self.seeds.changed.connect(self._on_seed)
        column.addWidget(self.seeds)
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
        self.seeds.show_seed(seed)

    def set_live(self, live: bool) -> None:
        self._view.live.setChecked(live)

    def show_hints(self, on: bool) -> None:
        self.hints.setChecked(on)

    def offer_lines(self, on: bool) -> None:
        """Show the way from a picture to its lines, or leave it to the menu."""
        self.trace.setVisible(on)

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

    def _on_invert(self, index: int) -> None:
        self._set(replace(self._options, invert=self._invert.itemData(index)))

    def _on_model(self, name: str) -> None:
        if name:
            self._settings.model = name
        self._set(replace(self._options, model=name))
