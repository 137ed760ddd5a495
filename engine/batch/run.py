"""A recipe over many files: reading, computing and writing overlap, one bad file stops nothing,
and what was done is found again after a stop or a crash."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from engine.batch.control import Control
from engine.batch.manifest import Entry, Manifest, file_hash
from engine.batch.plan import Item
from engine.batch.template import described, request_for
from engine.errors import BadInput, CoachlineError
from engine.ops import files
from engine.ops.files import Picture
from engine.ops.scanlines import PART, RowsFile
from engine.progress import Cancelled, Progress
from engine.requests import Request, Rows

AHEAD = 2  # bands that may wait for the writer
READ_AHEAD = 400 << 20  # bytes of pixels; a larger picture is not read while another is computed

Event = Mapping[str, Any]
log = logging.getLogger(__name__)


class Computer(Protocol):
    """What a batch needs of `engine.api.Engine`."""

    def rows(self, request: Request, progress: Progress, careful: bool = False) -> Rows: ...

    def model_hash(self, request: Request) -> str: ...


@dataclass(frozen=True, eq=False)
class Batch:
    """template: the request for each file, but for its picture and region.

    manifest: whether one is kept beside the output; else outputs are written over.
    overwrite: also what this batch did not make. quality: 1 to 100, of JPEG and WebP.
    """

    items: Sequence[Item]
    template: Request
    out: Path
    manifest: bool = True
    overwrite: bool = False
    quality: int = 95


@dataclass(frozen=True, eq=False)
class _Read:
    """What the reader brings: a picture and its hash; or why there is nothing to do."""

    sha256: str
    picture: Picture | None = None
    skip: str = ""


@dataclass
class Summary:
    done: int = 0
    skipped: int = 0
    failed: int = 0
    cancelled: bool = False


class BatchRun:
    """One run of a batch; see docs/formats.md for the events that it reports.

    report: called from several threads, one at a time.
    """

    def __init__(
        self, batch: Batch, engine: Computer, report: Callable[[Event], None], control: Control
    ) -> None:
        self.batch, self.engine, self.control = batch, engine, control
        self.summary = Summary()
        self._report = report
        self._lock = threading.Lock()
        self._manifest: Manifest | None = None
        self._weights = [_size(item.source) for item in batch.items]
        self._settled = 0.0  # weight of what needs no more work …
        self._worked = 0.0  # … and of that which was worked on
        self._started = time.monotonic()
        self._model = ""
        self._recipe = ""

    def run(self) -> Summary:
        """Work through the items. Raises BadInput batch.busy, model.*, CoachlineError file.write
        for the folder or its manifest; what concerns one file is reported."""
        batch = self.batch
        self._model = self.engine.model_hash(batch.template)
        told = described(batch.template, self._model, batch.quality)
        self._recipe = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        with Manifest(batch.out) if batch.manifest else nullcontext() as manifest:
            self._manifest = manifest
            if manifest is not None:
                for folder in {item.target.parent for item in batch.items}:
                    for part in folder.glob(f"{PART}*"):  # of a batch that was killed
                        part.unlink(missing_ok=True)
                manifest.describe(self._recipe, told)
            self._say(
                event="plan",
                files=[{"source": str(i.source), "target": str(i.target)} for i in batch.items],
            )
            with (
                ThreadPoolExecutor(1, thread_name_prefix="read") as reader,
                ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
            ):
                try:
                    self._work(reader, writer)
                except (Cancelled, KeyboardInterrupt):
                    self.summary.cancelled = True
                    reader.shutdown(wait=False, cancel_futures=True)
            self._say(event="end", **asdict(self.summary))
        return self.summary

    def _work(self, reader: ThreadPoolExecutor, writer: ThreadPoolExecutor) -> None:
        items = self.batch.items
        ahead: Future[_Read] | None = None
        for place, item in enumerate(items):
            self.control.step(0.0)
            read = ahead or reader.submit(self._read, item)
            following = items[place + 1] if place + 1 < len(items) else None
            ahead = None
            given: _Read | None = None
            try:
                given = read.result()
                if following is not None and _bytes(given) < READ_AHEAD:
                    ahead = reader.submit(self._read, following)
                if given.skip:
                    self._settle(place, worked=False)
                    self.summary.skipped += 1
                    self._say(event="file", index=place, status="skipped", reason=given.skip)
                    continue
                self._compute(place, item, given, writer)
            except Cancelled:
                raise
            except Exception as e:
                self._failed(place, item, "" if given is None else given.sha256, e)
            self._settle(place, worked=given is not None)

    # in the reader's thread

    def _read(self, item: Item) -> _Read:
        files.check_readable(item.source)
        if item.source.resolve() == item.target.resolve():
            raise BadInput("file.same", path=item.target)
        try:
            digest = file_hash(item.source)
        except OSError as e:
            raise BadInput("file.no_permission", path=item.source, reason=e.strerror) from e
        skip = self._why_skip(item, digest)
        return _Read(digest, None, skip) if skip else _Read(digest, files.read(item.source))

    def _why_skip(self, item: Item, digest: str) -> str:
        """ "done", or "exists", "changed" or "settings" of what needs `overwrite`; "" = make it."""
        if self._manifest is None or not item.target.exists():
            return ""
        entry = self._manifest.entries.get(self._manifest.name_of(item.target))
        if entry is None or entry.status != "done" or item.target.is_dir():
            return "" if self.batch.overwrite else "exists"
        if entry.result_sha256 != file_hash(item.target):
            return "" if self.batch.overwrite else "exists"
        made_by = (entry.recipe_sha256, entry.model_sha256)
        if made_by == (self._recipe, self._model) and entry.input_sha256 == digest:
            return "done"
        if self.batch.overwrite:
            return ""
        return "changed" if made_by == (self._recipe, self._model) else "settings"

    # in the engine's thread

    def _compute(self, place: int, item: Item, read: _Read, writer: ThreadPoolExecutor) -> None:
        """Compute a file and leave the end of its writing to the writer."""
        assert read.picture is not None
        start = time.monotonic()
        self._say(event="file", index=place, status="running")
        request, about = request_for(self.batch.template, read.picture)
        for careful in (False, True):
            rows = self.engine.rows(request, self._progress(place), careful)
            item.target.parent.mkdir(parents=True, exist_ok=True)
            if rows.untouched and _same_format(item):
                writer.submit(self._copied, place, item, read, rows, start)
                return
            output = RowsFile(item.target, rows.shape, rows.dtype, about, self.batch.quality)
            try:
                _written(rows, output, writer)
                failure = rows.figures.failure
                if failure is None:
                    writer.submit(self._finished, place, item, read, rows, output, start)
                    return
            except BaseException:
                writer.submit(output.discard)
                raise
            writer.submit(output.discard)
        raise CoachlineError("result.check", reason=failure)

    def _progress(self, place: int) -> Progress:
        return Progress(lambda done: self._advanced(place, done))

    def _advanced(self, place: int, done: float) -> None:
        self.control.step(done)
        weight = self._weights[place]
        total = sum(self._weights) or 1
        worked = self._worked + weight * done
        left = None
        if worked:
            spent = time.monotonic() - self._started - self.control.paused
            rest = total - self._settled - weight * done
            left = round(spent * rest / worked, 1)
        share = (self._settled + weight * done) / total
        self._say(
            event="progress", index=place, done=round(done, 4), total=round(share, 4), left=left
        )

    def _settle(self, place: int, worked: bool = True) -> None:
        self._settled += self._weights[place]
        if worked:
            self._worked += self._weights[place]

    # in the writer's thread

    def _copied(self, place: int, item: Item, read: _Read, rows: Rows, start: float) -> None:
        """The picture has its size already: nothing of it is lost by writing it anew."""
        part = item.target.with_name(f"{PART}{secrets.token_hex(6)}{item.target.suffix}")
        try:
            shutil.copyfile(item.source, part)
            self._note(item, read, rows, file_hash(part), start)
            os.replace(part, item.target)
            self._done(place, item, rows, start)
        except Exception as e:
            self._failed(place, item, read.sha256, e)
        finally:
            part.unlink(missing_ok=True)

    def _finished(
        self, place: int, item: Item, read: _Read, rows: Rows, output: RowsFile, start: float
    ) -> None:
        try:
            # Noted before it is in its place: a crash between the two costs the work, but never
            # leaves a file that nobody knows.
            self._note(item, read, rows, file_hash(output.close()), start)
            output.place()
            self._done(place, item, rows, start)
        except Exception as e:
            self._failed(place, item, read.sha256, e)
        finally:
            output.discard()

    def _note(self, item: Item, read: _Read, rows: Rows, digest: str, start: float) -> None:
        if self._manifest is None:
            return
        height, width, _ = rows.shape
        entry = replace(
            self._entry(item, read.sha256, "done"),
            result_sha256=digest,
            width=width,
            height=height,
            seconds=round(time.monotonic() - start, 3),
            figures=_plain(asdict(rows.figures)),
        )
        self._manifest.add(entry)

    def _entry(self, item: Item, digest: str, status: str) -> Entry:
        assert self._manifest is not None
        return Entry(
            file=self._manifest.name_of(item.target),
            input=str(item.source),
            input_sha256=digest,
            recipe_sha256=self._recipe,
            model=self.batch.template.model,
            model_sha256=self._model,
            status=status,
        )

    def _done(self, place: int, item: Item, rows: Rows, start: float) -> None:
        self.summary.done += 1
        height, width, _ = rows.shape
        self._say(
            event="file",
            index=place,
            status="done",
            target=str(item.target),
            width=width,
            height=height,
            seconds=round(time.monotonic() - start, 3),
            device=rows.device,
            figures=_plain(asdict(rows.figures)),
        )

    # in any of them

    def _failed(self, place: int, item: Item, digest: str, error: Exception) -> None:
        if not isinstance(error, CoachlineError):
            if isinstance(error, OSError):
                reason = error.strerror or str(error)
                error = CoachlineError("file.write", path=item.target, reason=reason)
            else:
                log.error("%s failed", item.source, exc_info=error)
                reason = f"{type(error).__name__}: {error}"
                error = CoachlineError("internal", reason=reason)
        self.summary.failed += 1
        if self._manifest is not None:
            told = {"code": error.code, "message": str(error)}
            try:
                self._manifest.add(replace(self._entry(item, digest, "failed"), error=told))
            except CoachlineError as e:  # the disk is full; that the file failed is still told
                log.error("%s", e)
        params = {k: str(v) for k, v in error.params.items()}
        self._say(
            event="file",
            index=place,
            status="failed",
            error={"code": error.code, "message": str(error), "params": params},
        )

    def _say(self, **event: Any) -> None:
        with self._lock:
            self._report(event)


def _written(rows: Rows, output: RowsFile, writer: ThreadPoolExecutor) -> None:
    """Write bands in the writer's thread while the next ones are computed."""
    waiting: deque[Future[None]] = deque()
    for band in rows.bands:
        while len(waiting) >= AHEAD:
            waiting.popleft().result()
        waiting.append(writer.submit(output.write, band))
    while waiting:
        waiting.popleft().result()


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items() if v}


def _same_format(item: Item) -> bool:
    return files.WRITABLE.get(item.source.suffix.lower()) == files.format_of(item.target)


def _size(path: Path) -> int:
    try:
        return max(1, path.stat().st_size)
    except OSError:
        return 1


def _bytes(read: _Read) -> int:
    return 0 if read.picture is None else read.picture.pixels.nbytes
