from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from engine.models.painter import Conditions
from engine.tools import passes
from engine.tools.passes import MARGIN, OVERLAP, SIDE, Sources


class Mirror(nn.Module):
    """Stands in for a painter: paints the guide, or grey and the lines where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[tuple[int, int]] = []

    def forward(self, style: Tensor, told: Conditions, size: tuple[int, int]) -> Tensor:
        self.sizes.append(size)
        if told.guide is not None:
            return told.guide
        assert told.lines is not None
        return (1 - 2 * told.lines).expand(-1, 3, -1, -1)

    def crisp(self, picture: Tensor) -> Tensor:
        return picture


def paint(painter: nn.Module, sources: Sources, size: tuple[int, int], **more: bool) -> Tensor:
    steps: list[float] = []
    picture = passes.painted(painter, torch.zeros(1, 4), sources, size, steps.append, **more)  # type: ignore[arg-type]
    assert steps == sorted(steps) and steps[-1] == pytest.approx(1.0)
    return picture


@settings(max_examples=25, deadline=None)
@given(st.integers(16, 900), st.integers(16, 900))
def test_windows_cover_every_pixel_and_overlap(height: int, width: int) -> None:
    down, across = passes._margins(height), passes._margins(width)
    seen = np.zeros((height + sum(down), width + sum(across)), int)
    windows = passes._windows(height, width)
    for w in windows:
        assert w.width == w.height == SIDE
        seen[w.y0 : w.y1, w.x0 : w.x1] += 1
    assert seen.min() >= 1
    assert min(*down, *across) >= MARGIN
    columns = sorted({w.x0 for w in windows})
    assert all(b - a <= SIDE - OVERLAP for a, b in pairwise(columns))


@settings(max_examples=12, deadline=None)
@given(st.integers(64, 700), st.integers(64, 700))
def test_the_picture_has_the_size_asked_for_and_no_seams(height: int, width: int) -> None:
    ramp = np.tile(np.linspace(0, 1, width, dtype=np.float32), (height, 1))
    picture = paint(Mirror(), Sources(ramp), (height, width))
    assert picture.shape == (1, 3, height, width)
    assert torch.isfinite(picture).all()
    # The stand-in passes its guide on, so a ramp stays a ramp wherever windows meet.
    steps = picture[0, 0, :, 1:] - picture[0, 0, :, :-1]
    assert float((steps - steps.mean(0)).abs().max()) < 1e-3


def test_a_preview_is_one_pass() -> None:
    painter = Mirror()
    paint(painter, Sources(np.zeros((700, 500), np.float32)), (700, 500), coarse=True)
    assert len(painter.sizes) == 1


def test_a_small_picture_is_painted_once_and_a_large_one_in_windows() -> None:
    small, large = Mirror(), Mirror()
    paint(small, Sources(np.zeros((280, 280), np.float32)), (280, 280))
    paint(large, Sources(np.zeros((600, 600), np.float32)), (600, 600))
    assert len(small.sizes) == 1
    assert large.sizes[1:] == [(SIDE, SIDE)] * 9


def test_what_goes_wrong_at_the_edge_of_a_window_does_not_frame_the_picture() -> None:
    class Framing(Mirror):
        def forward(self, style: Tensor, told: Conditions, size: tuple[int, int]) -> Tensor:
            picture = super().forward(style, told, size).clone()
            if told.guide is not None:
                inside = picture[..., 4:-4, 4:-4].clone()
                picture[:] = 1.0
                picture[..., 4:-4, 4:-4] = inside
            return picture

    picture = paint(Framing(), Sources(np.full((700, 540), 0.5, np.float32)), (700, 540))
    border = torch.cat([picture[..., 0, :].flatten(), picture[..., -1].flatten()])
    assert float(border.abs().max()) < 0.1


def test_windows_of_different_tones_leave_no_chequerboard() -> None:
    class Toning(Mirror):
        def forward(self, style: Tensor, told: Conditions, size: tuple[int, int]) -> Tensor:
            picture = super().forward(style, told, size)
            return picture if told.guide is None else picture + 0.2 * (-1) ** len(self.sizes)

    picture = paint(Toning(), Sources(np.full((700, 540), 0.5, np.float32)), (700, 540))
    assert float(picture.abs().max()) < 0.03


def test_known_pixels_stand_in_every_guide() -> None:
    known = np.zeros((600, 600, 4), np.uint8)
    known[:, :300] = (255, 0, 0, 255)
    picture = paint(Mirror(), Sources(np.zeros((600, 600), np.float32), known=known), (600, 600))
    left = picture[0, :, 100:500, 20:250].mean((1, 2))
    assert torch.allclose(left, torch.tensor([1.0, -1.0, -1.0]), atol=0.02)


def test_labels_keep_their_ids_and_thin_hints_survive_at_any_size() -> None:
    labels = np.zeros((40, 60), np.uint8)
    labels[10:30, 10:30] = 14
    hints = np.zeros((40, 60, 4), np.uint8)
    hints[20, :] = (10, 200, 30, 255)
    other = Sources(labels=labels, hints=hints).resized(16, 24)
    assert other.labels is not None and set(np.unique(other.labels)) == {0, 14}
    assert other.hints is not None and other.hints[..., 3].max() == 255
    assert tuple(other.hints[other.hints[..., 3] == 255][0][:3]) == (10, 200, 30)


def test_a_cancelled_picture_stops_between_windows() -> None:
    class Stop(Exception):
        pass

    def step(done: float) -> None:
        if done > 0.3:
            raise Stop

    painter = Mirror()
    with pytest.raises(Stop):
        passes.painted(
            painter,  # type: ignore[arg-type]
            torch.zeros(1, 4),
            Sources(np.zeros((600, 600), np.float32)),
            (600, 600),
            step,
        )
    assert len(painter.sizes) < 10
