"""Progress on a terminal, and output file names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from engine.progress import Progress


@contextmanager
def shown(title: str) -> Iterator[Progress]:
    """A progress that draws a bar with the time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=1.0)
        yield Progress(lambda done: bars.update(task, completed=done))


def numbered(out: Path, count: int) -> list[Path]:
    """OUT itself for one picture, else OUT_01.ext, OUT_02.ext …"""
    if count == 1:
        return [out]
    digits = max(2, len(str(count)))
    return [out.with_stem(f"{out.stem}_{i:0{digits}}") for i in range(1, count + 1)]
