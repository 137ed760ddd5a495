import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import painter
from engine.models.painter import LABELS, MULTIPLE, SPEC, Conditions, Painter

torch.manual_seed(0)
NET = Painter(channels=(8, 8, 8, 8, 8), style=4, bank=16).eval().requires_grad_(False)


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 5), st.integers(2, 5), st.integers(1, 2))
def test_any_multiple_gives_a_picture_of_that_size(h: int, w: int, n: int) -> None:
    size = (h * MULTIPLE, w * MULTIPLE)
    picture = NET(torch.zeros(n, 4), Conditions(lines=torch.rand(n, 1, *size)), size)
    assert picture.shape == (n, 3, *size)
    assert float(picture.abs().max()) <= 1


def conditions(size: int = 64) -> dict[str, torch.Tensor]:
    g = torch.Generator().manual_seed(0)
    strokes = torch.rand(1, 4, size, size, generator=g)
    return {
        "lines": torch.rand(1, 1, size, size, generator=g),
        "labels": torch.randint(0, LABELS, (1, size, size), generator=g),
        "hints": torch.cat([strokes[:, :3] * 2 - 1, torch.ones(1, 1, size, size)], 1),
        "known": torch.cat([strokes[:, 1:] * 2 - 1, torch.ones(1, 1, size, size)], 1),
        "guide": strokes[:, :3] * 2 - 1,
    }


@pytest.mark.parametrize("name", ["lines", "labels", "hints", "known", "guide"])
def test_each_condition_reaches_the_picture(name: str) -> None:
    nothing = NET(torch.zeros(1, 4), Conditions(), (64, 64))
    told = NET(torch.zeros(1, 4), Conditions(**{name: conditions()[name]}), (64, 64))
    assert float((nothing - told).abs().mean()) > 1e-4


def test_a_condition_that_says_nothing_is_an_absent_one() -> None:
    empty = Conditions(
        lines=torch.zeros(1, 1, 64, 64),
        labels=torch.full((1, 64, 64), 255),
        hints=torch.zeros(1, 4, 64, 64),
        known=torch.zeros(1, 4, 64, 64),
        guide=torch.zeros(1, 3, 64, 64),
    )
    style = torch.ones(1, 4)
    assert torch.equal(NET(style, empty, (64, 64)), NET(style, Conditions(), (64, 64)))


def test_rows_of_a_batch_do_not_see_each_other() -> None:
    both = torch.rand(2, 1, 64, 64)
    style = torch.rand(2, 4)
    together = NET(style, Conditions(lines=both), (64, 64))
    alone = NET(style[1:], Conditions(lines=both[1:]), (64, 64))
    assert torch.allclose(together[1:], alone, atol=1e-5)


def test_random_styles_repeat_by_seed_and_differ_between_seeds() -> None:
    def style(seed: int) -> torch.Tensor:
        return NET.random_style(2, torch.Generator().manual_seed(seed))

    assert torch.equal(style(3), style(3))
    assert not torch.equal(style(3), style(4))


def test_a_style_is_given_another_paint_and_keeps_the_rest() -> None:
    net = Painter(channels=(8, 8, 8, 8, 8), style=6, bank=400)
    net.bank.copy_(torch.randn(400, 6, generator=torch.Generator().manual_seed(0)))
    net.paint.copy_(0.3 * net.bank[:, :3])  # the first three numbers of a style are its paint
    style = torch.tensor([[0.1, -0.2, 0.5, 1.0, -1.0, 0.7]])
    red = net.in_paint(style, torch.tensor([0.6, -0.3, 0.0]))
    assert torch.allclose(red[:, :3] * 0.3, torch.tensor([[0.6, -0.3, 0.0]]), atol=0.02)
    assert torch.allclose(red[:, 3:], style[:, 3:], atol=0.35)


def test_a_style_does_not_depend_on_the_pictures_size() -> None:
    def picture(side: int) -> torch.Tensor:
        tones = torch.linspace(-1, 1, 27).view(1, 3, 3, 3)
        return torch.nn.functional.interpolate(tones, (side, side), mode="bilinear")

    small, large = NET.encode_style(picture(64)), NET.encode_style(picture(256))
    other = NET.encode_style(-picture(64))
    assert float((small - large).abs().max()) < 0.05 * float((small - other).abs().max())


def test_its_options_are_read_from_the_shapes() -> None:
    shapes = {k: tuple(v.shape) for k, v in NET.state_dict().items()}
    options = SPEC.recognise(shapes)
    assert options == {"channels": (8, 8, 8, 8, 8), "style": 4, "bank": 16}
    SPEC.build(**options).load_state_dict(NET.state_dict())
    assert painter.recognise({"weight": (3, 3)}) is None


def test_a_256_px_picture_takes_at_most_eight_gmac() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    size = (256, 256)
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        Painter()(torch.zeros(1, 32), Conditions(lines=torch.ones(1, 1, *size)), size)
    assert flops.get_total_flops() / 2e9 < 8


def test_crispness_raises_edges_and_neither_flat_colour_nor_a_weave_of_single_pixels() -> None:
    net = Painter(channels=(8, 8, 8, 8, 8), style=4, bank=16)
    net.crispness.fill_(0.5)
    step = torch.full((1, 3, 16, 16), -0.4)
    step[..., 8:] = 0.4
    crisp = net.crisp(step)
    for flat in slice(5), slice(11, 16):
        assert torch.allclose(crisp[..., flat], step[..., flat], atol=1e-6)
    assert float(crisp[..., 8].mean()) > 0.42 and float(crisp[..., 7].mean()) < -0.42
    weave = 0.1 * (1 - 2.0 * (torch.arange(16)[:, None] + torch.arange(16)).remainder(2))
    woven = weave.expand(1, 3, 16, 16)
    inside = (..., slice(3, -3), slice(3, -3))
    assert torch.allclose(net.crisp(woven)[inside], woven[inside], atol=1e-5)
    assert float(net.crisp(torch.full((1, 3, 8, 8), 0.999)).max()) <= 1
