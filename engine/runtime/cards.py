"""Model cards: what is installed, read without torch. A card `<name>.toml` lies beside its
`<name>.safetensors`; a user's model of the same name goes before the program's."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import paths
from engine.errors import BadInput, CoachlineError
from engine.recipes import Recipe

MAIN = "painter"  # comes first among the models of a tool, whatever others serve it, too
NEEDED = ("title", "task", "version", "licence", "sha256")
# Ways of OpenCV's that need no weights: name → title, task.
CLASSIC = {
    "telea": ("Telea", "inpaint"),
    "navier-stokes": ("Navier–Stokes", "inpaint"),
}
UNKNOWN = "unknown"  # the licence, unless somebody tells it
# Words of licences that do not let a picture be sold, or that leave it open.
RESTRICTED = re.compile(
    r"\bnc\b|non.?commercial|research|academic|evaluation|propriet|all rights|^unknown$|^$", re.I
)


@dataclass(frozen=True)
class Card:
    """One model. task: the tool that it belongs to; its card may name others in `also`.
    table: the whole card, with data, recipe and figures."""

    name: str
    title: str
    task: str
    version: str
    licence: str
    sha256: str
    path: Path
    table: Mapping[str, Any]

    @property
    def weights(self) -> Path:
        return self.path.with_suffix(".onnx" if self.family == "onnx" else ".safetensors")

    @property
    def family(self) -> str:
        """The family of networks that it is of; "" if the card does not tell."""
        return str(self.table.get("family", ""))

    def serves(self, task: str) -> bool:
        """Whether a tool may use it."""
        also = self.table.get("also")
        return task == self.task or (isinstance(also, list) and task in also)

    @property
    def own(self) -> bool:
        """Whether the user added it; the program's own cannot be removed."""
        return self.path.parent == paths.user_models()

    def verify(self) -> None:
        """Raises model.missing or model.damaged if the weights are not those of the card."""
        if not self.weights.is_file():
            raise CoachlineError("model.missing", name=self.name, path=self.weights)
        with self.weights.open("rb") as f:
            found = hashlib.file_digest(f, "sha256").hexdigest()
        if found != self.sha256:
            raise CoachlineError(
                "model.damaged", path=self.weights, reason="its SHA-256 is not that of the card"
            )


_parsed = lru_cache(maxsize=256)(tomllib.loads)  # panels ask for all cards again and again


def read(path: Path) -> Card:
    """Raises model.card for a card that cannot be read."""
    try:
        table = dict(_parsed(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as e:
        raise CoachlineError("model.card", path=path, reason=e) from e
    missing = [key for key in NEEDED if not isinstance(table.get(key), str)]
    if missing:
        raise CoachlineError("model.card", path=path, reason=f"no {', '.join(missing)}")
    title, task, version, licence, sha256 = (str(table[key]) for key in NEEDED)
    return Card(path.stem, title, task, version, licence, sha256, path, table)


def write(path: Path, fields: Mapping[str, Any]) -> None:
    """Write a card atomically. fields: words, numbers, booleans and lists of them by key; a
    mapping of such becomes a table of its own."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(toml(fields), encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def toml(fields: Mapping[str, Any]) -> str:
    """The text of a card; see `write`."""
    tables = {k: v for k, v in fields.items() if isinstance(v, Mapping)}
    lines = [f"{k} = {_toml(v)}" for k, v in fields.items() if k not in tables]
    for key, table in tables.items():
        lines += ["", f"[{key}]", *(f"{k} = {_toml(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A value in TOML, whose words and integers are JSON's but for the sign 7F."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, str):
        value = value.encode(errors="replace").decode()  # what no file can hold
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def installed(task: str | None = None) -> tuple[Card, ...]:
    """Cards by name, of one task or all, MAIN before the others; damaged cards of the user's own
    are left out."""
    found: dict[str, Card] = {}
    for folder in (paths.weights(), paths.user_models()):
        for path in sorted(folder.glob("*.toml"), key=lambda p: p.stem):
            try:
                found[path.stem] = read(path)
            except CoachlineError:
                if folder == paths.weights():
                    raise
    ordered = sorted(found.values(), key=lambda c: c.name != MAIN)
    return tuple(c for c in ordered if task is None or c.serves(task))


def find(name: str, task: str | None = None) -> Card:
    """Raises BadInput model.unknown, or model.wrong_task for a model of another task."""
    cards = {c.name: c for c in installed()}
    if name not in cards:
        fitting = (c.name for c in cards.values() if task is None or c.serves(task))
        known = ", ".join(fitting) or "none"
        raise BadInput("model.unknown", name=name, known=known)
    card = cards[name]
    if task is not None and not card.serves(task):
        raise BadInput("model.wrong_task", name=name, task=card.task, wanted=task)
    return card


def classic(name: str) -> Card:
    """The card of a way that needs no weights. Raises BadInput model.unknown."""
    if name not in CLASSIC:
        raise BadInput("model.unknown", name=name, known=", ".join(CLASSIC))
    title, task = CLASSIC[name]
    return Card(name, title, task, "1", "Apache-2.0", "", paths.weights() / f"{name}.toml", {})


def remove(name: str) -> None:
    """Delete a model of the user's, also one whose card is damaged.

    Raises BadInput model.shipped, model.unknown; CoachlineError file.write.
    """
    held = files(name)
    if Path(name).name != name or not any(p.exists() for p in held):
        find(name)  # raises if there is none at all
        raise BadInput("model.shipped", name=name)
    try:
        for path in held:
            path.unlink(missing_ok=True)
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror) from e


def files(name: str) -> tuple[Path, ...]:
    """The card of a model of the user's, without which there is none, and where its weights may
    be."""
    folder = paths.user_models()
    return tuple(folder / f"{name}{suffix}" for suffix in (".toml", ".safetensors", ".onnx"))


def default(task: str) -> str:
    """The name of the model that a tool takes if none is named: the user's choice, else the
    program's own, else any.

    Raises BadInput model.none if none is installed.
    """
    found = {c.name: c for c in installed(task)}
    chosen = _chosen().get(task)
    if chosen in found:
        return chosen
    shipped = [c.name for c in found.values() if c.path.parent == paths.weights()]
    if not found:
        raise BadInput("model.none", task=task)
    return next(iter([*shipped, *found]))


def set_default(task: str, name: str) -> None:
    """Let a tool take a model if none is named.

    Raises BadInput model.unknown, model.wrong_task; CoachlineError file.write.
    """
    find(name, task)
    path = _defaults_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, {**_chosen(), task: name})
    except OSError as e:
        raise CoachlineError("file.write", path=path, reason=e.strerror or e) from e


def _defaults_file() -> Path:
    return paths.user_data() / "defaults.toml"


def _chosen() -> dict[str, str]:
    """The user's choices, task → name. A damaged file counts as none."""
    try:
        table = tomllib.loads(_defaults_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in table.items() if isinstance(v, str)}


def licences(recipes: Iterable[Recipe]) -> dict[str, str]:
    """Model name → licence of all that made the pictures of these recipes; "unknown" for one that
    is not installed any more, or not as it was. Of the program's own, every version has the same.
    """
    held = {c.name: c for c in (*installed(), *map(classic, CLASSIC))}
    found = {}
    for recipe in recipes:
        card = held.get(recipe.model)
        same = card is not None and (
            card.sha256 == recipe.model_sha256 or card.path.parent == paths.weights()
        )
        found[recipe.model] = card.licence if card is not None and same else UNKNOWN
    return found


def restricts(licence: str) -> bool:
    """Whether a licence forbids commercial use, or might."""
    return RESTRICTED.search(licence.strip()) is not None
