"""What the window shows before there is a document: new, open, and drawings to try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.ui.actions import Actions
from engine import paths


def samples() -> tuple[Path, ...]:
    """The drawings that come with the program."""
    return tuple(sorted((paths.resources() / "samples").glob("*.png")))


def sample_title(path: Path) -> str:
    """A name for people from a file's name."""
    english = path.stem.replace("-", " ").replace("_", " ").capitalize()
    return QCoreApplication.translate("Samples", english)


class StartPage(QWidget):
    """Signals: chosen(Path), a file to open."""

    chosen = Signal(Path)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        title = QLabel("Coachline")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        font.setWeight(font.Weight.Light)
        title.setFont(font)
        sentence = QLabel(self.tr("Draw a car; see it painted while you draw."))
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for name, text, primary in (
            ("new", self.tr("New drawing"), True),
            ("open", self.tr("Open a file …"), False),
        ):
            button = QPushButton(text)
            button.setToolTip(actions[name].toolTip())
            button.setMinimumHeight(34)
            button.setMinimumWidth(150)
            if primary:
                button.setObjectName("primary")
            button.clicked.connect(actions[name].trigger)
            buttons.addWidget(button)
        buttons.addStretch(1)
        drop = QLabel(
            self.tr("You can also drop a drawing, a photo or a project here, or paste a picture.")
        )
        column = QVBoxLayout(self)
        column.addStretch(3)
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(18)
        column.addLayout(buttons)
        column.addSpacing(8)
        drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        drop.setWordWrap(True)
        for label in (sentence, drop):
            label.setProperty("faint", True)
        column.addWidget(drop)
        column.addSpacing(26)
        self._recent_title = QLabel(self.tr("Open again"))
        self._recent_title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._recent_title.setProperty("faint", True)
        column.addWidget(self._recent_title)
        self._recent = _row(column)
        self._samples = _row(column)
        column.addStretch(4)
        self.show_recent([])
        for path in samples()[:5]:
            tile = _tile(sample_title(path), path)
            tile.setToolTip(self.tr("Open this sample drawing"))
            tile.clicked.connect(lambda _=False, p=path: self.chosen.emit(p))
            self._samples.addWidget(tile)
        self._samples.addStretch(1)

    def show_recent(self, files: Sequence[tuple[Path, Path | None]]) -> None:
        """The files that were open last, the newest first, each with where its small picture is."""
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._recent_title.setVisible(bool(files))
        self._recent.addStretch(1)
        for path, picture in files[:5]:
            button = _tile(path.stem, picture)
            button.setToolTip(str(path))
            button.setAccessibleName(path.name)
            button.clicked.connect(lambda _=False, p=path: self.chosen.emit(p))
            self._recent.addWidget(button)
        self._recent.addStretch(1)


def _row(column: QVBoxLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch(1)
    column.addLayout(row)
    return row


def _tile(title: str, picture: Path | None) -> QToolButton:
    """A button with a picture over its title."""
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    pixels = QPixmap(str(picture)) if picture is not None else QPixmap()
    if not pixels.isNull():
        pixels = pixels.scaled(
            320, 200, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    button.setIcon(QIcon(pixels))
    button.setIconSize(QSize(160, 100))
    button.setFixedWidth(184)
    button.setText(button.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, 168))
    return button
