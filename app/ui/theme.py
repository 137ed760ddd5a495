"""Light and dark: neutral greys beside the picture, one accent, icons drawn in the text colour."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from engine import paths

ACCENT = "#c8401f"
_GREYS = {
    #          window     base       raised     line       text       faint text
    "light": ("#ededed", "#fbfbfb", "#f7f7f7", "#c4c4c4", "#1c1c1c", "#666666"),
    "dark": ("#323232", "#1e1e1e", "#404040", "#515151", "#e6e6e6", "#a6a6a6"),
}

_STYLE = """
QToolBar {{ border: none; spacing: 2px; padding: 3px 4px; }}
QToolBar#options {{ border-bottom: 1px solid {line}; }}
QToolBar#tools {{ border-right: 1px solid {line}; padding: 4px 3px; }}
QToolBar::separator:horizontal {{ width: 1px; background: {line}; margin: 5px 6px; }}
QToolBar::separator:vertical {{ height: 1px; background: {line}; margin: 6px 5px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 4px; }}
QToolButton:hover {{ background: {raised}; border-color: {line}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:pressed {{ background: {line}; }}
QToolButton:checked {{ background: {chosen}; border-color: {accent}; }}
QToolButton#fold {{ font-weight: 600; text-align: left; }}
QToolButton#fold:checked {{ background: transparent; border-color: transparent; }}
QToolButton#fold:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolBarExtension {{ padding: 0; }}
QDockWidget::title {{ background: {window}; padding: 7px 9px 5px 9px; text-align: left; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QMainWindow > QTabBar {{ font-size: {small}pt; }}
QMainWindow > QTabBar::tab {{ padding: 6px 3px; border: 1px solid {line}; border-top: none;
    margin-right: -1px; color: {faint}; }}
QMainWindow > QTabBar::tab:selected {{ background: {raised}; color: {text}; }}
QMainWindow > QTabBar::tab:hover {{ color: {text}; }}
QMainWindow > QTabBar::tab:focus {{ border-color: {accent}; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 1px 8px; color: {faint}; }}
QListView {{ border: 1px solid {line}; border-radius: 4px; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 3px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QLabel[faint="true"] {{ color: {faint}; }}
QPushButton#primary {{ background: {accent}; color: white; border: none; border-radius: 4px;
    padding: 6px 14px; font-weight: 600; }}
QPushButton#primary:hover {{ background: #d94c29; }}
QPushButton#primary:pressed {{ background: #a93316; }}
QPushButton#primary:focus {{ border: 2px solid {text}; padding: 4px 12px; }}
QPushButton#primary:disabled {{ background: {line}; color: {faint}; }}
QFrame#messages {{ background: {message}; border-bottom: 1px solid {accent}; }}
QFrame#messages[warning="false"] {{ background: {raised}; border-bottom: 1px solid {line}; }}
QFrame#bubble {{ background: {raised}; border: 1px solid {accent}; border-radius: 6px; }}
QFrame#styleWell {{ border: 1px dashed {line}; border-radius: 5px; }}
QFrame#styleWell[over="true"] {{ border: 1px solid {accent}; }}
"""


def is_dark() -> bool:
    """Whether the window is dark at the moment."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def apply(app: QApplication, wanted: str = "system") -> None:
    """Dress `app` in "light", "dark" or the system's theme."""
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(wanted)
    if scheme is None:
        app.styleHints().unsetColorScheme()
        scheme = app.styleHints().colorScheme()
    elif app.styleHints().colorScheme() != scheme:
        app.styleHints().setColorScheme(scheme)
    name = "dark" if scheme == Qt.ColorScheme.Dark else "light"
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(name))
    window, _base, raised, line, text, faint = _GREYS[name]
    app.setStyleSheet(
        _STYLE.format(
            window=window,
            raised=raised,
            line=line,
            text=text,
            faint=faint,
            accent=ACCENT,
            small=round(0.88 * app.font().pointSizeF(), 1),
            chosen="#4a3029" if name == "dark" else "#f6d9d0",
            message="#43271f" if name == "dark" else "#fbe6df",
        )
    )


def _palette(name: str) -> QPalette:
    window, base, raised, line, text, faint = (QColor(c) for c in _GREYS[name])
    role = QPalette.ColorRole
    palette = QPalette()
    for r, colour in {
        role.Window: window,
        role.WindowText: text,
        role.Base: base,
        role.AlternateBase: window,
        role.Text: text,
        role.Button: raised,
        role.ButtonText: text,
        role.BrightText: QColor("white"),
        role.Light: raised.lighter(115),
        role.Midlight: raised,
        role.Mid: line,
        role.Dark: line.darker(125),
        role.Shadow: QColor("black"),
        role.ToolTipBase: raised,
        role.ToolTipText: text,
        role.PlaceholderText: faint,
        role.Highlight: QColor(ACCENT),
        role.HighlightedText: QColor("white"),
        role.Accent: QColor(ACCENT),
        role.Link: QColor("#f08a6c" if name == "dark" else ACCENT),
    }.items():
        palette.setColor(r, colour)
    disabled = QColor(faint)
    disabled.setAlpha(150)
    for r in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, r, disabled)
    return palette


@cache
def _drawing(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: QColor, side: int) -> QPixmap:
    """The icon `resources/icons/<name>.svg` in a colour, `side` device pixels a side."""
    drawing = _drawing(name).replace("currentColor", colour.name())
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return picture


class _Drawing(QIconEngine):
    """Draws an icon in the size, resolution and state that are asked for, when they are: the window
    has hundreds of icons, and most are shown in one size."""

    def __init__(self, name: str) -> None:
        super().__init__()
        palette, role = QGuiApplication.palette(), QPalette.ColorRole.ButtonText
        self._name = name
        self._colour = palette.color(QPalette.ColorGroup.Active, role)
        self._disabled = palette.color(QPalette.ColorGroup.Disabled, role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """size: in device pixels."""
        colour = self._disabled if mode == QIcon.Mode.Disabled else self._colour
        return pixmap(self._name, colour, min(size.width(), size.height()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatio()
        picture = self.pixmap((QSizeF(rect.size()) * scale).toSize(), mode, state)
        painter.drawPixmap(rect, picture)

    def clone(self) -> QIconEngine:
        twin = _Drawing(self._name)
        twin._colour, twin._disabled = self._colour, self._disabled
        return twin


def icon(name: str) -> QIcon:
    """The icon in the colours of the current theme."""
    return QIcon(_Drawing(name))


def set_icon(target: QAction | QAbstractButton, name: str) -> None:
    """Give an icon that `refresh_icons` draws anew when the theme changes."""
    target.setProperty("iconName", name)
    target.setIcon(icon(name))


def refresh_icons(window: QWidget) -> None:
    targets: list[QObject] = [
        *window.findChildren(QAction),
        *window.findChildren(QAbstractButton),
    ]
    for target in targets:
        name = target.property("iconName")
        if isinstance(name, str) and isinstance(target, QAction | QAbstractButton):
            target.setIcon(icon(name))
