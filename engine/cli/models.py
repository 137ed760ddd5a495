"""`coachline models [list|show|verify|default|add|remove|export]`: the installed networks."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import BadInput, CoachlineError
from engine.requests import REQUESTS
from engine.runtime import cards
from engine.runtime.cards import Card

if TYPE_CHECKING:
    from engine.runtime.shelf import Read

STYLE = "style"  # the task of encoders, which serve other models
LATENT = "latent"  # that of generators, which several commands share


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "models",
        help="list, show, verify, choose, add, remove or export models",
        description="The installed models. Without an action they are listed.",
    )
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=_list, licence=None, task=None)
    actions = p.add_subparsers(metavar="ACTION")

    def action(name: str, summary: str, run: Any) -> argparse.ArgumentParser:
        q = actions.add_parser(name, help=summary, description=summary[0].upper() + summary[1:])
        # Not False, which would undo `models --json ACTION`.
        as_json = q.add_argument("--json", action="store_true", help="answer in JSON")
        as_json.default = argparse.SUPPRESS
        q.set_defaults(run=run)
        return q

    q = action("list", "every installed model, with what it is and where it is from", _list)
    q.add_argument("--licence", metavar="WORD", help="only those whose licence has this word")
    q.add_argument("--task", metavar="TOOL", help="only those for this tool")
    q = action("show", "the whole card of a model", _show)
    q.add_argument("name", metavar="NAME")
    q = action("verify", "compare the weights of one model or all with their cards", _verify)
    q.add_argument("name", nargs="?", metavar="NAME")
    q = action("default", "which model a tool takes if none is named, or choose it", _default)
    q.add_argument("tool", nargs="?", metavar="TOOL")
    q.add_argument("name", nargs="?", metavar="NAME")
    q = action("add", "add a published checkpoint; nothing in it is executed", _add)
    q.add_argument(
        "file", type=Path, metavar="FILE", help=".pth, .pt, .ckpt, .pkl, .safetensors, .onnx"
    )
    q.add_argument("--name", metavar="NAME", help="what to call it; default: as the file")
    q.add_argument("--licence", metavar="TEXT", help="of the weights; asked on a terminal")
    q.add_argument("--source", default="", metavar="TEXT", help="where the file is from")
    q.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what the file does not tell; docs/checkpoints.md lists the options",
    )
    q.add_argument("--task", metavar="TOOL", help="if it may be for several tools")
    q.add_argument(
        "--attributes", default="", metavar="A,B,…", help="names of those that a StarGAN knows"
    )
    q.add_argument("--dry-run", action="store_true", help="only say what the file is")
    q.add_argument("--family", metavar="F", help="if the file may be of several families")
    q.add_argument("--part", metavar="P", help="if it holds several networks, e.g. netG")
    q = action("remove", "delete a model that was added", _remove)
    q.add_argument("name", metavar="NAME")
    q = action("export", "write a model as ONNX, compared with PyTorch", _export)
    q.add_argument("name", metavar="NAME")
    q.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.onnx")


def _list(a: argparse.Namespace) -> int:
    word = (a.licence or "").casefold()
    installed = [c for c in cards.installed(a.task) if word in c.licence.casefold()]
    if a.json:
        print(json.dumps([_row(c) for c in installed], ensure_ascii=False))
        return 0
    for c in installed:
        told = c.table
        origin = told.get("source") or told.get("file") or ""
        print(
            f"{c.name:20} {told.get('family', '–'):15} {c.task:9} {_sizes(c):20} "
            f"{c.licence:12} {origin}".rstrip()
        )
    return 0


def _default(a: argparse.Namespace) -> int:
    if a.name is not None:
        cards.set_default(a.tool, a.name)
    tasks = sorted({c.task for c in cards.installed()}) if a.tool is None else [a.tool]
    chosen = {task: cards.default(task) for task in tasks}
    if a.json:
        print(json.dumps(chosen, ensure_ascii=False))
    else:
        for task, name in chosen.items():
            print(f"{task}: {name}")
    return 0


def _row(c: Card) -> dict[str, Any]:
    """What a list tells of a model, in JSON."""
    told = ("family", "source", "file", "attributes", "interface")
    return {
        "name": c.name, "title": c.title, "task": c.task, "version": c.version,
        "licence": c.licence, "sha256": c.sha256, "path": str(c.weights),
        **{key: c.table.get(key) for key in told},
    }  # fmt: skip


def _sizes(c: Card) -> str:
    """What sizes it works in, as far as its card tells."""
    face = c.table.get("interface")
    if not isinstance(face, dict):
        return "–"
    if face.get("side"):
        return f"{face['side']}×{face['side']}"
    if fixed := face.get("fixed"):
        return f"{fixed[1]}×{fixed[0]}"
    multiple, scale = face.get("multiple", 1), face.get("scale", 1)
    words = "any size" if multiple == 1 else f"multiples of {multiple}"
    return words if scale == 1 else f"{words}, ×{scale}"


def _show(a: argparse.Namespace) -> int:
    card = cards.find(a.name)
    if a.json:
        print(json.dumps({"name": card.name, **card.table}, ensure_ascii=False, default=str))
    else:
        print(card.path.read_text(encoding="utf-8"), end="")
    return 0


def _verify(a: argparse.Namespace) -> int:
    chosen = [cards.find(a.name)] if a.name else list(cards.installed())
    failed: dict[str, str] = {}
    for card in chosen:
        try:
            card.verify()
        except CoachlineError as e:
            failed[card.name] = str(e)
    if a.json:
        print(json.dumps({c.name: failed.get(c.name, "ok") for c in chosen}, ensure_ascii=False))
    else:
        for card in chosen:
            if card.name not in failed:
                print(f"{card.name}: ok")
        for message in failed.values():
            print(f"coachline: {message}", file=sys.stderr)
    return 1 if failed else 0


def _add(a: argparse.Namespace) -> int:
    answers = dict(map(_option, a.option))
    from engine.runtime import shelf  # torch: seconds

    if a.dry_run:
        return _describe(
            a, shelf.examine(a.file, answers, a.family, a.part), shelf.free_name(a.file)
        )
    task, licence = a.task, a.licence
    if sys.stdin.isatty() and not a.json:
        found = shelf.examine(a.file, answers, a.family, a.part)
        print(f"{a.file.name}: {found.family}", file=sys.stderr)
        if task is None and len(found.tasks) > 1:
            task = _asked(f"What for ({', '.join(found.tasks)})", found.tasks[0])
        if licence is None:
            licence = _asked("Licence of the weights", cards.UNKNOWN)
    added = shelf.add(
        a.file,
        a.name,
        licence=licence or cards.UNKNOWN,
        task=task,
        attributes=[word.strip() for word in a.attributes.split(",") if word.strip()],
        source=a.source,
        answers=answers,
        family=a.family,
        part=a.part,
    )
    card, assumed = added.card, dict(added.assumed)
    if a.json:
        print(json.dumps({**_row(card), "assumed": assumed}, ensure_ascii=False))
        return 0
    print(f"{card.name}: {card.table['family']}, for {card.task}, {_sizes(card)}")
    print(f"licence: {card.licence}")
    if card.task == STYLE:
        print("It reads styles for the models of the same authors in `coachline semantic`.")
    elif card.task == LATENT:
        print(
            "`coachline project`, `edit` and `sample` work with it, as Latent does in the window."
        )
    elif card.task not in REQUESTS:
        print(f"This version has no tool for {card.task} yet.")
    for name, value in assumed.items():
        print(f"{name} = {json.dumps(value)}, as in the published models: the file does not tell")
    if assumed:
        options = " ".join(f"--option {name}=VALUE" for name in assumed)
        print(f"To tell: coachline models remove {card.name}, then add it again with {options}")
    return 0


def _describe(a: argparse.Namespace, found: Read, name: str) -> int:
    """What `add` would make of a file, and a name that it may be given."""
    if a.json:
        facts = {
            "name": name,
            "family": found.family,
            "tasks": found.tasks,
            "interface": {k: v for k, v in asdict(found.face).items() if v is not None},
            "options": dict(found.options),
            "assumed": dict(found.assumed),
            "sha256": found.digest,
            "choices": found.choices,
        }
        print(json.dumps(facts, ensure_ascii=False))
        return 0
    print(f"{a.file.name}: {found.family}, for {' or '.join(found.tasks)}")
    if len(found.choices) > 1:
        known = ", ".join(f"{name} ({part})" if part else name for name, part in found.choices)
        print(f"It can be read as: {known}. --family and --part choose.")
    for name, value in found.options.items():
        assumed = ", assumed: the file does not tell" if name in found.assumed else ""
        print(f"{name} = {json.dumps(value)}{assumed}")
    return 0


def _asked(question: str, usual: str) -> str:
    """An answer from the terminal; nothing = as usual."""
    print(f"{question} [{usual}]: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() or usual


def _option(text: str) -> tuple[str, Any]:
    """NAME=VALUE, the value as JSON if it is that, else as a word."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise BadInput("model.option_form", text=text)
    try:
        return name, json.loads(value.lower() if value in ("True", "False") else value)
    except ValueError:
        return name, value


