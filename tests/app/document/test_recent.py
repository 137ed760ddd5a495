import pytest
from PIL import Image

from app.document import recent

from .test_export import document_of, noise


@pytest.fixture
def document():
    return document_of(noise("uint8", 300, 600))


def test_the_newest_file_comes_first_with_its_picture(tmp_path, document):
    for name in ("a.ora", "b 图.png", "a.ora"):
        recent.add(tmp_path / name, document)
    assert recent.listed() == [tmp_path / "a.ora", tmp_path / "b 图.png"]
    with Image.open(recent.picture_of(tmp_path / "a.ora")) as picture:
        assert max(picture.size) <= 256
    (tmp_path / "b 图.png").touch()
    for path in recent.listed():
        recent.forget_gone(path)
    assert recent.listed() == [tmp_path / "b 图.png"]
    assert not recent.picture_of(tmp_path / "a.ora").exists()


def test_the_list_does_not_grow_without_end(tmp_path, document):
    for i in range(recent.MOST + 3):
        recent.add(tmp_path / f"{i}.png", document)
    assert len(recent.listed()) == recent.MOST
    pictures = recent.picture_of(tmp_path).parent
    assert len(list(pictures.iterdir())) == recent.MOST


@pytest.mark.parametrize("text", ["", "{}", "[1, null]", "[", "[" * 100_000, "3"])
def test_a_damaged_list_is_an_empty_one(home, text):
    (home / "recent.json").write_text(text)
    assert recent.listed() == []
