"""`coachline models`: from a downloaded file to a picture, and off the shelf again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.ops import files

PARITY = Path(__file__).parents[2] / "data" / "parity"
EDGES = PARITY / "pix2pix-resnet6-batch-dropout" / "latest_net_G.pth"
EDSR = PARITY / "edsr-official-x4" / "edsr_baseline_x4-6b446fab.pt"

Printed = pytest.CaptureFixture[str]


def models(*arguments: str) -> int:
    return cli.main(["models", *arguments])


def test_an_added_model_paints_a_drawing_and_is_removed(
    drawing: np.ndarray, tmp_path: Path, home: Path, capsys: Printed
) -> None:
    lines, out = tmp_path / "lines.png", tmp_path / "out.png"
    files.write(lines, files.Picture(drawing))
    assert models("add", str(EDGES), "--name", "edges2car", "--licence", "BSD-2-Clause") == 0
    said = capsys.readouterr().out
    assert "edges2car: pix2pix-resnet, for sketch" in said
    assert "BSD-2-Clause" in said
    assert models("verify", "edges2car") == 0
    assert cli.main(["sketch", str(lines), "-o", str(out), "--model", "edges2car"]) == 0
    assert files.read(out).pixels.shape == (120, 200, 3)
    assert models("remove", "edges2car") == 0
    assert not list((home / "models").iterdir())
    assert cli.main(["sketch", str(lines), "-o", str(out), "--model", "edges2car"]) == 2


def test_a_list_shows_family_task_sizes_licence_and_source(capsys: Printed) -> None:
    models("add", str(EDGES), "--name", "edges", "--source", "https://example.org/edges")
    models("add", str(EDSR), "--name", "edsr", "--licence", "MIT")
    capsys.readouterr()
    assert models() == 0
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()}
    for word in ("pix2pix-resnet", "sketch", "multiples of 4", "unknown", "example.org/edges"):
        assert word in rows["edges"]
    for word in ("edsr", "upscale", "any size, ×4", "MIT", EDSR.name):
        assert word in rows["edsr"]
    assert models("list", "--json") == 0
    listed = {m["name"]: m for m in json.loads(capsys.readouterr().out)}
    assert listed["edges"]["family"] == "pix2pix-resnet"
    assert listed["edges"]["interface"]["multiple"] == 4
    assert listed["edsr"]["licence"] == "MIT"
    assert models("show", "edges") == 0
    assert "https://example.org/edges" in capsys.readouterr().out


def test_what_had_to_be_assumed_is_said_with_how_to_tell_it(capsys: Printed) -> None:
    assert models("add", str(EDSR), "--name", "edsr", "--option", "rgb_range=1") == 0
    said = capsys.readouterr().out
    assert "residual_scale = 1.0" in said
    assert "--option residual_scale=VALUE" in said
    assert "white" not in said
    assert "for upscale" in said
    assert models("--json", "add", str(EDSR), "--name", "again") == 0
    assert set(json.loads(capsys.readouterr().out)["assumed"]) == {
        "residual_scale",
        "white",
        "mean",
    }


def test_options_are_numbers_truths_lists_or_words(home: Path, capsys: Printed) -> None:
    options = ("--option", "rgb_mean=[0.5, 0.5, 0.5]", "--option", "res_scale=0.1")
    assert models("add", str(EDSR), "--name", "edsr", *options, "--json") == 0
    assert set(json.loads(capsys.readouterr().out)["assumed"]) == {"white"}
    assert "mean = [0.5, 0.5, 0.5]" in (home / "models" / "edsr.toml").read_text()
    sharp = str(PARITY / "deblurgan" / "latest_net_G.pth")
    assert models("add", sharp, "--name", "sharp", "--option", "learn_residual=False") == 0
    assert "residual = false" in (home / "models" / "sharp.toml").read_text()


def test_an_exported_model_is_told_with_its_ranges(tmp_path: Path, capsys: Printed) -> None:
    models("add", str(EDGES), "--name", "edges")
    out = tmp_path / "edges.onnx"
    capsys.readouterr()
    assert models("export", "edges", "-o", str(out)) == 0
    said = capsys.readouterr().out
    for word in (str(out), "1×1×H×W in [-1, 1]", "3 channels", "multiples of 4", "PyTorch"):
        assert word in said
    assert models("export", "edges", "-o", str(out), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["path"] == str(out)
    assert answer["difference"] < 1e-4
    assert [p.name for p in tmp_path.iterdir()] == ["edges.onnx"]


def test_a_look_at_a_file_tells_all_that_it_may_be(home: Path, capsys: Printed) -> None:
    blurred = PARITY / "deblurgan" / "latest_net_G.pth"
    assert models("add", str(blurred), "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    families = [family for family, _ in told["choices"]]
    assert told["family"] == families[0] == "deblurgan"
    assert len(families) > 1
    assert models("add", str(blurred), "--dry-run", "--family", families[1]) == 0
    printed = capsys.readouterr().out
    assert f"latest_net_G.pth: {families[1]}, for" in printed
    assert ", ".join(families) in printed


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["add", "missing.pth"], "missing.pth"),
        (["add", "EMPTY"], "empty.pth"),
        (["add", "TEXT"], "web page"),
        (["add", "HOSTILE"], "posix.system"),
        (["add", "TRUNCATED"], "Download it again"),
        (["add", "EDGES", "--name", "a/b"], "a/b"),
        (["add", "EDGES", "--family", "spade"], "pix2pix-resnet"),
        (["add", "EDGES", "--part", "netE"], "netE"),
        (["add", "EDGES", "--option", "depth=3"], "depth"),
        (["add", "EDGES", "--option", "depth"], "NAME=VALUE"),
        (["remove", "nobody"], "nobody"),
        (["export", "nobody", "-o", "out.onnx"], "nobody"),
        (["show", "nobody"], "nobody"),
        (["verify", "nobody"], "nobody"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, home: Path, capsys: Printed, arguments: list[str], word: str
) -> None:
    whole = EDGES.read_bytes()
    contents = {
        "EMPTY": b"",
        "TEXT": b"<html>Not found</html>",
        "HOSTILE": b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.",
        "TRUNCATED": whole[: len(whole) // 2],
    }
    named = {"EDGES": str(EDGES)}
    for name, data in contents.items():
        path = tmp_path / f"{name.lower()}.pth"
        path.write_bytes(data)
        named[name] = str(path)
    assert models(*(named.get(a, a) for a in arguments)) == 2
    err = capsys.readouterr().err.strip()
    assert err.startswith("coachline: ")
    assert "\n" not in err
    assert word in err
    assert not list(home.rglob("*.*"))


def test_a_taken_name_is_refused(capsys: Printed) -> None:
    assert models("add", str(EDGES), "--name", "edges") == 0
    assert models("add", str(EDSR), "--name", "edges", "--json") == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out.splitlines()[-1])["error"]["code"] == "model.taken"
    assert "coachline models remove" in printed.err
