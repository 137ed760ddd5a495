from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from engine.api import Engine
from engine.errors import BadInput, CoachlineError
from engine.geometry import Rect
from engine.models import rrdb
from engine.models.upscaler import Upscaler
from engine.progress import Cancelled, Progress
from engine.requests import Rows, UpscaleRequest
from engine.runtime import cards, tiled
from engine.runtime.pool import Pool
from engine.tools import upscale

CPU = torch.device("cpu")
same_home = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def asked(picture: np.ndarray, **about: object) -> UpscaleRequest:
    region = Rect.of_size(picture.shape[1], picture.shape[0])
    return UpscaleRequest(picture, region, **{"model": "tiny-x2", **about})  # type: ignore[arg-type]


def noise(height: int, width: int, channels: int, dtype: type = np.uint8) -> np.ndarray:
    values = np.random.default_rng(0).random((height, width, channels), np.float32)
    values[: height // 2] = values[: height // 2] * 0.2 + 0.4
    if dtype == np.float32:
        return values
    return (values * np.iinfo(dtype).max).astype(dtype)  # type: ignore[type-var]


def whole(rows: Rows) -> np.ndarray:
    return np.concatenate(list(rows.bands))


def rows(request: UpscaleRequest, side: int | None = None) -> Rows:
    return upscale.rows(request, Pool(CPU), Progress(), side=side)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_depth_and_channels_stay(tiny_upscaler: str, channels: int, dtype: type) -> None:
    result = Engine("cpu").run(asked(noise(20, 30, channels, dtype)))
    assert result.pixels.shape == (40, 60, channels)
    assert result.pixels.dtype == dtype


@given(
    value=st.integers(0, 255),
    channels=st.integers(1, 4),
    height=st.integers(1, 20),
    width=st.integers(1, 20),
)
@same_home
def test_a_flat_picture_stays_as_it_is(
    tiny_upscaler: str, value: int, channels: int, height: int, width: int
) -> None:
    made = whole(rows(asked(np.full((height, width, channels), value, np.uint8), longest=31)))
    colours = made if channels in (1, 3) or value else made[..., -1]
    assert (colours == value).all()


@pytest.mark.parametrize("channels", [3, 4])
def test_tiled_equals_untiled(tiny_upscaler: str, channels: int) -> None:
    request = asked(noise(90, 70, channels, np.float32))
    small, large = rows(request, side=32), rows(request, side=4096)
    np.testing.assert_allclose(whole(small), whole(large), atol=1e-4)
    assert small.figures.tile == 32 and (small.figures.seam or 0) < 0.5


def test_a_network_of_known_reach_joins_exactly(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(CPU)
    model = pool.get(tiny_upscaler, "upscale")
    known = replace(model, face=replace(model.face, reach=6))  # six 3×3 convolutions
    monkeypatch.setattr(pool, "get", lambda *_: known)
    request = asked(noise(90, 70, 3, np.float32))
    small = upscale.rows(request, pool, Progress(), side=16)
    large = upscale.rows(request, pool, Progress(), side=4096)
    np.testing.assert_allclose(whole(small), whole(large), atol=1e-5)
    assert small.figures.overlap == 6


def test_too_small_an_overlap_is_noticed(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiled, "overlap_for", lambda *_: 0)
    made = rows(asked(noise(90, 70, 3)), side=16)
    whole(made)
    assert made.figures.failure == "seam"


def test_the_mean_of_each_channel_stays(tiny_upscaler: str) -> None:
    picture = noise(60, 80, 3)
    made = rows(asked(picture))
    drift = np.abs(whole(made).mean((0, 1)) - picture.mean((0, 1)))
    assert drift.max() <= 0.5
    assert made.figures.drift is not None and made.figures.drift <= 0.5


def test_a_drift_that_is_too_large_is_a_failure(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        upscale.fidelity, "faithful", lambda source, made, scale, strict: np.clip(made + 0.1, 0, 1)
    )
    with pytest.raises(CoachlineError, match="drift"):
        Engine("cpu").run(asked(np.full((20, 20, 3), 100, np.uint8)))


def test_grey_stays_grey(tiny_upscaler: str) -> None:
    grey = noise(30, 30, 1)
    made = whole(rows(asked(grey)))
    assert made.shape == (60, 60, 1)


def test_hidden_colour_makes_no_fringe(tiny_upscaler: str) -> None:
    picture = np.zeros((40, 40, 4), np.uint8)  # black under the transparent part
    picture[10:30, 10:30] = (250, 240, 230, 255)
    made = whole(rows(asked(picture, longest=100)))
    seen = made[made[..., 3] > 8][:, :3].astype(int)
    assert np.abs(seen - (250, 240, 230)).max() <= 2


def test_light_above_one_passes_through(tiny_upscaler: str) -> None:
    picture = np.full((24, 24, 3), 0.25, np.float32)
    picture[8:16, 8:16] = 40.0
    made = whole(rows(asked(picture)))
    np.testing.assert_allclose(made[24, 24], 40.0, rtol=0.02)
    np.testing.assert_allclose(made[2, 2], 0.25, rtol=0.01)


def test_what_is_not_a_number_becomes_black(tiny_upscaler: str) -> None:
    picture = np.full((24, 24, 3), 0.25, np.float32)
    picture[3, 3] = np.nan
    picture[9, 9] = np.inf
    assert np.isfinite(whole(rows(asked(picture)))).all()


@pytest.mark.parametrize(
    ("about", "size"),
    [
        ({}, (200, 400)),
        ({"scale": 4}, (400, 800)),
        ({"scale": 1}, (100, 200)),
        ({"width": 333}, (166, 333)),
        ({"height": 333}, (333, 666)),
        ({"width": 500, "height": 200}, (200, 400)),
        ({"longest": 1000}, (500, 1000)),
        ({"longest": 50}, (25, 50)),
        ({"at_least": 300}, (150, 300)),
        ({"at_least": 50}, (100, 200)),
    ],
)
def test_sizes_are_those_that_were_asked_for(
    tiny_upscaler: str, about: dict[str, int], size: tuple[int, int]
) -> None:
    made = rows(asked(np.zeros((100, 200, 1), np.uint8), **about))
    assert made.shape[:2] == size
    assert whole(made).shape[:2] == size


def test_a_picture_of_the_wanted_size_is_left_alone(tiny_upscaler: str) -> None:
    picture = noise(40, 50, 3)
    made = rows(asked(picture, at_least=30))
    assert made.untouched
    np.testing.assert_array_equal(whole(made), picture)


@given(height=st.integers(1, 40), width=st.integers(1, 40), longest=st.integers(1, 90))
@same_home
def test_any_size_becomes_any_size(
    tiny_upscaler: str, height: int, width: int, longest: int
) -> None:
    made = rows(asked(noise(height, width, 2), longest=longest), side=16)
    assert max(made.shape[:2]) == longest
    assert whole(made).shape == made.shape


def test_two_sizes_are_refused(tiny_upscaler: str) -> None:
    with pytest.raises(BadInput, match="scale and longest"):
        rows(asked(noise(5, 5, 3), scale=2, longest=90))


@pytest.mark.parametrize(
    "about", [{"scale": 5}, {"longest": 0}, {"detail": 1.5}, {"width": 10_000_000}]
)
def test_values_out_of_range_are_refused(tiny_upscaler: str, about: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="must be between"):
        rows(asked(noise(5, 5, 3), **about))


def test_a_single_model_has_no_detail(tiny_upscaler: str) -> None:
    with pytest.raises(BadInput, match="pair"):
        whole(rows(asked(noise(5, 5, 3), detail=0.5)))


@pytest.mark.parametrize("unshuffle", [1, 2])
def test_the_overlap_of_a_network_of_unknown_reach_is_measured(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch, unshuffle: int
) -> None:
    torch.manual_seed(1)
    options = {"planes": 3, "colours": 3, "width": 8, "growth": 4, "blocks": 3, "ups": 1}
    net = rrdb.RRDBNet(**options, unshuffle=unshuffle).eval()  # type: ignore[arg-type]
    face = rrdb.SPEC.face({**options, "unshuffle": unshuffle})
    pool = Pool(CPU)
    foreign = replace(pool.get(tiny_upscaler, "upscale"), net=net, face=face)
    monkeypatch.setattr(pool, "get", lambda *_: foreign)
    request = asked(noise(81, 150, 3), scale=1)
    small = upscale.rows(request, pool, Progress(), side=32)
    large = upscale.rows(request, pool, Progress(), side=4096)
    away = np.abs(whole(small).astype(int) - whole(large)).max()
    assert away <= 1
    assert small.figures.failure is None
    assert small.figures.overlap in (*tiled.OVERLAPS, tiled.REFERENCE)


def pair(home: Path, scale: int) -> None:
    """A faithful and a detailed network with few channels, as the program's own are."""
    torch.manual_seed(scale)
    for suffix, detail in (("", 0), ("-detail", 1)):
        net = Upscaler(scale, width=4, convs=1)
        for parameter in net.parameters():
            torch.nn.init.normal_(parameter, std=0.05 if detail else 0.01)
        path = home / "models" / f"upscale-x{scale}{suffix}.safetensors"
        path.parent.mkdir(exist_ok=True)
        save_file(net.state_dict(), path)
        fields = {
            "title": path.stem,
            "task": "upscale",
            "version": "0",
            "licence": "CC0-1.0",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "scale": scale,
            "detail": detail,
            "pair": f"upscale-x{scale}{'' if detail else '-detail'}",
        }
        cards.write(path.with_suffix(".toml"), fields)


def test_the_smallest_scale_that_is_enough_is_taken(home: Path) -> None:
    pair(home, 2)
    pair(home, 4)
    picture = noise(10, 12, 3)
    for about, name in (
        ({"scale": 2}, "upscale-x2"),
        ({"scale": 3}, "upscale-x4"),
        ({"longest": 18}, "upscale-x2"),
        ({"longest": 90}, "upscale-x4"),
        ({"scale": 1}, "upscale-x2"),
    ):
        request = asked(picture, model="upscale-x2", **about)
        assert rows(request).recipe.model == name


def test_detail_goes_from_one_network_to_the_other(home: Path) -> None:
    pair(home, 2)
    picture = noise(12, 12, 3, np.float32)
    made = [
        whole(rows(asked(picture, model="upscale-x2", detail=detail))) for detail in (0, 0.5, 1)
    ]
    whole_way = np.abs(made[2] - made[0]).mean()
    assert 0 < np.abs(made[1] - made[0]).mean() < whole_way
    hashes = {
        upscale.model_hash(asked(picture, model="upscale-x2", detail=detail)) for detail in (0, 1)
    }
    assert len(hashes) == 2


def test_out_of_memory_halves_the_tile_and_goes_on(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = tiled.Tiled._computed

    def scarce(self: tiled.Tiled, values: np.ndarray, half: bool) -> np.ndarray:
        if values.shape[0] > 400:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return compute(self, values, half)

    request = asked(noise(500, 60, 3))
    expected = whole(rows(request))
    monkeypatch.setattr(tiled.Tiled, "_computed", scarce)
    made = rows(request, side=512)
    np.testing.assert_allclose(whole(made).astype(int), expected.astype(int), atol=1)
    assert made.figures.tile is not None and made.figures.tile < 512


def test_no_memory_at_all_is_an_error(tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> np.ndarray:
        raise MemoryError

    monkeypatch.setattr(tiled.Tiled, "_band", none)
    with pytest.raises(CoachlineError, match="not enough memory"):
        whole(rows(asked(noise(50, 50, 3))))


@pytest.mark.parametrize("bad", [np.nan, 0.0])
def test_a_tile_that_fails_in_half_precision_is_done_in_full(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch, bad: float
) -> None:
    compute = tiled.Tiled._computed
    asked_for = []

    def half_fails(self: tiled.Tiled, values: np.ndarray, half: bool) -> np.ndarray:
        asked_for.append(half)
        return compute(self, values, False) * (np.float32(bad) if half else 1)

    monkeypatch.setattr(tiled.Tiled, "_computed", half_fails)
    pool = Pool(CPU)
    net = tiled.Tiled(pool.get(tiny_upscaler, "upscale"), CPU, 8, 64, half=True)
    made = net.enlarged(np.full((64, 64, 3), 0.5, np.float32))
    assert np.isfinite(made).all() and made.max() > 0.1
    assert asked_for == [True, False]


def test_a_network_that_gives_no_numbers_is_an_error(
    tiny_upscaler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        tiled.Tiled, "_computed", lambda self, v, half: np.full((48, 48, 3), np.nan, np.float32)
    )
    with pytest.raises(CoachlineError, match="no usable picture"):
        whole(rows(asked(noise(10, 10, 3))))


def test_it_stops_between_two_tiles(tiny_upscaler: str) -> None:
    progress = Progress()
    made = upscale.rows(asked(noise(100, 100, 3)), Pool(CPU), progress, side=32)
    next(made.bands)
    progress.cancel()
    with pytest.raises(Cancelled):
        whole(made)
