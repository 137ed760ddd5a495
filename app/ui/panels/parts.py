"""What the panels of several tools have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.actions import Actions
from app.ui.models import Models
from engine.runtime.cards import Card


class ModelBox(QComboBox):
    """The models of a tool. Signals: chosen(name): by the designer, or because models came, went
    or were preferred.

    first: the one to begin with, "" = the tool's default.
    """

    chosen = Signal(str)

    def __init__(self, models: Models, task: str, first: str = "") -> None:
        super().__init__()
        self._models, self._task = models, task
        self.setAccessibleName(self.tr("Model"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fill(first or models.default(task))
        self.activated.connect(lambda _: self.chosen.emit(self.name))
        models.changed.connect(self._on_changed)
        models.preferred.connect(self._on_preferred)

    @property
    def name(self) -> str:
        """Of the chosen model; "" if there is none."""
        return str(self.currentData() or "")

    @property
    def card(self) -> Card | None:
        return self._models.find(self.name)

    def cards(self) -> tuple[Card, ...]:
        """Of all that the tool could use."""
        return self._models.of(self._task)

    def offers(self, card: Card) -> bool:
        """Whether a model is one to choose."""
        return True

    def title(self, card: Card) -> str:
        """What a model is called here."""
        return card.title

    def _fill(self, name: str) -> None:
        self.clear()
        for card in filter(self.offers, self.cards()):
            self.addItem(self.title(card), card.name)
            self.setItemData(
                self.count() - 1,
                self.tr("{name}, version {version}, licence {licence}").format(
                    name=card.name, version=card.version, licence=card.licence
                ),
                Qt.ItemDataRole.ToolTipRole,
            )
        self.setEnabled(self.count() > 0)
        if not self.count():
            self.addItem(self.tr("None installed"), "")
        place = self.findData(name)
        if place < 0:
            place = self.findData(self._models.default(self._task))
        self.setCurrentIndex(max(place, 0))

    def _on_changed(self) -> None:
        before = self.name
        self._fill(before)
        self.chosen.emit(self.name)

    def _on_preferred(self, task: str, name: str) -> None:
        if task == self._task and self.findData(name) >= 0:
            self.setCurrentIndex(self.findData(name))
            self.chosen.emit(name)


_FIELDS = (QComboBox, QAbstractSpinBox, QSlider)


class _Column(QScrollArea):
    """Scrolls by the wheel also over fields, which would change by it unseen; one that has the
    keyboard takes the wheel."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for field in self.findChildren(QWidget):
            if isinstance(field, _FIELDS):
                if field.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, _FIELDS)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def scrolled_column(panel: QWidget, below: QLayout) -> QVBoxLayout:
    """Where a panel's controls go: a column that scrolls, above what is always in sight."""
    content = QWidget()
    scroll = _Column()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(content)
    whole = QVBoxLayout(panel)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(scroll, 1)
    whole.addLayout(below)
    column = QVBoxLayout(content)
    column.setContentsMargins(10, 4, 10, 8)
    column.setSpacing(9)
    return column


def result_buttons(actions: Actions, titles: dict[str, str]) -> QVBoxLayout:
    """Buttons of the commands apply, generate and discard. titles: of each."""
    column = QVBoxLayout()
    column.setSpacing(6)
    column.setContentsMargins(10, 8, 10, 10)
    row = QHBoxLayout()
    row.setSpacing(6)
    for name, text in titles.items():
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action = actions[name]
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        if name == "apply":
            button.setObjectName("primary")
            column.addWidget(button)
        else:
            row.addWidget(button, 1)
    column.addLayout(row)
    return column


def action_button(actions: Actions, name: str) -> QToolButton:
    """A button of a command, with its icon."""
    button = QToolButton()
    button.setDefaultAction(actions[name])
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(actions[name].toolTip())
    return button
