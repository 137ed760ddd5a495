"""What the window shows before there is a document: new, open, and something to try for each
tool."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.actions import Actions
from app.ui.samples import SAMPLES, Sample

_SHOWN = 5  # recent files
_TILE, _GAP = 148, 8  # px: the width of a tile, and between two


class StartPage(QScrollArea):
    """Signals: chosen(Path), a file to open; tried(Sample), one that came with the program; toured:
    the tour is wanted, or (False) not wanted here any more."""

    chosen = Signal(Path)
    tried = Signal(object)
    toured = Signal(bool)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        self.setWidget(page)
        column = QVBoxLayout(page)
        column.addStretch(3)
        title = QLabel("Coachline")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.4)
        font.setWeight(font.Weight.Light)
        title.setFont(font)
        sentence = _faint(self.tr("Draw a car; see it painted while you draw."))
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(18)
        self._buttons(column, actions)
        column.addSpacing(8)
        drop = _faint(
            self.tr("You can also drop a drawing, a photo or a project here, or paste a picture.")
        )
        drop.setWordWrap(True)
        drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(drop)
        column.addSpacing(14)
        self._invitation = self._invite(column)
        column.addSpacing(14)
        self._recent_title = _centred(self.tr("Open again"), column)
        self._recent = Tiles()
        column.addWidget(self._recent)
        _centred(self.tr("Or try a tool"), column)
        self._samples = Tiles()
        column.addWidget(self._samples)
        self._samples.show_tiles([self._sample(x) for x in SAMPLES if x.first and x.path.exists()])
        column.addSpacing(10)
        self._device = _centred("", column)
        column.addStretch(4)
        self.show_recent([])

    def _buttons(self, column: QVBoxLayout, actions: Actions) -> None:
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
        column.addLayout(buttons)

    def _invite(self, column: QVBoxLayout) -> QWidget:
        """The offer of the tour, with a cross that takes it away for good."""
        frame = QFrame()
        frame.setObjectName("styleWell")
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 6, 6)
        words = QLabel(self.tr("New here? A tour shows the tools in five minutes."))
        row.addWidget(words, 1)
        start = QPushButton(self.tr("Take the &tour"))
        start.clicked.connect(lambda: self.toured.emit(True))
        row.addWidget(start)
        close = QToolButton()
        theme.set_icon(close, "close")
        close.setIconSize(QSize(16, 16))
        close.setToolTip(self.tr("Do not offer the tour any more"))
        close.setAccessibleName(close.toolTip())
        close.clicked.connect(lambda: self.toured.emit(False))
        row.addWidget(close)
        frame.setMaximumWidth(frame.sizeHint().width())  # one line, where there is room
        words.setWordWrap(True)
        around = QHBoxLayout()
        around.addStretch(1)
        around.addWidget(frame, 100)
        around.addStretch(1)
        column.addLayout(around)
        return frame

    def _sample(self, sample: Sample) -> QToolButton:
        tile = _tile(sample.translated(sample.title), sample.picture)
        tile.setToolTip(sample.translated(sample.hint))
        tile.setObjectName(f"sample_{sample.tool}")
        tile.clicked.connect(lambda: self.tried.emit(sample))
        return tile

    def name_tools(self, titles: dict[str, str]) -> None:
        """Say on the samples which tool each is for. titles: of the panels, by name; a sample for
        a tool that is not there is not shown."""
        for tile in self.findChildren(QToolButton):
            tool = tile.objectName().removeprefix("sample_")
            if tool == tile.objectName():
                continue
            tile.setVisible(tool in titles)
            if tool in titles and "\n" not in tile.text():
                tile.setText(f"{titles[tool]}\n{tile.text()}")
        self._samples.arrange()

    def invite(self, wanted: bool) -> None:
        """Offer the tour, or not."""
        self._invitation.setVisible(wanted)

    def show_device(self, device: str) -> None:
        """What the engine computes on."""
        self._device.setText(self.tr("Computes on: {device}").format(device=device))

    def show_recent(self, files: Sequence[tuple[Path, Path | None]]) -> None:
        """The files that were open last, the newest first, each with where its small picture is."""
        self._recent_title.setVisible(bool(files))
        tiles = []
        for path, picture in files[:_SHOWN]:
            button = _tile(path.stem, picture)
            button.setToolTip(str(path))
            button.setAccessibleName(path.name)
            button.clicked.connect(lambda _=False, p=path: self.chosen.emit(p))
            tiles.append(button)
        self._recent.show_tiles(tiles)


class Tiles(QWidget):
    """Tiles beside each other, in the middle, in as many rows as the width asks for."""

    def __init__(self) -> None:
        super().__init__()
        self._tiles: list[QToolButton] = []

    def show_tiles(self, tiles: Sequence[QToolButton]) -> None:
        """Show these in place of the former."""
        for former in self._tiles:
            former.deleteLater()
        self._tiles = list(tiles)
        for tile in tiles:
            tile.setParent(self)
            tile.show()
        self.arrange()

    def arrange(self) -> None:
        """Put every tile that is not hidden in its place; rows are as equal as can be."""
        tiles = [tile for tile in self._tiles if not tile.isHidden()]
        fitting = max(1, (self.width() + _GAP) // (_TILE + _GAP))
        rows = math.ceil(len(tiles) / fitting)
        columns = math.ceil(len(tiles) / max(rows, 1))
        height = max((tile.sizeHint().height() for tile in tiles), default=0)
        for index, tile in enumerate(tiles):
            row, place = divmod(index, columns)
            count = min(columns, len(tiles) - row * columns)
            left = (self.width() - count * (_TILE + _GAP) + _GAP) // 2
            tile.setGeometry(left + place * (_TILE + _GAP), row * (height + _GAP), _TILE, height)
        self.setFixedHeight(rows * (height + _GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(_TILE, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


def _faint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("faint", True)
    return label


def _centred(text: str, column: QBoxLayout) -> QLabel:
    label = _faint(text)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(label)
    return label


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
    button.setIconSize(QSize(130, 82))
    button.setFixedWidth(_TILE)
    button.setText(button.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, _TILE - 12))
    return button
