"""Work that is kept while it goes on, so that a crash loses minutes at most.

The folder holds, for each document that is open, a project `<id>.ora` and beside it `<id>.json`:
what it is called, where its own file lies, when it was kept and which process keeps it. What a
process that is gone left there is a rescue. The file of work that was saved properly stays for a
while as well, since a saved project can be damaged by other means.
"""

from __future__ import annotations

import json
import os
import secrets
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.document import openraster
from app.document.document import Document
from app.document.layer import new_id
from app.document.restore import open_project
from app.document.store import Saved, save_project
from engine import paths
from engine.errors import CoachlineError

KEPT_AFTER_SAVING = 5  # files


def folder() -> Path:
    return paths.user_data() / "recovery"


@dataclass(frozen=True)
class Rescue:
    """name: as in the title bar. path: its project file, None = it never had one. when: seconds
    since 1970."""

    id: str
    name: str
    path: Path | None
    when: float

    @property
    def file(self) -> Path:
        return folder() / f"{self.id}.ora"

    def thumbnail(self) -> bytes | None:
        """A PNG of at most 256 pixels a side. None of a damaged file."""
        return thumbnail(self.file)

    def open(self) -> Document:
        """The document as it was; it is modified, and its path the one that it had.

        Raises as `open_project`.
        """
        document = open_project(self.file)
        document.path = self.path
        document.mark_saved(-1)
        return document

    def discard(self) -> None:
        self.file.unlink(missing_ok=True)
        self.file.with_suffix(".json").unlink(missing_ok=True)


class Keeper:
    """Keeps one document. Used from one thread at a time."""

    def __init__(self) -> None:
        self._id = new_id()
        self._saved = Saved()

    def keep(self, document: Document, name: str) -> None:
        """Write the document as it is now. document: a snapshot. Raises CoachlineError
        file.write."""
        home = folder()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise CoachlineError("file.write", path=home, reason=e.strerror or e) from e
        save_project(document, home / f"{self._id}.ora", saved=self._saved, merged=False)
        self._tell(name, document.path, saved=False)

    def adopt(self, rescue: Rescue) -> None:
        """Keep on with what another process left."""
        self._id = rescue.id
        self._tell(rescue.name, rescue.path, saved=False, when=rescue.when)

    def settle(self, name: str, path: Path) -> None:
        """The document was saved in its own file: what was kept is a copy for bad days."""
        if (folder() / f"{self._id}.ora").exists():
            self._tell(name, path, saved=True)
            self._id = new_id()
            old = [rescue for rescue, told in _all() if told.get("saved") is True]
            for rescue in sorted(old, key=lambda r: -r.when)[KEPT_AFTER_SAVING:]:
                rescue.discard()

    def forget(self) -> None:
        """The designer gave the work up, or it never changed."""
        Rescue(self._id, "", None, 0).discard()
        self._id, self._saved = new_id(), Saved()

    def _tell(self, name: str, path: Path | None, saved: bool, when: float | None = None) -> None:
        import psutil

        told = {
            "name": name,
            "path": None if path is None else str(path.absolute()),
            "when": time.time() if when is None else when,
            "saved": saved,
            "process": [os.getpid(), psutil.Process().create_time()],
        }
        target = folder() / f"{self._id}.json"
        part = target.with_name(f".{secrets.token_hex(6)}.part")
        try:
            part.write_text(json.dumps(told), encoding="utf-8")
            part.replace(target)
        except OSError as e:
            part.unlink(missing_ok=True)
            raise CoachlineError("file.write", path=target, reason=e.strerror or e) from e


def rescues() -> list[Rescue]:
    """What processes that are gone did not save, the newest first."""
    left = [r for r, told in _all() if told.get("saved") is not True and not _alive(told)]
    return sorted(left, key=lambda rescue: -rescue.when)


def copy_of(path: Path) -> Rescue | None:
    """The newest that was kept of a project, should its own file be damaged."""
    same = [rescue for rescue, _ in _all() if rescue.path == path.absolute()]
    return max(same, key=lambda rescue: rescue.when, default=None)


def thumbnail(project: Path) -> bytes | None:
    """The small PNG in a project file; None where there is none."""
    try:
        with zipfile.ZipFile(project) as archive:
            data = openraster.entry(archive, "Thumbnails/thumbnail.png", 1 << 20)
            return data if openraster.check_png(data, "thumbnail") <= 1 << 18 else None
    except (OSError, zipfile.BadZipFile, openraster.DamagedError, RuntimeError, ValueError):
        return None


def _all() -> list[tuple[Rescue, dict[str, Any]]]:
    found = []
    for file in folder().glob("*.json"):
        try:
            told = json.loads(file.read_bytes())
            path = None if told["path"] is None else Path(told["path"])
            rescue = Rescue(file.stem, str(told["name"]), path, float(told["when"]))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            continue
        if rescue.file.exists():
            found.append((rescue, told))
    return found


def _alive(told: dict[str, Any]) -> bool:
    """Whether the process that keeps it still runs; numbers are given again, so when it began
    counts as well."""
    import psutil

    try:
        number, began = told["process"]
        return abs(psutil.Process(int(number)).create_time() - float(began)) < 1
    except (psutil.Error, LookupError, TypeError, ValueError, OverflowError):
        return False
