"""`coachline associate`: make the program and its projects known to the desktop."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from engine import paths
from engine.errors import CoachlineError

_ID = "Coachline.Project"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "associate",
        help="open .ora files with this program from the desktop",
        description="Make this program and .ora files known to the desktop of the present user. "
        "macOS reads it from the program itself.",
    )
    p.add_argument("--remove", action="store_true", help="take it back")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    if sys.platform == "darwin":
        print("macOS knows .ora files from Coachline.app itself.")
        return 0
    try:
        if sys.platform == "win32":
            _windows(a.remove)
        else:
            _linux(a.remove)
    except OSError as e:
        where = e.filename or "the desktop's settings"
        raise CoachlineError("file.write", path=where, reason=e.strerror or e) from e
    return 0


def program() -> Path:
    """The window's program, beside the shell's."""
    own = Path(sys.executable)
    return own.with_name("coachline" + own.suffix)


def entry(template: str, program: Path) -> str:
    """A desktop entry that starts `program`, quoted as the Desktop Entry Specification says."""
    quoted = str(program)
    for sign in '\\"`$':
        quoted = quoted.replace(sign, "\\" + sign)
    # In a string value a backslash is written twice, a percent sign would be a field.
    quoted = quoted.replace("\\", "\\\\").replace("%", "%%")
    return template.replace("Exec=coachline", f'Exec="{quoted}"')


def _linux(remove: bool) -> None:
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    source = paths.root() / ("share" if paths.packaged() else "package")
    drawing = paths.resources() / "icons" / "coachline.svg"
    files = {
        home / "applications" / "coachline.desktop": source / "coachline.desktop",
        home / "mime" / "packages" / "coachline.xml": source / "coachline.xml",
        home / "icons" / "hicolor" / "scalable" / "apps" / "coachline.svg": drawing,
    }
    for target, given in files.items():
        if remove:
            target.unlink(missing_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        text = given.read_text("utf-8")
        if target.suffix == ".desktop":
            text = entry(text, program())
        target.write_text(text, encoding="utf-8")
        print(target)
    for command, folder in (
        ("update-mime-database", home / "mime"),
        ("update-desktop-database", home / "applications"),
    ):
        if shutil.which(command) and folder.is_dir():
            subprocess.run([command, str(folder)], check=False, capture_output=True)


if sys.platform == "win32":

    def _windows(remove: bool) -> None:
        import winreg as registry

        classes = r"Software\Classes"
        user = registry.HKEY_CURRENT_USER
        keys = {
            rf"{classes}\{_ID}": "Coachline project",
            rf"{classes}\{_ID}\DefaultIcon": f'"{program()}",0',
            rf"{classes}\{_ID}\shell\open\command": f'"{program()}" "%1"',
        }
        if remove:
            with registry.CreateKey(user, rf"{classes}\.ora\OpenWithProgids") as key:
                registry.DeleteValue(key, _ID)
            return
        for name, value in keys.items():
            registry.SetValue(user, name, registry.REG_SZ, value)
        with registry.CreateKey(user, rf"{classes}\.ora\OpenWithProgids") as key:
            registry.SetValueEx(key, _ID, 0, registry.REG_SZ, "")
