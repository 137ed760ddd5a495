"""What comes with the program to be tried: at least one file for each tool."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from engine import paths


@dataclass(frozen=True)
class Sample:
    """file: in resources/samples. tool: the panel that comes to the front, by its name. title and
    hint (what to try): English, translated in the context "Samples". first: it stands on the
    start page, the others in the Help menu alone."""

    file: str
    tool: str
    title: str
    hint: str
    first: bool = False

    @property
    def path(self) -> Path:
        return paths.resources() / "samples" / self.file

    @property
    def picture(self) -> Path:
        """A small picture of it."""
        return self.path if self.path.suffix != ".ora" else self.path.with_suffix(".webp")

    def translated(self, text: str) -> str:
        return QCoreApplication.translate("Samples", text)


_DRAW = QT_TRANSLATE_NOOP("Samples", "Draw on it and roll the dice: the car is painted as you go.")

SAMPLES = (
    Sample("saloon.png", "sketch", QT_TRANSLATE_NOOP("Samples", "Saloon"), _DRAW, first=True),
    Sample("fastback.png", "sketch", QT_TRANSLATE_NOOP("Samples", "Fastback"), _DRAW),
    Sample("estate.png", "sketch", QT_TRANSLATE_NOOP("Samples", "Estate"), _DRAW),
    Sample("off-roader.png", "sketch", QT_TRANSLATE_NOOP("Samples", "Off roader"), _DRAW),
    Sample(
        "parts.ora",
        "semantic",
        QT_TRANSLATE_NOOP("Samples", "Parts of a car"),
        QT_TRANSLATE_NOOP("Samples", "Paint glass, lamps or tyres elsewhere, then the car."),
        first=True,
    ),
    Sample(
        "coupe.webp",
        "inpaint",
        QT_TRANSLATE_NOOP("Samples", "Render of a coupé"),
        QT_TRANSLATE_NOOP("Samples", "Select the badge or a handle and let paint close over it."),
        first=True,
    ),
    Sample(
        "small.webp",
        "upscale",
        QT_TRANSLATE_NOOP("Samples", "Small picture"),
        QT_TRANSLATE_NOOP("Samples", "Enlarge it four times and compare before and after."),
        first=True,
    ),
    Sample(
        "estate-render.webp",
        "latent",
        QT_TRANSLATE_NOOP("Samples", "Render of an estate"),
        QT_TRANSLATE_NOOP("Samples", "Find it among the cars that can be generated; pull at it."),
        first=True,
    ),
)
