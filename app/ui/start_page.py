"""What the window shows before there is a document: new, open, and drawings to try."""

from __future__ import annotations

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
    """Signals: chosen(Path), a sample to open."""

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
        self._samples = QHBoxLayout()
        self._samples.setSpacing(12)
        column.addLayout(self._samples)
        column.addStretch(4)
        self._fill()

    def _fill(self) -> None:
        found = samples()[:5]
        self._samples.addStretch(1)
        for path in found:
            button = QToolButton()
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            picture = QPixmap(str(path)).scaled(
                320, 200, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            button.setIcon(QIcon(picture))
            button.setIconSize(QSize(160, 100))
            button.setText(sample_title(path))
            button.setToolTip(self.tr("Open this sample drawing"))
            button.clicked.connect(lambda _=False, p=path: self.chosen.emit(p))
            self._samples.addWidget(button)
        self._samples.addStretch(1)
