"""Named parameters of a generator of cars as sliders, by groups; colours as one swatch each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.ui.panels.fold import Fold
from app.ui.panels.latent.rows import BackButton, Rows
from engine.runtime.cards import Card

_CHANNELS = ("red", "green", "blue")
# Shown as designers write them: unit → unit in sight, and how many of it.
_UNITS = {"m": ("mm", 1000.0), "": ("%", 100.0)}
GROUPS = {
    "body": QT_TRANSLATE_NOOP("Axes", "Body"),
    "paint": QT_TRANSLATE_NOOP("Axes", "Paint"),
    "view": QT_TRANSLATE_NOOP("Axes", "View"),
    "stage": QT_TRANSLATE_NOOP("Axes", "Stage"),
}
NAMES = {
    "length": QT_TRANSLATE_NOOP("Axes", "Length"),
    "wheelbase": QT_TRANSLATE_NOOP("Axes", "Wheelbase"),
    "front_overhang": QT_TRANSLATE_NOOP("Axes", "Front overhang"),
    "height": QT_TRANSLATE_NOOP("Axes", "Height"),
    "width": QT_TRANSLATE_NOOP("Axes", "Width"),
    "ground_clearance": QT_TRANSLATE_NOOP("Axes", "Ground clearance"),
    "wheel_radius": QT_TRANSLATE_NOOP("Axes", "Wheel radius"),
    "nose_height": QT_TRANSLATE_NOOP("Axes", "Nose height"),
    "nose_lean": QT_TRANSLATE_NOOP("Axes", "Nose lean"),
    "bonnet_length": QT_TRANSLATE_NOOP("Axes", "Bonnet length"),
    "bonnet_height": QT_TRANSLATE_NOOP("Axes", "Bonnet height"),
    "windscreen_rake": QT_TRANSLATE_NOOP("Axes", "Windscreen rake"),
    "roof_length": QT_TRANSLATE_NOOP("Axes", "Roof length"),
    "rear_rake": QT_TRANSLATE_NOOP("Axes", "Rear window rake"),
    "deck_length": QT_TRANSLATE_NOOP("Axes", "Deck length"),
    "deck_height": QT_TRANSLATE_NOOP("Axes", "Deck height"),
    "tumblehome": QT_TRANSLATE_NOOP("Axes", "Tumblehome"),
    "waist_height": QT_TRANSLATE_NOOP("Axes", "Waist height"),
    "cladding": QT_TRANSLATE_NOOP("Axes", "Cladding"),
    "paint": QT_TRANSLATE_NOOP("Axes", "Paint"),
    "paint_metallic": QT_TRANSLATE_NOOP("Axes", "Metallic"),
    "roof": QT_TRANSLATE_NOOP("Axes", "Roof paint"),
    "rim_brightness": QT_TRANSLATE_NOOP("Axes", "Rim brightness"),
    "azimuth": QT_TRANSLATE_NOOP("Axes", "Azimuth"),
    "elevation": QT_TRANSLATE_NOOP("Axes", "Elevation"),
    "focal_length": QT_TRANSLATE_NOOP("Axes", "Focal length"),
    "fill": QT_TRANSLATE_NOOP("Axes", "Share of the frame"),
    "outdoors": QT_TRANSLATE_NOOP("Axes", "Outdoors"),
    "backdrop": QT_TRANSLATE_NOOP("Axes", "Backdrop"),
    "ground": QT_TRANSLATE_NOOP("Axes", "Ground"),
}


@dataclass(frozen=True)
class Axis:
    """One of a model card's. low, high: of its range, in its unit. group: a key of GROUPS."""

    name: str
    unit: str
    low: float
    high: float
    group: str


def axes_of(card: Card | None) -> tuple[Axis, ...]:
    """The named parameters that a card tells, in the order of the generator's; what is no axis is
    left out."""
    table = {} if card is None else card.table.get("axes", {})
    return tuple(_axes(table)) if isinstance(table, Mapping) else ()


def _axes(table: Mapping[str, object]) -> Iterator[Axis]:
    for name, told in table.items():
        match told:
            case [str(unit), int() | float() as low, int() | float() as high, _, str(group)]:
                yield Axis(name, unit, low, high, group)


