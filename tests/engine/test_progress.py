import pytest

from engine.progress import Cancelled, Progress


def test_steps_are_reported_until_it_is_cancelled() -> None:
    seen: list[float] = []
    progress = Progress(seen.append)
    progress.step(0.25)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(0.5)
    assert seen == [0.25]


def test_a_part_reports_its_share_of_the_whole_and_stops_with_it() -> None:
    seen: list[float] = []
    whole = Progress(seen.append)
    part = whole.part(0.5, 1.0)
    part.step(0.5)
    assert seen == [0.75]
    whole.cancel()
    with pytest.raises(Cancelled):
        part.step(0.6)
