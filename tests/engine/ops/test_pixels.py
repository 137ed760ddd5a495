import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.ops import fit, pixels
from engine.requests import sealed

CPU = torch.device("cpu")


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_pixels_survive_the_way_through_a_tensor(picture: np.ndarray) -> None:
    x = pixels.to_tensor(sealed(picture), CPU)
    assert x.shape == (1, 3, *picture.shape[:2])
    assert float(x.min()) >= -1
    assert float(x.max()) <= 1
    assert np.array_equal(pixels.from_tensor(x), picture)


def test_grey_becomes_three_equal_channels() -> None:
    x = pixels.to_tensor(np.array([[[0], [255]]], np.uint8), CPU)
    assert x[0, :, 0, 0].tolist() == [-1, -1, -1]
    assert x[0, :, 0, 1].tolist() == [1, 1, 1]


def test_values_out_of_range_are_clipped() -> None:
    assert pixels.from_tensor(torch.tensor([-3.0, 0, 3.0]).view(1, 3, 1, 1)).tolist() == [
        [[0, 128, 255]]
    ]


def test_hints_have_colour_only_where_they_are() -> None:
    strokes = np.array([[[255, 0, 0, 255], [255, 0, 0, 0]]], np.uint8)
    h = pixels.hints(strokes, CPU)
    assert h[0, :, 0, 0].tolist() == [1, -1, -1, 1]
    assert h[0, :, 0, 1].tolist() == [0, 0, 0, 0]


@given(st.integers(16, 5000), st.integers(16, 5000))
def test_working_sizes_are_multiples_near_the_proportions(height: int, width: int) -> None:
    if max(height, width) > 8 * min(height, width):
        return
    h, w = fit.working_size(height, width, 256, 32)
    assert h % 32 == 0
    assert w % 32 == 0
    assert 0.7 < (w / h) / (width / height) < 1.45
    assert 0.6 * 256**2 < h * w < 1.5 * 256**2
