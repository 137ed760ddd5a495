"""What a batch did, line by line beside its output: a stop or a crash costs one file at most.

JSON lines in UTF-8, see docs/formats.md. The last line about a file counts.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engine.errors import BadInput, CoachlineError

NAME = "coachline-batch.jsonl"


@dataclass(frozen=True)
class Entry:
    """One file's line. file: of the output, from the output's folder on, with slashes.

    status: "done" or "failed". figures: of `requests.Figures`. error: code and message.
    """

    file: str
    input: str
    input_sha256: str
    recipe_sha256: str
    model: str
    model_sha256: str
    status: str
    result_sha256: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    figures: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, str] = field(default_factory=dict)


_NEEDED = {f.name for f in fields(Entry) if f.default is MISSING and f.default_factory is MISSING}


class Manifest:
    """The manifest of an output folder, locked while it is open.

    entries: the last entry of each file.
    Raises BadInput batch.busy, CoachlineError file.write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / NAME).open("a+b")
        except OSError as e:
            raise CoachlineError("file.write", path=folder / NAME, reason=e.strerror or e) from e
        if not _locked(self._file.fileno()):
            self._file.close()
            raise BadInput("batch.busy", path=folder)
        self.entries: dict[str, Entry] = {}
        self._recipes: set[str] = set()
        self._lock = threading.Lock()
        self._read()

    def _read(self) -> None:
        self._file.seek(0)
        whole = True
        for line in self._file:
            whole = line.endswith(b"\n")
            try:
                row = json.loads(line)
                if "recipe" in row:
                    self._recipes.add(str(row["recipe_sha256"]))
                else:
                    row.pop("at", None)
                    self.entries[str(row["file"])] = Entry(**row)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # cut off by a crash, or of a newer version: the file is made again
        if not whole:
            self._file.write(b"\n")

    def add(self, entry: Entry) -> None:
        """Note what became of a file; it is on the disk when this returns."""
        self.entries[entry.file] = entry
        row = {k: v for k, v in asdict(entry).items() if v or k in _NEEDED}
        self._write({**row, "at": datetime.now(UTC).isoformat(timespec="seconds")})

    def describe(self, sha256: str, recipe: Mapping[str, Any]) -> None:
        """Note once what the lines to come were made by."""
        if sha256 not in self._recipes:
            self._recipes.add(sha256)
            self._write({"recipe_sha256": sha256, "recipe": recipe})

    def _write(self, row: Mapping[str, Any]) -> None:
        try:
            with self._lock:
                self._file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
        except OSError as e:
            raise CoachlineError(
                "file.write", path=self.folder / NAME, reason=e.strerror or e
            ) from e

    def name_of(self, target: Path) -> str:
        return target.relative_to(self.folder).as_posix()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # what could not be written was told
            self._file.close()  # the lock goes with it


def _locked(handle: int) -> bool:
    """Lock a file for this process, also against a crash: the system lets go of it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 30, os.SEEK_SET)  # locked bytes cannot be read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def file_hash(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
