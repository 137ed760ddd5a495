"""Help at work: the guide, the tour, the samples, About, and what nobody foresaw."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from app.document.document import Document
from app.document.pictures import open_file
from app.ui.guide import GuideDialog
from app.ui.samples import SAMPLES, Sample
from app.ui.tour import Tour
from app.ui.unhandled import Unhandled

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Helping(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: dict[str, QDialog] = {}
        self.tour = Tour(window)
        self.unhandled = Unhandled(window.files.autosave.keep, window)
        page = window.start_page
        page.invite(window.settings.offer_tour)
        page.name_tools({name: dock.windowTitle() for name, dock in window.docks.items()})
        page.tried.connect(self.try_out)
        page.toured.connect(self._on_toured)
        self.tour.ended.connect(lambda: self._on_toured(False))
        window.runner.device_changed.connect(page.show_device)
        for sample in SAMPLES:
            if sample.path.exists() and sample.tool in window.docks:
                action = window.menus["samples"].addAction(sample.translated(sample.title))
                action.triggered.connect(partial(self.try_out, sample))
        window.commands.bind(
            {
                "guide": partial(self.show, "guide"),
                "tour": self.tour.start,
                "about": partial(self.show, "about"),
            }
        )

    def try_out(self, sample: Sample) -> None:
        """Open a copy of what came with the program, with its tool in front and what to try in a
        line."""
        window = self._window
        title = sample.translated(sample.title)

        def opened(document: Document) -> None:
            document.path = None  # saving shall not write into the program's folder
            window.files.show(document, title)
            if not self.tour.running:
                window.messages.say(sample.translated(sample.hint), warning=False)

        def read() -> None:
            name = self.tr("Opening {name}").format(name=title)
            window.disk.start(name, partial(open_file, sample.path), opened)

        if sample.tool in window.docks:
            window.docks[sample.tool].show()
            window.docks[sample.tool].raise_()
        window.files.leave(read)

    def show(self, name: str) -> QDialog:
        """The guide, or what the program is made of, beside the window."""
        from app.ui.about import AboutDialog  # reads packages' metadata, which takes a while

        if name not in self._shown:
            made = GuideDialog if name == "guide" else partial(AboutDialog, self._window.disk)
            self._shown[name] = made(self._window)
        dialog = self._shown[name]
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def _on_toured(self, wanted: bool) -> None:
        """The offer was taken up or declined: either way it need not be made again."""
        self._window.settings.offer_tour = False
        self._window.start_page.invite(False)
        if wanted:
            self.tour.start()
