"""The metadata and licences that go into the packaged program, for About."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from app import licences


def metadata() -> list[tuple[str, str]]:
    """Files of the packages' metadata and licences, each with its folder in the program."""
    found = []
    for part in licences.distributions().values():
        home = licences.folder(part)
        for path in {home / "METADATA", *licences.texts(part)}:
            found.append((str(path), path.parent.relative_to(home.parent).as_posix()))
    return sorted(found)


def of_the_system(binaries: Iterable[str], folder: Path) -> None:
    """Write the licences of Python and, where Debian's dpkg knows them, of the system's libraries
    among `binaries` into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for home in (Path(sysconfig.get_paths()["stdlib"]), Path(sys.base_prefix)):
        for name in ("LICENSE.txt", "LICENSE"):
            if (home / name).is_file() and not (folder / "Python.txt").exists():
                shutil.copyfile(home / name, folder / "Python.txt")
    if shutil.which("dpkg") is None:
        return
    libraries = [str(Path(path).resolve()) for path in binaries if not path.startswith(sys.prefix)]
    for path in libraries:
        # Where /lib is a link to /usr/lib, dpkg may know the file by either name.
        names = {path, re.sub("^/usr(?=/lib)", "", path)}
        asked = subprocess.run(
            ["dpkg", "-S", *names], capture_output=True, text=True, check=False
        ).stdout
        package = asked.partition(":")[0]
        text = Path("/usr/share/doc", package, "copyright")
        if package and text.is_file():
            shutil.copyfile(text, folder / f"{package}.txt")
