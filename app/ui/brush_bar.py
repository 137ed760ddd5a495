"""The options of the tool in hand, above the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor
from PySide6.QtWidgets import QComboBox, QMenu, QToolBar, QToolButton, QWidget, QWidgetAction

from app.document.document import Document
from app.document.smoothing import Hand, Smoothing, hand
from app.document.strokes import Brush
from app.document.symmetry import Symmetry
from app.i18n import QT_TRANSLATE_NOOP
from app.settings import Settings, label, limits
from app.ui import theme
from app.ui.colour_button import ColourButton
from app.ui.number_slider import NumberSlider
from engine.geometry import Rect

_SMOOTHING = {
    Smoothing.OFF: QT_TRANSLATE_NOOP("BrushBar", "No smoothing"),
    Smoothing.WEIGHTED: QT_TRANSLATE_NOOP("BrushBar", "Weighted"),
    Smoothing.STABILISER: QT_TRANSLATE_NOOP("BrushBar", "Stabiliser"),
}
# Which groups of options a tool has; a tool that is not named here has none.
_TIP = ("size", "hardness")
_STROKE = (*_TIP, "opacity", "flow", "pressure", "smoothing", "symmetry", "more")
_ALIKE = ("tolerance", "contiguous", "all_layers")
_OPTIONS: dict[str, tuple[str, ...]] = {
    "brush": ("colours", *_STROKE),
    "eraser": _STROKE,
    "fill": ("colours", "opacity", *_ALIKE, "under_lines"),
    "lasso_fill": ("colours", "opacity"),
    "polygon_fill": ("colours", "opacity"),
    "picker": ("colours", "pick_layer"),
    "select_rectangle": ("combine",),
    "select_ellipse": ("combine",),
    "lasso": ("combine",),
    "polygon": ("combine",),
    "select_brush": ("combine", *_TIP, "smoothing", "more"),
    "colour_range": ("combine", *_ALIKE),
    "latent_colour": ("colours", *_TIP, "opacity", "pressure", "smoothing"),
    "latent_sketch": (*_TIP, "opacity", "pressure", "smoothing"),
    "latent_warp": ("size",),
    "latent_eraser": (*_TIP, "smoothing"),
    "latent_show": (*_TIP, "opacity", "pressure", "smoothing"),
    "latent_hide": (*_TIP, "opacity", "pressure", "smoothing"),
    "select_part": ("combine",),
}
# Tools with a size of their own
_SIZES = {"eraser": "eraser_px", "latent_eraser": "eraser_px", "select_brush": "mask_px"}
_COMBINE = (
    ("new", "select-new", QT_TRANSLATE_NOOP("BrushBar", "New selection")),
    ("add", "select-add", QT_TRANSLATE_NOOP("BrushBar", "Add to the selection (Shift)")),
    ("subtract", "select-subtract", QT_TRANSLATE_NOOP("BrushBar", "Subtract from it (Alt)")),
    ("intersect", "select-intersect", QT_TRANSLATE_NOOP("BrushBar", "Intersect (Shift+Alt)")),
)


class BrushBar(QToolBar):
    """Keeps the options in the settings. Signals: changed()."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._tool = "brush"
        self._options = dict(_OPTIONS)
        self._document: Document | None = None
        self._groups: dict[str, list[QAction]] = {}
        self._toggles: dict[str, QAction] = {}
        self._sliders: dict[str, NumberSlider] = {}
        self.symmetry = Symmetry()
        self.combine = "new"
        self.setObjectName("options")
        self.setWindowTitle(self.tr("Tool options"))
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.colours = ColourButton(settings.colour, settings.other_colour)
        self.colours.changed.connect(self._keep)
        self._groups["colours"] = [self.addWidget(self.colours), self.addSeparator()]
        self._add_combine()
        self.size_px = self._slider("size", "brush_px", self.tr("Size"), " px", 2.5)
        self.hardness = self._slider("hardness", "hardness", label("hardness"), " %")
        self.opacity = self._slider("opacity", "opacity", label("opacity"), " %")
        self.flow = self._slider("flow", "flow", label("flow"), " %")
        self.tolerance = self._slider("tolerance", "tolerance", self.tr("Tolerance"))
        self._tips()
        self.pressure_size = self._toggle("pressure", "pressure_size", "pressure")
        self.pressure_opacity = self._toggle("pressure", "pressure_opacity", "pressure-opacity")
        self._add_smoothing()
        self._add_symmetry()
        self._add_more()
        self._toggle("contiguous", "contiguous", "contiguous")
        self._toggle("all_layers", "all_layers", "all-layers")
        self._toggle("under_lines", "under_lines", "under-lines")
        self.pick_layer = self._toggle("pick_layer", "pick_layer", "pick-layer")
        self.show_tool("brush")

    # the controls

    def _slider(
        self, group: str, setting: str, name: str, suffix: str = "", curve: float = 1.0
    ) -> NumberSlider:
        slider = NumberSlider(name, *limits(setting), suffix, curve)
        slider.setMaximumWidth(210)
        slider.set_value(getattr(self._settings, setting))
        slider.changed.connect(self._keep)
        self._groups[group] = [self.addWidget(slider)]
        self._sliders[setting] = slider
        return slider

    def _tips(self) -> None:
        self.size_px.setToolTip(self.tr("Brush size ([ smaller, ] larger)"))
        self.hardness.setToolTip(self.tr("Hardness of the rim (Shift+[ softer, Shift+] harder)"))
        self.opacity.setToolTip(self.tr("Opacity of a whole stroke"))
        self.flow.setToolTip(self.tr("Flow of each dab: below 100 % a stroke builds up"))
        self.tolerance.setToolTip(self.tr("How far a colour may differ, 0 to 255"))

    def _toggle(self, group: str, setting: str, icon: str) -> QAction:
        action = self._button(group, label(setting), icon)
        action.setChecked(getattr(self._settings, setting))
        action.toggled.connect(self._keep)
        self._toggles[setting] = action
        return action

    def _button(self, group: str, text: str, icon: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        theme.set_icon(action, icon)
        self.addAction(action)
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(text)
        self._groups.setdefault(group, []).append(action)
        return action

    def _add_combine(self) -> None:
        choices = QActionGroup(self)
        for name, icon, text in _COMBINE:
            action = self._button("combine", self.tr(text), icon)
            action.setChecked(name == self.combine)
            action.triggered.connect(lambda _=False, name=name: setattr(self, "combine", name))
            choices.addAction(action)
        self._groups["combine"].append(self.addSeparator())

    def _add_smoothing(self) -> None:
        self.smoothing = QComboBox()
        self.smoothing.setAccessibleName(label("smoothing"))
        self.smoothing.setToolTip(label("smoothing"))
        self.smoothing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for smoothing, text in _SMOOTHING.items():
            self.smoothing.addItem(self.tr(text), smoothing.value)
        self.smoothing.setCurrentIndex(self.smoothing.findData(self._settings.smoothing))
        self.smoothing.currentIndexChanged.connect(self._keep)
        self._groups["smoothing"] = [self.addSeparator(), self.addWidget(self.smoothing)]

    def _add_symmetry(self) -> None:
        self.upright = self._button("symmetry", self.tr("Mirror left and right"), "mirror-upright")
        self.level = self._button("symmetry", self.tr("Mirror above and below"), "mirror-level")
        for action in (self.upright, self.level):
            action.toggled.connect(self._set_symmetry)

    def _add_more(self) -> None:
        """A menu of what is set rarely."""
        button = QToolButton()
        button.setText(self.tr("More brush options"))
        button.setAccessibleName(button.text())
        button.setToolTip(button.text())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_icon(button, "more")
        menu = QMenu(button)
        for setting, suffix in (("spacing", " %"), ("smoothing_px", " px"), ("pressure_curve", "")):
            slider = NumberSlider(label(setting), *limits(setting), suffix)
            slider.setMinimumWidth(360)
            slider.set_value(getattr(self._settings, setting))
            slider.changed.connect(self._keep)
            self._sliders[setting] = slider
            entry = QWidgetAction(menu)
            entry.setDefaultWidget(slider)
            menu.addAction(entry)
        centre = QAction(self.tr("Put the axes of symmetry in the middle"), menu)
        centre.triggered.connect(self.centre_axes)
        menu.addAction(centre)
        button.setMenu(menu)
        self._groups["more"] = [self.addWidget(button)]

    # what is shown

    def show_tool(self, tool: str) -> None:
        """Show the options of a tool."""
        self._tool = tool
        wanted = self._options.get(tool, ())
        for group, actions in self._groups.items():
            for action in actions:
                action.setVisible(group in wanted)
        if "size" in wanted:
            self.size_px.set_value(self._size())
        self.changed.emit()

    def add_options(self, tool: str, widgets: Iterable[QWidget]) -> None:
        """Let widgets be the options of one more tool."""
        self._options[tool] = (tool,)
        self._groups[tool] = [self.addWidget(widget) for widget in widgets]
        self.show_tool(self._tool)

    def refresh(self) -> None:
        """Show the settings, which were changed elsewhere."""
        for setting, slider in self._sliders.items():
            slider.set_value(getattr(self._settings, setting))
        self.size_px.set_value(self._size())
        for setting, action in self._toggles.items():
            with QSignalBlocker(action):
                action.setChecked(getattr(self._settings, setting))
        with QSignalBlocker(self.smoothing):
            self.smoothing.setCurrentIndex(self.smoothing.findData(self._settings.smoothing))
        self.changed.emit()

    def show_document(self, document: Document) -> None:
        """Paint on this document from now on: the axes go to its middle."""
        self._document = document
        self.centre_axes()

    # what is set

    @property
    def page(self) -> Rect:
        """What can be painted on; empty where there is no document."""
        return Rect(0, 0, 0, 0) if self._document is None else self._document.bounds

    def brush(self) -> Brush:
        """The brush as it is set."""
        return self._make(self._settings.brush_px, erase=False)

    def eraser(self) -> Brush:
        return self._make(self._settings.eraser_px, erase=True)

    def selection_brush(self) -> Brush:
        """The tip that paints a selection: it covers wholly."""
        s = self._settings
        return Brush(
            size_px=s.mask_px,
            hardness=s.hardness / 100,
            colour=(1.0, 1.0, 1.0),
            pressure_size=s.pressure_size,
        )

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
            flow=s.flow / 100,
            spacing=s.spacing / 100,
        )

    def hand(self, zoom: float) -> Hand:
        """How the brush follows the pointer. zoom: device pixels per document pixel; the hand
        swerves by pixels of the screen."""
        return hand(Smoothing(self._settings.smoothing), self._settings.smoothing_px / zoom)

    def felt(self, pressure: float) -> float:
        """The pen's pressure, 0 to 1, by the designer's curve: a power of it."""
        return float(pressure ** (2 ** (-self._settings.pressure_curve / 50)))

    def _size(self) -> int:
        return int(getattr(self._settings, self._size_setting))

    @property
    def _size_setting(self) -> str:
        return _SIZES.get(self._tool, "brush_px")

    # changes from keys, canvas and picker

    def resize_brush(self, direction: int) -> None:
        """One step smaller or larger: a pixel for small brushes, a tenth for large ones."""
        value = self.size_px.value()
        self.set_tip(value + direction * max(1, round(value * 0.1)), self.hardness.value() / 100)

    def harden(self, direction: int) -> None:
        self.set_tip(self.size_px.value(), self.hardness.value() / 100 + 0.1 * direction)

    def set_tip(self, size_px: float, hardness: float) -> None:
        """Set diameter and hardness, as near as they are allowed."""
        low, high = limits("brush_px")
        self.size_px.set_value(min(max(round(size_px), low), high))
        self.hardness.set_value(min(max(round(100 * hardness), 0), 100))
        self._keep()

    def set_colour(self, colour: QColor) -> None:
        self.colours.set_colours(colour, self.colours.other)

    def centre_axes(self) -> None:
        page = self.page
        self.symmetry = Symmetry(
            page.width / 2, page.height / 2, self.symmetry.upright, self.symmetry.level
        )
        self.changed.emit()

    def move_axis(self, name: str, to: float) -> None:
        """Move the upright axis ("x") or the level one ("y"), to half a pixel."""
        s, to = self.symmetry, round(2 * to) / 2
        x, y = (to, s.y) if name == "x" else (s.x, to)
        self.symmetry = Symmetry(x, y, s.upright, s.level)

    def _set_symmetry(self) -> None:
        s = self.symmetry
        self.symmetry = Symmetry(s.x, s.y, self.upright.isChecked(), self.level.isChecked())
        self.changed.emit()

    def _keep(self) -> None:
        s = self._settings
        for setting, slider in self._sliders.items():
            if setting != "brush_px":
                setattr(s, setting, slider.value())
        setattr(s, self._size_setting, self.size_px.value())
        for setting, action in self._toggles.items():
            setattr(s, setting, action.isChecked())
        s.smoothing = self.smoothing.currentData()
        s.colour, s.other_colour = self.colours.colour.name(), self.colours.other.name()
        self.changed.emit()
