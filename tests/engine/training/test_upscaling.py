"""Training of the upscalers, and how they are judged."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.data import astronaut

from engine import paths
from engine.errors import BadInput
from engine.models.upscaler import Upscaler
from engine.runtime.pool import Pool
from engine.training import degrade, drawn, enlarging, publish_upscaler, upscale_figures
from engine.training.loop import load_checkpoint, save_checkpoint
from engine.training.recipes import upscaler as recipe

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def carset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two renders of 96×96 to train on and a held-out one."""
    folder = tmp_path_factory.mktemp("set")
    for i, seed in enumerate((200000, 200001, 900000)):
        rgb = cv2.cvtColor(astronaut()[100 * i : 100 * i + 96, 150:246], cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(folder / f"{seed}_0_rgb.webp"), rgb)
        cv2.imwrite(str(folder / f"{seed}_0_line.png"), 255 - cv2.Canny(rgb, 60, 120))
    return folder


@pytest.fixture(autouse=True)
def few_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarging, "DRAWN", 1)
    monkeypatch.setattr(enlarging, "DRAWN_SIDE", 192)


def test_reduced_pictures_keep_their_mean_and_lose_their_detail() -> None:
    picture = astronaut()[:256, :256]
    small = degrade.bicubic(picture, 64, 64)
    assert small.shape == (64, 64, 3)
    assert np.abs(small.mean((0, 1)) - picture.mean((0, 1))).max() < 0.5


