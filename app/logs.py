"""The program's log: some megabytes in the user's folder, the oldest go first."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys

from engine import paths

SIZE, KEPT = 1 << 20, 4  # bytes of a file; former files

log = logging.getLogger(__name__)


def begin() -> None:
    """Write warnings to the console and all notes to the log. Where the log's folder cannot be
    written, the program goes on without one."""
    handlers: list[logging.Handler] = []
    if sys.stderr is not None:  # a windowed program on Windows has none
        console = logging.StreamHandler()
        console.setLevel(logging.WARNING)
        console.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        handlers.append(console)
    try:
        paths.logs().mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            paths.logs() / "coachline.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8"
        )
        # A crash of native code leaves its stack here. Opened for good: it is written at the end.
        crash = (paths.logs() / "crash.log").open("a", encoding="utf-8")
    except OSError as e:
        logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
        log.warning("no log is kept: %s", e)
        return
    faulthandler.enable(crash)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handlers.append(file)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    for ours in ("app", "engine"):
        logging.getLogger(ours).setLevel(logging.INFO)


def introduce() -> None:
    """Note which program on which system. Apart from `begin`, as it can wait for the window."""
    log.info("%s", system())


def system() -> str:
    """Program and system in one line, for the log and for bug reports."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("coachline")
    except PackageNotFoundError:  # run from a folder that is not installed
        number = "of an unknown version"
    packaged = " (packaged)" if paths.packaged() else ""
    return (
        f"Coachline {number}{packaged}, Python {platform.python_version()}, {platform.platform()}"
    )
