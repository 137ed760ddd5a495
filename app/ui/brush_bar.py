"""The options of the brush and the eraser, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from app.document.strokes import Brush
from app.settings import Settings, label, limits
from app.ui import theme
from app.ui.colour_button import ColourButton
from app.ui.number_slider import NumberSlider


class BrushBar(QToolBar):
    """Keeps the brush in the settings. Signals: changed()."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._erasing = False
        self.setObjectName("options")
        self.setWindowTitle(self.tr("Brush"))
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.colours = ColourButton(settings.colour, settings.other_colour)
        self.size_px = NumberSlider(self.tr("Size"), *limits("brush_px"), " px", curve=2.5)
        self.size_px.setToolTip(self.tr("Brush size ([ smaller, ] larger)"))
        self.hardness = NumberSlider(label("hardness"), *limits("hardness"), " %")
        self.hardness.setToolTip(self.tr("Hardness of the rim (Shift+[ softer, Shift+] harder)"))
        self.opacity = NumberSlider(label("opacity"), *limits("opacity"), " %")
        self.opacity.setToolTip(self.tr("Opacity of a whole stroke"))
        self.addWidget(self.colours)
        self.addSeparator()
        for slider in (self.size_px, self.hardness, self.opacity):
            slider.setMaximumWidth(250)
            self.addWidget(slider)
        self.addSeparator()
        self.pressure_size = self._toggle(
            "pressure", label("pressure_size"), settings.pressure_size
        )
        self.pressure_opacity = self._toggle(
            "pressure-opacity", label("pressure_opacity"), settings.pressure_opacity
        )
        self.hardness.set_value(settings.hardness)
        self.opacity.set_value(settings.opacity)
        self.set_erasing(False)
        for slider in (self.size_px, self.hardness, self.opacity):
            slider.changed.connect(self._keep)
        self.colours.changed.connect(self._keep)

    def _toggle(self, icon: str, text: str, on: bool) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(on)
        theme.set_icon(action, icon)
        self.addAction(action)
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(text)
        action.toggled.connect(self._keep)
        return action

    def set_erasing(self, erasing: bool) -> None:
        """Show the eraser's size in place of the brush's."""
        self._erasing = erasing
        self.colours.setEnabled(not erasing)
        self.size_px.set_value(self._settings.eraser_px if erasing else self._settings.brush_px)
        self.changed.emit()

    def resize_brush(self, direction: int) -> None:
        """One step smaller or larger: a pixel for small brushes, a tenth for large ones."""
        low, high = limits("brush_px")
        value = self.size_px.value()
        step = max(1, round(value * 0.1))
        self.size_px.set_value(min(max(value + direction * step, low), high))
        self._keep()

    def harden(self, direction: int) -> None:
        self.hardness.set_value(min(max(self.hardness.value() + 10 * direction, 0), 100))
        self._keep()

    def set_colour(self, colour: QColor) -> None:
        self.colours.set_colours(colour, self.colours.other)

    def brush(self) -> Brush:
        """The brush as it is set."""
        return self._make(self._settings.brush_px, erase=False)

    def eraser(self) -> Brush:
        return self._make(self._settings.eraser_px, erase=True)

    def _make(self, size: int, erase: bool) -> Brush:
        s, colour = self._settings, self.colours.colour
        return Brush(
            size_px=size,
            hardness=s.hardness / 100,
            opacity=s.opacity / 100,
            colour=(colour.redF(), colour.greenF(), colour.blueF()),
            erase=erase,
            pressure_size=s.pressure_size,
            pressure_opacity=s.pressure_opacity,
        )

    def _keep(self) -> None:
        s = self._settings
        if self._erasing:
            s.eraser_px = self.size_px.value()
        else:
            s.brush_px = self.size_px.value()
        s.hardness, s.opacity = self.hardness.value(), self.opacity.value()
        s.pressure_size = self.pressure_size.isChecked()
        s.pressure_opacity = self.pressure_opacity.isChecked()
        s.colour, s.other_colour = self.colours.colour.name(), self.colours.other.name()
        self.changed.emit()
