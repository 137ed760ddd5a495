"""Training the latent generator: what is read of the renders, and a run that can be resumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from engine import paths
from engine.errors import BadInput
from engine.models.latent import AXES, AZIMUTH, NAMES, Latent
from engine.training import described
from engine.training.carset.parameters import as_record, sample_car, sample_view
from engine.training.described import Described
from engine.training.loop import load_checkpoint
from engine.training.recipes import latent as recipe

STARTER = paths.root().parent / "shared/data/carset-starter/params.jsonl"


def record(seed: int, view: int) -> dict[str, Any]:
    """What this project's renderer writes beside a picture."""
    camera, stage = sample_view(seed, view)
    return as_record(f"{seed}_{view}", sample_car(seed), camera, stage, 8.0)


@pytest.fixture
def carset(tmp_path: Path) -> Path:
    """Crude pictures with true records: eight to train on and two held-out ones."""
    folder = tmp_path / "set"
    folder.mkdir()
    with (folder / "params.jsonl").open("w") as f:
        for seed in (*range(200000, 200008), 900000, 900001):
            rgb = np.full((64, 64, 3), 180, np.uint8)
            cv2.rectangle(rgb, (12, 24), (51, 43), (seed % 200, 60, 200), -1)
            labels = np.ones((64, 64), np.uint8)
            labels[:20] = 0
            labels[24:44, 12:52] = 2
            lines = np.full((64, 64), 255, np.uint8)
            for kind, picture in [("rgb.webp", rgb), ("mask.png", labels), ("line.png", lines)]:
                cv2.imwrite(str(folder / f"{seed}_0_{kind}"), picture)
            f.write(json.dumps(record(seed, 0)) + "\n")
    return folder


def test_a_record_tells_the_proportions_of_its_car() -> None:
    car = sample_car(200003)
    found = described.told(record(200003, 1))
    assert found["length"] == pytest.approx(car.body.length)
    assert found["width"] == pytest.approx(2 * car.body.half_width)
    assert found["bonnet_length"] == pytest.approx(car.body.cowl_x)
    roof = car.body.length - car.body.deck_length - car.body.rear_run
    assert found["roof_length"] == pytest.approx(roof - car.body.cowl_x - car.body.windshield_run)
    assert 0 < found["windscreen_rake"] < 90
    assert -180 <= found["azimuth"] < 180


@pytest.mark.skipif(not STARTER.exists(), reason="needs the starter set beside the repository")
def test_both_spellings_of_a_record_tell_the_same_axes_in_the_same_ranges() -> None:
    theirs = [described.told(json.loads(line)) for line in STARTER.read_text().splitlines()[::20]]
    ours = [described.told(record(seed, 0)) for seed in range(200000, 200060)]
    assert theirs[0].keys() == ours[0].keys()
    for name in theirs[0]:
        if name in ("azimuth", "elevation", "outdoors"):
            continue
        a, b = (np.array([row[name] for row in rows]) for rows in (theirs, ours))
        assert abs(np.median(a) - np.median(b)) < 0.75 * (np.ptp(a) + np.ptp(b)) / 2, name


def test_a_picture_shows_how_much_the_car_fills_and_what_is_behind_it(carset: Path) -> None:
    data = Described([carset], 32)
    row = dict(zip(NAMES, data.parameters[0], strict=True))
    assert data.pictures.shape == (8, 32, 32, 3) and data.parameters.shape == (8, len(AXES))
    assert row["fill"] == pytest.approx(40 / 64)
    assert row["backdrop_red"] == pytest.approx(180 / 255, abs=0.02)


def test_held_out_pictures_are_kept_apart(carset: Path) -> None:
    assert Described([carset], 32).names == [f"{s}_0" for s in range(200000, 200008)]
    assert Described([carset], 32, held_out=True).names == ["900000_0", "900001_0"]


def test_pictures_without_a_finished_record_wait(carset: Path) -> None:
    whole = (carset / "params.jsonl").read_text()
    (carset / "params.jsonl").write_text(whole[: whole.index("200005_0") + 60])
    data = Described([carset], 32)
    assert len(data.names) == 5
    (carset / "params.jsonl").write_text(whole)
    assert data.reread() == 3
    assert len(data.names) == len(data.pictures) == len(data.parameters) == 8


def test_a_folder_without_records_is_named() -> None:
    with pytest.raises(BadInput) as e:
        Described([Path("nowhere")], 32)
    assert e.value.code == "file.missing"


def test_a_mirrored_car_is_seen_from_the_other_side(carset: Path) -> None:
    parameters = Described([carset], 32).parameters
    other = described.mirrored(parameters)
    assert np.array_equal(other[:, AZIMUTH], -parameters[:, AZIMUTH])
    assert np.array_equal(np.delete(other, AZIMUTH, 1), np.delete(parameters, AZIMUTH, 1))


def test_mixtures_take_each_group_from_a_row(carset: Path) -> None:
    z = torch.arange(6.0)[:, None].expand(-1, Latent().z_width)
    mixture = recipe.mixed(z)
    kinds = {tuple(row.unique().tolist()) for row in mixture}
    assert all(len(kind) <= 5 for kind in kinds) and any(len(kind) > 1 for kind in kinds)
    assert torch.equal(mixture.sort(0).values, z)


@pytest.mark.skipif(
    not (paths.weights() / "perception.safetensors").exists(), reason="needs the segmenter"
)
def test_a_run_learns_and_goes_on_where_it_stopped(carset: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    given = ["--data", str(carset), "--held-out", str(carset), "--out", str(out)]
    given += ["--batch", "4", "--device", "cpu"]
    recipe.main([*given, "--frames", "8", "--minutes", "0"])  # no step: as it begins
    begun = load_checkpoint(out / "last.pt")
    recipe.main([*given, "--frames", "8"])
    state = load_checkpoint(out / "last.pt")
    assert begun["done"] == 0 and state["done"] >= 8
    moved = (state["nets"]["latent.first.weight"] - begun["nets"]["latent.first.weight"]).abs()
    assert moved.max() > 0
    assert len(list(out.glob("sheet_*.png"))) == 2
    recipe.main([*given, "--frames", "12"])
    assert 12 <= load_checkpoint(out / "last.pt")["done"] < 20
    assert load_checkpoint(out / "last.pt")["average_steps"] > state["average_steps"]
    average = {k.removeprefix("latent."): v for k, v in state["average"].items()}
    assert average["ranges"][:, AZIMUTH].tolist() == [-180, 180, recipe.THREE_QUARTERS]
    spread = average["spread"]
    assert bool((spread[:-1] >= spread[1:]).all()) and float(average["bank"].std()) > 0
