"""`coachline project`, `coachline edit` and `coachline sample`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.cli.project import WORDS
from engine.ops import files, latent_files, npz

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """60×88 pixels, 16 bits, as TIFF: a bright box on dark ground."""
    pixels = np.random.default_rng(0).integers(9000, 12_000, (60, 88, 3), np.uint16)
    pixels[20:40, 30:60] += 30_000
    path = tmp_path / "写真.tif"
    files.write(path, files.Picture(pixels, dpi=(300.0, 300.0)))
    return path


@pytest.fixture
def strokes(tmp_path: Path) -> Path:
    pixels = np.zeros((60, 88, 4), np.uint8)
    pixels[25:35, 35:55] = (255, 0, 0, 255)
    path = tmp_path / "strokes.png"
    files.write(path, files.Picture(pixels))
    return path


def project(photo: Path, *more: str) -> Path:
    out = photo.with_name("latent.npz")
    told = ["project", str(photo), "-o", str(out), "--model", "tiny-latent", "--steps", "5"]
    assert cli.main([*told, *more]) == 0
    return out


def test_a_photo_is_projected(photo: Path, tiny_latent: str, capsys: Printed) -> None:
    preview = photo.with_name("preview.png")
    held = latent_files.load(project(photo, "--preview", str(preview), "--json"))
    answer = json.loads(capsys.readouterr().out)
    assert answer["steps"] == held.steps == 5
    assert answer["fit"] in ("good", "usable", "poor")
    assert answer["psnr"] == pytest.approx(held.psnr, abs=1e-3)
    assert held.latent.shape == (5, 16)
    assert (held.height, held.width, held.model, held.space) == (60, 88, tiny_latent, "w+")
    assert files.read(preview).pixels.shape == (22, 32, 3)


def test_an_edit_leaves_the_rest_bit_for_bit(
    photo: Path, strokes: Path, tiny_latent: str, capsys: Printed
) -> None:
    latent = project(photo)
    capsys.readouterr()
    mask = np.zeros((60, 88, 1), np.uint8)
    mask[10:50, 20:70] = 255
    files.write(photo.with_name("mask.png"), files.Picture(mask))
    out, recipe = photo.with_name("out.tif"), photo.with_name("edit.json")
    edit = ["edit", str(photo), "--latent", str(latent), "-o", str(out), "--json"]
    brushed = ["--colour", str(strokes), "--lines", str(strokes), "--steps", "5"]
    kept = ["--mask", str(photo.with_name("mask.png")), "--recipe", str(recipe)]
    assert cli.main([*edit, *brushed, "--axis", "length=1.5", "--axis", "height=-1", *kept]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["figures"].keys() == {"psnr", "colour", "contours"}
    assert answer["notes"][0] in WORDS
    before, after = files.read(photo), files.read(out)
    assert after.pixels.dtype == np.uint16
    assert after.dpi == before.dpi
    outside = mask[..., 0] == 0
    assert np.array_equal(before.pixels[outside], after.pixels[outside])
    assert (before.pixels != after.pixels)[~outside].mean() > 0.5

    again = photo.with_name("again.tif")
    assert cli.main(["run", str(recipe), "-o", str(again)]) == 0
    assert np.array_equal(files.read(again).pixels, after.pixels)
    assert cli.main(["batch", str(recipe), str(photo), "-o", str(photo.parent / "all")]) == 2
    assert "belongs to one picture" in capsys.readouterr().err


def test_without_a_latent_the_photo_is_projected_first(
    photo: Path, tiny_latent: str, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = photo.with_name("out.png")
    told = ["edit", str(photo), "-o", str(out), "--model", tiny_latent, "--axis", "length=1"]
    assert cli.main(told) == 0
    printed = capsys.readouterr().out
    assert "projected at" in printed
    assert WORDS["latent.poor"] in printed  # random weights show no photo
    assert files.read(out).pixels.shape == (60, 88, 3)


def test_samples_come_in_one_sheet(tmp_path: Path, tiny_latent: str) -> None:
    out = tmp_path / "grid.png"
    assert cli.main(["sample", "-n", "7", "-o", str(out), "--model", tiny_latent]) == 0
    assert files.read(out).pixels.shape == (96, 96, 4)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (["edit", "{photo}", "-o", "{out}"], "Nothing was brushed"),
        (["edit", "{photo}", "-o", "{photo}", "--axis", "length=1"], "is an input"),
        (["edit", "{photo}", "-o", "{out}", "--axis", "wings=1"], "no axis “wings”"),
        (["edit", "{photo}", "-o", "{out}", "--axis", "length"], "NAME=VALUE"),
        (["edit", "{photo}", "-o", "{out}", "--axis", "a=1", "--latent", "{photo}"], "no latent"),
        (["project", "{photo}", "-o", "{out}"], "cannot be written as"),
        (["project", "{photo}", "-o", "{npz}", "--steps", "-3"], "between 0 and"),
        (["project", "{none}", "-o", "{npz}"], "does not exist"),
        (["sample", "-n", "0", "-o", "{out}"], "between 1 and 256"),
        (["sample", "-o", "{out}", "--model", "painter"], "not for latent"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_sentence(
    photo: Path, tiny_latent: str, capsys: Printed, told: list[str], sentence: str
) -> None:
    folder = photo.parent
    names = {
        "photo": photo,
        "out": folder / "out.png",
        "npz": folder / "a.npz",
        "none": folder / "no.png",
    }
    if "--model" not in told:
        told = [*told, "--model", tiny_latent]
    before = sorted(folder.iterdir())
    assert cli.main([word.format(**names) for word in told]) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


def test_strokes_of_another_size_and_latents_of_another_model_are_refused(
    photo: Path, tmp_path: Path, tiny_latent: str, capsys: Printed
) -> None:
    small = tmp_path / "small.png"
    files.write(small, files.Picture(np.full((6, 8, 4), 255, np.uint8)))
    edit = ["edit", str(photo), "-o", str(tmp_path / "out.png"), "--colour", str(small)]
    assert cli.main([*edit, "--model", tiny_latent]) == 2
    assert "8×6" in capsys.readouterr().err
    latent = project(photo)
    arrays = npz.decode(latent.read_bytes())
    latent.write_bytes(npz.encode({**arrays, "sha256": np.array("00" * 32)}))
    told = ["edit", str(photo), "-o", str(tmp_path / "out.png"), "--axis", "length=1"]
    assert cli.main([*told, "--latent", str(latent)]) == 2
    assert "was made with" in capsys.readouterr().err
