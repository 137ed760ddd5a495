from __future__ import annotations

from pathlib import Path

import pytest

from app.jobs import label_memory


@pytest.mark.parametrize(
    ("card", "count"),
    [
        ({}, 0),
        ({"interface": {"planes": 3}}, 0),
        ({"interface": {"labels": 35}}, 35),
        ({"interface": {"labels": 184, "edges": True, "unknown": True}}, 182),
        ({"interface": {"labels": "many"}}, 0),
        ({"interface": 7}, 0),
    ],
)
def test_a_card_tells_how_many_labels_a_model_has(card: dict[str, object], count: int) -> None:
    assert label_memory.count_of(card) == count


def test_what_was_said_of_a_model_is_remembered(home: Path) -> None:
    assert label_memory.mapping("spade") == ""
    label_memory.keep_mapping("spade", "2=26")
    label_memory.keep_mapping("另一个", "3=8, 2=1")
    assert label_memory.mapping("spade") == "2=26"
    assert label_memory.mapping("另一个") == "3=8, 2=1"
    assert [path.name for path in home.iterdir()] == ["label_models.json"]


@pytest.mark.parametrize("text", ["", "[]", '{"models": 3}', '{"models": {"spade": "2=x"}}', "\0"])
def test_a_damaged_memory_counts_as_nothing_said(home: Path, text: str) -> None:
    (home / "label_models.json").write_text(text, encoding="utf-8")
    assert label_memory.mapping("spade") == ""
    label_memory.keep_mapping("spade", "2=3")
    assert label_memory.mapping("spade") == "2=3"
