"""What the blend modes are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.document.blend import Blend
from app.i18n import QT_TRANSLATE_NOOP

# In the groups in which Photoshop and Krita list them.
BLENDS = (
    (Blend.NORMAL,),
    (Blend.DARKEN, Blend.MULTIPLY, Blend.COLOR_BURN),
    (Blend.LIGHTEN, Blend.SCREEN, Blend.COLOR_DODGE, Blend.PLUS),
    (Blend.OVERLAY, Blend.SOFT_LIGHT, Blend.HARD_LIGHT),
    (Blend.DIFFERENCE,),
    (Blend.HUE, Blend.SATURATION, Blend.COLOR, Blend.LUMINOSITY),
)
_NAMES = {
    Blend.NORMAL: QT_TRANSLATE_NOOP("Blend", "Normal"),
    Blend.MULTIPLY: QT_TRANSLATE_NOOP("Blend", "Multiply"),
    Blend.SCREEN: QT_TRANSLATE_NOOP("Blend", "Screen"),
    Blend.OVERLAY: QT_TRANSLATE_NOOP("Blend", "Overlay"),
    Blend.DARKEN: QT_TRANSLATE_NOOP("Blend", "Darken"),
    Blend.LIGHTEN: QT_TRANSLATE_NOOP("Blend", "Lighten"),
    Blend.COLOR_DODGE: QT_TRANSLATE_NOOP("Blend", "Colour dodge"),
    Blend.COLOR_BURN: QT_TRANSLATE_NOOP("Blend", "Colour burn"),
    Blend.HARD_LIGHT: QT_TRANSLATE_NOOP("Blend", "Hard light"),
    Blend.SOFT_LIGHT: QT_TRANSLATE_NOOP("Blend", "Soft light"),
    Blend.DIFFERENCE: QT_TRANSLATE_NOOP("Blend", "Difference"),
    Blend.COLOR: QT_TRANSLATE_NOOP("Blend", "Colour"),
    Blend.LUMINOSITY: QT_TRANSLATE_NOOP("Blend", "Luminosity"),
    Blend.HUE: QT_TRANSLATE_NOOP("Blend", "Hue"),
    Blend.SATURATION: QT_TRANSLATE_NOOP("Blend", "Saturation"),
    Blend.PLUS: QT_TRANSLATE_NOOP("Blend", "Addition"),
}


def blend_name(blend: Blend) -> str:
    """In the window's language."""
    return QCoreApplication.translate("Blend", _NAMES[blend])
