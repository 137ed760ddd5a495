"""A batch in a process of its own: what it tells, pausing, cancelling, dying."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.jobs import batch
from app.jobs.batch import BatchProcess, error_of
from engine.ops import files
from engine.ops.files import Picture

# Tells as a batch does; "pause" and "resume" are answered, "cancel" ends it if it listens.
CHILD = """
import json, sys
def tell(**event): print(json.dumps(event), flush=True)
tell(event="plan", files=[])
print("a library says something", flush=True)
for line in sys.stdin:
    tell(event="heard", word=line.strip())
    if line.strip() == "cancel" and {listens}:
        tell(event="end", done=0, skipped=0, failed=0, cancelled=True)
        break
else:
    import time
    time.sleep(60)
if not {listens}:
    import time
    time.sleep(60)
"""


def play(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(batch, "command", lambda _: (sys.executable, ["-c", code]))


def words(said: list[dict[str, str]]) -> list[str]:
    return [e["word"] for e in said if e["event"] == "heard"]


def test_pausing_and_cancelling_are_told_to_the_batch(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, CHILD.format(listens=True))
    process = BatchProcess()
    said: list[dict[str, str]] = []
    failed: list[object] = []
    process.told.connect(said.append)
    process.failed.connect(failed.append)
    process.start(["upscale"])
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    process.pause()
    process.go_on()
    with qtbot.waitSignal(process.ended, timeout=20_000):
        process.cancel()
    assert words(said) == ["pause", "resume", "cancel"]
    assert not failed and not process.busy


def test_a_batch_that_does_not_listen_is_ended_all_the_same(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, CHILD.format(listens=False))
    process = BatchProcess()
    said: list[object] = []
    failed: list[object] = []
    process.told.connect(said.append)
    process.failed.connect(failed.append)
    process.start(["upscale"])
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    with qtbot.waitSignal(process.ended, timeout=20_000):
        process.cancel()
    assert not failed


def test_a_batch_that_dies_is_an_error(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, "import os; os.abort()")
    process = BatchProcess()
    failed: list[object] = []
    process.failed.connect(failed.append)
    with qtbot.waitSignal(process.ended, timeout=20_000):
        process.start(["upscale"])
    assert len(failed) == 1


def test_a_batch_that_cannot_begin_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    process = BatchProcess()
    with qtbot.waitSignals([process.failed, process.ended], timeout=60_000):
        process.failed.connect(lambda e: codes.append(e.code))
        codes: list[str] = []
        process.start(["upscale", "-o", str(tmp_path), "--", str(tmp_path / "nothing.png")])
    assert codes == ["file.missing"]


def test_a_real_batch_tells_every_file(qtbot: QtBot, tmp_path: Path, tiny_upscaler: str) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    files.write(inside / "-车 a.png", Picture(np.full((9, 9, 3), 90, np.uint8)))
    (inside / "b.png").write_bytes(b"no picture")
    process = BatchProcess()
    said: list[dict[str, str]] = []
    process.told.connect(said.append)
    with qtbot.waitSignal(process.ended, timeout=120_000):
        process.start(
            ["upscale", "--model", tiny_upscaler, "-o", str(tmp_path / "out"), "--", str(inside)]
        )
    status = [e["status"] for e in said if e["event"] == "file"]
    assert sorted(status) == ["done", "failed", "running"]
    assert said[-1]["event"] == "end"
    assert files.read(tmp_path / "out" / "-车 a.png").pixels.shape == (18, 18, 3)


def test_an_unknown_error_is_told_in_its_own_words() -> None:
    assert "strange" in str(error_of({"code": "of.tomorrow", "message": "strange", "params": {}}))
