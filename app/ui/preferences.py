"""Settings at work: the dialog, the theme, the keys, the places of the panels."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui import keys, theme
from app.ui.settings_dialog import SettingsDialog

if TYPE_CHECKING:
    from app.document.document import Document
    from app.ui.main_window import MainWindow

log = logging.getLogger(__name__)
THEMES = ("system", "light", "dark")


class Preferences(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings = window.settings
        self.dialog: SettingsDialog | None = None
        window.commands.bind(
            {
                "settings": self.show,
                "keys": self.show_keys,
                **{f"theme_{name}": partial(self._choose_theme, name) for name in THEMES},
            }
        )
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.dress)
        window.commands[f"theme_{self._settings.theme}"].setChecked(True)
        self._set_keys()

    def show_document(self, document: Document) -> None:
        document.undo_budget = self._settings.undo_mb << 20

    def show(self) -> None:
        """The dialog, beside the window."""
        if self.dialog is None or not self.dialog.isVisible():
            self.dialog = SettingsDialog(self._settings, self._window)
            self.dialog.changed.connect(self._on_changed)
            self.dialog.finished.connect(lambda _: self.save())
            self.dialog.reset_wanted.connect(self.reset)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def show_keys(self) -> None:
        self.show()
        assert self.dialog is not None
        self.dialog.show_keys()

    def reset(self) -> None:
        """Everything as in the beginning; the language and the device at the next start."""
        self._settings.reset()
        if self.dialog is not None:
            self.dialog.close()
        self._set_keys()
        self._window.commands[f"theme_{self._settings.theme}"].setChecked(True)
        self.dress()
        self._window.brush_bar.refresh()
        self._window.reset_places()
        self._window.start_page.invite(self._settings.offer_tour)
        self.save()

    def save(self) -> None:
        try:
            self._settings.save()
        except OSError:
            log.exception("the settings could not be saved")

    def _on_changed(self, name: str) -> None:
        if name == "theme":
            self._window.commands[f"theme_{self._settings.theme}"].setChecked(True)
            self.dress()
        elif name == "keys":
            self._set_keys()
        elif name == "undo_mb" and self._window.document is not None:
            self.show_document(self._window.document)
            self._window.refresh()
        self._window.brush_bar.refresh()

    def _set_keys(self) -> None:
        self._window.commands.set_keys(keys.chosen(self._settings.profile, self._settings.keys))

    def _choose_theme(self, name: str) -> None:
        self._settings.theme = name
        self.dress()

    def dress(self) -> None:
        """Show the theme of the settings, or of the system."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self._settings.theme)
            theme.refresh_icons(self._window)
            for room in self._window.rooms:
                room.refresh_theme()
