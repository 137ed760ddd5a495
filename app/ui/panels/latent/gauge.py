"""The gauge: the picture beside what the generator makes of it, and how far they are apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import QT_TRANSLATE_NOOP
from app.ui import painting
from app.ui.proof import to_qimage
from engine.requests import Pixels

FULL_SCALE = 64  # of 255: an error that is shown as the hottest colour
_WORDS = {
    "latent.good": QT_TRANSLATE_NOOP("Gauge", "Good fit: edits carry over well."),
    "latent.usable": QT_TRANSLATE_NOOP(
        "Gauge", "Usable fit: shapes and paint carry over, details may not."
    ),
    "latent.poor": QT_TRANSLATE_NOOP(
        "Gauge",
        "Poor fit: the generator cannot show this picture. Brushes and axes may not carry over. "
        "Select the car closely, or take more steps.",
    ),
}


class PictureView(QWidget):
    """A picture with its name, as wide as there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self.caption = QLabel(name)
        self.caption.setProperty("faint", True)
        self._canvas = _Canvas(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._canvas)
        column.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def picture(self) -> QPixmap | None:
        return self._picture

    def show_picture(self, pixels: Pixels | None) -> None:
        """pixels: H×W×{3, 4} uint8; None = none."""
        self._picture = None if pixels is None else QPixmap.fromImage(to_qimage(pixels))
        self._canvas.update()


class _Canvas(QWidget):
    def __init__(self, view: PictureView) -> None:
        super().__init__()
        self._view = view
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), painting.surround())
        picture = self._view.picture
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawPixmap(left, top, size.width(), size.height(), picture)


class Gauge(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.original = PictureView(self.tr("Picture"))
        self.generated = PictureView(self.tr("Generator"))
        self.error = QCheckBox(self.tr("Show the &error"))
        self.error.setToolTip(
            self.tr(
                "How far the generator’s picture is from yours: dark is equal, "
                "yellow a quarter of the range or more"
            )
        )
        self.error.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.error.toggled.connect(lambda _: self._refresh())
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.figure = QLabel()
        self._error: Pixels | None = None
        self._picture: Pixels | None = None
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.original, 1)
        row.addWidget(self.generated, 1)
        below = QHBoxLayout()
        below.addWidget(self.figure)
        below.addStretch(1)
        below.addWidget(self.error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(below)
        column.addWidget(self.words)

    def clear(self) -> None:
        self._error = self._picture = None
        self.original.show_picture(None)
        self.figure.clear()
        self.words.clear()
        self._refresh()

    def show_original(self, pixels: Pixels) -> None:
        self.original.show_picture(pixels)

    def show_fit(self, pixels: Pixels, error: Pixels, figures: Mapping[str, float]) -> None:
        """pixels: h×w×4, what the generator makes of the picture. error: h×w×1 uint8."""
        self._error, self._picture = error, pixels
        self.figure.setText(
            self.tr("{psnr} dB, {steps} steps").format(
                psnr=f"{figures['psnr']:.1f}", steps=round(figures["taken"])
            )
        )
        self.figure.setToolTip(
            self.tr("Peak signal-to-noise ratio of the generator’s picture, at its size")
        )
        self.words.clear()
        self._refresh()

    def show_word(self, code: str) -> None:
        """What the fit is good for: "latent.good", "latent.usable" or "latent.poor"."""
        self.words.setText(self.tr(_WORDS[code]))

    def show_now(self, pixels: Pixels) -> None:
        """pixels: h×w×4, the generator's picture of the edit as it is now."""
        self._picture = pixels
        self._refresh()

    def _refresh(self) -> None:
        shows_error = self.error.isChecked() and self._error is not None
        self.error.setEnabled(self._error is not None)
        self.generated.caption.setText(self.tr("Error") if shows_error else self.tr("Generator"))
        if shows_error and self._error is not None:
            self.generated.show_picture(heat(self._error))
        else:
            self.generated.show_picture(self._picture)


def heat(error: Pixels) -> NDArray[np.uint8]:
    """h×w×1 uint8 → h×w×3: black, red, yellow at FULL_SCALE and above."""
    return _colours()[error[..., 0]]


@cache
def _colours() -> NDArray[np.uint8]:
    share = np.minimum(np.arange(256) / FULL_SCALE, 1.0)
    red, green = np.minimum(2 * share, 1.0), np.clip(2 * share - 1, 0, 1)
    return np.rint(np.stack([red, green, 0 * red], 1) * 255).astype(np.uint8)
