"""Segment with a network that tells bright from dark: sizes, masks, alpha, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.label_requests import SegmentRequest
from engine.models import segmenter
from engine.ops import fit, labels
from engine.progress import Progress
from engine.requests import sealed
from engine.tools import segment


def asked(picture: np.ndarray, **more: object) -> SegmentRequest:
    height, width = picture.shape[:2]
    region = Rect.of_size(width, height, 7, 9)
    return SegmentRequest(sealed(picture), region, model="tiny-segmenter", **more)  # type: ignore[arg-type]


@pytest.fixture
def engine(tiny_segmenter: str) -> Engine:
    return Engine("cpu")


def halves(height: int, width: int, channels: int = 3) -> np.ndarray:
    """Dark on the left, bright on the right, opaque."""
    picture = np.full((height, width, channels), 20, np.uint8)
    picture[:, width // 2 :] = 240
    if channels in (2, 4):
        picture[..., -1] = 255
    return picture


@pytest.mark.parametrize(("height", "width"), [(16, 16), (61, 97), (300, 1000), (1200, 900)])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_parts_are_told_at_the_pictures_size(
    engine: Engine, height: int, width: int, channels: int
) -> None:
    result = engine.run(asked(halves(height, width, channels)))
    assert result.region == Rect.of_size(width, height, 7, 9)
    ids = labels.exact(result.pixels)[..., 0]
    assert ids.shape == (height, width)
    off = 1 + max(2, width // 60)  # a pixel or two of the size at which the network looks
    assert (ids[:, : width // 2 - off] == 2).all()
    assert (ids[:, width // 2 + off :] == 3).all()


def test_outside_its_mask_nothing_is_told(engine: Engine) -> None:
    mask = np.zeros((40, 60, 1), np.uint8)
    mask[:, 10:50] = 255
    ids = labels.exact(engine.run(asked(halves(40, 60), mask=sealed(mask))).pixels)
    assert np.array_equal(ids == 255, mask == 0)


def tells_of_the_left(x: torch.Tensor) -> torch.Tensor:
    """Logits N×18×H×W of a network that sees half a pixel beside: bright or dark."""
    left = torch.cat([x[..., :1], x[..., :-1]], -1)
    seen = ((x + left) / 2).mean(1, keepdim=True)
    return torch.cat([seen, -seen, seen.new_full((len(x), 16, *x.shape[2:]), -9)], 1)


def test_mirrored_looks_at_small_pictures_are_brought_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "SEEN", (512,))
    net, face = tells_of_the_left, segmenter.interface({"widths": (8, 8), "planes": 3})
    small = torch.rand(1, 3, 256, 256, generator=torch.Generator().manual_seed(0)) * 2 - 1
    found = segment.chances_of(net, small, face)  # type: ignore[arg-type]
    straight = net(fit.resize(small, 512, 512).clamp(-1, 1)).softmax(1)
    torch.testing.assert_close(found[..., 1:-1], straight[..., 1:-1])

    large = fit.resize(small, 512, 512)  # a pixel of it is one of the network's: as in a mirror
    found = segment.chances_of(net, large, face)  # type: ignore[arg-type]
    mirrored = segment.chances_of(net, large.flip(-1), face)  # type: ignore[arg-type]
    torch.testing.assert_close(found, mirrored.flip(-1))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 200), (200, 3)])
def test_chances_of_the_smallest_pictures(height: int, width: int) -> None:
    face = segmenter.interface({"widths": (8, 8), "planes": 3})
    found = segment.chances_of(tells_of_the_left, torch.ones(1, 3, height, width), face)  # type: ignore[arg-type]
    assert found.shape[1] == 18
    assert (found.argmax(1) == 0).all()


def test_large_pictures_are_decided_in_bands_that_join(monkeypatch: pytest.MonkeyPatch) -> None:
    g = torch.Generator().manual_seed(0)
    chances, picture = (
        torch.rand(1, 18, 12, 20, generator=g),
        torch.rand(1, 3, 90, 130, generator=g),
    )
    whole = segment.decided(chances, picture, Progress())
    monkeypatch.setattr(segment, "BAND", 1000)
    assert np.array_equal(whole, segment.decided(chances, picture, Progress()))


def test_in_a_flat_picture_the_likeliest_part_around_a_place_counts() -> None:
    chances = torch.full((1, 18, 12, 20), 0.01)
    chances[:, 2, :, :10] = chances[:, 3, :, 10:] = 0.9
    ids = segment.decided(chances, torch.zeros(1, 3, 96, 160), Progress())[..., 0]
    assert (ids[:, :78] == 2).all()
    assert (ids[:, 82:] == 3).all()


def test_borders_of_large_pictures_follow_their_edges() -> None:
    """A pixel of the chances is eight of the picture's, and its border lies between two."""
    chances = torch.full((1, 18, 12, 20), 0.01)
    chances[:, 2, :, :10] = chances[:, 3, :, 11:] = 0.9
    chances[:, 2, :, 10] = chances[:, 3, :, 10] = 0.5
    picture = torch.full((1, 3, 96, 160), -0.8)
    picture[..., 83:] = 0.6
    ids = segment.decided(chances, picture, Progress())[..., 0]
    assert (ids[:, :82] == 2).all()
    assert (ids[:, 84:] == 3).all()


def test_what_is_no_picture_of_a_car_is_refused(engine: Engine, tiny_painter: str) -> None:
    for request, code in [
        (asked(halves(1, 1)), "picture.too_small"),
        (asked(halves(40, 60), mask=np.zeros((40, 60, 1), np.uint8)), "mask.empty"),
    ]:
        with pytest.raises(BadInput) as e:
            engine.run(request)
        assert e.value.code == code
    with pytest.raises(BadInput) as e:
        Engine("cpu").run(
            SegmentRequest(sealed(halves(40, 60)), Rect.of_size(60, 40), model="tiny")
        )
    assert e.value.code == "model.wrong_task"
