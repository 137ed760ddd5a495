"""`coachline`: with nothing or files the window, with a subcommand the shell (without Qt)."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow

NO_DISPLAY = 3
RESET = "--reset-settings"
_NO_LIBRARY = 4

# What Qt loads on Linux, and the Debian packages that bring it.
_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
_X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the answer is its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if RESET in arguments:
        arguments.remove(RESET)
        _reset()
    if all(_is_file_like(argument) for argument in arguments):
        return _window([Path(argument) for argument in arguments])
    from engine import cli  # numpy and more: the window's first frame does not wait for them

    return cli.main(arguments)


def _is_file_like(argument: str) -> bool:
    if argument.startswith("-"):
        return False
    path = Path(argument)
    if path.suffix or path.name != argument:
        return True
    from engine import cli

    return argument not in cli.COMMANDS and path.exists()


def _reset() -> None:
    """Begin with the settings as they were in the beginning; those of now are set aside."""
    from app.settings import set_aside

    if paths.settings_file().exists():
        set_aside(paths.settings_file(), "former")


def _window(files: Sequence[Path]) -> int:
    platform = os.environ.get("QT_QPA_PLATFORM")
    if sys.platform == "linux":
        if not platform and not _has_display():
            print("coachline: there is no display to open a window on.", file=sys.stderr)
            return NO_DISPLAY
        x11 = platform == "xcb" or not (platform or os.environ.get("WAYLAND_DISPLAY"))
        missing = _missing({**_LIBRARIES, **(_X11_LIBRARIES if x11 else {})})
        if missing:
            names, packages = zip(*missing, strict=True)
            print(
                f"coachline: the window needs {', '.join(names)}; on Debian and Ubuntu: "
                f"apt install {' '.join(packages)}",
                file=sys.stderr,
            )
            return _NO_LIBRARY
    return _open_window(files)


def _has_display() -> bool:
    """Whether a window system is named and, for X11, answers."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY")
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # `_missing` names what is not there
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers


def _missing(libraries: dict[str, str]) -> list[tuple[str, str]]:
    """Libraries that cannot be loaded, with their packages."""
    found = []
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            found.append((name, package))
    return found


def _open_window(files: Sequence[Path]) -> int:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.ui.opening import Opening

    app = QApplication(sys.argv[:1])
    # On X11 places of the mouse are left out while the program is busy: circles became polygons.
    app.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    app.setApplicationName(paths.APP)
    app.setDesktopFileName("coachline")
    opening = Opening()
    windows: list[MainWindow] = []  # holds the window as long as the program runs

    def go_on() -> None:
        try:
            windows.append(_main_window(app, files))
        except BaseException:
            app.exit(1)  # else nothing but the sign would stay
            raise
        opening.close()

    opening.shown.connect(go_on)
    QTimer.singleShot(0, opening.show)
    code = app.exec()
    if windows and not windows[0].runner.shut_down(timeout=0):
        # All is written by now. The engine's thread is still at something, such as loading a
        # library, and may hold what the interpreter's end waits for: for ever, then.
        os._exit(code)
    return code


def _main_window(app: QApplication, files: Sequence[Path]) -> MainWindow:
    """All that takes time, once something is on the screen."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QIcon

    from app import i18n, logs
    from app.settings import Settings
    from app.ui import theme
    from app.ui.main_window import MainWindow

    logs.begin()
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "coachline.svg")))
    settings = Settings.load()
    i18n.install(app, settings.language)
    theme.apply(app, settings.theme)
    window = MainWindow(settings)
    window.show()
    window.helping.unhandled.watch()
    QTimer.singleShot(0, lambda: window.files.begin(files))
    QTimer.singleShot(0, logs.introduce)
    return window


if __name__ == "__main__":
    sys.exit(main())
