"""The shell's commands beside the window: answers, errors with their codes, stopping."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs import child
from app.jobs.child import Child
from engine.errors import CoachlineError


def test_a_command_answers_in_json(qtbot: QtBot) -> None:
    shell = Child()
    with qtbot.waitSignal(shell.answered, timeout=60_000) as answer:
        shell.start("models", "list", "--task", "sketch")
        assert shell.busy
    assert {"painter"} <= {row["name"] for row in answer.args[0]}
    assert not shell.busy


def test_an_error_comes_back_as_it_was_raised(qtbot: QtBot) -> None:
    shell = Child()
    with qtbot.waitSignal(shell.failed, timeout=60_000) as failure:
        shell.start("models", "show", "nobody")
    error = failure.args[0]
    assert isinstance(error, CoachlineError)
    assert error.code == "model.unknown"
    assert error.params["name"] == "nobody"


@pytest.mark.parametrize("code", ["import os; os.abort()", "print('no json')", "print('[1')"])
def test_a_command_that_breaks_down_is_an_error(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(child, "command", lambda _: (sys.executable, ["-c", code]))
    shell = Child()
    with qtbot.waitSignal(shell.failed, timeout=60_000) as failure:
        shell.start("models")
    assert failure.args[0].code == "internal"


def test_a_program_that_is_not_there_is_an_error(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "command", lambda _: ("/no/such/program", []))
    shell = Child()
    with qtbot.waitSignal(shell.failed, timeout=60_000) as failure:
        shell.start("models")
    assert failure.args[0].code == "internal"
    assert not shell.busy


def test_nothing_comes_after_stop(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "import time; time.sleep(60); print('[]')"
    monkeypatch.setattr(child, "command", lambda _: (sys.executable, ["-c", slow]))
    shell = Child()
    said: list[object] = []
    shell.answered.connect(said.append)
    shell.failed.connect(said.append)
    shell.start("models")
    shell.stop()
    assert not shell.busy
    monkeypatch.setattr(child, "command", lambda _: (sys.executable, ["-c", "print('[2]')"]))
    with qtbot.waitSignal(shell.answered, timeout=60_000):
        shell.start("models")
    assert said == [[2]]


@pytest.mark.parametrize("ending", ["", ".exe"])
def test_a_packaged_window_asks_the_shells_program(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / f"coachline{ending}"))
    program, arguments = child.command(["models", "list"])
    assert Path(program) == tmp_path / f"coachline-cli{ending}"
    assert arguments == ["models", "list"]
