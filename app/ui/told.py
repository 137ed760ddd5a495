"""What could not be kept when a file was opened, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP

NOTES = {
    "adjustments": QT_TRANSLATE_NOOP("Notes", "adjustment and fill layers"),
    "blend": QT_TRANSLATE_NOOP("Notes", "blend modes that Coachline does not have"),
    "clipping": QT_TRANSLATE_NOOP("Notes", "clipping of layers to others"),
    "edited": QT_TRANSLATE_NOOP(
        "Notes", "masks and full depth of layers that another program changed"
    ),
    "effects": QT_TRANSLATE_NOOP("Notes", "layer effects"),
    "text": QT_TRANSLATE_NOOP("Notes", "texts, shapes and smart objects (they are pixels now)"),
    "vector_masks": QT_TRANSLATE_NOOP("Notes", "vector masks"),
}


def notes(name: str, codes: Iterable[str]) -> str:
    """A sentence about a file."""
    between = QCoreApplication.translate("Notes", ", ")
    things = between.join(QCoreApplication.translate("Notes", NOTES[code]) for code in codes)
    sentence = QCoreApplication.translate("Notes", "{name} holds what is not kept here: {things}.")
    return sentence.format(name=name, things=things)
