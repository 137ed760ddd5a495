"""Label maps on disk, and what was said of passes before."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import palette
from engine.errors import BadInput
from engine.ops import files, id_passes, label_files
from engine.ops.files import Picture


@pytest.fixture
def ids() -> np.ndarray:
    return np.array([[0, 2, 3], [17, 255, 2]], np.uint8)[..., None]


def test_a_map_is_read_as_it_was_written_and_others_see_its_colours(
    tmp_path: Path, ids: np.ndarray
) -> None:
    path = tmp_path / "部件.png"
    label_files.write(path, ids)
    assert np.array_equal(label_files.read(path), ids)
    with Image.open(path) as image:
        assert image.mode == "P"
        seen = np.asarray(image.convert("RGBA"))
    glass = next(p for p in palette.load().parts if p.id == 3)
    assert tuple(seen[0, 2]) == (*glass.colour, 255)
    assert seen[1, 1, 3] == 0
    assert [p.name for p in tmp_path.iterdir()] == ["部件.png"]


def test_grey_maps_are_numbers(tmp_path: Path, ids: np.ndarray) -> None:
    files.write(tmp_path / "grey.png", Picture(ids))
    assert np.array_equal(label_files.read(tmp_path / "grey.png"), ids)


def test_an_id_outside_the_palette_is_named(tmp_path: Path, ids: np.ndarray) -> None:
    ids[0, 0] = 77
    files.write(tmp_path / "grey.png", Picture(ids))
    with pytest.raises(BadInput) as e:
        label_files.read(tmp_path / "grey.png")
    assert (e.value.code, e.value.params["value"]) == ("labels.unknown", "77")
    assert "77" in str(e.value)
    assert label_files.read(tmp_path / "grey.png", {"77": 4})[0, 0] == 4
    assert label_files.read_numbers(tmp_path / "grey.png")[0, 0] == 77


@pytest.fixture
def render(tmp_path: Path) -> Path:
    picture = np.full((20, 30, 3), (255, 0, 0), np.uint8)
    picture[:, 10:] = (0, 255, 0)
    picture[:, 20:] = palette.load().parts[8].colour
    files.write(tmp_path / "pass.png", Picture(picture))
    return tmp_path / "pass.png"


def test_colours_without_a_part_are_named(render: Path) -> None:
    with pytest.raises(BadInput) as e:
        label_files.read(render)
    assert e.value.code == "labels.unassigned"
    assert "#ff0000" in str(e.value)
    assert "#00ff00" in str(e.value)
    ids = label_files.read(render, {"#ff0000": 2, "#00ff00": 3})
    assert np.unique(ids).tolist() == [2, 3, 8]


def test_what_was_assigned_once_is_remembered_for_the_same_colours(render: Path) -> None:
    found = id_passes.read(render)
    assert label_files.remembered(found) == {}
    label_files.remember(found, {"#ff0000": 2, "#00ff00": 3, "#123456": 4})
    assert label_files.remembered(found) == {"#ff0000": 2, "#00ff00": 3}
    assert np.unique(label_files.read(render)).tolist() == [2, 3, 8]
    assert label_files.read(render, {"#ff0000": 6}).max() == 8  # what is said now goes first
    assert 6 in label_files.read(render, {"#ff0000": 6})


@pytest.mark.parametrize("text", ["", "{", "[]", '{"passes": 3}', '{"passes": {"a": {"b": "c"}}}'])
def test_a_damaged_memory_counts_as_none(render: Path, home: Path, text: str) -> None:
    found = id_passes.read(render)
    label_files.remember(found, {"#ff0000": 2})
    (file,) = home.glob("label_passes.json")
    file.write_text(text)
    assert label_files.remembered(found) == {}


def test_only_so_many_passes_are_remembered(
    render: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_files, "REMEMBERED", 3)
    for n in range(5):
        entries = (id_passes.Entry(str(n), None, 1.0),)
        found = id_passes.IdPass("numbers", entries, np.zeros((1, 1), np.uint16))
        label_files.remember(found, {str(n): 2})
    held = json.loads((home / "label_passes.json").read_text())["passes"]
    assert len(held) == 3


def test_a_file_of_parts_takes_ids_and_names_of_any_language(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text('{"#ff0000": "Paint", "12": 3, "Körper": "玻璃", "x": 255}', encoding="utf-8")
    assert label_files.read_parts(path) == {"#ff0000": 2, "12": 3, "Körper": 3, "x": 255}


@pytest.mark.parametrize("text", ["[]", "{", '{"a": "chassis"}', '{"a": 99}', '{"a": true}', "\0"])
def test_a_file_of_parts_that_tells_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.json"
    path.write_text(text)
    with pytest.raises(BadInput) as e:
        label_files.read_parts(path)
    assert e.value.code == "labels.parts"


def test_maps_are_written_as_png_alone(tmp_path: Path, ids: np.ndarray) -> None:
    for path, code in (
        (tmp_path / "a.jpg", "file.format"),
        (tmp_path / "no" / "a.png", "file.write"),
    ):
        with pytest.raises(BadInput) as e:
            label_files.write(path, ids)
        assert e.value.code == code
