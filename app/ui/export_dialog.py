"""How a picture is exported, and what its file will not keep."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.document import Document
from app.document.export import DEPTHS, SIDES, Flat, Options, losses
from app.i18n import QT_TRANSLATE_NOOP
from app.settings import Settings
from app.ui import theme
from engine.runtime import cards

LOSSES = {
    "layers": QT_TRANSLATE_NOOP("Losses", "Layers and masks: the file holds one flat picture."),
    "kinds": QT_TRANSLATE_NOOP(
        "Losses", "What layers are (lines, labels, hints), how they were made, and selections."
    ),
    "alpha": QT_TRANSLATE_NOOP("Losses", "Transparency: the picture is laid on white."),
    "range": QT_TRANSLATE_NOOP(
        "Losses", "Light below black and above white: it is cut, highlights become flat."
    ),
    "depth": QT_TRANSLATE_NOOP("Losses", "The full colour depth: fine gradients may show steps."),
    "lossy": QT_TRANSLATE_NOOP(
        "Losses", "Exact pixels: they change a little each time such a file is written."
    ),
    "size": QT_TRANSLATE_NOOP("Losses", "The size: pixels are computed anew."),
    "profile": QT_TRANSLATE_NOOP("Losses", "The colour profile: colours are converted to sRGB."),
    "exif": QT_TRANSLATE_NOOP("Losses", "What the camera told (EXIF)."),
    "exif_part": QT_TRANSLATE_NOOP(
        "Losses", "Some of what the camera told (EXIF): film speed, flash, maker's notes."
    ),
    "dpi": QT_TRANSLATE_NOOP("Losses", "The print resolution (pixels an inch)."),
}
_DEPTH_NAMES = {
    "uint8": QT_TRANSLATE_NOOP("ExportDialog", "8 bits a channel"),
    "uint16": QT_TRANSLATE_NOOP("ExportDialog", "16 bits a channel"),
    "float16": QT_TRANSLATE_NOOP("ExportDialog", "16-bit floats (half), linear light"),
    "float32": QT_TRANSLATE_NOOP("ExportDialog", "32-bit floats, linear light"),
}


class ExportDialog(QDialog):
    """The settings remember the format and the quality."""

    def __init__(self, picture: Flat, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._settings = picture, settings
        document = picture.document
        self._licences = _restricted(document)
        self._ratio = document.height / document.width
        self.setWindowTitle(self.tr("Export picture"))
        self.setMinimumWidth(460)
        self._format, self._depth = QComboBox(), QComboBox()
        self._format.addItems(list(DEPTHS))
        self._format.setCurrentText(settings.export_format)
        self._quality = QSpinBox()
        self._quality.setRange(1, 100)
        self._quality.setValue(settings.export_quality)
        self._lossless = QCheckBox(self.tr("&Lossless"))
        self._profile = QComboBox()
        self._profile.addItem(self.tr("Keep the document's profile"), False)
        self._profile.addItem(self.tr("Convert to sRGB"), True)
        self._width, self._height = QSpinBox(), QSpinBox()
        self._locked = QToolButton()
        self._losses = QLabel()
        self._fill()
        self._connect()
        self._on_format()

    @property
    def options(self) -> Options:
        format = self._format.currentText()
        document = self._picture.document
        size = (self._width.value(), self._height.value())
        own = format == "PSD" or size == (document.width, document.height)
        return Options(
            format,
            self._depth.currentData(),
            self._quality.value(),
            self._lossless.isChecked() and format == "WebP",
            bool(self._profile.currentData()) and self._profile.isEnabled(),
            None if own else size,
        )

    def accept(self) -> None:
        self._settings.export_format = self._format.currentText()
        self._settings.export_quality = self._quality.value()
        super().accept()

    def _fill(self) -> None:
        document = self._picture.document
        for field, value, name in (
            (self._width, document.width, self.tr("Width")),
            (self._height, document.height, self.tr("Height")),
        ):
            field.setRange(1, 100_000)
            field.setValue(value)
            field.setSuffix(" px")
            field.setGroupSeparatorShown(True)
            field.setAccessibleName(name)
        theme.set_icon(self._locked, "lock")
        self._locked.setCheckable(True)
        self._locked.setChecked(True)
        self._locked.setToolTip(self.tr("Keep the proportions"))
        self._locked.setAccessibleName(self.tr("Keep the proportions"))
        size = QHBoxLayout()
        size.addWidget(self._width, 1)
        size.addWidget(QLabel("×"))
        size.addWidget(self._height, 1)
        size.addWidget(self._locked)
        quality = QHBoxLayout()
        quality.addWidget(self._quality, 1)
        quality.addWidget(self._lossless)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Format"), self._format)
        form.addRow(self.tr("&Depth"), self._depth)
        form.addRow(_label(self.tr("&Quality"), self._quality), quality)
        form.addRow(self.tr("&Profile"), self._profile)
        form.addRow(_label(self.tr("&Size"), self._width), size)
        self._losses.setWordWrap(True)
        self._losses.setTextFormat(Qt.TextFormat.RichText)
        self._losses.setMinimumHeight(90)
        self._losses.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._losses.setAccessibleName(self.tr("What the file does not keep"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._go = buttons.addButton(self.tr("&Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setObjectName("primary")
        self._go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self._losses)
        column.addStretch(1)
        column.addWidget(buttons)

    def _connect(self) -> None:
        self._format.currentTextChanged.connect(self._on_format)
        self._depth.currentIndexChanged.connect(self._refresh)
        self._profile.currentIndexChanged.connect(self._refresh)
        self._lossless.toggled.connect(self._refresh)
        self._width.valueChanged.connect(
            lambda width: self._follow(self._height, width * self._ratio)
        )
        self._height.valueChanged.connect(
            lambda height: self._follow(self._width, height / self._ratio)
        )

    def _follow(self, other: QSpinBox, value: float) -> None:
        if self._locked.isChecked():
            other.blockSignals(True)
            other.setValue(max(1, round(value)))
            other.blockSignals(False)
        self._refresh()

    def _on_format(self) -> None:
        format, before = self._format.currentText(), self._depth.currentData()
        depths = DEPTHS[format]
        own = Options(format).depth_for(self._picture.document)
        self._depth.blockSignals(True)
        self._depth.clear()
        for depth in depths:
            name = QCoreApplication.translate("ExportDialog", _DEPTH_NAMES[depth])
            self._depth.addItem(name, depth)
        self._depth.setCurrentIndex(depths.index(before if before in depths else own))
        self._depth.blockSignals(False)
        self._depth.setEnabled(len(depths) > 1)
        self._lossless.setVisible(format == "WebP")
        for field in (self._width, self._height, self._locked):
            field.setEnabled(format != "PSD")
        self._refresh()

    def _refresh(self) -> None:
        options = self.options
        lossy = options.format in ("JPEG", "WebP") and not options.lossless
        self._quality.setEnabled(lossy)
        document = self._picture.document
        integer = str(self._depth.currentData()).startswith("uint")
        self._profile.setEnabled(document.icc is not None and integer and options.format != "PSD")
        width, height = options.size or (document.width, document.height)
        limit = SIDES.get(options.format)
        too_large = limit is not None and max(width, height) > limit
        self._go.setEnabled(not too_large)
        if too_large:
            words = self.tr(
                "{format} holds at most {limit} pixels a side, the picture has {side}. Choose "
                "another format or a smaller size."
            ).format(format=options.format, limit=limit, side=max(width, height))
            self._losses.setText(f"<b>{words}</b>")
            return
        lost = losses(self._picture, options)
        if not lost:
            self._losses.setText(self._licences + self.tr("This file keeps everything."))
            return
        texts = [QCoreApplication.translate("Losses", LOSSES[name]) for name in lost]
        title = self.tr("This file does not keep:")
        points = "".join(f"<li>{text}</li>" for text in texts)
        points = f"<ul style='margin-left: -18px'>{points}</ul>"
        self._losses.setText(f"{self._licences}<b>{title}</b>{points}")


def _restricted(document: Document) -> str:
    """A paragraph on models that made a layer of it and may not be used for all ends; or ""."""
    recipes = [layer.recipe for layer in document.layers if layer.recipe is not None]
    found = cards.licences(recipes)
    named = [f"{name} ({licence})" for name, licence in found.items() if cards.restricts(licence)]
    if not named:
        return ""
    words = QCoreApplication.translate(
        "ExportDialog", "Made with models whose licence may forbid commercial use: {models}"
    )
    return f"<p>{escape(words.format(models=', '.join(named)))}</p>"


def _label(text: str, field: QWidget) -> QLabel:
    """Of a row of several fields: its key leads to the first."""
    label = QLabel(text)
    label.setBuddy(field)
    return label
