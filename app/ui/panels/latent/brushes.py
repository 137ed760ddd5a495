"""Brushes of a latent edit: the tools, their weights, and candidates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import QT_TRANSLATE_NOOP
from app.jobs.latent_edit import Weights
from app.ui.actions import Actions
from app.ui.panels.latent.rows import Rows
from app.ui.variants import VariantStrip
from engine.requests import Pixels

TOOLS = {
    "latent_colour": QT_TRANSLATE_NOOP("LatentBrushes", "Colour"),
    "latent_sketch": QT_TRANSLATE_NOOP("LatentBrushes", "Contour"),
    "latent_warp": QT_TRANSLATE_NOOP("LatentBrushes", "Warp"),
    "latent_eraser": QT_TRANSLATE_NOOP("LatentBrushes", "Eraser"),
}
_MOST = 300.0  # per cent


def tool_buttons(actions: Actions, titles: Mapping[str, str], columns: int) -> QGridLayout:
    """Buttons of tools with icon and name. titles: by their commands."""
    grid = QGridLayout()
    grid.setSpacing(4)
    for i, (name, title) in enumerate(titles.items()):
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setText(title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(actions[name].toolTip())
        actions[name].changed.connect(lambda b=button, t=title: b.setText(t))
        grid.addWidget(button, i // columns, i % columns)
    return grid


class LatentBrushes(QWidget):
    """Signals: changed(key, value) of a weight, 1 = the usual; chosen(place) of a candidate."""

    changed = Signal(str, float)
    chosen = Signal(int)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        titles = {name: self.tr(title) for name, title in TOOLS.items()}
        column.addLayout(tool_buttons(actions, titles, 2))
        self.rows = Rows()
        for key, name, tip in (
            ("colour", self.tr("Colours"), self.tr("How much the brushed colours count")),
            ("line", self.tr("Contours"), self.tr("How much the drawn contours count")),
            ("warp", self.tr("Warps"), self.tr("How much the dragged squares count")),
            (
                "smoothness",
                self.tr("Stay near"),
                self.tr("How much the car stays as it was where nothing is asked"),
            ),
        ):
            self.rows.add(key, name, 0, _MOST, "%", tip)
        self.rows.changed.connect(lambda key, value: self.changed.emit(key, value / 100))
        self.rows.reset.connect(lambda key: self.changed.emit(key, 1.0))
        column.addWidget(self.rows)
        self.met = QLabel()
        self.met.setWordWrap(True)
        self.met.setProperty("faint", True)
        column.addWidget(self.met)
        show = QPushButton(self.tr("Show candidates"))
        show.setToolTip(actions["latent_candidates"].toolTip())
        show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show.clicked.connect(actions["latent_candidates"].trigger)
        actions["latent_candidates"].enabledChanged.connect(show.setEnabled)
        column.addWidget(show)
        self.candidates = VariantStrip()
        self.candidates.setAccessibleName(self.tr("Candidates"))
        self.candidates.chosen.connect(self.chosen)
        column.addWidget(self.candidates)

    def show_weights(self, weights: Weights) -> None:
        for key in self.rows.keys:
            value = getattr(weights, key)
            self.rows.show_value(key, 100 * value, moved=value != 1)

    def show_met(self, figures: Mapping[str, float]) -> None:
        """How much of what was brushed came true; nothing where nothing was."""
        told = []
        if "colour" in figures:
            told.append(
                self.tr("{share} % of the brushed colours reached.").format(
                    share=round(100 * figures["colour"])
                )
            )
        if "contours" in figures:
            told.append(
                self.tr("{share} % of the drawn contours found.").format(
                    share=round(100 * figures["contours"])
                )
            )
        self.met.setText(" ".join(told))

    def show_candidates(self, pictures: Pixels) -> None:
        """pictures: N×h×w×3 uint8."""
        if self.candidates.count() != len(pictures) or self.candidates.isHidden():
            names = [
                self.tr("Candidate {number}").format(number=i + 1) for i in range(len(pictures))
            ]
            self.candidates.begin(names, pictures.shape[1] / pictures.shape[2])
        for place, picture in enumerate(pictures):
            self.candidates.put(place, picture)