class AxesSection(QWidget):
    """Signals: changed(values), by name; reset(names)."""

    changed = Signal(object)
    reset = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.axes: tuple[Axis, ...] = ()
        self.rows: dict[str, Rows] = {}  # by group
        self.swatches: dict[str, Swatch] = {}  # by the name without its channel
        self._folds: list[Fold] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_axes(self, axes: tuple[Axis, ...]) -> None:
        """Sliders for other parameters."""
        if axes == self.axes:
            return
        self.axes, self.rows, self.swatches = axes, {}, {}
        for fold in self._folds:
            self._column.removeWidget(fold)
            fold.deleteLater()
        self._folds = []
        for group in dict.fromkeys(axis.group for axis in axes):
            self._group(group, [axis for axis in axes if axis.group == group])

    def _group(self, group: str, axes: list[Axis]) -> None:
        fold = Fold(self._title(GROUPS, group), is_open=group == "body")
        self._folds.append(fold)
        self._column.addWidget(fold)
        names = {axis.name for axis in axes}
        rows, grid = Rows(), QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(1, 1)
        for axis in axes:
            stem, _, channel = axis.name.rpartition("_")
            if channel in _CHANNELS and {f"{stem}_{c}" for c in _CHANNELS} <= names:
                if channel == _CHANNELS[0]:
                    self._swatch(grid, stem)
            else:
                unit, many = _UNITS.get(axis.unit, (axis.unit, 1.0))
                name = self._title(NAMES, axis.name)
                rows.add(axis.name, name, many * axis.low, many * axis.high, unit)
        rows.changed.connect(self._on_changed)
        rows.reset.connect(lambda key: self.reset.emit((key,)))
        self.rows[group] = rows
        fold.column.addLayout(grid)
        fold.column.addWidget(rows)

    def _swatch(self, grid: QGridLayout, stem: str) -> None:
        swatch = Swatch(self._title(NAMES, stem))
        names = tuple(f"{stem}_{channel}" for channel in _CHANNELS)
        swatch.chosen.connect(partial(self._on_colour, names))
        swatch.back.clicked.connect(lambda: self.reset.emit(names))
        at = grid.rowCount()
        for column, part in enumerate((swatch.label, swatch, swatch.back)):
            grid.addWidget(part, at, column)
        self.swatches[stem] = swatch

    def show_values(self, values: Mapping[str, float], moved: Mapping[str, float]) -> None:
        """values: what the picture has. moved: what the designer set, in place of that."""
        values = {**values, **moved}
        for axis in self.axes:
            rows = self.rows[axis.group]
            if axis.name in rows.keys and axis.name in values:
                many = _UNITS.get(axis.unit, ("", 1.0))[1]
                rows.show_value(axis.name, many * values[axis.name], axis.name in moved)
        for stem, swatch in self.swatches.items():
            names = [f"{stem}_{channel}" for channel in _CHANNELS]
            if all(name in values for name in names):
                light = [min(max(values[name], 0.0), 1.0) for name in names]
                swatch.show_colour(QColor.fromRgbF(*light), any(name in moved for name in names))

    def _on_changed(self, key: str, value: float) -> None:
        axis = next(a for a in self.axes if a.name == key)
        value /= _UNITS.get(axis.unit, ("", 1.0))[1]
        self.changed.emit({key: min(max(value, axis.low), axis.high)})

    def _on_colour(self, names: tuple[str, ...], colour: QColor) -> None:
        """The nearest colour that the generator knows."""
        limits = {a.name: (a.low, a.high) for a in self.axes}
        light = (colour.redF(), colour.greenF(), colour.blueF())
        self.changed.emit(
            {
                name: min(max(value, limits[name][0]), limits[name][1])
                for name, value in zip(names, light, strict=True)
            }
        )

    def _title(self, table: Mapping[str, str], name: str) -> str:
        """What an axis or a group is called; one that is not known keeps its name."""
        return QCoreApplication.translate("Axes", table.get(name, name))


class Swatch(QPushButton):
    """A colour; a click chooses another. Signals: chosen(QColor)."""

    chosen = Signal(QColor)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.colour = QColor()
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Click to choose another colour"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(64, 14))
        self.label = QLabel(name)
        self.label.setBuddy(self)
        self.back = BackButton(name)
        self.clicked.connect(self._choose)

    def show_colour(self, colour: QColor, moved: bool) -> None:
        """moved: there is a way back."""
        if colour != self.colour:
            self.colour = colour
            picture = QPixmap(64, 14)
            picture.fill(colour)
            self.setIcon(QIcon(picture))
        self.back.setEnabled(moved)

    def _choose(self) -> None:
        chosen = QColorDialog.getColor(self.colour, self.window(), self.tr("Choose a colour"))
        if chosen.isValid():
            self.chosen.emit(chosen)
