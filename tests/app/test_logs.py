from __future__ import annotations

import faulthandler
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from engine import paths


@pytest.fixture(autouse=True)
def former() -> Iterator[None]:
    """The logging of the tests as it was before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    faulthandler.disable()


def test_what_happens_is_noted_in_the_users_folder(home: Path) -> None:
    logs.begin()
    logs.introduce()
    logging.getLogger("app.anything").warning("a wheel fell off: 轮")
    text = (paths.logs() / "coachline.log").read_text("utf-8")
    assert paths.logs().is_relative_to(home)
    assert "Coachline" in text and "a wheel fell off: 轮" in text


def test_the_log_stays_small(home: Path) -> None:
    logs.begin()
    for _ in range(12):
        logging.getLogger("app.anything").warning("x" * (logs.SIZE // 2))
    files = sorted(paths.logs().glob("coachline.log*"))
    assert len(files) == logs.KEPT + 1
    assert sum(file.stat().st_size for file in files) < (logs.KEPT + 1) * logs.SIZE


def test_without_a_place_for_the_log_the_program_goes_on(home: Path) -> None:
    (home / "logs").write_text("a file where the folder should be")
    logs.begin()
    logging.getLogger("app.anything").warning("still here")
