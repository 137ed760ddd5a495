"""What the panels of Translate and Deblur share: a model, its options, and the buttons."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from app.ui.actions import Actions
from app.ui.models import Models
from app.ui.panels.parts import ModelBox, result_buttons, scrolled_column


class PicturePanel(QWidget):
    """Signals: add_wanted(): the designer has a model to add. model_changed(title)."""

    TASK = ""
    add_wanted = Signal()
    model_changed = Signal(str)

    def __init__(self, actions: Actions, models: Models) -> None:
        super().__init__()
        titles = {
            "apply": self.tr("Apply as a layer"),
            "generate": self.tr("Generate"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(7)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.model = ModelBox(models, self.TASK)
        self.form.addRow(self.tr("&Model"), self.model)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._add = QPushButton(self.tr("Add a model …"))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self.add_wanted)
        column.addLayout(self.form)
        column.addWidget(self._words)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.model.chosen.connect(self._on_chosen)

    @property
    def options(self) -> dict[str, Any]:
        """The fields of the request that the panel sets."""
        return {"model": self.model.name}

    def show_part(self, selected: bool) -> None:
        """selected: the request will be for the selection, else for the whole picture."""
        self._words.setText(
            self.no_model()
            if not self.model.name
            else self.tr("Works on the selection.")
            if selected
            else self.tr("Works on the whole picture. Select a part to change that alone.")
        )
        self._add.setVisible(not self.model.name)

    def no_model(self) -> str:
        """What is said where no model is installed."""
        raise NotImplementedError

    def refresh_model(self) -> None:
        """Another model is chosen: show its options."""

    def _on_chosen(self, _name: str) -> None:
        self.refresh_model()
        card = self.model.card
        self.model_changed.emit("" if card is None else card.title)
