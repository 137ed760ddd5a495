from hypothesis import given
from hypothesis import strategies as st

from engine.geometry import Rect

numbers = st.integers(-50, 50)
rects = st.builds(Rect, numbers, numbers, numbers, numbers)


def pixels(r: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(r.x0, r.x1) for y in range(r.y0, r.y1)}


@given(rects, rects)
def test_intersection_holds_the_pixels_of_both(a: Rect, b: Rect) -> None:
    assert pixels(a & b) == pixels(a) & pixels(b)


@given(rects, rects)
def test_union_is_the_smallest_rectangle_around_both(a: Rect, b: Rect) -> None:
    both = pixels(a) | pixels(b)
    around = a | b
    assert both <= pixels(around)
    if both:
        xs, ys = zip(*both, strict=True)
        assert around == Rect(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@given(rects)
def test_size_counts_pixels_and_is_never_negative(r: Rect) -> None:
    assert r.width * r.height == len(pixels(r))
    assert r.empty == (not pixels(r))
