"""Edits with the generator that ships, on held-out renders that it never saw."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine import paths
from engine.api import Engine
from engine.cli.edit import laid
from engine.geometry import Rect
from engine.latent_requests import EditRequest, MoveRequest, ProjectRequest, TransferRequest
from engine.requests import sealed
from engine.training import latent_edit_figures
from engine.training.pictures import names_in, read_sample

HELD_OUT = paths.root() / "tests" / "data" / "heldout"
REGION = Rect.of_size(128, 128)

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(
        not (paths.weights() / "latent.safetensors").exists(), reason="no generator is installed"
    ),
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("cpu")


@pytest.fixture(scope="module")
def renders() -> list[np.ndarray]:
    return [read_sample(HELD_OUT, name).rgb for name in names_in(HELD_OUT)[:3]]


def test_steps_find_what_the_encoder_misses(engine: Engine, renders: list[np.ndarray]) -> None:
    gains, found = [], []
    for picture in renders:
        small = sealed(cv2.resize(picture, (128, 128), interpolation=cv2.INTER_AREA))
        seen, better = (
            engine.run(ProjectRequest(small, REGION, method=method, steps=40)).figures["psnr"]
            for method in ("cnn", "cnn_opt")
        )
        gains.append(better - seen)
        found.append(better)
    assert min(gains) > 1
    assert np.mean(found) > 20


def test_a_brushed_colour_comes_and_the_rest_stays(
    engine: Engine, renders: list[np.ndarray]
) -> None:
    """The colour is one that the generator shows there on the way to another of the renders."""
    small = [sealed(cv2.resize(p, (128, 128), interpolation=cv2.INTER_AREA)) for p in renders[:2]]
    one, other = (engine.run(ProjectRequest(p, REGION, steps=20)) for p in small)
    start, before = one.arrays["latent"][0], one.pixels[..., :3]
    halfway = MoveRequest(start, REGION, towards=other.arrays["latent"][0], amount=0.5)
    target = engine.run(halfway).pixels[..., :3]
    wish = latent_edit_figures.colour_wish(before, target, np.random.default_rng(0))
    assert wish is not None
    asked = EditRequest(start, REGION, steps=40)
    after = latent_edit_figures.edited(engine, start, wish, asked).pixels[..., :3]
    row = latent_edit_figures.judged(wish, before, after)
    assert row["colour"] == 1
    assert row["outside"] < 0.3 * row["inside"]


def test_an_edit_of_a_large_render_leaves_the_rest_bit_for_bit(
    engine: Engine, renders: list[np.ndarray]
) -> None:
    render = cv2.resize(renders[0], (3000, 3000), interpolation=cv2.INTER_CUBIC)
    render = np.pad(render, ((0, 0), (500, 500), (0, 0)), mode="edge").astype(np.uint16) * 257
    region = Rect.of_size(4000, 3000)
    eight = sealed((render // 257).astype(np.uint8))
    start = engine.run(ProjectRequest(eight, region, steps=10)).arrays["latent"][0]
    strokes = np.zeros((300, 400, 4), np.uint8)
    cv2.circle(strokes, (200, 170), 10, (30, 60, 200, 255), -1)
    end = engine.run(EditRequest(start, region, colours=strokes, steps=25)).arrays["latents"][0]
    result = engine.run(TransferRequest(sealed(render), region, start, end))
    stays = result.pixels[..., 3] == 0
    assert 0.3 < stays.mean() < 1
    carried = laid(render, result.pixels)
    assert np.array_equal(carried[stays], render[stays])
    assert (carried[~stays] != render[~stays]).any(1).mean() > 0.5
    brushed = carried[1650:1750, 1950:2050].mean((0, 1)) / 257  # around where the dab lies
    was = render[1650:1750, 1950:2050].mean((0, 1)) / 257
    wanted = np.array([30, 60, 200])
    assert np.abs(brushed - wanted).mean() < 0.6 * np.abs(was - wanted).mean()
