from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.jobs.runner import JobRunner
from app.jobs.turns import Turns
from engine import recipes
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.progress import Progress
from engine.requests import DeblurRequest, Request, Result

PICTURE = np.zeros((4, 4, 4), np.uint8)


def request() -> Request:
    return DeblurRequest(PICTURE, Rect.of_size(4, 4), model="none")


def answer(request: Request, progress: Progress) -> Result:
    progress.step(0.5)
    return Result(PICTURE, request.region, recipes.describe(request, "0" * 64), "cpu", 0.0)


@pytest.fixture
def turns(qtbot: QtBot) -> Turns:
    runner = JobRunner(run=answer)
    turns = Turns(runner, runner)
    yield turns
    turns.shut_down()
    runner.shut_down()


def test_the_answer_comes_with_the_tag_of_who_asked(turns: Turns, qtbot: QtBot) -> None:
    with qtbot.waitSignal(turns.finished) as signal:
        turns.ask("mine", "result", request)
        assert turns.busy
    assert signal.args[0] == "mine"
    assert not turns.busy


@pytest.mark.parametrize(
    ("raised", "code"), [(BadInput("drawing.blank"), "drawing.blank"), (OSError("x"), "internal")]
)
def test_a_request_that_cannot_be_made_is_an_error(
    turns: Turns, qtbot: QtBot, raised: Exception, code: str
) -> None:
    def make() -> Request:
        raise raised

    with qtbot.waitSignal(turns.failed) as signal:
        turns.ask(None, "preview", make)
    error = signal.args[0]
    assert isinstance(error, CoachlineError)
    assert error.code == code
    assert not turns.busy


def test_what_was_stopped_is_not_answered(turns: Turns, qtbot: QtBot) -> None:
    answered: list[object] = []
    turns.finished.connect(lambda *args: answered.append(args))
    turns.ask(1, "result", request)
    turns.stop()
    assert not turns.busy
    with qtbot.waitSignal(turns.finished):
        turns.ask(2, "result", request)
    assert [tag for tag, _ in answered] == [2]
