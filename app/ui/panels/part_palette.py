"""The parts of a car as chips: colour, key and name."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from engine.palette import Palette, Part

UNKNOWN = 255
_SWATCH = QSize(30, 18)
_HEIGHT = 25
_COLUMNS = 2


def key_of(place: int) -> str:
    """The key of the part at a place of the table: 1 … 9, 0, then with Shift; "" = none."""
    if place >= 20:
        return ""
    digit = str((place + 1) % 10)
    return digit if place < 10 else f"Shift+{digit}"


def part_name(part: Part) -> str:
    """In the window's language."""
    return part.name(QLocale().name())


def swatch(colour: QColor, text: str, scale: float) -> QPixmap:
    """A chip's colour with its key on it."""
    picture = QPixmap(_SWATCH * scale)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 90))
    painter.setBrush(colour)
    box = QRectF(0.5, 0.5, _SWATCH.width() - 1, _SWATCH.height() - 1)
    painter.drawRoundedRect(box, 3, 3)
    light = 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()
    painter.setPen(QColor("black") if light > 140 else QColor("white"))
    font = painter.font()
    font.setPixelSize(11)
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return picture


class PartPalette(QWidget):
    """Signals: chosen(id of the part, or UNKNOWN for "don't know")."""

    chosen = Signal(int)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._table = palette
        self._keys_on = False
        self._chips: dict[int, QToolButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        rows = -(-(len(palette.parts) + 1) // _COLUMNS)
        for place, part in enumerate(palette.parts):
            both = " · ".join(dict.fromkeys(name for _, name in part.names))
            chip = self._chip(part.id, part_name(part), both, key_of(place))
            grid.addWidget(chip, place % rows, place // rows)
        place = len(palette.parts)
        unknown = self._chip(UNKNOWN, self.tr("don’t know"), self.tr("Don’t know (eraser)"), "")
        grid.addWidget(unknown, place % rows, place // rows)
        self._draw()

    def _chip(self, id: int, name: str, tip: str, key: str) -> QToolButton:
        chip = QToolButton()
        chip.setText(name)
        chip.setToolTip(f"{tip} ({key})" if key else tip)
        chip.setAccessibleName(name)
        chip.setCheckable(True)
        chip.setFixedHeight(_HEIGHT)
        chip.setIconSize(_SWATCH)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self.chosen.emit(id))
        self._group.addButton(chip)
        self._chips[id] = chip
        return chip

    def show_chosen(self, id: int) -> None:
        """The part that the brush paints, or UNKNOWN."""
        if id in self._chips:
            self._chips[id].setChecked(True)

    @property
    def shown(self) -> int:
        """Id of the chip that is down; UNKNOWN where none is."""
        return next((id for id, chip in self._chips.items() if chip.isChecked()), UNKNOWN)

    def show_keys(self, on: bool) -> None:
        """Whether the number keys choose parts at the moment."""
        if on != self._keys_on:
            self._keys_on = on
            self._draw()

    def refresh_theme(self) -> None:
        """Draw the chips in the theme's colours."""
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """The window may be on another screen now."""
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        scale = self.devicePixelRatioF()
        for place, part in enumerate(self._table.parts):
            key = key_of(place).replace("Shift+", "⇧") if self._keys_on else ""
            picture = swatch(QColor(*part.colour), key, scale)
            self._chips[part.id].setIcon(QIcon(picture))
        ground = self.palette().color(QPalette.ColorRole.Base)
        self._chips[UNKNOWN].setIcon(QIcon(swatch(ground, "?", scale)))
