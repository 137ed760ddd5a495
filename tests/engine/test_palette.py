from engine import palette
from engine.models.painter import LABELS


def test_the_car_palette_numbers_its_parts_without_gaps() -> None:
    parts = palette.load("car").parts
    assert [p.id for p in parts] == list(range(LABELS))
    assert palette.load("car").unknown == 255


def test_parts_have_both_names_and_colours_of_their_own() -> None:
    parts = palette.load("car").parts
    assert len({p.colour for p in parts}) == len(parts)
    for part in parts:
        assert part.name("en").isascii()
        assert not part.name("zh_CN").isascii()
        assert part.name("fr") == part.name("en")


def test_published_data_sets_are_told_by_how_many_labels_they_have() -> None:
    source, names = palette.published(150)
    assert source == "ADE20K" and names[20] == "car" and names[149] == "flag"
    assert palette.published(182)[1][2] == palette.published(35)[1][26] == "car"
    assert palette.published(151) == ("", ())
