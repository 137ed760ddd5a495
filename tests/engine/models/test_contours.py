from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import contours
from engine.models.contours import Contours
from engine.runtime.catalog import CATALOG

WIDTHS = (4, 6, 8)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 2))
@settings(max_examples=12, deadline=None)
def test_lines_are_as_large_as_the_picture_and_within_0_and_1(
    tall: int, wide: int, count: int
) -> None:
    net = Contours(WIDTHS).eval()
    picture = torch.rand(count, 3, 8 * tall, 8 * wide) * 2 - 1
    with torch.inference_mode():
        lines = net(picture)
    assert lines.shape == (count, 1, 8 * tall, 8 * wide)
    assert float(lines.min()) >= 0 and float(lines.max()) <= 1


def test_every_scale_gives_lines_of_its_own() -> None:
    combined, *sides = Contours(WIDTHS).logits(torch.zeros(1, 3, 24, 16))
    assert len(sides) == len(WIDTHS)
    assert all(x.shape == (1, 1, 24, 16) for x in (combined, *sides))


def test_every_scale_is_taught_through_the_combined_lines_and_by_its_own() -> None:
    net = Contours(WIDTHS)
    for place in range(len(WIDTHS) + 1):
        net.zero_grad()
        net.logits(torch.rand(2, 3, 16, 16))[place].square().sum().backward()
        assert net.encoder[-1][0].weight.grad.abs().sum() > 0  # type: ignore[index,union-attr]


def test_a_state_dict_is_recognised_with_its_widths_and_by_no_other_family() -> None:
    shapes = {k: tuple(v.shape) for k, v in Contours(WIDTHS).state_dict().items()}
    assert contours.recognise(shapes) == {"widths": WIDTHS}
    found = []
    for spec in CATALOG:
        try:
            found += [spec.family] if spec.recognise(shapes) is not None else []
        except (LookupError, ValueError, TypeError):
            continue
    assert found == ["contours"]


def test_the_network_that_is_trained_is_small_and_quick() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    net = Contours().eval()
    assert 300_000 < sum(p.numel() for p in net.parameters()) < 600_000
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        net(torch.zeros(1, 3, 256, 256))
    assert counter.get_total_flops() / 2 < 2e9


@pytest.mark.parametrize("widths", [(4,), (4, 6, 8, 10)])
def test_the_multiple_is_what_halving_asks_for(widths: tuple[int, ...]) -> None:
    assert contours.interface({"widths": widths}).multiple == 2 ** len(widths)
