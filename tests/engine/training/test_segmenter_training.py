import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from engine import paths
from engine.models.segmenter import LABELS, Segmenter, rebuilt
from engine.training import balance, pictures
from engine.training.loop import load_checkpoint
from engine.training.metrics import confusion, iou_of
from engine.training.pictures import Sample
from engine.training.recipes import segmenter as recipe

PAINT, GLASS = 2, 3


def striped(cornered: bool) -> Sample:
    """A car of vertical stripes, 1.5 pixels wide each, of paint and glass, 32×32."""
    fine = (np.arange(64) // 3 % 2).astype(np.uint8)
    rgb = cv2.resize(np.tile(fine * 200, (64, 1)), (32, 32), interpolation=cv2.INTER_AREA)
    labels = np.tile(PAINT + fine[::2], (32, 1)).astype(np.uint8)
    ink = np.zeros((32, 32), np.uint8)
    return Sample("0_0", np.repeat(rgb[..., None], 3, 2), labels, ink, cornered)


@pytest.fixture
def carset(tmp_path: Path) -> Path:
    """Two samples to train on and a held-out one, 64×64: a bright pane on a dark car."""
    folder = tmp_path / "set"
    folder.mkdir()
    for seed in (200000, 200001, 900000):
        rgb, labels = np.full((64, 64, 3), 120, np.uint8), np.ones((64, 64), np.uint8)
        for (a, b), colour, part in [((12, 52), 10, PAINT), ((24, 40), 240, GLASS)]:
            rgb[a:b, a:b], labels[a:b, a:b] = colour, part
        kinds = [("rgb.webp", rgb), ("mask.png", labels), ("line.png", labels * 0 + 255)]
        for kind, picture in kinds:
            cv2.imwrite(str(folder / f"{seed}_0_{kind}"), picture)
    return folder


@pytest.mark.parametrize("cornered", [True, False])
def test_labels_tell_of_the_same_places_in_a_mirror(cornered: bool) -> None:
    sample = striped(cornered)
    straight, mirrored = (pictures.frame(sample, 64, m)[1][0] for m in (False, True))
    if cornered:  # of the left half of each pixel; in the mirror the right ones are asked for
        np.testing.assert_array_equal(mirrored[::-1][:-1], straight[1:])
    else:
        np.testing.assert_array_equal(mirrored[::-1], straight)


def test_the_starter_set_is_known_by_its_seeds(carset: Path) -> None:
    for kind in ("rgb.webp", "mask.png", "line.png"):
        (carset / f"200000_0_{kind}").rename(carset / f"100000_0_{kind}")
    assert pictures.read_sample(carset, "100000_0").cornered
    assert not pictures.read_sample(carset, "200001_0").cornered


def test_a_frame_is_the_warped_window_of_the_whole() -> None:
    sample = striped(True)
    for mirrored in (False, True):
        rgb, labels = pictures.frame(sample, 64, mirrored)
        other, told, _ = pictures._warped(sample, 64, (16.0, 16.0), 32.0, mirrored)
        np.testing.assert_array_equal(labels[:, 1:-1], told[:, 1:-1])
        assert np.abs(rgb.astype(int) - other).mean() < 25  # bicubic and linear


def test_halving_keeps_every_second_label() -> None:
    numbers = (np.arange(32 * 32).reshape(32, 32) % 17).astype(np.uint8)
    sample = dataclasses.replace(striped(False), labels=numbers)
    half = pictures.halved(sample)
    assert half.cornered
    assert half.rgb.shape == (16, 16, 3)
    np.testing.assert_array_equal(half.labels, sample.labels[::2, ::2])


@pytest.mark.parametrize(
    ("car", "rows"), [((70, 110), 64), ((0, 40), 64), ((120, 128), 32), ((10, 120), 64)]
)
def test_a_band_shows_the_whole_car_if_it_fits(car: tuple[int, int], rows: int) -> None:
    labels = np.ones((128, 96), np.uint8)
    labels[car[0] : car[1], 20:70] = PAINT
    numbered = np.broadcast_to(np.arange(128, dtype=np.uint8)[:, None, None], (128, 96, 3))
    rng = np.random.default_rng(0)
    for _ in range(20):
        rgb, told = pictures.band(numbered, labels, rows, rng)
        top = int(rgb[0, 0, 0])
        assert top % pictures.GRID == 0
        assert rgb.shape == (rows, 96, 3)
        np.testing.assert_array_equal(rgb[:, 0, 0], np.arange(top, top + rows))
        np.testing.assert_array_equal(told, labels[top : top + rows])
        if car[1] - car[0] <= rows - pictures.GRID:
            assert (told == PAINT).sum() == (labels == PAINT).sum()


def test_a_picture_no_taller_than_the_band_is_left(carset: Path) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    rgb, labels = pictures.band(sample.rgb, sample.labels, 64, np.random.default_rng(0))
    assert rgb is sample.rgb
    assert labels is sample.labels


def test_factors_find_what_the_likeliest_part_misses() -> None:
    rng = np.random.default_rng(0)
    truth = (rng.random(20_000) < 0.05).astype(np.uint8)
    told = rng.normal(np.where(truth, 1.2, 0), 1)  # faint signs of a rare part
    odds = 0.05 / 0.95 * np.exp(1.2 * told - 0.72)
    rare = (odds / (1 + odds)).astype(np.float32)
    chances = np.stack([1 - rare, rare, 0 * rare], 1)

    def mean(factors: NDArray[np.float32]) -> float:
        return float(iou_of(confusion((chances * factors).argmax(1), truth, 3))[:2].mean())

    found = balance.factors(chances, truth)
    assert mean(found) > mean(np.ones(3, np.float32)) + 0.05
    assert found[1] > 1.5 * found[0]


def test_balance_puts_the_factors_into_the_bias(carset: Path) -> None:
    torch.manual_seed(0)
    net = Segmenter((8, 8, 8)).eval()
    samples = pictures.TrainingSet([carset]).samples

    def look(sample: Sample) -> NDArray[np.float32]:
        return recipe.look(net, sample, 64, torch.device("cpu"))

    before = look(samples[0])
    found = balance.balance(net, samples, look)
    assert found
    factors = np.array([found.get(part, 1.0) for part in range(LABELS)])[:, None, None]
    wanted = before * factors / (before * factors).sum(0)
    np.testing.assert_allclose(look(samples[0]), wanted, atol=0.01)  # factors are rounded


def trained(carset: Path, out: Path, pictures: int, *more: str) -> None:
    sizes = ["--batch", "2", "--side", "64", "--widths", "8", "12", "16"]
    where = ["--data", str(carset), "--held-out", str(carset), "--out", str(out)]
    count = ["--pictures", str(pictures), "--device", "cpu", "--name", "trial"]
    assert recipe.main([*where, *sizes, *count, *more]) == 0


def test_a_segmenter_learns_goes_on_and_is_written(
    carset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "weights", lambda: tmp_path)
    options = ("--frames", "0.4", "--close-ups", "0.3", "--altered", "0")
    trained(carset, tmp_path / "run", 60, *options)
    trained(carset, tmp_path / "run", 300, *options)
    assert load_checkpoint(tmp_path / "run" / "last.pt")["done"] == 300
    net = rebuilt(load_file(tmp_path / "trial.safetensors")).eval()
    sample = pictures.read_sample(carset, "900000_0")
    read = recipe.read(net, sample, 64, torch.device("cpu"))
    assert (read == sample.labels).mean() > 0.9
    assert "trial" in (tmp_path / "trial.toml").read_text()


def test_weights_that_are_begun_with_keep_their_normalisation(
    carset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "weights", lambda: tmp_path)
    trained(carset, tmp_path / "run", 8)
    begun = load_file(tmp_path / "trial.safetensors")
    more = ("--start-from", str(tmp_path / "trial.safetensors"), "--bands", "0.5")
    trained(carset, tmp_path / "more", 16, *more)
    after = load_file(tmp_path / "trial.safetensors")
    changed = {name for name, value in begun.items() if not torch.equal(after[name], value)}
    assert "head.weight" in changed
    assert not {name for name in changed if "running" in name}


def test_processes_that_train_together_share_their_gradients(tmp_path: Path) -> None:
    script = tmp_path / "two.py"
    script.write_text(
        "import torch\n"
        "from engine.models.segmenter import Segmenter\n"
        "from engine.training.recipes.segmenter import abreast, share_gradients\n"
        "rank, ranks = abreast()\n"
        "net = Segmenter((4, 4))\n"
        "for p in net.parameters():\n"
        "    p.grad = torch.full_like(p, rank + 1.0)\n"
        "share_gradients(net, ranks)\n"
        "assert ranks == 2\n"
        "assert all((p.grad == 1.5).all() for p in net.parameters())\n"
    )
    run = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    settings = {**os.environ, "PYTHONPATH": str(paths.root()), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([*run, str(script)], capture_output=True, text=True, env=settings)
    assert done.returncode == 0, done.stderr
