"""Seed and variants: what the panels of tools that draw lots have in common."""

from __future__ import annotations

import random

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings, limits
from app.ui.actions import Actions
from app.ui.generating import SEEDS
from app.ui.panels.parts import action_button
from app.ui.variants import VariantStrip


class Seeds(QWidget):
    """tip: what a seed means to the tool.

    Signals: changed(seed): by the designer, or by `roll`.
    """

    changed = Signal(int)

    def __init__(self, actions: Actions, settings: Settings, tip: str) -> None:
        super().__init__()
        self._settings = settings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        column.addLayout(self._seed_row(actions, tip))
        column.addLayout(self._variants_row(actions))
        self.variants = VariantStrip()
        column.addWidget(self.variants)

    def roll(self) -> None:
        """Another random seed."""
        self.seed.setValue(random.randrange(1, SEEDS))

    def show_seed(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere, without telling."""
        with QSignalBlocker(self.seed):
            self.seed.setValue(seed)

    @property
    def count(self) -> int:
        """How many variants are wanted."""
        return self._count.value()

    def _seed_row(self, actions: Actions, tip: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        label = QLabel(self.tr("S&eed"))
        self.seed = QSpinBox()
        self.seed.setRange(0, SEEDS - 1)
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(tip)
        self.seed.valueChanged.connect(self.changed)
        label.setBuddy(self.seed)
        row.addWidget(label)
        row.addWidget(self.seed, 1)
        row.addWidget(action_button(actions, "another_seed"))
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
        row.addWidget(show, 1)
        row.addWidget(self._count)
        return row

    def _on_count(self, count: int) -> None:
        self._settings.variants = count
