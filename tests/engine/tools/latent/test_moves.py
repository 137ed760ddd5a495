from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.api import Engine
from engine.errors import BadInput
from engine.geometry import Rect
from engine.latent_requests import MoveRequest, SampleRequest
from engine.requests import Result

REGION = Rect.of_size(80, 40)


@pytest.fixture
def engine() -> Engine:
    return Engine("cpu")


@pytest.fixture
def drawn(engine: Engine, tiny_latent: str) -> Result:
    return engine.run(SampleRequest(Rect(0, 0, 1, 1), count=5, seed=1, model=tiny_latent))


def moved(engine: Engine, latent: np.ndarray, **more: object) -> Result:
    return engine.run(MoveRequest(latent, REGION, model="tiny-latent", **more))  # type: ignore[arg-type]


def test_samples_are_drawn_by_the_seed(engine: Engine, drawn: Result) -> None:
    assert drawn.pixels.shape == (64, 96, 4)  # two rows of three
    assert drawn.arrays["pictures"].shape == (5, 32, 32, 3)
    assert np.array_equal(drawn.pixels[:32, 32:64, :3], drawn.arrays["pictures"][1])
    assert (drawn.pixels[32:, 64:, 3] == 0).all()
    request = SampleRequest(Rect(0, 0, 1, 1), count=5, seed=1, model="tiny-latent")
    assert np.array_equal(engine.run(request).pixels, drawn.pixels)
    assert not np.array_equal(engine.run(replace(request, seed=2)).pixels, drawn.pixels)


def test_truncation_ends_in_one_picture(engine: Engine, drawn: Result) -> None:
    request = SampleRequest(Rect(0, 0, 1, 1), count=3, truncation=0.0, model="tiny-latent")
    pictures = engine.run(request).arrays["pictures"]
    assert np.array_equal(pictures[0], pictures[1])
    there = moved(engine, drawn.arrays["latents"][0], truncation=0.0)
    assert np.array_equal(there.pixels[..., :3], pictures[0][8:24])  # 80×40 in a square


def test_the_way_leads_from_one_to_the_other(engine: Engine, drawn: Result) -> None:
    one, other = drawn.arrays["latents"][:2]
    for amount, latent in ((0.0, one), (1.0, other), (0.5, (one + other) / 2)):
        result = moved(engine, one, towards=other, amount=amount)
        assert np.allclose(result.arrays["latent"][0], latent, atol=1e-6)


def test_styles_are_mixed_by_levels(engine: Engine, drawn: Result) -> None:
    one, other = drawn.arrays["latents"][:2]
    mixed = moved(engine, one, mixed=other, levels="coarse,fine").arrays["latent"][0]
    assert np.array_equal(mixed[:2], other[:2])
    assert np.array_equal(mixed[2:3], one[2:3])
    assert np.array_equal(mixed[3:], other[3:])
    everything = moved(engine, one, mixed=other, levels="coarse, middle, fine")
    assert np.array_equal(everything.arrays["latent"][0], other)


def test_components_are_steps_in_standard_deviations(engine: Engine, drawn: Result) -> None:
    latent = drawn.arrays["latents"][0]
    once = (
        moved(engine, latent, components=np.array([0, 2], np.float32)).arrays["latent"][0] - latent
    )
    twice = (
        moved(engine, latent, components=np.array([0, 4], np.float32)).arrays["latent"][0] - latent
    )
    assert np.allclose(twice, 2 * once, atol=1e-5)
    first = moved(engine, latent, components=np.array([2], np.float32)).arrays["latent"][0] - latent
    assert abs(float((once[0] * first[0]).sum())) < 1e-4
    assert np.linalg.norm(first[0]) > np.linalg.norm(once[0])


def test_an_axis_at_its_present_value_moves_nothing(engine: Engine, drawn: Result) -> None:
    latent = drawn.arrays["latents"][0]
    here = moved(engine, latent)
    length = float(np.clip(here.arrays["axes"][0], -2, 2))
    same = moved(engine, latent, axes=f"length={length!r}")
    longer = moved(engine, latent, axes="length=2, height=-1")
    assert np.allclose(same.arrays["latent"], here.arrays["latent"], atol=1e-4)
    assert not np.allclose(longer.arrays["latent"], here.arrays["latent"], atol=1e-3)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"axes": "wings=1"}, "latent.axis"),
        ({"axes": "length"}, "latent.axis_form"),
        ({"axes": "length=nan"}, "latent.axis_form"),
        ({"axes": "length=99"}, "value.range"),
        ({"amount": 1.5}, "value.range"),
        ({"truncation": -1.0}, "value.range"),
        ({"mixed": np.zeros((5, 16), np.float32), "levels": "finest"}, "value.choice"),
        ({"components": np.zeros(17, np.float32)}, "latent.values"),
        ({"components": np.full(2, np.nan, np.float32)}, "latent.values"),
        ({"components": np.full(2, 99, np.float32)}, "value.range"),
        ({"towards": np.full((5, 16), np.nan, np.float32)}, "latent.values"),
    ],
)
def test_what_makes_no_sense_is_refused(
    engine: Engine, drawn: Result, more: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as e:
        moved(engine, drawn.arrays["latents"][0], **more)
    assert e.value.code == code


@pytest.mark.parametrize("count", [0, 257])
def test_a_number_of_samples_out_of_range_is_refused(
    engine: Engine, tiny_latent: str, count: int
) -> None:
    with pytest.raises(BadInput) as e:
        engine.run(SampleRequest(Rect(0, 0, 1, 1), count=count, model=tiny_latent))
    assert e.value.code == "value.range"
