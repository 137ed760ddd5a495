"""The user's own models: a downloaded checkpoint goes onto the shelf with a card, or off it."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from engine import paths
from engine.errors import BadInput, CoachlineError
from engine.models.spec import Interface, ModelSpec, Options, State
from engine.runtime import cards, checkpoints, graphs
from engine.runtime.cards import UNKNOWN, Card

NAME = re.compile(r"[^\W_][\w.-]*")
LONGEST_NAME = 64


@dataclass(frozen=True)
class Added:
    """A model that was put on the shelf.

    assumed: the options that neither the file nor the user told, with the published models'
             values, which were taken.
    """

    card: Card
    assumed: Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """What a file was recognised as, before it is added.

    tasks:   the tools that it may be for, the likeliest first; of a graph all, if none is known.
    face:    what goes into its network and comes out.
    options: what the family asks, with the values that will be taken; assumed: those of them that
             neither the file nor the user told.
    store:   writes the weights to a path.
    choices: all that the file can be read as: families, each with the part of the file ("" = all
             of it).
    """

    family: str
    tasks: tuple[str, ...]
    face: Interface
    options: Mapping[str, Any]
    assumed: Mapping[str, Any]
    parameters: int | None
    digest: str
    store: Callable[[Path], None]
    choices: tuple[tuple[str, str], ...] = ()


def examine(
    file: Path,
    answers: Options | None = None,
    family: str | None = None,
    part: str | None = None,
) -> Read:
    """What a file is, without adding it. Arguments and errors as in `add`."""
    try:
        look = _look_at_graph if graphs.is_graph(file) else _look_at_checkpoint
        return look(file, {k.lower(): v for k, v in (answers or {}).items()}, family, part)
    except CoachlineError as e:
        if e.code != "model.damaged":
            raise
        reason = " ".join(str(e.params["reason"]).split())
        raise BadInput("model.unreadable", path=file, reason=reason[:200]) from e


def add(
    file: Path,
    name: str | None = None,
    *,
    licence: str = UNKNOWN,
    source: str = "",
    answers: Options | None = None,
    family: str | None = None,
    part: str | None = None,
    task: str | None = None,
    attributes: Sequence[str] = (),
) -> Added:
    """Write weights and card of a published checkpoint into the user's models. Nothing in the
    file is run; if anything is wrong, nothing is written.

    name:    None = after the file.
    source:  where the file came from, in words.
    answers: options that no file tells (`ModelSpec.asks`), under our names or the authors'.
    family, part: as in checkpoints.identify.
    task:    the tool that shall offer it, if it may be for several.
    attributes: names of those that the network knows, in their order; none = they are numbered.
    Raises BadInput file.missing, file.no_permission and model.*; CoachlineError file.write.
    """
    name = _free(named_after(file) if name is None else name)
    found = examine(file, answers, family, part)
    if attributes and len(attributes) != found.face.classes:
        raise BadInput(
            "model.attributes", name=name, given=len(attributes), count=found.face.classes
        )
    fields = {
        "title": name,
        "task": _task(name, found, task),
        "version": found.digest[:8],
        "licence": licence.strip() or UNKNOWN,
        "family": found.family,
        **({"source": source} if source else {}),
        "file": file.name,
        "file_sha256": found.digest,
        **({} if found.parameters is None else {"parameters": found.parameters}),
        **({"attributes": list(attributes)} if attributes else {}),
        "interface": {k: v for k, v in asdict(found.face).items() if v is not None},
        **({"options": _noted(found.options)} if _noted(found.options) else {}),
    }
    return Added(_put(name, fields, found), found.assumed)


def _noted(options: Options) -> dict[str, Any]:
    return {k: v for k, v in options.items() if v is not None}


def _task(name: str, found: Read, task: str | None) -> str:
    """The tool that shall offer it. Raises BadInput model.task, model.ask_task."""
    if task is None and found.family == graphs.FAMILY and len(found.tasks) > 1:
        raise BadInput("model.ask_task", name=name, known=", ".join(found.tasks))
    if task is not None and task not in found.tasks:
        known = ", ".join(found.tasks)
        raise BadInput("model.task", family=found.family, task=task, known=known)
    return task or found.tasks[0]


def _look_at_graph(file: Path, answers: Options, family: str | None, part: str | None) -> Read:
    """An ONNX file, which `graphs` tries out."""
    if family not in (None, graphs.FAMILY) or part is not None:
        raise BadInput("model.not_in_file", path=file, wanted=family or part, known=graphs.FAMILY)
    seen, data = graphs.described(file)
    published = {"takes": seen.face.takes, "gives": seen.face.gives}
    for key, value in answers.items():
        if key not in published:
            known = ", ".join(published)
            raise BadInput("model.option", family=graphs.FAMILY, name=key, known=known)
        usual = published[key]
        if not _alike(value, usual) or value[0] == value[1]:
            raise BadInput("model.option_value", name=key, value=value, published=list(usual))
    options = {k: tuple(answers.get(k, v)) for k, v in published.items()}
    untold = () if seen.ranges else tuple(k for k in published if k not in answers)
    return Read(
        graphs.FAMILY,
        (seen.task,) if seen.task else graphs.LOOKS,
        replace(seen.face, takes=options["takes"], gives=options["gives"]),
        {k: list(v) for k, v in options.items()},
        {k: list(options[k]) for k in untold},
        None,
        hashlib.sha256(data).hexdigest(),
        lambda path: _write(path, data),
    )


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _look_at_checkpoint(file: Path, answers: Options, family: str | None, part: str | None) -> Read:
    """Weights of a family of the catalogue."""
    held = checkpoints.read(file)
    spec, options, state, assumed = _read(file, held, answers, family, part)
    told = {ask: options[ask] for ask in spec.asks}
    with file.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest()
    return Read(
        spec.family,
        (spec.task, *spec.also),
        spec.face(options),
        told,
        assumed,
        sum(math.prod(v.shape) for v in state.values() if v.is_floating_point()),
        digest,
        lambda path: checkpoints.save(path, state, spec, told),
        _choices(held),
    )


def named_after(file: Path) -> str:
    """A name like the file's, in the characters that names may have."""
    return re.sub(r"[^\w.-]+", "-", file.stem).strip("-_.")[:LONGEST_NAME] or "model"


