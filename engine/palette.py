"""Tables of part labels: `resources/palettes/<name>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine import paths


@dataclass(frozen=True)
class Part:
    """One label: its id, its names by language and its sRGB colour in 0…255."""

    id: int
    names: tuple[tuple[str, str], ...]
    colour: tuple[int, int, int]

    def name(self, language: str) -> str:
        """The name in a language such as "zh_CN"; English where there is none."""
        names = dict(self.names)
        return names.get(language, names["en"])


@dataclass(frozen=True)
class Palette:
    """name, parts by ascending id, and the id that means "don't know"."""

    name: str
    parts: tuple[Part, ...]
    unknown: int


def files() -> tuple[Path, ...]:
    """Those that came with the program, each named after its table."""
    return tuple(sorted((paths.resources() / "palettes").glob("*.toml")))


@cache
def load(name: str = "car") -> Palette:
    """Raises OSError for a table that is not there."""
    with (paths.resources() / "palettes" / f"{name}.toml").open("rb") as f:
        table = tomllib.load(f)
    parts = tuple(
        Part(
            row["id"],
            tuple((key, row[key]) for key in ("en", "zh_CN")),
            (int(row["colour"][1:3], 16), int(row["colour"][3:5], 16), int(row["colour"][5:7], 16)),
        )
        for row in table["part"]
    )
    return Palette(table["name"], parts, table["unknown"])


@cache
def published(count: int) -> tuple[str, tuple[str, ...]]:
    """The published data set with just so many labels and their English names, by number from 0:
    a checkpoint tells only how many it was trained on. ("", ()) if none is known."""
    with (paths.resources() / "label_names.toml").open("rb") as f:
        sets: dict[str, list[str]] = tomllib.load(f)
    found = {len(names): (title, tuple(names)) for title, names in sets.items()}
    return found.get(count, ("", ()))
