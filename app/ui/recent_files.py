"""The files that were open last: in the File menu and on the start page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu

from app.document import recent
from app.ui.files import Files
from app.ui.start_page import StartPage


class RecentFiles(QObject):
    def __init__(self, menu: QMenu, page: StartPage, files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._menu, self._page, self._files = menu, page, files
        files.remembered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it is now."""
        paths = recent.listed()
        self._menu.clear()
        self._menu.setEnabled(bool(paths))
        self._menu.setToolTipsVisible(True)
        for i, path in enumerate(paths):
            number = f"&{i + 1} " if i < 9 else ""
            action = self._menu.addAction(number + path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.setIcon(QIcon(str(recent.picture_of(path))))
            action.triggered.connect(lambda _=False, path=path: self._files.open(path))
        self._page.show_recent([(path, _picture(path)) for path in paths])


def _picture(path: Path) -> Path | None:
    picture = recent.picture_of(path)
    return picture if picture.exists() else None
