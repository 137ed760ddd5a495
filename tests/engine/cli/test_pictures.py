"""`coachline translate` and `coachline deblur`: files of every depth, masks, recipes, defaults."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.ops import colour, files
from engine.runtime import cards, shelf

PARITY = Path(__file__).parents[2] / "data" / "parity"
SHARP = PARITY / "deblurgan" / "latest_net_G.pth"
EDGES = PARITY / "pix2pix-resnet6-batch-dropout" / "latest_net_G.pth"

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """60×88 pixels, 16 bits, with alpha, as TIFF."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 65536, (60, 88, 4), np.uint16)
    path = tmp_path / "photo.tif"
    files.write(path, files.Picture(pixels, dpi=(300.0, 300.0)))
    return path


@pytest.mark.parametrize("command", ["translate", "deblur"])
def test_numbers_outside_the_mask_stay_bit_for_bit(
    photo: Path, tmp_path: Path, capsys: Printed, command: str
) -> None:
    shelf.add(*((SHARP, "net") if command == "deblur" else (EDGES, "net")),
              task=command)  # fmt: skip
    mask = np.zeros((60, 88, 1), np.uint8)
    mask[10:30, 20:50] = 255
    files.write(tmp_path / "mask.png", files.Picture(mask))
    out = tmp_path / "out.tif"
    masked = [command, str(photo), "-o", str(out), "--mask", str(tmp_path / "mask.png")]
    assert cli.main([*masked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["model"] == "net"  # the only one for it
    assert answer["outputs"][0]["path"] == str(out)
    before, after = files.read(photo), files.read(out)
    assert after.pixels.dtype == np.uint16
    assert after.dpi == before.dpi
    same = (before.pixels == after.pixels).all(2)
    inside = mask[..., 0] > 0
    assert same[~inside].all()
    assert same[inside].mean() < 0.1
    assert np.array_equal(before.pixels[..., 3], after.pixels[..., 3])
    assert cli.main([command, str(photo), "-o", str(out)]) == 0
    whole = files.read(out).pixels
    assert (whole[..., :3] != before.pixels[..., :3]).mean() > 0.9
    assert np.array_equal(before.pixels[..., 3], whole[..., 3])


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_grey_pictures_become_coloured_where_the_model_gives_colours(
    tmp_path: Path, channels: int
) -> None:
    shelf.add(SHARP, "net")
    pixels = np.random.default_rng(0).integers(1, 256, (32, 48, channels), np.uint8)
    files.write(tmp_path / "in.png", files.Picture(pixels))
    assert cli.main(["deblur", str(tmp_path / "in.png"), "-o", str(tmp_path / "out.png")]) == 0
    made = files.read(tmp_path / "out.png").pixels
    assert made.shape == (32, 48, 4 if channels == 2 else 3)


def test_light_above_white_stays_where_nothing_changes(tmp_path: Path) -> None:
    shelf.add(SHARP, "net")
    pixels = np.full((32, 48, 3), 7.5, np.float32)
    files.write(tmp_path / "in.exr", files.Picture(pixels))
    mask = np.zeros((32, 48, 1), np.uint8)
    mask[:, 24:] = 255
    files.write(tmp_path / "mask.png", files.Picture(mask))
    masked = ["--mask", str(tmp_path / "mask.png")]
    out = tmp_path / "out.exr"
    assert cli.main(["deblur", str(tmp_path / "in.exr"), "-o", str(out), *masked]) == 0
    made = files.read(out).pixels
    assert (made[:, :24] == 7.5).all()
    assert (made[:, 24:] <= 1).all()


def test_a_recipe_makes_the_same_layer_again(photo: Path, tmp_path: Path) -> None:
    shelf.add(EDGES, "look", task="translate")
    recipe, first, second = tmp_path / "r.json", tmp_path / "a.png", tmp_path / "b.png"
    seeded = ["--seed", "7", "--recipe", str(recipe)]
    assert cli.main(["translate", str(photo), "-o", str(first), *seeded]) == 0
    assert json.loads(recipe.read_text())["tool"] == "translate"
    assert cli.main(["run", str(recipe), "-o", str(second)]) == 0
    made, again = (colour.to_srgb8(files.read(p).pixels).astype(int) for p in (first, second))
    assert np.abs(made - again).max() <= 1


def test_the_users_choice_goes_before_any_other_model(photo: Path, capsys: Printed) -> None:
    for name in ("one", "two"):
        shelf.add(SHARP, name)
    assert cards.default("deblur") == "one"
    assert cli.main(["models", "default", "deblur", "two"]) == 0
    assert capsys.readouterr().out == "deblur: two\n"
    assert cards.default("deblur") == "two"
    assert cli.main(["models", "default", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["deblur"] == "two"
    cards.remove("two")
    assert cards.default("deblur") == "one"
    assert cli.main(["models", "default", "sketch", "one"]) == 2
    assert cli.main(["models", "default", "sketch", "nobody"]) == 2
    out = photo.with_name("out.png")
    cards.remove("one")
    assert cli.main(["deblur", str(photo), "-o", str(out)]) == 2
    assert "coachline models add" in capsys.readouterr().err
    assert not out.exists()


def test_models_are_listed_by_licence_and_task(capsys: Printed) -> None:
    shelf.add(SHARP, "free", licence="BSD-2-Clause")
    shelf.add(SHARP, "bound", licence="CC-BY-NC-SA-4.0")
    shelf.add(EDGES, "lines", licence="BSD-2-Clause")
    for options, names in [
        (["--licence", "bsd"], {"free", "lines"}),
        (["--licence", "bsd", "--task", "deblur"], {"free"}),
        (["--task", "deblur"], {"free", "bound"}),
    ]:
        assert cli.main(["models", "list", "--json", *options]) == 0
        assert {m["name"] for m in json.loads(capsys.readouterr().out)} == names


def test_licence_and_task_are_asked_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    import io
    import sys

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("translate\nBSD-2-Clause\n"))
    assert cli.main(["models", "add", str(EDGES), "--name", "look"]) == 0
    asked = capsys.readouterr().err
    assert "sketch, translate" in asked
    assert "Licence" in asked
    card = cards.find("look")
    assert (card.task, card.licence) == ("translate", "BSD-2-Clause")
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n"))
    assert cli.main(["models", "add", str(EDGES), "--name", "plain"]) == 0
    assert (cards.find("plain").task, cards.find("plain").licence) == ("sketch", "unknown")


def test_an_output_is_never_written_over_an_input(photo: Path, capsys: Printed) -> None:
    shelf.add(SHARP, "net")
    before = photo.read_bytes()
    assert cli.main(["deblur", str(photo), "-o", str(photo)]) == 2
    assert photo.read_bytes() == before
