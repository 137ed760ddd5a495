"""The guide inside the program: pages of `docs/guide` in the window's language, offline."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from engine import paths

_LINK = re.compile(r"\]\(([\w-]+\.md)\)")
_MARGIN = 40  # px beside a picture


def page(name: str, language: str) -> Path:
    """The file of a page in a language such as "zh_CN", the English one where there is none."""
    own = paths.guide() / language / name
    return own if own.is_file() else paths.guide() / name


def contents(language: str) -> list[tuple[str, str]]:
    """(file name, title) of every page: the index first, then as it links to them, then others."""
    names = ["index.md"]
    found = sorted(path.name for path in paths.guide().glob("*.md"))
    listed = _LINK.findall(page("index.md", language).read_text("utf-8"))
    for name in (*listed, *found):
        if name in found and name not in names:
            names.append(name)
    return [(name, _title(page(name, language))) for name in names]


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as f:
        return f.readline().lstrip("#").strip()


class Pages(QTextBrowser):
    """A page of the guide; pictures are as wide as the page at most, links of the web are opened
    outside."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        self.document().setDocumentMargin(18)

    def read(self, path: Path) -> None:
        self.setSource(QUrl.fromLocalFile(str(path)), QTextDocument.ResourceType.MarkdownResource)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                looks = frame.format().toTableFormat()
                looks.setCellPadding(5)
                looks.setBorderCollapse(True)
                frame.setFormat(looks)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        if kind == QTextDocument.ResourceType.ImageResource.value:
            path = self.source().resolved(QUrl(name)).toLocalFile()
            image = QImage(path)
            scale = self.devicePixelRatioF()
            room = int((self.viewport().width() - _MARGIN) * scale)
            if not image.isNull() and image.width() > room > 0:
                image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(scale)
            return image
        return super().loadResource(kind, name)

    def _follow(self, link: QUrl) -> None:
        where = self.source().resolved(link)
        if not where.isLocalFile():
            QDesktopServices.openUrl(where)
        elif where.hasFragment() and where.path() == self.source().path():
            self.scrollToAnchor(where.fragment())
        elif where.path().endswith(".md"):
            self.read(Path(where.toLocalFile()))


class GuideDialog(QDialog):
    """Pages on the left, the one that is read on the right; a search looks through all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Guide"))
        self.resize(980, 720)
        self._language = QLocale().name()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the guide"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._next)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages"))
        for name, title in contents(self._language):
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.pages = Pages()
        self.pages.setAccessibleName(self.tr("Page"))
        self.list.currentItemChanged.connect(self._turn)
        self.pages.sourceChanged.connect(self._mark)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list)
        split = QSplitter()
        split.addWidget(side)
        split.addWidget(self.pages)
        split.setStretchFactor(1, 1)
        split.setSizes([230, 750])
        QHBoxLayout(self).addWidget(split)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        QShortcut(QKeySequence.StandardKey.Back, self, self.pages.backward)
        QShortcut(QKeySequence.StandardKey.Forward, self, self.pages.forward)
        self.show_page("index.md")

    def show_page(self, name: str) -> None:
        """Open a page by its file name, such as "sketch.md"."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    def _turn(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            path = page(item.data(Qt.ItemDataRole.UserRole), self._language)
            if Path(self.pages.source().toLocalFile()) != path:
                self.pages.read(path)

    def _mark(self, source: QUrl) -> None:
        """A link was followed: its page is the current one."""
        self.show_page(Path(source.toLocalFile()).name)

    def _look(self, wanted: str) -> None:
        """Only pages with the words remain; the one that is read moves to them."""
        wanted = wanted.strip().lower()
        fitting = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            text = page(item.data(Qt.ItemDataRole.UserRole), self._language).read_text("utf-8")
            item.setHidden(wanted not in text.lower())
            if not item.isHidden():
                fitting.append(row)
        if fitting and self.list.currentRow() not in fitting:
            self.list.setCurrentRow(fitting[0])
        if wanted:
            self.pages.moveCursor(self.pages.textCursor().MoveOperation.Start)
            self.pages.find(wanted)

    def _next(self) -> None:
        wanted = self.search.text().strip()
        if wanted and not self.pages.find(wanted):
            self.pages.moveCursor(self.pages.textCursor().MoveOperation.Start)
            self.pages.find(wanted)
