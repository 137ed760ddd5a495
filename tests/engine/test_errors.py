import re
import string
from pathlib import Path

import pytest

from engine.errors import MESSAGES, BadInput, CoachlineError

RAISED = re.compile(r'(?:BadInput|CoachlineError)\(\s*"([a-z_.]+)"')


def raised_codes() -> set[str]:
    root = Path(__file__).resolve().parents[2]
    files = [p for room in ("engine", "app") for p in (root / room).rglob("*.py")]
    return {code for p in files for code in RAISED.findall(p.read_text(encoding="utf-8"))}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    codes = raised_codes()
    assert len(codes) > 10
    assert codes <= MESSAGES.keys()


def test_no_sentence_stands_unused() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [p for room in ("engine", "app") for p in (root / room).rglob("*.py")]
    text = "".join(p.read_text(encoding="utf-8") for p in files if p.name != "errors.py")
    assert [code for code in MESSAGES if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", MESSAGES)
def test_a_sentence_names_its_parameters_and_ends(code: str) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(MESSAGES[code]) if name]
    error = CoachlineError(code, **{n: f"<{n}>" for n in names})
    assert all(f"<{n}>" in str(error) for n in names)
    assert str(error).endswith((".", ")"))


def test_bad_input_is_exit_code_2() -> None:
    assert BadInput("drawing.blank").exit_code == 2
    assert CoachlineError("file.write", path="x", reason="full").exit_code == 1