def _remove(a: argparse.Namespace) -> int:
    cards.remove(a.name)
    print(json.dumps({"removed": a.name}, ensure_ascii=False) if a.json else f"{a.name}: removed")
    return 0


def _export(a: argparse.Namespace) -> int:
    from engine.runtime import onnx  # torch: seconds

    made = onnx.export(a.name, a.output)
    face = made.face
    if a.json:
        facts = {k: v for k, v in asdict(face).items() if v is not None}
        answer = {"path": str(made.path), "interface": facts, "inputs": made.inputs}
        print(json.dumps({**answer, "difference": made.error}, ensure_ascii=False))
        return 0
    height, width = face.fixed or ("H", "W")
    given = []
    for key, shape in made.inputs.items():
        if key == "picture":
            size = f"1×{face.planes}×{height}×{width} in {_range(face.takes)}"
        else:
            size = "×".join(map(str, shape))
        given.append(f"{key} {size}")
    gives = f"result, {face.colours} channels in {_range(face.gives)}"
    if not face.colours:
        gives = "mean, log_variance"
    print(f"{made.path}: {', '.join(given)} → {gives}; {_sizes(cards.find(a.name))}")
    print(f"compared with PyTorch: {made.error:.1g} of the range at most")
    return 0


def _range(values: tuple[float, float]) -> str:
    return f"[{values[0]:g}, {values[1]:g}]"
