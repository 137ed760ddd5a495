from __future__ import annotations

from app.ui.latent_history import History


def test_steps_are_taken_back_and_done_again_in_order() -> None:
    history: History[str] = History()
    history.add("One", "a", "b", 1)
    history.add("Two", "b", "c", 1)
    assert history.undo_name(1) == "Two"
    assert history.undo() == "b"
    assert (history.undo_name(1), history.redo_name(1)) == ("One", "Two")
    assert history.undo() == "a"
    assert history.undo_name(1) == ""
    assert history.redo() == "b"
    assert history.redo() == "c"
    assert history.redo_name(1) == ""


def test_the_values_of_one_slider_are_one_step() -> None:
    history: History[int] = History()
    history.add("Other", 7, 0, 1)
    for value in range(5):
        history.add("Slider", value, value + 1, 1, joins=True)
    assert history.undo() == 0
    assert history.undo_name(1) == "Other"


def test_what_is_not_to_be_joined_is_a_step_of_its_own() -> None:
    history: History[int] = History()
    history.add("Stroke", 0, 1, 1)
    history.add("Stroke", 1, 2, 1)
    assert history.undo() == 1
    assert history.undo() == 0


def test_a_step_waits_until_the_document_is_back_where_it_was_made() -> None:
    history: History[int] = History()
    history.add("Stroke", 0, 1, 4)
    assert history.undo_name(5) == ""
    assert history.undo_name(4) == "Stroke"


def test_a_new_step_takes_the_place_of_what_was_undone() -> None:
    history: History[int] = History()
    history.add("Old", 0, 1, 1)
    history.undo()
    history.add("New", 0, 2, 1)
    assert history.redo_name(1) == ""


def test_the_oldest_steps_are_forgotten() -> None:
    history: History[int] = History()
    for i in range(250):
        history.add("Step", i, i + 1, 1)
    steps = 0
    while history.undo_name(1):
        history.undo()
        steps += 1
    assert steps == 200
