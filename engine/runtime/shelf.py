"""The user's own models: a downloaded checkpoint goes onto the shelf with a card, or off it."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from engine import paths
from engine.errors import BadInput, CoachlineError
from engine.models.spec import ModelSpec, Options, State
from engine.runtime import cards, checkpoints
from engine.runtime.cards import Card

NAME = re.compile(r"[^\W_][\w.-]*")
LONGEST_NAME = 64
UNKNOWN = "unknown"  # the licence, unless the user tells it


@dataclass(frozen=True)
class Added:
    """A model that was put on the shelf.

    assumed: the options that neither the file nor the user told, with the published models'
             values, which were taken.
    """

    card: Card
    assumed: Mapping[str, Any]


def add(
    file: Path,
    name: str | None = None,
    *,
    licence: str = UNKNOWN,
    source: str = "",
    answers: Options | None = None,
    family: str | None = None,
    part: str | None = None,
) -> Added:
    """Write `<name>.safetensors` and `<name>.toml` of a published checkpoint into the user's
    models. Nothing in the file is run; if anything is wrong, nothing is written.

    name:    None = after the file.
    source:  where the file came from, in words.
    answers: options that no file tells (`ModelSpec.asks`), under our names or the authors'.
    family, part: as in checkpoints.identify.
    Raises BadInput file.missing, file.no_permission and model.*; CoachlineError file.write.
    """
    name = _free(_named_after(file) if name is None else name)
    try:
        spec, options, state, assumed = _read(file, answers or {}, family, part)
        with file.open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
    except CoachlineError as e:
        if e.code != "model.damaged":
            raise
        reason = " ".join(str(e.params["reason"]).split())
        raise BadInput("model.unreadable", path=file, reason=reason[:200]) from e
    told = {ask: options[ask] for ask in spec.asks}
    noted = {k: v for k, v in told.items() if v is not None}
    fields = {
        "title": name,
        "task": spec.task,
        "version": digest[:8],
        "licence": licence.strip() or UNKNOWN,
        "family": spec.family,
        **({"source": source} if source else {}),
        "file": file.name,
        "file_sha256": digest,
        "parameters": sum(math.prod(v.shape) for v in state.values() if v.is_floating_point()),
        "interface": {k: v for k, v in asdict(spec.face(options)).items() if v is not None},
        **({"options": noted} if noted else {}),
    }
    return Added(_put(name, fields, state, spec, told), assumed)


def remove(name: str) -> None:
    """Delete a model of the user's, also one whose card is damaged.

    Raises BadInput model.shipped, model.unknown; CoachlineError file.write.
    """
    card, weights = _files(name)
    if Path(name).name != name or not (card.exists() or weights.exists()):
        cards.find(name)  # raises if there is none at all
        raise BadInput("model.shipped", name=name)
    try:
        card.unlink(missing_ok=True)  # first: without a card there is no model
        weights.unlink(missing_ok=True)
    except OSError as e:
        raise CoachlineError("file.write", path=card, reason=e.strerror) from e


def _files(name: str) -> tuple[Path, Path]:
    """Card and weights of a model of the user's."""
    folder = paths.user_models()
    return folder / f"{name}.toml", folder / f"{name}.safetensors"


def _named_after(file: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", file.stem).lstrip("-_.")[:LONGEST_NAME] or "model"


def _free(name: str) -> str:
    """The name, if it can be given. Raises BadInput model.name, model.taken."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise BadInput("model.name", name=name, limit=LONGEST_NAME)
    if (paths.weights() / f"{name}.toml").exists() or any(p.exists() for p in _files(name)):
        raise BadInput("model.taken", name=name)
    return name


def _read(
    file: Path, answers: Options, family: str | None, part: str | None
) -> tuple[ModelSpec, Options, State, dict[str, Any]]:
    """Spec, options and weights of a checkpoint that can be built, and what had to be assumed."""
    held = checkpoints.read(file)
    own_family, own = checkpoints.own_answers(file, family)
    given = {k.lower(): v for k, v in answers.items()}
    answers = {**own, **given}
    try:
        spec, options, state = checkpoints.identified(file, held, answers, own_family, part)
    except BadInput as e:
        if e.code != "model.unrecognised" or (family is None and part is None):
            raise
        raise _not_in(file, held, family, part) from e
    published = spec.recognise({k: tuple(v.shape) for k, v in state.items()})
    assert published is not None  # it was recognised
    _check(spec, given, published, options)
    checkpoints.fitted(file, spec, options, state)
    told = {**checkpoints.settings(held), **answers}
    untold = [ask for ask in spec.asks if ask not in checkpoints.replies(spec, told)]
    return spec, options, state, {ask: options[ask] for ask in untold}


def _not_in(file: Path, held: Any, family: str | None, part: str | None) -> BadInput:
    """Names what the file can be read as instead of the family or part that was wanted."""
    found: dict[str, None] = {}  # in order, each once
    for name, state in checkpoints.weights(held):
        for spec, _ in checkpoints.candidates(state):
            found[f"{spec.family} ({name})" if name else spec.family] = None
    if not found:
        return BadInput("model.unrecognised", path=file)
    wanted = " ".join(filter(None, (family, f"({part})" if part else None)))
    return BadInput("model.not_in_file", path=file, wanted=wanted, known=", ".join(found))


def _check(spec: ModelSpec, answers: Options, published: Options, options: Options) -> None:
    """Raises BadInput model.option for an option that the family has not, model.option_value for
    a value of another kind than that of the published models, or that no network has.

    options: those to build with, the answers among them.
    """
    ours = {name: ask for ask, theirs in spec.asks.items() for name in (ask, *theirs)}
    for name, value in answers.items():
        if name not in ours:
            known = ", ".join(spec.asks) or "none"
            raise BadInput("model.option", family=spec.family, name=name, known=known)
        usual = published[ours[name]]
        if not _alike(value, usual):
            raise BadInput("model.option_value", name=name, value=value, published=usual)
    try:
        with torch.device("meta"):
            spec.build(**options)
        spec.face(options)
    except (ValueError, LookupError, TypeError, ArithmeticError, RuntimeError) as e:
        for name, value in answers.items():
            usual = published[ours[name]]
            raise BadInput("model.option_value", name=name, value=value, published=usual) from e


def _alike(value: Any, usual: Any) -> bool:
    """Whether two values are of a kind: truth, number, list of as many numbers, or word."""
    if isinstance(usual, tuple | list):
        same = isinstance(value, tuple | list) and len(value) == len(usual)
        return same and all(map(_alike, value, usual))
    if isinstance(usual, bool):
        return isinstance(value, bool)
    if isinstance(usual, int | float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str | bool)


def _put(name: str, fields: dict[str, Any], state: State, spec: ModelSpec, told: Options) -> Card:
    """Write weights, then the card that makes a model of them."""
    card, weights = _files(name)
    try:
        card.parent.mkdir(parents=True, exist_ok=True)
        checkpoints.save(weights, state, spec, told)
        with weights.open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
        cards.write(card, {**fields, "sha256": digest})
        return cards.read(card)
    except BaseException as e:
        for path in (card, weights):
            with suppress(OSError):
                path.unlink()
        if isinstance(e, OSError | SafetensorError):
            reason = getattr(e, "strerror", None) or e
            raise CoachlineError("file.write", path=weights, reason=reason) from e
        raise
