"""The panel of the inpainting tool: the hole, the method, seed and variants."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.document.parts import WHEEL
from app.settings import Settings, limits
from app.ui.actions import Actions
from app.ui.holes import InpaintOptions
from app.ui.models import Models
from app.ui.panels.methods import MethodBox
from app.ui.panels.parts import action_button, result_buttons, scrolled_column
from app.ui.panels.seeds import Seeds
from app.ui.size_rule import let_scroll
from engine import palette
from engine.geometry import Rect

_TOOLS = ("select_brush", "lasso", "polygon", "select_rectangle", "select_part")
_WAYS = ("grow", "shrink", "feather")
_GROUND = (0, 1)  # background and ground are what holes are filled with


class InpaintPanel(QWidget):
    """Signals: changed(InpaintOptions). resized(way, pixels): grow, shrink or feather the hole.
    parts_wanted(ids, name), mask_wanted(), saved_wanted(), outpaint_wanted()."""

    changed = Signal(object)
    resized = Signal(str, int)
    parts_wanted = Signal(object, str)
    mask_wanted = Signal()

    def __init__(self, actions: Actions, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings = settings
        titles = {
            "apply": self.tr("Apply as a layer"),
            "generate": self.tr("Fill"),
            "discard": self.tr("Discard"),
        }
        column = scrolled_column(self, result_buttons(actions, titles))
        column.addLayout(self._tool_row(actions))
        self._words = QLabel()
        self._words.setWordWrap(True)
        column.addWidget(self._words)
        column.addLayout(self._size_row())
        column.addLayout(self._source_grid(actions))
        self.method = MethodBox(models, settings.inpaint_model)
        self.method.chosen.connect(self._on_method)
        let_scroll(self.method)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Metho&d"), self.method)
        column.addLayout(form)
        self._labels = self._follow(
            self.tr("Follow the la&bels"),
            self.tr("What the labels tell in the hole shall be there: change them first"),
            "follow_labels",
        )
        self._lines = self._follow(
            self.tr("Follow the l&ines"),
            self.tr("What is drawn in the hole shall be there; lines are no part of the picture"),
            "follow_lines",
        )
        column.addWidget(self._labels)
        column.addWidget(self._lines)
        self.seeds = Seeds(
            actions,
            settings,
            self.tr("The same seed gives the same filling; 0 is the likeliest"),
        )
        self.seeds.changed.connect(self._on_seed)
        column.addWidget(self.seeds)
        column.addStretch(1)
        self._options = InpaintOptions(live=settings.inpaint_live, model=self.method.name)
        self._show_method()

    @property
    def options(self) -> InpaintOptions:
        return self._options

    def show_seed(self, seed: int) -> None:
        """Show a seed that was chosen elsewhere, without telling."""
        self._options = replace(self._options, seed=seed)
        self.seeds.show_seed(seed)

    def show_hole(self, hole: Rect | None) -> None:
        """hole: around all that is selected; None = nothing is."""
        for button in (*self._ways.values(), self._amount):
            button.setEnabled(hole is not None)
        if hole is None:
            self._words.setText(
                self.tr(
                    "Nothing is selected yet. Brush over what shall disappear, draw around it, or "
                    "choose a part."
                )
            )
        else:
            told = self.tr("What is selected is filled: {width} × {height} px.")
            self._words.setText(told.format(width=hole.width, height=hole.height))

    def offer(self, labels: bool, lines: bool) -> None:
        """Whether there are labels and lines to follow."""
        self._labels.setVisible(labels and self.method.draws_lots)
        self._lines.setVisible(lines and self.method.draws_lots)

    def _follow(self, text: str, tip: str, option: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setToolTip(tip)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.toggled.connect(lambda on: self._set(replace(self._options, **{option: on})))
        return box

    def _tool_row(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for name in _TOOLS:
            row.addWidget(action_button(actions, name))
        row.addStretch(1)
        live = QCheckBox(self.tr("&Live preview"))
        live.setToolTip(self.tr("Fill each time the selection changes"))
        live.setChecked(self._settings.inpaint_live)
        live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        live.toggled.connect(self._on_live)
        row.addWidget(live)
        return row

    def _size_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._amount = QSpinBox()
        self._amount.setRange(*limits("inpaint_px"))
        self._amount.setValue(self._settings.inpaint_px)
        self._amount.setSuffix(" px")
        self._amount.setAccessibleName(self.tr("By how many pixels"))
        self._amount.valueChanged.connect(self._on_amount)
        self._ways: dict[str, QPushButton] = {}
        titles = (self.tr("&Grow"), self.tr("Sh&rink"), self.tr("Feather"))
        for name, text in zip(_WAYS, titles, strict=True):
            button = self._ways[name] = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumWidth(48)  # the style's own minimum is too wide for four in a row
            button.clicked.connect(partial(self._on_way, name))
            row.addWidget(button, 1)
        row.addWidget(self._amount)
        return row

    def _source_grid(self, actions: Actions) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        self.parts = QPushButton(self.tr("All of a part"))
        self.parts.setToolTip(self.tr("Add every piece of a part, as the labels tell"))
        self.parts.setMenu(self._parts_menu(actions))
        mask = QPushButton(self.tr("Mas&k from a file…"))
        mask.setToolTip(self.tr("White is filled; the picture must have the document’s size"))
        mask.clicked.connect(self.mask_wanted)
        saved = QPushButton(self.tr("Saved…"))
        saved.setToolTip(self.tr("Keep this selection, or take one that was kept"))
        saved.clicked.connect(actions["saved_selections"].trigger)
        outpaint = QPushButton(self.tr("&Outpaint…"))
        outpaint.setToolTip(self.tr("Enlarge the canvas and fill what is new"))
        outpaint.clicked.connect(actions["outpaint"].trigger)
        for i, button in enumerate((self.parts, mask, saved, outpaint)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            grid.addWidget(button, i // 2, i % 2)
        return grid

    def _parts_menu(self, actions: Actions) -> QMenu:
        menu = QMenu(self)
        menu.addAction(actions["labels_from_picture"])
        menu.addSeparator()
        language = QLocale().name()
        entries = [
            (part.name(language), frozenset({part.id}))
            for part in palette.load().parts
            if part.id not in _GROUND
        ]
        for name, ids in ((self.tr("wheel"), WHEEL), *entries):
            action = menu.addAction(name)
            action.triggered.connect(partial(self._on_part, ids, name))
        return menu

    def _set(self, options: InpaintOptions) -> None:
        self._options = options
        self.changed.emit(options)

    def _on_part(self, ids: frozenset[int], name: str, _checked: bool = False) -> None:
        self.parts_wanted.emit(ids, name)

    def _on_way(self, way: str, _checked: bool = False) -> None:
        self.resized.emit(way, self._amount.value())

    def _on_amount(self, px: int) -> None:
        self._settings.inpaint_px = px

    def _on_live(self, live: bool) -> None:
        self._settings.inpaint_live = live
        self._set(replace(self._options, live=live))

    def _on_seed(self, seed: int) -> None:
        self._set(replace(self._options, seed=seed))

    def _on_method(self, name: str) -> None:
        self._settings.inpaint_model = name
        self._show_method()
        self._set(replace(self._options, model=name))

    def _show_method(self) -> None:
        """The classic ways draw no lots."""
        self.seeds.setEnabled(self.method.draws_lots)
