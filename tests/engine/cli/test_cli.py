import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import cli
from engine.ops import files


@pytest.fixture
def lines(tmp_path: Path, drawing: np.ndarray) -> Path:
    path = tmp_path / "zeichnung 图.png"
    files.write(path, files.Picture(drawing))
    return path


def sketch(lines: Path, out: Path, *more: str) -> int:
    return cli.main(["sketch", str(lines), "-o", str(out), "--model", "tiny", *more])


def test_a_drawing_becomes_a_picture_of_its_size(
    tiny_painter: str, lines: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.png"
    assert sketch(lines, out) == 0
    assert files.read(out).pixels.shape == (120, 200, 3)


def test_variants_are_numbered_and_differ(tiny_painter: str, lines: Path, tmp_path: Path) -> None:
    assert sketch(lines, tmp_path / "o.png", "--variants", "2", "--size", "64") == 0
    first, second = (files.read(tmp_path / f"o_0{i}.png").pixels for i in (1, 2))
    assert first.shape == (38, 64, 3)
    assert not np.array_equal(first, second)
    assert not (tmp_path / "o.png").exists()


def test_json_names_the_files(
    tiny_painter: str, lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sketch(lines, tmp_path / "o.png", "--seed", "4", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outputs"][0]["path"] == str(tmp_path / "o.png")
    assert answer["outputs"][0]["seed"] == 4


def test_a_saved_recipe_gives_the_same_pixels_again(
    tiny_painter: str, lines: Path, tmp_path: Path
) -> None:
    style = tmp_path / "style.png"
    cv2.imwrite(str(style), np.full((30, 40, 3), (20, 20, 200), np.uint8))
    first, again, saved = tmp_path / "a.png", tmp_path / "b.png", tmp_path / "r.json"
    assert sketch(lines, first, "--style", str(style), "--seed", "3", "--recipe", str(saved)) == 0
    assert cli.main(["run", str(saved), "-o", str(again)]) == 0
    assert np.array_equal(files.read(first).pixels, files.read(again).pixels)


def test_a_changed_input_of_a_recipe_is_noticed(
    tiny_painter: str, lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "r.json"
    assert sketch(lines, tmp_path / "a.png", "--recipe", str(saved)) == 0
    files.write(tmp_path / "r_drawing.png", files.Picture(np.zeros((120, 200, 1), np.uint8)))
    assert cli.main(["run", str(saved), "-o", str(tmp_path / "b.png")]) == 2
    assert "drawing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["sketch", "missing.png", "-o", "out.png"], "missing.png"),
        (["sketch", "LINES", "-o", "out.xyz"], ".xyz"),
        (["sketch", "LINES", "-o", "LINES"], "input"),
        (["sketch", "LINES", "-o", "out.png", "--model", "nobody"], "nobody"),
        (["sketch", "LINES", "-o", "out.png", "--seed", "-1"], "seed"),
        (["sketch", "LINES", "-o", "out.png", "--size", "3"], "longest"),
        (["sketch", "LINES", "-o", "out.png", "--variants", "0"], "variants"),
        (["sketch", "LINES", "-o", "out.png", "--style", "missing.png"], "missing.png"),
        (["sketch", "TEXT", "-o", "out.png"], "text.png"),
        (["sketch", "LINES", "-o", "no/folder/out.png"], "folder"),
        (["run", "TEXT", "-o", "out.png"], "text.png"),
        (["models", "show", "nobody"], "nobody"),
        (["sketch", "LINES", "-o", "out.png", "--device", "cuda"], "cuda"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    tiny_painter: str,
    lines: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    word: str,
) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.png").write_text("hello")
    before = lines.read_bytes()
    named = {"LINES": str(lines), "TEXT": str(tmp_path / "text.png")}
    given = [named.get(a, a) for a in arguments]
    if given[0] == "sketch" and "--model" not in given:
        given += ["--model", "tiny"]
    assert cli.main(given) == 2
    err = capsys.readouterr().err.strip()
    assert err.startswith("coachline: ")
    assert err.count("\n") == 0
    assert word in err
    assert lines.read_bytes() == before
    assert not (tmp_path / "out.png").exists()


def test_an_error_in_json_has_its_code(
    tiny_painter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sketch(tmp_path / "no.png", tmp_path / "o.png", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file.missing"


def test_models_are_listed_shown_and_verified(
    tiny_painter: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "--json"]) == 0
    assert "tiny" in [m["name"] for m in json.loads(capsys.readouterr().out)]
    assert cli.main(["models", "show", "tiny"]) == 0
    assert "sha256" in capsys.readouterr().out
    assert cli.main(["models", "verify", "tiny"]) == 0
    (home / "models" / "tiny.safetensors").write_bytes(b"changed")
    assert cli.main(["models", "verify", "tiny"]) == 1
    assert "SHA-256" in capsys.readouterr().err


def test_doctor_tells_device_versions_and_why_there_is_no_cuda(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", None)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    cli.main(["doctor", "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert facts["torch"] == torch.__version__
    assert "CUDA build" in facts["CUDA"]


def test_training_and_rendering_say_that_they_need_the_source(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(cli.source.paths, "packaged", lambda: True)
    for command in (["train", "painter"], ["carset", "--count", "1"]):
        assert cli.main(command) == 2
        assert "source install" in capsys.readouterr().err


def test_every_subcommand_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    top = cli.parser().format_help()
    for command in cli.COMMANDS:
        assert command in top