@pytest.mark.parametrize("scale", [2, 4])
def test_some_pictures_are_only_made_smaller_and_others_suffer(scale: int) -> None:
    picture = astronaut()[:128, 150:278]
    clean = degrade.bicubic(picture, 128 // scale, 128 // scale)
    rng = np.random.default_rng(0)
    made = [degrade.smaller(picture, scale, rng) for _ in range(60)]
    away = np.array([np.abs(m.astype(int) - clean).mean() for m in made])
    assert all(m.shape == clean.shape and m.dtype == np.uint8 for m in made)
    assert 0.3 < (away == 0).mean() < 0.8
    assert away.max() > 3
    assert away.max() < 40  # none is beyond recognition


@settings(max_examples=10, deadline=None)
@given(st.integers(30, 95))
def test_jpeg_harms_more_the_lower_its_quality(quality: int) -> None:
    picture = astronaut()[:64, 150:214]

    def harm(q: int) -> float:
        return float(np.abs(degrade.through_jpeg(picture, q).astype(int) - picture).mean())

    assert 0 < harm(quality) < 20
    assert harm(quality) < harm(5)


def test_drawn_pictures_differ_and_are_the_same_for_the_same_seed() -> None:
    a, b = (drawn.dead_leaves(96, np.random.default_rng(seed)) for seed in (1, 2))
    assert a.shape == (96, 96, 3)
    assert np.abs(a.astype(int) - b).mean() > 10
    assert np.array_equal(a, drawn.dead_leaves(96, np.random.default_rng(1)))


def test_held_out_renders_are_never_cut(carset: Path) -> None:
    pictures = enlarging.Pictures([carset])
    assert len(pictures.kinds["renders"]) == 2
    assert len(pictures.kinds["lines"]) == 2
    assert pictures.reread() == 0
    with pytest.raises(BadInput) as e:
        enlarging.Pictures([carset / "nowhere"])
    assert e.value.code == "file.missing"


def test_pairs_show_the_same_place_in_two_sizes(carset: Path) -> None:
    pictures = enlarging.Pictures([carset])
    small, truth = pictures.pairs(4, 6, 16, np.random.default_rng(0))
    assert small.shape == (6, 3, 16, 16)
    assert truth.shape == (6, 3, 64, 64)
    assert float(truth.abs().max()) <= 1
    means = torch.nn.functional.avg_pool2d(truth, 16) - torch.nn.functional.avg_pool2d(small, 4)
    assert float(means.abs().mean()) < 0.1


def arguments(carset: Path, out: Path, steps: int) -> list[str]:
    sizes = ["--batch", "4", "--side", "16", "--width", "8", "--convs", "2"]
    where = ["--data", str(carset), "--held-out", str(carset), "--out", str(out)]
    return [*where, *sizes, "--steps", str(steps), "--device", "cpu"]


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from safetensors.torch import save_file

    from engine.models.segmenter import Segmenter

    path = tmp_path_factory.mktemp("segmenter") / "segmenter.safetensors"
    torch.manual_seed(0)
    save_file(Segmenter((8, 8, 8)).state_dict(), path)
    return path


def test_a_stopped_run_goes_on_where_it_stopped(carset: Path, tmp_path: Path) -> None:
    recipe.main(arguments(carset, tmp_path, 2))
    assert load_checkpoint(tmp_path / "last.pt")["done"] == 2
    recipe.main(arguments(carset, tmp_path, 3))
    state = load_checkpoint(tmp_path / "last.pt")
    assert state["done"] == 3
    assert (tmp_path / "sheet_000003.png").exists()
    shared = [k for k in state["nets"]["2"] if not k.startswith("last.")]
    assert all(torch.equal(state["nets"]["2"][k], state["nets"]["4"][k]) for k in shared)


def test_training_brings_the_enlarged_picture_nearer_to_the_truth(
    carset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(degrade, "CLEAN", 1)
    plan = recipe.parse([*arguments(carset, carset / "none", 1000), "--rate", "2e-2"])
    run = recipe.Run(plan)
    batches = {
        s: enlarging.Pictures([carset]).pairs(s, 4, 16, np.random.default_rng(0))
        for s in recipe.SCALES
    }
    first = {k: float(v) for k, v in run.step(batches).items()}
    for _ in range(78):
        run.step(batches)
    last = {k: float(v) for k, v in run.step(batches).items()}
    assert all(last[k] < 0.97 * first[k] for k in first)


def test_the_detailed_run_begins_with_the_faithful_weights(
    carset: Path, tmp_path: Path, segmenter: Path
) -> None:
    faithful, detailed = tmp_path / "faithful", tmp_path / "detailed"
    recipe.main(arguments(carset, faithful, 2))
    more = ["--start-from", str(faithful / "last.pt"), "--perception", str(segmenter)]
    plan = recipe.parse([*arguments(carset, detailed, 2), *more])
    begun = recipe.Run(plan).nets[4].state_dict()
    wanted = load_checkpoint(faithful / "last.pt")["averages"]["4"]
    assert all(torch.equal(begun[k], wanted[k]) for k in wanted)
    recipe.main([*arguments(carset, detailed, 2), *more])
    state = load_checkpoint(detailed / "last.pt")
    assert not torch.equal(state["nets"]["4"]["last.weight"], wanted["last.weight"])
    assert "critic" in state


def test_equal_pictures_have_no_error_and_noise_costs_what_it_must() -> None:
    truth = astronaut()[:64, 150:214]
    noise = np.random.default_rng(0).choice([-10, 10], truth.shape)
    noisy = np.clip(truth.astype(int) + noise, 0, 255).astype(np.uint8)
    same, other = (upscale_figures.compare(p, truth, 4) for p in (truth, noisy))
    assert same["y_ssim"] == pytest.approx(1)
    assert other["rgb_psnr"] == pytest.approx(10 * np.log10(255**2 / 100), abs=0.3)
    # Noise of three channels cancels out in part.
    assert other["y_psnr"] > other["rgb_psnr"]


def test_luma_is_between_16_and_235() -> None:
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    assert upscale_figures.luma(ends).ravel().tolist() == pytest.approx([16, 235], abs=0.01)


@pytest.fixture
def published(carset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of weights after publishing two untrained runs."""
    monkeypatch.setattr(paths, "weights", lambda: tmp_path)
    for name, seed in (("faithful", 1), ("detailed", 2)):
        torch.manual_seed(seed)
        nets = {str(s): Upscaler(s, 8, 2) for s in recipe.SCALES}
        for net in nets.values():
            torch.nn.init.normal_(net.last.weight, 0, 1e-3)
        states = {s: net.state_dict() for s, net in nets.items()}
        save_checkpoint(tmp_path / f"{name}.pt", {"averages": states, "done": 1, "seed": seed})
    runs = [f"--{n}={tmp_path / f'{n}.pt'}" for n in ("faithful", "detailed")]
    words = ["--version", "0.1", "--data", "none", "--held-out", str(carset)]
    assert publish_upscaler.main([*runs, *words]) == 0
    return tmp_path


def test_published_pairs_know_each_other_and_their_figures(published: Path) -> None:
    from engine.runtime import cards

    for scale in recipe.SCALES:
        faithful = cards.find(f"upscale-x{scale}", "upscale").table
        detailed = cards.find(f"upscale-x{scale}-detail", "upscale").table
        assert faithful["pair"] == f"upscale-x{scale}-detail"
        assert detailed["pair"] == f"upscale-x{scale}"
        assert faithful["scale"] == detailed["scale"] == scale
        found = faithful["figures"]["cars_clean_y_psnr"]
        assert len(found) == len(faithful["columns"]) == 4
        assert all(15 < f < 60 for f in found)


def test_a_sheet_shows_the_busiest_place_four_times(published: Path, carset: Path) -> None:
    pairs = [upscale_figures.busiest(p, 48) for p in upscale_figures.cars(carset, 4)]
    sheet = upscale_figures.sheet(pairs, 4, Pool(CPU), 48)
    assert sheet.shape == (48 * len(pairs), 4 * 48, 3)
    pair, x, y = pairs[0]
    assert np.array_equal(sheet[:48, -48:], pair.truth[y : y + 48, x : x + 48])
