"""The set's folder: file names, what is finished, the parameters' file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST_SEED = 200_000  # below it are the seeds of the starter set
FIRST_HELD_OUT = 900_000


@dataclass(frozen=True)
class Sample:
    """The files of one view of one seed."""

    folder: Path
    seed: int
    view: int

    @property
    def name(self) -> str:
        return f"{self.seed}_{self.view}"

    @property
    def rgb(self) -> Path:
        return self.folder / f"{self.name}_rgb.webp"

    @property
    def mask(self) -> Path:
        return self.folder / f"{self.name}_mask.png"

    @property
    def line(self) -> Path:
        return self.folder / f"{self.name}_line.png"

    def finished(self) -> bool:
        """All three files are there (the parameters are written before the picture)."""
        return self.rgb.exists() and self.mask.exists() and self.line.exists()


def missing_views(folder: Path, seed: int, views: int) -> list[int]:
    """The views of a seed that are still to be rendered."""
    return [v for v in range(views) if not Sample(folder, seed, v).finished()]


def append_record(folder: Path, record: dict[str, Any]) -> None:
    """Add one line to `params.jsonl`; one write a line, so that workers do not mix."""
    line = (json.dumps(record) + "\n").encode()
    descriptor = os.open(folder / "params.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def refusal(folder: Path, first: int, last: int, held_out: bool) -> str | None:
    """Why seeds first..last may not be written into the folder, or None.

    Held-out seeds need the flag and never share a folder with training seeds.
    """
    if first < FIRST_HELD_OUT <= last:
        return f"seeds {first} to {last} mix training and held-out seeds (from {FIRST_HELD_OUT})"
    reserved = first >= FIRST_HELD_OUT
    if reserved and not held_out:
        return f"seeds from {FIRST_HELD_OUT} are held out: pass --held-out to render them"
    if held_out and not reserved:
        return f"--held-out renders seeds from {FIRST_HELD_OUT} only"
    for path in folder.glob("*_rgb.webp"):
        seed = path.name.split("_")[0]
        if seed.isdigit() and (int(seed) >= FIRST_HELD_OUT) != reserved:
            other = "training" if reserved else "held-out"
            return f"{folder} already holds {other} seeds (such as {seed}): choose another folder"
    return None
