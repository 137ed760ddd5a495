from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path

import pytest

from engine import cli
from engine.cli import associate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="writes Linux's desktop entries")


def test_projects_are_known_to_the_desktop_and_forgotten_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert cli.main(["associate"]) == 0
    written = tmp_path / "applications" / "coachline.desktop"
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(written, encoding="utf-8")
    assert "image/openraster" in entry["Desktop Entry"]["MimeType"]
    assert entry["Desktop Entry"]["Exec"].endswith("%F")
    assert "*.ora" in (tmp_path / "mime" / "packages" / "coachline.xml").read_text("utf-8")
    assert cli.main(["associate", "--remove"]) == 0
    assert not written.exists()


@pytest.mark.parametrize("folder", ["a b", "汽车", 'quo"te', "doll$ar", "back\\slash", "tick`"])
def test_the_programs_place_is_quoted(folder: str) -> None:
    line = associate.entry("Exec=coachline %F\n", Path("/opt") / folder / "coachline")
    value = line.removeprefix("Exec=").replace("\\\\", "\\")  # as a string value is read
    argument = re.match(r'"((?:[^"\\]|\\.)*)" %F', value)
    assert argument is not None
    assert re.sub(r"\\(.)", r"\1", argument.group(1)) == f"/opt/{folder}/coachline"
