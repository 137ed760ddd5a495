"""Where a picture is dropped whose paint, light and backdrop a sketch is to take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from app.ui import theme
from app.ui.proof import to_qimage
from app.ui.style_menu import StyleMenu

_SIDE = 64


class StyleWell(QFrame):
    """empty: what is written while there is no picture. tip: of the button that asks for one.
    back: of the button that takes it away.

    Signals: wanted(Path, str): a picture was dropped or chosen, and its name. asked(): the
    designer wants a file dialog. here(): the picture that is open. taken(): it is to go."""

    wanted = Signal(Path, str)
    asked = Signal()
    here = Signal()
    taken = Signal()

    def __init__(self, empty: str = "", tip: str = "", back: str = "") -> None:
        super().__init__()
        self._empty = empty or self.tr("Random style")
        back = back or self.tr("Back to a random style")
        self.setObjectName("styleWell")
        self.setAcceptDrops(True)
        self._picture = QLabel()
        self._picture.setFixedSize(_SIDE, _SIDE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = QLabel()
        self._name.setWordWrap(True)
        choose = QPushButton(self.tr("From a picture"))
        menu = StyleMenu(choose)
        choose.setMenu(menu)
        choose.setToolTip(
            tip or self.tr("Take paint, light and backdrop from a picture; or drop one here")
        )
        choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clear = QToolButton()
        theme.set_icon(self._clear, "close")
        self._clear.setIconSize(QSize(14, 14))
        self._clear.setToolTip(back)
        self._clear.setAccessibleName(back)
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        menu.asked.connect(self.asked)
        menu.here.connect(self.here)
        menu.chosen.connect(self.wanted)
        self._clear.clicked.connect(self.taken)
        self._random = True
        self.show_style(None, "")

    def refresh_theme(self) -> None:
        """Draw the sign that there is no picture in the theme's colours."""
        if self._random:
            self.show_style(None, "")

    def show_style(self, pixels: NDArray[Any] | None, name: str) -> None:
        """pixels: H×W×{3, 4} uint8; None = no picture."""
        self._random = pixels is None
        self._clear.setVisible(not self._random)
        scale = self.devicePixelRatioF()
        side = round(_SIDE * scale)
        if pixels is None:
            faint = self.palette().placeholderText().color()
            picture = theme.pixmap("picture", faint, side // 2)
            self._name.setText(self._empty)
        else:
            picture = QPixmap.fromImage(to_qimage(pixels)).scaled(
                side,
                side,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._name.setText(name)
        picture.setDevicePixelRatio(scale)
        self._picture.setPixmap(picture)

    def show_empty(self, words: str) -> None:
        """Write this while there is no picture."""
        self._empty = words
        if self._random:
            self._name.setText(words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        self.wanted.emit(path, path.stem)

    def _mark(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
