"""`coachline inpaint`: depth, alpha and metadata stay, masks of all kinds, variants, recipes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.ops import files
from engine.ops.files import Picture

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """60×88 pixels, 16 bits, with alpha, as TIFF."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 65536, (60, 88, 4), np.uint16)
    path = tmp_path / "Größe 图.tif"
    files.write(path, Picture(pixels, dpi=(300.0, 300.0)))
    return path


def masked(folder: Path, white: int = 255, size: tuple[int, int] = (60, 88)) -> Path:
    mask = np.zeros((*size, 1), np.uint8)
    mask[10:30, 20:50] = white
    files.write(folder / "mask.png", Picture(mask))
    return folder / "mask.png"


def test_outside_the_mask_every_number_stays_and_the_file_keeps_what_it_says(
    photo: Path, tmp_path: Path, tiny_painter: str, capsys: Printed
) -> None:
    out = tmp_path / "out.tif"
    command = ["inpaint", str(photo), "--mask", str(masked(tmp_path)), "-o", str(out)]
    assert cli.main([*command, "--method", "tiny", "--seed", "3", "--variants", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [o["seed"] for o in answer["outputs"]] == [3, 4]
    before = files.read(photo)
    hole = files.read(tmp_path / "mask.png").pixels[..., 0] > 0
    for path in ("out_01.tif", "out_02.tif"):
        after = files.read(tmp_path / path)
        assert after.pixels.dtype == np.uint16 and after.dpi == before.dpi
        same = (after.pixels == before.pixels).all(2)
        assert same[~hole].all()
        assert same[hole].mean() < 0.1


def test_a_recipe_gives_the_same_picture_again(photo: Path, tmp_path: Path) -> None:
    out, recipe, again = tmp_path / "out.png", tmp_path / "recipe.json", tmp_path / "again.png"
    command = ["inpaint", str(photo), "--mask", str(masked(tmp_path, 100)), "-o", str(out)]
    assert cli.main([*command, "--method", "telea", "--recipe", str(recipe)]) == 0
    assert cli.main(["run", str(recipe), "-o", str(again)]) == 0
    assert np.array_equal(files.read(out).pixels, files.read(again).pixels)


def test_an_empty_mask_gives_the_file_unchanged_and_says_so(
    photo: Path, tmp_path: Path, capsys: Printed
) -> None:
    for name in ("out.tif", "out.png"):
        out = tmp_path / name
        mask = masked(tmp_path, white=0)
        assert cli.main(["inpaint", str(photo), "--mask", str(mask), "-o", str(out)]) == 0
        assert "unchanged" in capsys.readouterr().err
        assert np.array_equal(files.read(out).pixels, files.read(photo).pixels)
    assert (tmp_path / "out.tif").read_bytes() == photo.read_bytes()


def test_masks_that_do_not_fit_are_refused_and_nothing_is_written(
    photo: Path, tmp_path: Path, capsys: Printed
) -> None:
    out = tmp_path / "out.tif"
    command = ["inpaint", str(photo), "-o", str(out), "--method", "telea", "--mask"]
    assert cli.main([*command, str(masked(tmp_path, size=(40, 60)))]) == 2
    told = capsys.readouterr().err
    assert "60×40" in told and "88×60" in told
    files.write(tmp_path / "full.png", Picture(np.full((60, 88, 1), 255, np.uint8)))
    assert cli.main([*command, str(tmp_path / "full.png")]) == 2
    assert cli.main([*command, str(tmp_path / "none.png")]) == 2
    own = ["inpaint", str(photo), "-o", str(photo), "--method", "telea", "--mask"]
    assert cli.main([*own, str(masked(tmp_path))]) == 2
    assert not out.exists()


def test_a_grey_picture_and_its_profile_stay_grey(tmp_path: Path) -> None:
    pixels = np.linspace(0, 65535, 60 * 88).reshape(60, 88, 1).astype(np.uint16)
    files.write(tmp_path / "grey.png", Picture(pixels))
    out = tmp_path / "out.png"
    command = ["inpaint", str(tmp_path / "grey.png"), "--mask", str(masked(tmp_path))]
    assert cli.main([*command, "-o", str(out), "--method", "navier-stokes"]) == 0
    assert files.read(out).pixels.shape == (60, 88, 1)


def test_a_batch_fills_the_same_hole_in_every_picture(photo: Path, tmp_path: Path) -> None:
    out, recipe = tmp_path / "out.tif", tmp_path / "recipe.json"
    command = ["inpaint", str(photo), "--mask", str(masked(tmp_path)), "-o", str(out)]
    assert cli.main([*command, "--method", "telea", "--recipe", str(recipe)]) == 0
    folder = tmp_path / "shots"
    folder.mkdir()
    files.write(folder / "a.png", Picture(np.full((60, 88, 3), 90, np.uint8)))
    made = tmp_path / "made"
    assert cli.main(["batch", str(recipe), str(folder), "-o", str(made)]) == 0
    filled = files.read(made / "a.png").pixels
    hole = files.read(tmp_path / "mask.png").pixels[..., 0] > 0
    assert (filled[~hole] == 90).all()
    assert np.abs(filled[hole].astype(int) - 90).max() <= 3  # Telea's own rounding
