"""A number as a slider and a field."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

_FINE = 1000


class NumberSlider(QWidget):
    """low … high; `curve` above 1 gives the small numbers more of the slider's way.

    Signals: changed(value) by hand only; released() when the slider is let go.
    """

    changed = Signal(int)
    released = Signal()

    def __init__(
        self, name: str, low: int, high: int, suffix: str = "", curve: float = 1.0
    ) -> None:
        super().__init__()
        self._low, self._high, self._curve = low, high, curve
        self.label = QLabel(name)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _FINE)
        self._slider.setMinimumWidth(64)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setAccessibleName(name)
        self._field = QSpinBox()
        self._field.setRange(low, high)
        self._field.setSuffix(suffix)
        self._field.setAccessibleName(name)
        self.label.setBuddy(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self._slider, 1)
        row.addWidget(self._field)
        self._slider.valueChanged.connect(self._slid)
        self._slider.sliderReleased.connect(self.released)
        self._field.valueChanged.connect(self._typed)
        self.set_value(low)

    def value(self) -> int:
        return self._field.value()

    def set_value(self, value: int) -> None:
        """Show another number without telling."""
        with QSignalBlocker(self._field), QSignalBlocker(self._slider):
            self._field.setValue(value)
            self._slider.setValue(self._place(value))

    def setToolTip(self, text: str) -> None:
        for part in (self.label, self._slider, self._field):
            part.setToolTip(text)

    def _place(self, value: int) -> int:
        share = (value - self._low) / (self._high - self._low)
        return round(_FINE * float(share ** (1 / self._curve)))

    def _slid(self, place: int) -> None:
        share = (place / _FINE) ** self._curve
        value = round(self._low + share * (self._high - self._low))
        if value != self._field.value():
            with QSignalBlocker(self._field):
                self._field.setValue(value)
            self.changed.emit(value)

    def _typed(self, value: int) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(self._place(value))
        self.changed.emit(value)
