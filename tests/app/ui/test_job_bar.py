"""The work under way tells how long it may still take."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui import job_bar
from app.ui.job_bar import JobBar


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(job_bar.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def bar(qtbot: QtBot) -> JobBar:
    bar = JobBar()
    qtbot.addWidget(bar)
    return bar


def text(bar: JobBar) -> str:
    return bar.findChildren(QLabel)[0].text()


def test_the_time_left_follows_from_the_pace_so_far(bar: JobBar, clock: Clock) -> None:
    bar.show_work("Painting", 0.2)
    assert text(bar) == "Painting"  # nothing is known of its pace yet
    clock.now += 10
    bar.show_work("Painting", 0.4)
    assert text(bar) == "Painting · 30 s left"
    clock.now += 10
    bar.show_work("Painting", 0.41)
    assert text(bar) == "Painting · 56 s left"
    clock.now += 200
    bar.show_work("Painting", 0.42)
    assert text(bar) == "Painting · 10 min left"


def test_other_work_and_the_same_work_again_begin_anew(bar: JobBar, clock: Clock) -> None:
    bar.show_work("Painting", 0.0)
    clock.now += 10
    bar.show_work("Saving", 0.5)
    assert text(bar) == "Saving"
    clock.now += 10
    bar.show_work("Saving", 0.1)
    assert text(bar) == "Saving"
    clock.now += 10
    bar.show_work("Saving", None)  # it cannot tell any more
    assert text(bar) == "Saving"
    bar.rest()
    bar.show_work("Saving", 0.9)
    assert text(bar) == "Saving"
    clock.now += 1
    bar.show_work("Saving", 0.99)
    assert text(bar) == "Saving"  # too short to say
