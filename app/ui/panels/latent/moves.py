"""Moves of a latent edit without brushes: principal components, style mixing, truncation and
random cars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import QT_TRANSLATE_NOOP
from app.jobs.latent_edit import LEVELS, Moves
from app.ui.panels.latent.rows import Rows
from app.ui.style_well import StyleWell
from app.ui.variants import VariantStrip
from engine.requests import Pixels

COMPONENTS = 8
_FARTHEST = 3.0  # standard deviations
_LEVELS = {
    "coarse": QT_TRANSLATE_NOOP("MixingSection", "&Coarse"),
    "middle": QT_TRANSLATE_NOOP("MixingSection", "M&iddle"),
    "fine": QT_TRANSLATE_NOOP("MixingSection", "&Fine"),
}


class ComponentsSection(QWidget):
    """Signals: changed(place, value) in standard deviations; by the designer alone."""

    changed = Signal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows()
        tip = self.tr("A direction in which the generator’s pictures differ most; it has no name")
        for i in range(COMPONENTS):
            name = self.tr("Component {number}").format(number=i + 1)
            self.rows.add(str(i), name, -_FARTHEST, _FARTHEST, "σ", tip)
        self.rows.changed.connect(lambda key, value: self.changed.emit(int(key), value))
        self.rows.reset.connect(lambda key: self.changed.emit(int(key), 0.0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)

    def show_values(self, values: Sequence[float]) -> None:
        for i in range(COMPONENTS):
            value = values[i] if i < len(values) else 0.0
            self.rows.show_value(str(i), value, moved=value != 0)


class MixingSection(QWidget):
    """Signals: levels_changed(tuple of names)."""

    levels_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.well = StyleWell(
            self.tr("No second picture"),
            self.tr("Take some of another car’s shape or finish; or drop a picture here"),
            self.tr("Without a second picture"),
        )
        self.boxes = {name: QCheckBox(self.tr(_LEVELS[name])) for name in LEVELS}
        tips = (
            self.tr("Shape, pose and proportions from the second picture"),
            self.tr("Features such as lamps and windows from the second picture"),
            self.tr("Colours and finish from the second picture"),
        )
        row = QHBoxLayout()
        for box, tip in zip(self.boxes.values(), tips, strict=True):
            box.setToolTip(tip)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.clicked.connect(self._on_clicked)
            row.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.well)
        column.addLayout(row)
        self.show_moves(Moves())

    def show_moves(self, moves: Moves) -> None:
        for name, box in self.boxes.items():
            box.setChecked(name in moves.levels)
            box.setEnabled(moves.mixed is not None)

    def _on_clicked(self) -> None:
        self.levels_changed.emit(tuple(n for n, box in self.boxes.items() if box.isChecked()))


class SamplesSection(QWidget):
    """Signals: truncation_changed(value), 1 = as it is; wanted(): other random cars.
    chosen(place)."""

    truncation_changed = Signal(float)
    wanted = Signal()
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows()
        tip = self.tr("Towards the average car: less of what is unusual")
        self.rows.add("truncation", self.tr("Truncation"), 0, 100, "%", tip)
        self.rows.changed.connect(lambda _, value: self.truncation_changed.emit(value / 100))
        self.rows.reset.connect(lambda _: self.truncation_changed.emit(1.0))
        self.button = QPushButton(self.tr("Random cars"))
        self.button.setToolTip(self.tr("Show cars that the generator makes up; a click takes one"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.wanted)
        self.strip = VariantStrip()
        self.strip.setAccessibleName(self.tr("Random cars"))
        self.strip.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.rows)
        column.addWidget(self.button)
        column.addWidget(self.strip)

    def show_truncation(self, value: float) -> None:
        self.rows.show_value("truncation", 100 * value, moved=value != 1)

    def show_samples(self, pictures: Pixels) -> None:
        """pictures: N×S×S×3 uint8."""
        names = [self.tr("Car {number}").format(number=i + 1) for i in range(len(pictures))]
        self.strip.begin(names, pictures.shape[1] / pictures.shape[2])
        for place, picture in enumerate(pictures):
            self.strip.put(place, picture)
