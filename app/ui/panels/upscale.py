"""The panel of the upscale tool: what, how large, how detailed, and a look before anything is
changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings
from app.ui.actions import Actions
from app.ui.models import Models
from app.ui.number_slider import NumberSlider
from app.ui.panels.enlargers import EnlargerBox, is_pair
from app.ui.panels.parts import result_buttons, scrolled_column
from app.ui.size_rule import SizeRule, let_scroll
from app.ui.wipe import Wipe
from engine.geometry import Rect
from engine.requests import UpscaleRequest


class UpscalePanel(QWidget):
    """Signals: changed(): another size, model or detail. export_wanted(), batch_wanted(),
    add_wanted(): the designer has a model to add."""

    changed = Signal()
    export_wanted = Signal()
    batch_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, actions: Actions, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings = settings
        self._size = (0, 0)
        titles = {
            "apply": self.tr("Enlarge the document"),
            "generate": self.tr("Preview a part"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        self.wipe = Wipe(
            self.tr("Preview a part to see before and after. Nothing is changed by it.")
        )
        column.addWidget(self.wipe, 1)
        self._form(column, models)
        self._ways_out(column)
        self._primary = self.findChild(QPushButton, "primary")
        self._on_what()

    def _form(self, column: QVBoxLayout, models: Models) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(7)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._what = QComboBox()
        self._what.addItem(self.tr("Enlarge the document"), "enlarge")
        self._what.addItem(self.tr("Enhance at its size"), "enhance")
        self._what.setToolTip(
            self.tr("Enlarge all layers, or sharpen what is selected as a new layer")
        )
        self._what.currentIndexChanged.connect(self._on_what)
        form.addRow(self.tr("&What"), self._what)
        let_scroll(self._what)
        self.rule = SizeRule()
        self.rule.changed.connect(self._on_changed)
        self._rule_label = QLabel(self.tr("Si&ze"))
        self._rule_label.setBuddy(self.rule)
        form.addRow(self._rule_label, self.rule)
        self.model = EnlargerBox(models)
        self.model.chosen.connect(lambda _: self._on_model())
        let_scroll(self.model)
        form.addRow(self.tr("&Model"), self.model)
        column.addLayout(form)
        self.detail = NumberSlider(self.tr("De&tail"), 0, 100, " %")
        self.detail.setToolTip(
            self.tr("0 is most faithful; more invents detail that looks sharp but may not be true")
        )
        self.detail.set_value(self._settings.upscale_detail)
        self.detail.changed.connect(self._on_detail)
        column.addWidget(self.detail)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("faint", True)
        column.addWidget(self._words)
        self._add = QPushButton(self.tr("Add a model …"))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self.add_wanted)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def _ways_out(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._export = QPushButton(self.tr("E&xport enlarged…"))
        self._export.setToolTip(
            self.tr("Write the picture enlarged to a file; the document stays as it is")
        )
        self._export.clicked.connect(self.export_wanted)
        batch = QPushButton(self.tr("&Batch…"))
        batch.setToolTip(self.tr("Enlarge many files or whole folders"))
        batch.clicked.connect(self.batch_wanted)
        for button in (self._export, batch):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button, 1)
        column.addLayout(row)

    @property
    def enhances(self) -> bool:
        """Whether the size stays."""
        return bool(self._what.currentData() == "enhance")

    @property
    def template(self) -> UpscaleRequest:
        """The request for any picture."""
        fields: dict[str, Any] = {"scale": 1} if self.enhances else dict(self.rule.fields)
        return replace(
            UpscaleRequest(np.zeros((1, 1, 4), np.uint8), Rect.of_size(1, 1)),
            model=self.model.name,
            detail=self.detail.value() / 100 if is_pair(self.model.card) else 0.0,
            **fields,
        )

    @property
    def output_size(self) -> tuple[int, int]:
        """Width and height that the document would get."""
        height, width = self.template.output_size(self._size[1], self._size[0])
        return width, height

    def show_state(self, width: int, height: int, selected: bool) -> None:
        """width, height: of the document, 0 = there is none. selected: a part of it is."""
        self._size = (width, height)
        self.detail.setEnabled(is_pair(self.model.card))
        self._add.setVisible(not self.model.name)
        self._export.setEnabled(bool(width and self.model.name and not self.enhances))
        self._words.setText(self._told(selected))

    def _told(self, selected: bool) -> str:
        if not self.model.name:
            return self.tr(
                "No model for enlarging is installed. Download one, such as Real-ESRGAN’s "
                "realesr-general-x4v3.pth, and drop its file on the window."
            )
        if not all(self._size):
            return ""
        if self.enhances:
            if selected:
                return self.tr("Sharpens the selection as a new layer.")
            return self.tr("Sharpens the whole picture as a new layer. Select a part for less.")
        size = self.tr("{width} × {height} px become {new_width} × {new_height} px.")
        new_width, new_height = self.output_size
        told = size.format(
            width=self._size[0],
            height=self._size[1],
            new_width=new_width,
            new_height=new_height,
        )
        if new_width < self._size[0]:
            told += " " + self.tr("That is smaller.")
        return told

    def _on_what(self) -> None:
        for part in (self.rule, self._rule_label):
            part.setVisible(not self.enhances)
        if self._primary is not None:
            self._primary.setText(
                self.tr("Enhance") if self.enhances else self.tr("Enlarge the document")
            )
        self._on_changed()

    def _on_model(self) -> None:
        self._on_changed()

    def _on_detail(self, value: int) -> None:
        self._settings.upscale_detail = value
        self._on_changed()

    def _on_changed(self) -> None:
        self.changed.emit()
