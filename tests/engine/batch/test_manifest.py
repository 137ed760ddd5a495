from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.batch.manifest import NAME, Entry, Manifest
from engine.errors import BadInput

ENTRY = Entry("a.png", "in/a.png", "1", "2", "m", "3", "done", "4", 8, 9, 0.5, {"seam": 0.1})


def test_what_was_noted_is_read_back(tmp_path: Path) -> None:
    with Manifest(tmp_path / "out") as manifest:
        manifest.describe("2", {"tool": "upscale"})
        manifest.describe("2", {"tool": "upscale"})
        manifest.add(ENTRY)
    with Manifest(tmp_path / "out") as manifest:
        assert manifest.entries == {"a.png": ENTRY}
        manifest.describe("2", {"tool": "upscale"})
    lines = (tmp_path / "out" / NAME).read_text().splitlines()
    assert [json.loads(line).get("file") for line in lines] == [None, "a.png"]


@pytest.mark.parametrize("cut", [2, 10, 100])
def test_a_line_that_a_crash_cut_is_left_out(tmp_path: Path, cut: int) -> None:
    with Manifest(tmp_path) as manifest:
        manifest.add(ENTRY)
        manifest.add(Entry("b.png", *["x"] * 6))
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-cut])
    with Manifest(tmp_path) as manifest:
        assert manifest.entries.keys() == {"a.png"}
        manifest.add(Entry("c.png", *["x"] * 6))
    with Manifest(tmp_path) as manifest:
        assert manifest.entries.keys() == {"a.png", "c.png"}


@pytest.mark.parametrize("line", [b"null", b"[]", b"\xff\xfe", b'{"file": 3}', b"{" * 10_000])
def test_strange_lines_do_no_harm(tmp_path: Path, line: bytes) -> None:
    (tmp_path / NAME).write_bytes(line + b"\n")
    with Manifest(tmp_path) as manifest:
        assert manifest.entries == {}


def test_two_batches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with Manifest(tmp_path), pytest.raises(BadInput, match="Another batch"):
        Manifest(tmp_path)
    with Manifest(tmp_path):
        pass
