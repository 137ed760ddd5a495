"""What the program is made of that others wrote, with their licences.

The same from the source and packaged: a packaged program keeps its components' metadata. What is
no Python package (Qt's libraries, Python, the system's libraries) has its texts in
`resources/licences`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from engine import paths

_TEXT = re.compile(r"licen[cs]e|copying|notices?(\.|$)|copyright|authors", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Component:
    """licence: as its makers call it, "" = they only give the text. texts: files in UTF-8."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]

    def read(self) -> str:
        """All of its texts, one after another."""
        return "\n\n".join(
            f"— {path.name}\n\n{path.read_text('utf-8', errors='replace')}" for path in self.texts
        )


def components() -> list[Component]:
    """Everything that the program needs to run, by name. Reads some hundred small files."""
    found = [_component(part) for name, part in distributions().items() if name != "coachline"]
    folder = paths.resources() / "licences"
    for path in sorted(folder.rglob("*.txt")):
        found.append(Component(path.stem, "", "", (path,)))
    return sorted(found, key=lambda component: component.name.lower())


def distributions(name: str = "coachline") -> dict[str, Distribution]:
    """The installed packages that `name` asks for, itself and what those ask for included; by name
    as packaging normalises it. Empty if it is not installed."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        asked = normalised(waiting.pop())
        if asked in found:
            continue
        try:
            part = distribution(asked)
        except PackageNotFoundError:  # for another system, or optional
            continue
        found[asked] = part
        for need in part.requires or ():
            match = _NAME.match(need)
            if match is not None and not re.search(r";.*\bextra\b", need):
                waiting.append(match.group())
    return found


def folder(part: Distribution) -> Path:
    """The folder of a package's metadata."""
    name = normalised(part.metadata["Name"])
    for path in Path(str(part.locate_file(""))).glob("*.dist-info"):
        if normalised(path.name.partition("-")[0]) == name:
            return path
    raise PackageNotFoundError(name)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def texts(part: Distribution) -> list[Path]:
    """The files that hold a package's licences: with its metadata, or in the package itself."""
    inside = Path(str(part.locate_file(normalised(part.metadata["Name"]).replace("-", "_"))))
    found = [
        path
        for path in folder(part).rglob("*")
        if path.is_file() and (_TEXT.search(path.name) or "licenses" in path.parts)
    ]
    if inside.is_dir():
        found += [
            path
            for path in inside.iterdir()
            if path.suffix in ("", ".txt", ".md") and path.is_file() and _TEXT.search(path.name)
        ]
    return sorted(found)


def _component(part: Distribution) -> Component:
    about = part.metadata
    named = [name for name in ("License-Expression", "License") if name in about]
    licence = about[named[0]] if named else ""
    if not licence or "\n" in licence or len(licence) > 80:  # some give the whole text
        kinds = about.get_all("Classifier") or ()
        licence = ", ".join(
            kind.rpartition(" :: ")[2] for kind in kinds if kind.startswith("License ::")
        )
    return Component(about["Name"], about["Version"], licence, tuple(texts(part)))
