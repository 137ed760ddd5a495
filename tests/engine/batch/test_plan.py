from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch.plan import Item, plan
from engine.errors import BadInput


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files that are not opened by a plan."""
    for name in (
        "a.png",
        "B.JPG",
        "notes.txt",
        ".hidden.png",
        "within/车 é.png",
        "within/deeper/c.bmp",
        ".cache/d.png",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path / "in"


def names(items: list[Item], out: Path) -> list[str]:
    return [item.target.relative_to(out).as_posix() for item in items]


def test_one_file_becomes_the_file_that_is_named(tree: Path, tmp_path: Path) -> None:
    assert plan([tree / "a.png"], tmp_path / "b.tif") == [
        Item(tree / "a.png", tmp_path / "b.tif", 1)
    ]


def test_one_file_goes_into_a_folder(tree: Path, tmp_path: Path) -> None:
    assert names(plan([tree / "a.png"], tmp_path / "out"), tmp_path / "out") == ["a.png"]


def test_a_folder_gives_its_pictures_alone(tree: Path, tmp_path: Path) -> None:
    assert names(plan([tree], tmp_path / "out"), tmp_path / "out") == ["B.JPG", "a.png"]


def test_the_tree_is_kept(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = names(plan([tree], out, recursive=True), out)
    assert found == ["B.JPG", "a.png", "within/车 é.png", "within/deeper/c.png"]


def test_the_output_is_no_input(tree: Path) -> None:
    out = tree / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"x")
    assert "out" not in str(plan([tree], out, recursive=True)[0].source.relative_to(tree))
    assert len(plan([tree], out, recursive=True)) == 4


def test_several_folders_keep_their_names(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.png").write_bytes(b"x")
    out = tmp_path / "out"
    found = names(plan([tree, tmp_path / "more"], out), out)
    assert found == ["in/B.JPG", "in/a.png", "more/a.png"]


def test_patterns_are_expanded(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert names(plan([f"{tree}/**/*.png"], out), out) == ["a.png", "车 é.png"]


def test_a_file_that_is_named_twice_is_done_once(tree: Path, tmp_path: Path) -> None:
    assert len(plan([tree / "a.png", tree, tree / "a.png"], tmp_path / "out")) == 2


def test_names_that_would_clash_are_kept_apart(tmp_path: Path) -> None:
    for name in ("x/a.png", "x/a.jpg", "x/A.tif", "x/b.png", "x/a_jpg.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    out = tmp_path / "out"
    found = names(plan([tmp_path / "x"], out, format="png"), out)
    assert sorted(found) == ["A_tif.png", "a_jpg.png", "a_jpg_2.png", "a_png.png", "b.png"]
    assert len({name.casefold() for name in found}) == 5


def test_names_follow_the_template(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    items = plan([tree], out, name="{number}_{stem}_x{scale}", format="JPG", fields={"scale": 2})
    assert names(items, out) == ["0001_B_x2.jpg", "0002_a_x2.jpg"]


@pytest.mark.parametrize("name", ["{nothing}", "../{stem}", "{stem", "", "{stem.parent}", "a:b"])
def test_templates_that_name_no_file_are_refused(tree: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot name the output"):
        plan([tree], tmp_path / "out", name=name)


def test_an_unknown_format_is_refused(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gif"):
        plan([tree], tmp_path / "out", format="gif")


def test_several_files_do_not_go_into_one(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="folder"):
        plan([tree], tmp_path / "out.png")
    with pytest.raises(BadInput, match="folder"):
        plan([tree], tree / "a.png")


def test_nothing_to_do_is_said(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        plan([tmp_path / "nowhere"], tmp_path / "out")
    with pytest.raises(BadInput, match="no pictures"):
        plan([f"{tmp_path}/*.exr"], tmp_path / "out")
