"""`coachline semantic` and `coachline segment`: files in and out, exit codes, recipes, batches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli, palette
from engine.ops import files, label_files
from engine.ops.files import Picture

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def ids() -> np.ndarray:
    parts = np.zeros((64, 96, 1), np.uint8)
    parts[40:] = 1
    parts[20:50, 10:86] = 2
    parts[24:34, 30:60] = 3
    return parts


@pytest.fixture
def map_file(tmp_path: Path, ids: np.ndarray) -> Path:
    path = tmp_path / "labels.png"
    label_files.write(path, ids)
    return path


def semantic(*words: object) -> int:
    return cli.main(["semantic", *map(str, words), "--model", "tiny"])


def test_variants_are_numbered_and_a_recipe_gives_the_first_again(
    tiny_painter: str, map_file: Path, tmp_path: Path, capsys: Printed
) -> None:
    red = tmp_path / "rot=1.png"
    files.write(red, Picture(np.full((20, 20, 3), (220, 10, 10), np.uint8)))
    out, recipe = tmp_path / "car.png", tmp_path / "r.json"
    more = ("--seed", 5, "--variants", 2, "--longest", 120, "--json")
    styled = ("--part-style", f"车漆,3={red}", "--recipe", recipe)
    assert semantic(map_file, "-o", out, *more, *styled) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [o["seed"] for o in answer["outputs"]] == [5, 6]
    first, second = (files.read(tmp_path / f"car_0{i}.png").pixels for i in (1, 2))
    assert first.shape == (80, 120, 3)
    assert not np.array_equal(first, second)
    assert cli.main(["run", str(recipe), "-o", str(tmp_path / "again.png")]) == 0
    assert np.array_equal(files.read(tmp_path / "again.png").pixels, first)


def test_an_id_outside_the_palette_is_exit_code_2_with_its_value(
    tiny_painter: str, tmp_path: Path, ids: np.ndarray, capsys: Printed
) -> None:
    ids[3, 4] = 77
    files.write(tmp_path / "bad.png", Picture(ids))
    assert semantic(tmp_path / "bad.png", "-o", tmp_path / "o.png") == 2
    assert "77" in capsys.readouterr().err
    assert not (tmp_path / "o.png").exists()


def test_colours_without_parts_are_exit_code_2_and_a_map_assigns_them(
    tiny_painter: str, tmp_path: Path, ids: np.ndarray, capsys: Printed
) -> None:
    colours = np.array([(9, 9, 9), (50, 90, 50), (250, 0, 0), (0, 0, 250)], np.uint8)
    files.write(tmp_path / "pass.png", Picture(colours[ids[..., 0]]))
    out = tmp_path / "o.png"
    assert semantic(tmp_path / "pass.png", "-o", out) == 2
    assert "#fa0000" in capsys.readouterr().err
    told = {"#090909": 0, "#325a32": "ground", "#fa0000": "paint", "#0000fa": "玻璃"}
    (tmp_path / "map.json").write_text(json.dumps(told), encoding="utf-8")
    assert semantic(tmp_path / "pass.png", "-o", out, "--map", tmp_path / "map.json") == 0
    label_files.write(tmp_path / "same.png", ids)
    assert semantic(tmp_path / "same.png", "-o", tmp_path / "o2.png") == 0
    assert np.array_equal(files.read(out).pixels, files.read(tmp_path / "o2.png").pixels)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--variants", 0), "value.range"),
        (("--part-style", "chassis=x.png"), "labels.part_style"),
        (("--part-style", "paint"), "labels.part_style"),
        (("--style", "nothing.png"), "file.missing"),
        (("--map", "nothing.json"), "file.missing"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_computed(
    tiny_painter: str, map_file: Path, tmp_path: Path, capsys: Printed,
    words: tuple[object, ...], code: str,
) -> None:  # fmt: skip
    assert semantic(map_file, "-o", tmp_path / "o.png", "--json", *words) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert semantic(map_file, "-o", map_file) == 2  # never over its own input


def test_a_batch_paints_label_maps_and_tells_those_that_are_none(
    tiny_painter: str, map_file: Path, tmp_path: Path, capsys: Printed
) -> None:
    recipe, out = tmp_path / "r.json", tmp_path / "out"
    assert semantic(map_file, "-o", tmp_path / "first.png", "--recipe", recipe) == 0
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(map_file.read_bytes())
    noise = np.random.default_rng(0).integers(0, 255, (40, 40, 3), np.uint8)
    files.write(folder / "photo.png", Picture(noise))
    assert cli.main(["batch", str(recipe), str(folder), "-o", str(out)]) == 1
    assert "palette" in capsys.readouterr().err
    painted = files.read(out / "a.png").pixels[..., :3]
    assert np.array_equal(painted, files.read(tmp_path / "first.png").pixels)
    assert not (out / "photo.png").exists()


def test_parts_that_are_told_can_be_painted_again(
    tiny_segmenter: str, tiny_painter: str, tmp_path: Path, capsys: Printed
) -> None:
    picture = np.full((60, 90, 3), 20, np.uint8)
    picture[:, 50:] = 240
    files.write(tmp_path / "photo.webp", Picture(picture))
    out, recipe = tmp_path / "parts.png", tmp_path / "r.json"
    words = ["--model", "tiny-segmenter", "--recipe", str(recipe), "--json"]
    assert cli.main(["segment", str(tmp_path / "photo.webp"), "-o", str(out), *words]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer["parts"]) == ["paint", "glass"]
    ids = label_files.read(out)
    assert (ids[:, :40] == 2).all()
    assert (ids[:, 60:] == 3).all()
    assert semantic(out, "-o", tmp_path / "car.png") == 0
    assert cli.main(["run", str(recipe), "-o", str(tmp_path / "again.png")]) == 0
    assert np.array_equal(label_files.read(tmp_path / "again.png"), ids)


def test_parts_are_written_as_png_alone(
    tiny_segmenter: str, tmp_path: Path, capsys: Printed
) -> None:
    files.write(tmp_path / "p.png", Picture(np.zeros((40, 40, 3), np.uint8)))
    words = ["segment", str(tmp_path / "p.png"), "--model", "tiny-segmenter", "-o"]
    assert cli.main([*words, str(tmp_path / "o.jpg")]) == 2
    assert cli.main([*words, str(tmp_path / "p.png")]) == 2


def test_the_palettes_names_are_told_in_both_languages() -> None:
    for part in palette.load().parts:
        assert label_files.part_id(part.name("zh_CN")) == part.id
        assert label_files.part_id(f" {part.name('en').upper()}") == part.id
