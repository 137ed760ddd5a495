"""How the canvas shows a preview, and whether there is one after each stroke."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.panels.parts import action_button


class ViewRow(QWidget):
    """Signals: changed(live)."""

    changed = Signal(bool)

    def __init__(self, actions: Actions, live: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name in ("view_drawing", "view_split", "view_overlay"):
            row.addWidget(action_button(actions, name))
        row.addStretch(1)
        self.live = QCheckBox(self.tr("&Live preview"))
        self.live.setToolTip(self.tr("Paint a preview after each stroke"))
        self.live.setChecked(live)
        self.live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.live.toggled.connect(self.changed)
        row.addWidget(self.live)
