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
