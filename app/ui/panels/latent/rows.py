"""Numbers of a latent edit in rows: a slider, a field with its unit, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from app.ui import theme
from app.ui.size_rule import let_scroll

_FINE = 1000


class Rows(QWidget):
    """Signals: changed(key, value), reset(key): by the designer alone."""

    changed = Signal(str, float)
    reset = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def add(
        self, key: str, name: str, low: float, high: float, unit: str = "", tip: str = ""
    ) -> None:
        """One more row, at the end."""
        row = _Row(name, low, high, unit)
        row.told = lambda value: self.changed.emit(key, value)
        row.back.clicked.connect(lambda: self.reset.emit(key))
        at = self._grid.rowCount()
        for column, part in enumerate((row.label, row.slider, row.field, row.back)):
            self._grid.addWidget(part, at, column)
            if tip and part is not row.back:
                part.setToolTip(tip)
        self._rows[key] = row

    def clear(self) -> None:
        for row in self._rows.values():
            for part in (row.label, row.slider, row.field, row.back):
                self._grid.removeWidget(part)
                part.deleteLater()
        self._rows.clear()

    def show_value(self, key: str, value: float, moved: bool) -> None:
        """Show another value without telling. moved: there is a way back."""
        self._rows[key].show_value(value)
        self._rows[key].back.setEnabled(moved)

    def value(self, key: str) -> float:
        return self._rows[key].field.value()

    def slider(self, key: str) -> QSlider:
        return self._rows[key].slider

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rows)


class BackButton(QToolButton):
    """Leads back to the value that something had. name: of that."""

    def __init__(self, name: str) -> None:
        super().__init__()
        theme.set_icon(self, "undo")
        self.setIconSize(QSize(12, 12))
        self.setAutoRaise(True)
        self.setEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Back to where it was"))
        self.setAccessibleName(self.tr("Reset: {name}").format(name=name))


class _Row:
    """low, high: of slider and field. told: what is called with a value that was set by hand."""

    def __init__(self, name: str, low: float, high: float, unit: str) -> None:
        self.told: Callable[[float], None] = lambda _: None
        self._low, self._high = low, max(high, low + 1e-6)
        span = self._high - low
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _FINE)
        self.slider.setMinimumWidth(48)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = QDoubleSpinBox()
        self.field.setRange(low, self._high)
        self.field.setDecimals(0 if span > 60 else 1 if span > 12 else 2)
        self.field.setSingleStep(10.0 ** -self.field.decimals())
        self.field.setSuffix(f" {unit}" if unit else "")
        self.field.setKeyboardTracking(False)
        self.back = BackButton(name)
        self.label = QLabel(name)
        self.label.setBuddy(self.field)
        self.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        for part in (self.slider, self.field):
            part.setAccessibleName(name)
            let_scroll(part)
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(self._typed)

    def show_value(self, value: float) -> None:
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setValue(value)
            self.slider.setValue(self._place(value))

    def _place(self, value: float) -> int:
        return round(_FINE * (value - self._low) / (self._high - self._low))

    def _slid(self, place: int) -> None:
        with QSignalBlocker(self.field):
            self.field.setValue(self._low + place / _FINE * (self._high - self._low))
        self._tell()

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._place(value))
        self._tell()

    def _tell(self) -> None:
        self.back.setEnabled(True)
        # The field rounds its ends to its decimals, which may lie beyond them.
        self.told(min(max(self.field.value(), self._low), self._high))
