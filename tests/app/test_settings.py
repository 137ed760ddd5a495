from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings, limits
from engine import paths


@given(st.integers(1, 512), st.booleans(), st.sampled_from(["split", "overlay"]), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_is_saved_is_loaded(
    tmp_path: Path, size: int, live: bool, view: str, folder: str
) -> None:
    path = tmp_path / "settings.json"
    try:
        folder.encode()
    except UnicodeEncodeError:
        folder = ""
    wanted = Settings(brush_px=size, live=live, view=view, folder=folder)
    wanted.save(path)
    assert Settings.load(path) == wanted
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_without_a_file_there_are_defaults() -> None:
    assert Settings.load() == Settings()
    assert not paths.settings_file().exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    assert Settings.load(path) == Settings()
    assert not path.exists()
    assert (tmp_path / "settings.json.damaged").read_bytes() == damage


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brush_px", 0),
        ("brush_px", 513),
        ("brush_px", True),
        ("brush_px", "4"),
        ("live", 1),
        ("view", "sideways"),
        ("colour", "red"),
        ("folder", None),
    ],
)
def test_a_value_that_is_not_allowed_gives_way_to_its_default(
    tmp_path: Path, name: str, value: object
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value, "hardness": 12, "of a newer version": 1}))
    assert Settings.load(path) == Settings(hardness=12)
    assert path.exists()


def test_a_failed_save_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    Settings(brush_px=7).save(path)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        Settings(brush_px=9).save(path)
    assert Settings.load(path).brush_px == 7
    assert len(list(tmp_path.iterdir())) == 1


def test_every_setting_is_declared_with_a_label_and_an_allowed_default() -> None:
    for f in fields(Settings):
        assert f.metadata["label"]
        if type(f.default) is int:
            low, high = limits(f.name)
            assert low <= f.default <= high
        if "choices" in f.metadata:
            assert f.default in f.metadata["choices"]
