"""What the window looks like: where the canvas, the bars, the panels and the menus are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QStyleOption,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.i18n import LANGUAGES
from app.settings import Settings
from app.ui import theme
from app.ui.actions import Actions
from app.ui.brush_bar import BrushBar
from app.ui.canvas import Canvas
from app.ui.commands import MENUS, Menu, tools
from app.ui.history_panel import HistoryPanel
from app.ui.job_bar import JobBar, MessageBar
from app.ui.layers_panel import LayersPanel
from app.ui.start_page import StartPage

_CONTEXT = (
    "apply discard | undo redo | cut copy paste | select_all deselect invert_selection | "
    "free_transform | fit actual_size mirror before"
)


_PANELS = (330, 400)  # px: the width that the panels begin with


class Frame(QMainWindow):
    """The parts and their places; it remembers the places in the settings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.docks: dict[str, QDockWidget] = {}
        self.menus: dict[str, QMenu] = {}
        self._hidden: list[QWidget] = []
        self._front: list[QDockWidget] = []  # of those, the docks that were in front of others
        self.setWindowTitle("Coachline")
        self.setMinimumSize(800, 520)
        self.commands = Actions(self)
        self.canvas = Canvas()
        self.pages = QStackedWidget()
        self.messages = MessageBar(self.pages)
        self.brush_bar = BrushBar(settings)
        self.layers = LayersPanel(self.commands)
        self.history = HistoryPanel()
        self.start_page = StartPage(self.commands)
        self._assemble()
        self._menus()
        self._status()
        self.commands.bind({"reset_panels": self.reset_places, "next_panel": self.next_part})
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.canvas.customContextMenuRequested.connect(self._show_menu)

    def _assemble(self) -> None:
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.canvas)
        self.setCentralWidget(self.pages)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.brush_bar)
        self.tool_bar = QToolBar(self.tr("Tools"))
        self.tool_bar.setObjectName("tools")
        self.tool_bar.setMovable(False)
        self.tool_bar.setIconSize(QSize(22, 22))
        for command in tools.MENU.commands():
            if command.group == "tool":
                self.tool_bar.addAction(self.commands[command.name])
        self.tool_bar.addSeparator()
        for name in ("undo", "redo", "fit"):
            self.tool_bar.addAction(self.commands[name])
        for button in self.tool_bar.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tool_bar)
        for tool_bar in (self.brush_bar, self.tool_bar):
            beyond = tool_bar.findChild(QToolButton, "qt_toolbar_ext_button")
            if isinstance(beyond, QToolButton):  # Qt's own arrow is black in the dark, too
                theme.set_icon(beyond, "beyond")

    def add_panel(self, name: str, title: str, content: QWidget, beside: str = "") -> QDockWidget:
        """Dock a panel at the right, below those that are there, or as a tab behind another."""
        dock = QDockWidget(title)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.setMinimumWidth(300)  # nothing in a panel is wider
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        if beside:
            self.tabifyDockWidget(self.docks[beside], dock)
            self.docks[beside].raise_()
        self.menus["panels"].addAction(dock.toggleViewAction())
        self.docks[name] = dock
        return dock

    def _fill(self, menu: QMenu, plan: Menu) -> None:
        self.menus[plan.name] = menu
        for entry in plan.entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, Menu):
                title = QCoreApplication.translate("Menus", entry.title)
                self._fill(menu.addMenu(title), entry)
            else:
                menu.addAction(self.commands[entry.name])

    def _menus(self) -> None:
        for plan in MENUS:
            title = QCoreApplication.translate("Menus", plan.title)
            self._fill(self.menuBar().addMenu(title), plan)
        self._language_menu(self.menus["language"])

    def _language_menu(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for name, title in {"system": self.tr("As the &system"), **LANGUAGES}.items():
            action = QAction(title, menu)
            action.setCheckable(True)
            action.setChecked(self.settings.language == name)
            action.triggered.connect(partial(self._choose_language, name))
            group.addAction(action)
            menu.addAction(action)

    def _status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self.jobs = JobBar()
        self.position_label, self.size_label = QLabel(), QLabel()
        self.zoom_label, self.device_label = QLabel(), QLabel(self.tr("The engine starts …"))
        for label, name in (
            (self.position_label, self.tr("Position")),
            (self.size_label, self.tr("Document size")),
            (self.zoom_label, self.tr("Zoom")),
            (self.device_label, self.tr("Device and model")),
        ):
            label.setToolTip(name)
        bar.addWidget(self.position_label)
        self.position_label.setMinimumWidth(110)
        self.hint_label = Hint()
        bar.addWidget(self.hint_label, 1)
        bar.addPermanentWidget(self.jobs)
        for label in (self.size_label, self.zoom_label, self.device_label):
            bar.addPermanentWidget(label)

    def _choose_language(self, name: str) -> None:
        self.settings.language = name
        self.messages.say(
            self.tr("The language changes when the program starts next."), warning=False
        )

    def hide_panels(self) -> None:
        """Leave the canvas alone in the window, or bring back what was there."""
        if self._hidden:
            for part in self._hidden:
                part.show()
            for dock in self._front:
                dock.raise_()
            self._hidden = []
        else:
            # Those behind go first, else they come to the front, and another tool is at work.
            docks = sorted(self.docks.values(), key=_in_sight)
            self._front = [dock for dock in docks if _in_sight(dock)]
            parts: list[QWidget] = [*docks, self.brush_bar, self.tool_bar]
            self._hidden = [part for part in parts if part.isVisible()]
            for part in self._hidden:
                part.hide()

    def restore_places(self) -> None:
        """Where the designer left the window and its panels; needs all of them."""
        self._docked = self.saveState()
        room = self.screen().availableSize()
        self.resize(QSize(1360, 880).boundedTo(room * 0.94))
        self._share()
        for text, restore in (
            (self.settings.window, self.restoreGeometry),
            (self.settings.docks, self.restoreState),
        ):
            restore(QByteArray.fromBase64(text.encode()))

    def _share(self) -> None:
        """The tools' panels get the larger part of the height; small screens keep room to draw."""
        docks = [self.docks["sketch"], self.docks["layers"]]
        width = min(max(_PANELS[0], self.width() * 27 // 100), _PANELS[1])
        self.resizeDocks(docks, [width, width], Qt.Orientation.Horizontal)
        self.resizeDocks(docks, [620, 220], Qt.Orientation.Vertical)

    def reset_places(self) -> None:
        """All panels and bars as they were in the beginning."""
        self._hidden = []
        self.restoreState(self._docked)
        for part in (*self.docks.values(), self.brush_bar, self.tool_bar):
            part.show()
        self._share()

    def next_part(self) -> None:
        """Give the keyboard to the next of canvas, bars and panels that are in sight."""
        parts: list[QWidget] = [self.pages, self.brush_bar, self.tool_bar]
        parts += [dock for dock in self.docks.values() if _in_sight(dock)]
        parts = [part for part in parts if part.isVisible()]
        focused = QApplication.focusWidget()
        here = next((i for i, x in enumerate(parts) if focused and x.isAncestorOf(focused)), -1)
        for part in (*parts[here + 1 :], *parts[: here + 1]):
            target = next(
                (
                    w for w in part.findChildren(QWidget)
                    if w.isVisible() and w.isEnabled()
                    and w.focusPolicy() & Qt.FocusPolicy.TabFocus
                ),
                None,
            )  # fmt: skip
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _show_menu(self, at: QPoint) -> None:
        """The canvas's context menu."""
        menu = QMenu(self)
        for name in _CONTEXT.split():
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(self.commands[name])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.canvas.mapToGlobal(at))

    def keep_places(self) -> None:
        """Write the places into the settings."""
        if self._hidden:
            self.hide_panels()
        self.settings.window = bytes(self.saveGeometry().toBase64().data()).decode()
        self.settings.docks = bytes(self.saveState().toBase64().data()).decode()


class Hint(QLabel):
    """A line that ends in an ellipsis where there is no room for it; the tip has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def tell(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        role, centred = self.foregroundRole(), Qt.AlignmentFlag.AlignVCenter
        painter = QPainter(self)
        self.style().drawItemText(
            painter, rect, centred, option.palette, self.isEnabled(), text, role
        )


def _in_sight(dock: QDockWidget) -> bool:
    """Whether no other dock of its tabs is in front of it."""
    return dock.isVisible() and not dock.visibleRegion().isEmpty()
