from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.ops import files


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Dark on the left, light on the right, 56×40."""
    pixels = np.full((40, 56, 3), 30, np.uint8)
    pixels[:, 28:] = 220
    path = tmp_path / "auto 照片.png"
    files.write(path, files.Picture(pixels))
    return path


def test_a_picture_becomes_dark_lines_on_white_of_its_size(
    edge_finder: str, photo: Path, tmp_path: Path
) -> None:
    out = tmp_path / "lines.png"
    assert cli.main(["lines", str(photo), "-o", str(out), "--model", edge_finder]) == 0
    drawn = files.read(out).pixels
    assert drawn.shape == (40, 56, 1) and drawn.dtype == np.uint8
    assert drawn[20, 26:30].min() == 0 and drawn[20, :20].min() == 255


def test_a_saved_recipe_draws_the_same_again(edge_finder: str, photo: Path, tmp_path: Path) -> None:
    first, again, saved = tmp_path / "a.png", tmp_path / "b.png", tmp_path / "r.json"
    asked = ["lines", str(photo), "-o", str(first), "--thin", "--model", edge_finder]
    assert cli.main([*asked, "--recipe", str(saved)]) == 0
    assert cli.main(["run", str(saved), "-o", str(again)]) == 0
    assert first.read_bytes() == again.read_bytes()


def test_json_names_the_file_and_its_size(
    edge_finder: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "lines.png"
    assert cli.main(["lines", str(photo), "-o", str(out), "--model", edge_finder, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["width"], answer["height"]) == (str(out), 56, 40)
    assert answer["model"] == edge_finder


def test_the_picture_is_not_written_over(
    edge_finder: str, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = photo.read_bytes()
    assert cli.main(["lines", str(photo), "-o", str(photo), "--model", edge_finder]) == 2
    assert "input" in capsys.readouterr().err and photo.read_bytes() == before


@pytest.mark.parametrize(("name", "said"), [("tiny", "sketch"), ("gone", "no model")])
def test_a_model_that_draws_no_lines_is_refused_before_anything_is_written(
    tiny_painter: str,
    photo: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    said: str,
) -> None:
    out = tmp_path / "lines.png"
    assert cli.main(["lines", str(photo), "-o", str(out), "--model", name]) == 2
    assert said in capsys.readouterr().err and not out.exists()
