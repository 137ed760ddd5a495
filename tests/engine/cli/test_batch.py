"""`coachline upscale` and `coachline batch` as people call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.ops import files
from engine.ops.files import Picture


def picture(height: int = 12, width: int = 16) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "in"
    (inside / "车").mkdir(parents=True)
    files.write(inside / "a.png", Picture(picture()))
    files.write(inside / "车" / "b.jpg", Picture(picture(), dpi=(300.0, 300.0)))
    return inside


def test_one_file_in_one_file_out(
    folder: Path, tmp_path: Path, tiny_upscaler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "large.tif"
    command = ["upscale", str(folder / "a.png"), "-o", str(out), "--model", tiny_upscaler]
    assert cli.main([*command, "--scale", "4"]) == 0
    assert files.read(out).pixels.shape == (48, 64, 3)
    assert "64×48" in capsys.readouterr().out
    assert cli.main([*command, "--longest", "20"]) == 0  # replaces it
    assert files.read(out).pixels.shape == (15, 20, 3)
    assert {p.name for p in tmp_path.iterdir()} == {"in", "large.tif"}


def test_a_folder_in_a_folder_out(folder: Path, tmp_path: Path, tiny_upscaler: str) -> None:
    out = tmp_path / "out"
    command = ["upscale", str(folder), "-o", str(out), "--recursive", "--model", tiny_upscaler]
    assert cli.main([*command, "--name", "{stem}_x{scale}", "--scale", "2"]) == 0
    made = files.read(out / "车" / "b_x2.jpg")
    assert made.pixels.shape == (24, 32, 3)
    assert made.dpi == (300.0, 300.0)
    assert (out / "a_x2.png").is_file()


def test_a_file_that_fails_is_named_and_the_code_is_one(
    folder: Path, tmp_path: Path, tiny_upscaler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.png").write_bytes(b"no picture")
    command = ["upscale", str(folder), "-o", str(tmp_path / "out"), "--model", tiny_upscaler]
    assert cli.main(command) == 1
    said = capsys.readouterr()
    assert "bad.png cannot be read" in said.err
    assert "1 done, 0 skipped, 1 failed" in said.out


def test_json_tells_each_step_in_a_line(
    folder: Path, tmp_path: Path, tiny_upscaler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["upscale", str(folder), "-o", str(tmp_path / "out"), "--model", tiny_upscaler]
    assert cli.main([*command, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "plan" and events[-1]["event"] == "end"
    assert events[-1]["done"] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scale", "9"], "scale is 9"),
        (["--scale", "2", "--longest", "9"], "two sizes"),
        (["--quality", "0"], "--quality is 0"),
        (["--format", "gif"], "gif"),
        (["--name", "{nobody}"], "{nobody}"),
        (["--model", "nobody"], "nobody"),
        (["--detail", "0.5"], "pair"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    folder: Path,
    tmp_path: Path,
    tiny_upscaler: str,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    command = ["upscale", str(folder), "-o", str(tmp_path / "out"), "--model", tiny_upscaler]
    assert cli.main([*command, *options]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_recipe_of_sketch_runs_over_a_folder_of_drawings(
    tmp_path: Path, drawing: np.ndarray, tiny_painter: str
) -> None:
    drawings, recipe = tmp_path / "drawings", tmp_path / "car.json"
    drawings.mkdir()
    for i in range(2):
        files.write(drawings / f"{i}.png", Picture(np.roll(drawing, 5 * i, 1)))
    first = ["sketch", str(drawings / "0.png"), "-o", str(tmp_path / "first.png")]
    assert cli.main([*first, "--model", tiny_painter, "--seed", "3", "--recipe", str(recipe)]) == 0
    out = tmp_path / "out"
    assert cli.main(["batch", str(recipe), str(drawings), "-o", str(out)]) == 0
    assert {p.name for p in out.glob("*.png")} == {"0.png", "1.png"}
    np.testing.assert_array_equal(
        files.read(out / "0.png").pixels[..., :3], files.read(tmp_path / "first.png").pixels
    )


MEASURED = """
import resource, sys
import numpy as np, torch
from pathlib import Path
from engine.geometry import Rect
from engine.ops.files import Picture
from engine.ops.scanlines import RowsFile
from engine.progress import Progress
from engine.requests import UpscaleRequest
from engine.runtime.pool import Pool
from engine.tools import upscale

def run(height):
    y = np.arange(height, dtype=np.uint16)[:, None, None]
    picture = ((y + np.arange(800, dtype=np.uint16)[None, :, None] * [1, 2, 3]) % 251)
    picture = picture.astype(np.uint8)
    request = UpscaleRequest(picture, Rect.of_size(800, height), scale=2, model="tiny-x2")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = upscale.rows(request, pool, Progress(), side=96)
    with RowsFile(Path(sys.argv[1]), rows.shape, rows.dtype, Picture(picture)) as file:
        for band in rows.bands:
            file.write(band)
        file.close()
        file.place()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

torch.set_num_threads(1)
pool = Pool(torch.device("cpu"))
run(400)  # what libraries take once
print(run(9000))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts in other units")
def test_the_memory_does_not_grow_with_the_picture(tmp_path: Path, tiny_upscaler: str) -> None:
    out = tmp_path / "out.png"
    command = [sys.executable, "-c", MEASURED, str(out)]
    grown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # 800×9000 pixels ×2 are 86 MB in 8 bits and 346 MB as floats.
    assert int(grown) / 1024 < 40
    assert files.read(out).pixels.shape == (18_000, 1600, 3)
