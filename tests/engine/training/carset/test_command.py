"""The command keeps held-out seeds apart and renders only what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.training.carset.__main__ import main
from engine.training.carset.samples import Sample, append_record, missing_views, refusal


def finish(folder: Path, seed: int, view: int) -> None:
    sample = Sample(folder, seed, view)
    for path in (sample.rgb, sample.mask, sample.line):
        path.write_bytes(b"done")


def test_finished_views_are_skipped(tmp_path: Path) -> None:
    finish(tmp_path, 200_000, 1)
    Sample(tmp_path, 200_000, 2).mask.write_bytes(b"half done")
    assert missing_views(tmp_path, 200_000, 4) == [0, 2, 3]


def test_a_finished_set_needs_no_renderer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for view in range(2):
        finish(tmp_path, 200_000, view)
    assert main(["--out", str(tmp_path), "--count", "1", "--views", "2"]) == 0
    assert "already" in capsys.readouterr().out


def test_held_out_seeds_need_the_flag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--count", "2", "--start", "900000"]) == 2
    assert "--held-out" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_range_may_not_run_into_the_held_out_seeds(tmp_path: Path) -> None:
    assert refusal(tmp_path, 899_999, 900_000, held_out=True) is not None
    assert refusal(tmp_path, 899_998, 899_999, held_out=False) is None


def test_held_out_and_training_seeds_never_share_a_folder(tmp_path: Path) -> None:
    finish(tmp_path, 200_000, 0)
    assert "training" in (refusal(tmp_path, 900_000, 900_001, held_out=True) or "")
    other = tmp_path / "other"
    other.mkdir()
    finish(other, 900_000, 0)
    assert "held-out" in (refusal(other, 200_000, 200_001, held_out=False) or "")
    assert refusal(other, 900_001, 900_002, held_out=True) is None


def test_the_flag_alone_renders_no_training_seeds(tmp_path: Path) -> None:
    assert refusal(tmp_path, 200_000, 200_001, held_out=True) is not None


def test_records_are_lines_of_json(tmp_path: Path) -> None:
    append_record(tmp_path, {"name": "200000_0"})
    append_record(tmp_path, {"name": "200000_1"})
    lines = (tmp_path / "params.jsonl").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["200000_0", "200000_1"]
