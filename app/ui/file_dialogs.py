"""Which file? The system's dialogs, with the folder of last time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.settings import Settings

PROJECT = ".ora"
_PICTURES = "*.png *.jpg *.jpeg *.tif *.tiff *.webp *.exr *.psd *.psb *.bmp *.tga *.gif *.hdr"


def ask_open(window: QWidget, settings: Settings, title: str) -> list[Path]:
    """Pictures and projects; empty where the designer thought better of it."""
    filters = (
        QCoreApplication.translate("Files", "Projects and pictures")
        + f" (*{PROJECT} {_PICTURES});;"
        + QCoreApplication.translate("Files", "All files")
        + " (*)"
    )
    names, _ = QFileDialog.getOpenFileNames(window, title, settings.folder, filters)
    if names:
        settings.folder = str(Path(names[0]).parent)
    return [Path(name) for name in names]


def ask_picture(window: QWidget, settings: Settings, title: str) -> Path | None:
    """One picture; None where the designer thought better of it."""
    filters = QCoreApplication.translate("Files", "Pictures") + f" ({_PICTURES})"
    name, _ = QFileDialog.getOpenFileName(window, title, settings.folder, filters)
    if not name:
        return None
    settings.folder = str(Path(name).parent)
    return Path(name)


def ask_save(
    window: QWidget, settings: Settings, title: str, name: str, filters: str
) -> Path | None:
    """name: the one to begin with. filters: of one kind of file; a name of no such kind gets the
    ending of `name`."""
    start = str(Path(settings.folder or Path.home()) / name)
    answer, _ = QFileDialog.getSaveFileName(window, title, start, filters)
    if not answer:
        return None
    path = Path(answer)
    endings = filters.replace("(", " ").replace(")", " ").split()
    if f"*{path.suffix.lower()}" not in endings:
        path = path.with_name(path.name + Path(name).suffix)
        if path.exists() and not _may_replace(window, path):  # the dialog asked for another name
            return None
    settings.folder = str(path.parent)
    return path


def _may_replace(window: QWidget, path: Path) -> bool:
    question = QCoreApplication.translate("Files", "{name} exists already. Replace it?").format(
        name=path.name
    )
    answer = QMessageBox.question(window, QCoreApplication.translate("Files", "Replace"), question)
    return answer == QMessageBox.StandardButton.Yes
