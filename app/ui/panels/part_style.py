"""Some parts in the style of another picture: this body in that picture's paint."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from app.ui.panels.part_palette import part_name
from app.ui.style_well import StyleWell
from engine.palette import Palette

_FIRST = (2,)  # the paint


class PartStyle(QWidget):
    """well: where the picture goes. Signals: changed(): other parts are chosen."""

    changed = Signal()

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._table = palette
        self.well = StyleWell(
            self.tr("All parts in one style"),
            self.tr("Take the style of some parts from another picture; or drop one here"),
            self.tr("Back to one style for all parts"),
        )
        self._button = QPushButton()
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setToolTip(self.tr("Which parts take the style of this picture"))
        menu = QMenu(self._button)
        self._actions: dict[int, QAction] = {}
        for part in palette.parts:
            action = menu.addAction(part_name(part))
            action.setCheckable(True)
            action.setChecked(part.id in _FIRST)
            action.toggled.connect(self._on_toggled)
            self._actions[part.id] = action
        self._button.setMenu(menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.well)
        column.addWidget(self._button)
        self._name()
        self.show_style(shown=False)

    @property
    def styled(self) -> str:
        """The ids of the chosen parts, as SemanticRequest takes them."""
        return ", ".join(str(id) for id, action in self._actions.items() if action.isChecked())

    def show_style(self, shown: bool) -> None:
        """The choice of parts is there only where there is a picture."""
        self._button.setVisible(shown)

    def _on_toggled(self) -> None:
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        names = [action.text() for action in self._actions.values() if action.isChecked()]
        listed = ", ".join(names) if names else self.tr("none")
        self._button.setText(self.tr("Parts: {parts}").format(parts=listed))