def free_name(file: Path) -> str:
    """A name like the file's that no model has yet: authors call most of their files alike."""
    first = named_after(file)
    later = (first[: LONGEST_NAME - len(f"-{n}")] + f"-{n}" for n in count(2))
    return next(name for name in chain([first], later) if not _taken(name))


def _free(name: str) -> str:
    """The name, if it can be given. Raises BadInput model.name, model.taken."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise BadInput("model.name", name=name, limit=LONGEST_NAME)
    if _taken(name):
        raise BadInput("model.taken", name=name)
    return name


def _taken(name: str) -> bool:
    own = paths.weights() / f"{name}.toml"
    return own.exists() or any(p.exists() for p in cards.files(name))


def _read(
    file: Path, held: Any, answers: Options, family: str | None, part: str | None
) -> tuple[ModelSpec, Options, State, dict[str, Any]]:
    """Spec, options and weights of a checkpoint that can be built, and what had to be assumed.
    held: what the file holds."""
    own_family, own = checkpoints.own_answers(file, family)
    given, answers = answers, {**own, **answers}
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
    found = [f"{name} ({where})" if where else name for name, where in _choices(held)]
    if not found:
        return BadInput("model.unrecognised", path=file)
    wanted = " ".join(filter(None, (family, f"({part})" if part else None)))
    return BadInput("model.not_in_file", path=file, wanted=wanted, known=", ".join(found))


def _choices(held: Any) -> tuple[tuple[str, str], ...]:
    """What a file can be read as: families and parts."""
    return tuple(
        dict.fromkeys(  # in order, each once
            (spec.family, name or "")
            for name, state in checkpoints.weights(held)
            for spec, _ in checkpoints.candidates(state)
        )
    )


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
    """Whether two values are of a kind: truth, number, list of as many numbers, word or none."""
    if value is None:
        return usual is None
    if isinstance(usual, tuple | list):
        same = isinstance(value, tuple | list) and len(value) == len(usual)
        return same and all(map(_alike, value, usual))
    if isinstance(usual, bool):
        return isinstance(value, bool)
    if isinstance(usual, int | float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str | bool)


def _put(name: str, fields: dict[str, Any], found: Read) -> Card:
    """Write weights, then the card that makes a model of them."""
    path, checkpoint, graph = cards.files(name)
    weights = graph if found.family == graphs.FAMILY else checkpoint
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        found.store(weights)
        with weights.open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
        cards.write(path, {**fields, "sha256": digest})
        return cards.read(path)
    except BaseException as e:
        for left in (path, weights):
            with suppress(OSError):
                left.unlink()
        if isinstance(e, OSError | SafetensorError):
            reason = getattr(e, "strerror", None) or e
            raise CoachlineError("file.write", path=weights, reason=reason) from e
        raise
