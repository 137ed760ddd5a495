from pathlib import Path

import pytest

from engine.errors import BadInput, CoachlineError
from engine.runtime import cards


def test_an_added_model_is_listed_by_task(tiny_painter: str) -> None:
    assert tiny_painter in [c.name for c in cards.installed("sketch")]
    assert tiny_painter not in [c.name for c in cards.installed("upscale")]


def test_a_models_weights_are_compared_with_its_card(tiny_painter: str) -> None:
    card = cards.find(tiny_painter)
    card.verify()
    data = bytearray(card.weights.read_bytes())
    data[-1] ^= 1
    card.weights.write_bytes(data)
    with pytest.raises(CoachlineError) as e:
        card.verify()
    assert e.value.code == "model.damaged"
    card.weights.unlink()
    with pytest.raises(CoachlineError) as e:
        card.verify()
    assert e.value.code == "model.missing"


def test_unknown_names_and_wrong_tasks_are_refused(tiny_painter: str) -> None:
    with pytest.raises(BadInput) as e:
        cards.find("nobody", "sketch")
    assert e.value.code == "model.unknown"
    assert tiny_painter in str(e.value)
    with pytest.raises(BadInput) as e:
        cards.find(tiny_painter, "upscale")
    assert e.value.code == "model.wrong_task"


@pytest.mark.parametrize("text", ["", "title = 3", "not toml at all [", 'title = "x"\n'])
def test_a_damaged_card_is_named_and_does_not_hide_the_others(
    tiny_painter: str, home: Path, text: str
) -> None:
    path = home / "models" / "bad.toml"
    path.write_text(text)
    with pytest.raises(CoachlineError) as e:
        cards.read(path)
    assert e.value.code == "model.card"
    names = [c.name for c in cards.installed()]
    assert tiny_painter in names
    assert "bad" not in names


def test_a_users_model_goes_before_the_programs(
    tiny_painter: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = home / "models" / "tiny.toml"
    (tmp_path / "tiny.toml").write_text(own.read_text().replace('"Tiny"', '"Shipped"'))
    monkeypatch.setattr(cards.paths, "weights", lambda: tmp_path)
    assert cards.find("tiny").title == "Tiny"


def test_the_faithful_network_of_a_pair_is_taken_if_none_is_named() -> None:
    names = [c.name for c in cards.installed("upscale")]
    assert names.index("upscale-x2") < names.index("upscale-x2-detail")
    assert cards.default("upscale") == "upscale-x2"
