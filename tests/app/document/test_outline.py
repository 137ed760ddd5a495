from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.document.outline import outline
from app.document.selection import Selection
from engine.geometry import Rect

PAGE = Rect.of_size(12, 9)


@given(arrays(np.bool_, (9, 12)), st.integers(-400, 400), st.integers(-400, 400))
def test_the_lines_run_between_all_pixels_that_differ_and_nowhere_else(inside, x, y):
    selection = Selection.of(inside.astype(np.uint8) * 255).moved(x, y)
    found = set()
    for x0, y0, x1, y1 in outline(selection, PAGE.moved(x, y).grown(3)).tolist():
        assert (x0 == x1) != (y0 == y1)
        if y0 == y1:
            found |= {("level", at - x, y0 - y) for at in range(x0, x1)}
        else:
            found |= {("upright", x0 - x, at - y) for at in range(y0, y1)}
    framed = np.pad(inside, 1)
    wanted = {("level", c - 1, r) for r, c in np.argwhere(framed[1:] != framed[:-1]).tolist()}
    wanted |= {
        ("upright", c, r - 1) for r, c in np.argwhere(framed[:, 1:] != framed[:, :-1]).tolist()
    }
    assert found == wanted


def test_half_selected_counts_and_less_does_not():
    selection = Selection.of(np.array([[127, 128, 255]], np.uint8))
    assert outline(selection, PAGE)[:, [0, 2]].min() == 1


def test_from_afar_the_outline_is_coarse():
    selection = Selection.whole(Rect(0, 0, 1000, 600))
    near = outline(selection, Rect(0, 0, 2000, 2000))
    far = outline(selection, Rect(0, 0, 2000, 2000), 8)
    assert sorted(near.tolist()) == sorted(far.tolist())
    assert len(outline(selection, Rect(0, 0, 0, 0))) == 0
