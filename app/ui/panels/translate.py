"""The panel of the translate tool: attributes, seed and the size that the model sees."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.generating import SEEDS
from app.ui.models import Models
from app.ui.panels.pictures import PicturePanel
from engine.requests import TranslateRequest

SIDES = (256, 512, 1024, 2048)


class TranslatePanel(PicturePanel):
    TASK = TranslateRequest.tool

    def __init__(self, actions: Actions, models: Models) -> None:
        super().__init__(actions, models)
        self.seed = QSpinBox()
        self.seed.setRange(0, SEEDS - 1)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("0 leaves the model’s noise off, if it has any"))
        self.side = QComboBox()
        for side in SIDES:
            self.side.addItem(self.tr("about {side} × {side} px").format(side=side), side)
        self.side.setCurrentIndex(SIDES.index(512))
        self.side.setAccessibleName(self.tr("Size that the model sees"))
        self.side.setToolTip(
            self.tr("Such models were mostly trained at 256 px; larger shows more, smaller shapes")
        )
        self._attributes = QWidget()
        self._rows = QVBoxLayout(self._attributes)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._attributes_label = QLabel(self.tr("Attributes"))
        self.boxes: list[QCheckBox] = []
        self.form.addRow(self._attributes_label, self._attributes)
        self.form.addRow(self.tr("S&eed"), self.seed)
        self.form.addRow(self.tr("Model &sees"), self.side)
        self.refresh_model()

    @property
    def options(self) -> dict[str, Any]:
        told = [str(i + 1) for i, box in enumerate(self.boxes) if box.isChecked()]
        return {
            **super().options,
            "attributes": ",".join(told),
            "seed": self.seed.value(),
            "side": int(self.side.currentData()),
        }

    def no_model(self) -> str:
        return self.tr(
            "No model for translating is installed. Download one, such as a CycleGAN or a "
            "StarGAN, and drop its file on the window."
        )

    def refresh_model(self) -> None:
        for box in self.boxes:
            self._rows.removeWidget(box)
            box.deleteLater()
        self.boxes = [QCheckBox(name.replace("&", "&&")) for name in self._names()]
        for box in self.boxes:
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._rows.addWidget(box)
        self._attributes.setVisible(bool(self.boxes))
        self._attributes_label.setVisible(bool(self.boxes))

    def _names(self) -> list[str]:
        """Of the attributes that the model knows."""
        card = self.model.card
        face = {} if card is None else card.table.get("interface", {})
        count = face.get("classes", 0) if isinstance(face, dict) else 0
        named = [] if card is None else card.table.get("attributes", [])
        if isinstance(named, list) and len(named) == count:
            return [str(name) for name in named]
        return [self.tr("Attribute {number}").format(number=i + 1) for i in range(count)]
