import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.models import srvgg, upscaler
from engine.models.upscaler import SPEC, Upscaler


def shapes(net: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {k: tuple(v.shape) for k, v in net.state_dict().items()}


def trained(scale: int, convs: int = 3) -> Upscaler:
    """A network whose every weight counts."""
    torch.manual_seed(0)
    net = Upscaler(scale, 8, convs).eval().requires_grad_(False)
    for p in net.parameters():
        p.add_(0.1 * torch.randn_like(p))
    return net


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from([2, 3, 4]))
def test_any_size_is_enlarged_down_to_one_pixel(height: int, width: int, scale: int) -> None:
    with torch.no_grad():
        assert trained(scale)(torch.zeros(2, 3, height, width)).shape == (
            2,
            3,
            scale * height,
            scale * width,
        )


@pytest.mark.parametrize("scale", [2, 4])
def test_an_untrained_network_is_bicubic(scale: int) -> None:
    rng = np.random.default_rng(0)
    # Pillow clips after each direction: no overshoot beyond black or white, then.
    picture = rng.integers(70, 186, (17, 23, 3), dtype=np.uint8)
    x = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
    with torch.no_grad():
        ours = ((Upscaler(scale)(x)[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    size = (23 * scale, 17 * scale)
    pillow = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
    inside = (slice(2 * scale, -2 * scale),) * 2  # Pillow treats borders in a way of its own
    # Pillow computes in fixed point and rounds after each direction.
    assert np.abs(ours - pillow.astype(float))[inside].max() <= 1.51


@pytest.mark.parametrize("scale", [2, 4])
def test_a_pixel_is_seen_as_far_as_the_reach_and_no_farther(scale: int) -> None:
    net = trained(scale)
    x = torch.zeros(1, 3, 31, 31)
    before = net(x)
    x[0, :, 15, 15] = 1
    changed = (net(x) - before).abs().amax((0, 1)) > 0
    rows = torch.nonzero(changed.any(1)).flatten() // scale
    reach = SPEC.face({"scale": scale, "width": 8, "convs": 3}).reach
    assert int(rows[0]) == 15 - reach
    assert int(rows[-1]) == 15 + reach


def test_scale_width_and_depth_are_read_from_the_file() -> None:
    for scale, width, convs in [(2, 8, 3), (4, 16, 1)]:
        options = SPEC.recognise(shapes(Upscaler(scale, width, convs)))
        assert options == {"scale": scale, "width": width, "convs": convs}
        assert SPEC.face(options).scale == scale
    assert SPEC.recognise(shapes(srvgg.SRVGG(3, 8, 2, 4, "relu"))) is None
    assert SPEC.recognise({}) is None


def test_the_cubic_kernel_is_the_one_of_the_usual_protocol() -> None:
    assert upscaler.keys_cubic(0) == 1
    assert upscaler.keys_cubic(0.5) == pytest.approx(0.5625)
    assert upscaler.keys_cubic(1.5) == pytest.approx(-0.0625)
    assert upscaler.keys_cubic(2.5) == 0
