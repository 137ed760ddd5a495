"""The language of the window: Qt's translations and ours, and the engine's sentences in it.

Sources: `resources/translations/coachline_zh_CN.ts` (the window, kept by pyside6-lupdate) and
`engine_zh_CN.ts` (what the engine and the document say). `make translations` compiles them.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine import paths
from engine.errors import MESSAGES, CoachlineError


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for pyside6-lupdate, which looks for this name; Qt's own has no type."""
    return text


LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


def install(app: QCoreApplication, language: str = "system") -> str:
    """Let `app` speak "en", "zh_CN" or the system's language; the answer is the one it speaks."""
    if language == "system":
        locale = QLocale.system()
        chinese = locale.language() == QLocale.Language.Chinese
        language = "zh_CN" if chinese else "en"
    QLocale.setDefault(QLocale(language))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    if language == "en":
        return language
    folders = (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"coachline_{language}", str(paths.resources() / "translations")),
        (f"engine_{language}", str(paths.resources() / "translations")),
    )
    for name, folder in folders:
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language


def error_text(error: CoachlineError) -> str:
    """The error's sentence in the window's language."""
    template = QCoreApplication.translate("Errors", MESSAGES[error.code])
    return template.format(**error.params)


def document_text(english: str) -> str:
    """What the document calls an edit in English, in the window's language."""
    return QCoreApplication.translate("Document", english)
