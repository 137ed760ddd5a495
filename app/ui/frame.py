"""What the window looks like: where the canvas, the bars, the panels and the menus are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.i18n import LANGUAGES
from app.settings import Settings
from app.ui.actions import Actions
from app.ui.brush_bar import BrushBar
from app.ui.canvas import Canvas
from app.ui.job_bar import JobBar, MessageBar
from app.ui.layers_panel import LayersPanel
from app.ui.panels.sketch import SketchPanel
from app.ui.start_page import StartPage, sample_title, samples
from engine.runtime.cards import Card


class Frame(QMainWindow):
    """The parts and their places; it remembers the places in the settings."""

    def __init__(self, settings: Settings, models: tuple[Card, ...]) -> None:
        super().__init__()
        self.settings = settings
        self._hidden: list[QWidget] = []
        self.setWindowTitle("Coachline")
        self.setMinimumSize(800, 520)
        self.commands = Actions(self)
        self.canvas = Canvas()
        self.pages = QStackedWidget()
        self.messages = MessageBar(self.pages)
        self.brush_bar = BrushBar(settings)
        self.layers = LayersPanel(self.commands)
        self.sketch = SketchPanel(self.commands, settings, models)
        self.start_page = StartPage(self.commands)
        self._assemble()
        self._menus()
        self._status()
        self._restore_places()

    def _assemble(self) -> None:
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.canvas)
        self.setCentralWidget(self.pages)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.brush_bar)
        self.tool_bar = QToolBar(self.tr("Tools"))
        self.tool_bar.setObjectName("tools")
        self.tool_bar.setMovable(False)
        self.tool_bar.setIconSize(QSize(22, 22))
        for name in ("brush", "eraser", "hand", "picker", "", "undo", "redo", "", "fit"):
            if not name:
                self.tool_bar.addSeparator()
                continue
            self.tool_bar.addAction(self.commands[name])
            button = self.tool_bar.widgetForAction(self.commands[name])
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tool_bar)
        self._docks = []
        for name, title, content in (
            ("sketch", self.tr("Sketch"), self.sketch),
            ("layers", self.tr("Layers"), self.layers),
        ):
            dock = QDockWidget(title)
            dock.setObjectName(name)
            dock.setWidget(content)
            dock.setMinimumWidth(270)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            self._docks.append(dock)
        self.resizeDocks(self._docks, [620, 220], Qt.Orientation.Vertical)

    def _menus(self) -> None:
        a = self.commands
        bar = self.menuBar()
        plan: tuple[tuple[str, str], ...] = (
            (self.tr("&File"), "new open | save save_as | export | quit"),
            (self.tr("&Edit"), "undo redo | paste"),
            (
                self.tr("&Layer"),
                "add_layer duplicate_layer delete_layer lock_layer | raise_layer lower_layer | "
                "layer_above layer_below",
            ),
            (self.tr("&Sketch"), "generate apply discard | another_seed variants"),
            (
                self.tr("&Brush"),
                "brush eraser hand picker | smaller larger softer harder | "
                "swap_colours reset_colours",
            ),
            (
                self.tr("&View"),
                "zoom_in zoom_out fit actual_size | view_drawing view_split view_overlay | "
                "hide_panels",
            ),
            (self.tr("&Help"), ""),
        )
        menus: list[QMenu] = []
        for title, names in plan:
            menu = bar.addMenu(title)
            menus.append(menu)
            for name in names.split():
                if name == "|":
                    menu.addSeparator()
                else:
                    menu.addAction(a[name])
        view, help_ = menus[5], menus[6]
        for dock in self._docks:
            view.addAction(dock.toggleViewAction())
        view.addSeparator()
        themes = view.addMenu(self.tr("&Theme"))
        for name in ("theme_system", "theme_light", "theme_dark"):
            themes.addAction(a[name])
        self._language_menu(view.addMenu(self.tr("&Language")))
        drawings = help_.addMenu(self.tr("&Samples"))
        for path in samples():
            action = drawings.addAction(sample_title(path))
            action.triggered.connect(partial(self.start_page.chosen.emit, path))
        help_.addAction(a["about"])

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
            self._hidden = []
        else:
            parts: list[QWidget] = [*self._docks, self.brush_bar, self.tool_bar]
            self._hidden = [part for part in parts if part.isVisible()]
            for part in self._hidden:
                part.hide()

    def _restore_places(self) -> None:
        room = self.screen().availableSize()
        self.resize(QSize(1360, 880).boundedTo(room * 0.94))
        for text, restore in (
            (self.settings.window, self.restoreGeometry),
            (self.settings.docks, self.restoreState),
        ):
            restore(QByteArray.fromBase64(text.encode()))

    def keep_places(self) -> None:
        """Write the places into the settings."""
        if self._hidden:
            self.hide_panels()
        self.settings.window = bytes(self.saveGeometry().toBase64().data()).decode()
        self.settings.docks = bytes(self.saveState().toBase64().data()).decode()
