"""`coachline models [list|show|verify]`: which networks are installed."""

from __future__ import annotations

import argparse
import json
import sys

from engine.errors import BadInput, CoachlineError
from engine.runtime import cards


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = subparsers.add_parser(
        "models",
        help="list, show or verify the installed models",
        description="list: every installed model. show: the whole card of one. verify: compare "
        "the weights with the card's SHA-256, of one or all.",
    )
    p.add_argument("action", nargs="?", default="list", choices=("list", "show", "verify"))
    p.add_argument("name", nargs="?", metavar="NAME")
    p.add_argument("--json", action="store_true", help="answer in JSON")
    p.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    match a.action:
        case "show":
            if a.name is None:
                known = ", ".join(c.name for c in cards.installed())
                raise BadInput("model.unknown", name="", known=known)
            return _show(cards.find(a.name), a.json)
        case "verify":
            return _verify([cards.find(a.name)] if a.name else list(cards.installed()), a.json)
    return _list(cards.installed(), a.json)


def _list(installed: tuple[cards.Card, ...], as_json: bool) -> int:
    if as_json:
        rows = [
            {"name": c.name, "title": c.title, "task": c.task, "version": c.version,
             "licence": c.licence, "path": str(c.weights)}
            for c in installed
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for c in installed:
        print(f"{c.name:12} {c.task:10} {c.version:8} {c.licence:12} {c.title}")
    return 0


def _show(card: cards.Card, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"name": card.name, **card.table}, ensure_ascii=False, default=str))
    else:
        print(card.path.read_text(encoding="utf-8"), end="")
    return 0


def _verify(chosen: list[cards.Card], as_json: bool) -> int:
    failed: dict[str, str] = {}
    for card in chosen:
        try:
            card.verify()
        except CoachlineError as e:
            failed[card.name] = str(e)
    if as_json:
        print(json.dumps({c.name: failed.get(c.name, "ok") for c in chosen}, ensure_ascii=False))
    else:
        for card in chosen:
            if card.name not in failed:
                print(f"{card.name}: ok")
        for message in failed.values():
            print(f"coachline: {message}", file=sys.stderr)
    return 1 if failed else 0
