from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from engine.errors import BadInput
from engine.models.painter import Conditions, Painter, edges
from engine.models.segmenter import Segmenter
from engine.ops.pixels import to_tensor
from engine.training import (
    averaging,
    compare_objectives,
    crispness,
    hands,
    losses,
    metrics,
    pack,
    pictures,
    publish,
)
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint, sheet
from engine.training.objectives import CLIP, OBJECTIVES
from engine.training.perception import Perception
from engine.training.pictures import Mix
from engine.training.recipes import painter as recipe


@pytest.fixture
def carset(tmp_path: Path) -> Path:
    """Three crude samples of 64×64: two to train on and a held-out one."""
    folder = tmp_path / "set"
    folder.mkdir()
    for seed, colour in [(200000, (30, 60, 200)), (200001, (40, 160, 60)), (900000, (0, 0, 0))]:
        rgb = np.full((64, 64, 3), 180, np.uint8)
        cv2.rectangle(rgb, (12, 24), (52, 44), colour, -1)
        labels = np.ones((64, 64), np.uint8)
        labels[24:45, 12:53] = 2
        lines = np.full((64, 64), 255, np.uint8)
        cv2.rectangle(lines, (12, 24), (52, 44), 0, 1)
        for kind, picture in [("rgb.webp", rgb), ("mask.png", labels), ("line.png", lines)]:
            cv2.imwrite(str(folder / f"{seed}_0_{kind}"), picture)
    return folder


def test_held_out_seeds_are_never_trained_on(carset: Path) -> None:
    assert [s.name for s in pictures.TrainingSet([carset]).samples] == ["200000_0", "200001_0"]
    with pytest.raises(BadInput) as e:
        pictures.TrainingSet([])
    assert e.value.code == "data.none"
    with pytest.raises(BadInput) as e:
        pictures.TrainingSet([carset / "nowhere"])
    assert e.value.code == "file.missing"


def test_repainting_changes_the_paint_alone(carset: Path) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    other = pictures.repainted(sample.rgb, sample.labels, np.random.default_rng(0)).astype(int)
    changed = np.abs(other - sample.rgb).max(2) > 12
    body = cv2.erode((sample.labels == pictures.PAINT).astype(np.uint8), np.ones((5, 5))) > 0
    around = cv2.dilate((sample.labels == pictures.PAINT).astype(np.uint8), np.ones((7, 7))) > 0
    assert changed[body].mean() > 0.9
    assert not changed[~around].any()


def test_an_unfinished_sample_is_left_out(carset: Path) -> None:
    (carset / "200000_0_line.png").unlink()
    assert [s.name for s in pictures.TrainingSet([carset]).samples] == ["200001_0"]


def test_samples_rendered_meanwhile_are_added(carset: Path) -> None:
    for kind in ("rgb.webp", "mask.png", "line.png"):
        (carset / f"200001_0_{kind}").rename(carset / f"later_{kind}")
    training_set = pictures.TrainingSet([carset])
    assert len(training_set.samples) == 1
    for kind in ("rgb.webp", "mask.png", "line.png"):
        (carset / f"later_{kind}").rename(carset / f"200001_0_{kind}")
    assert training_set.reread() == 1
    assert training_set.reread() == 0
    assert [s.name for s in training_set.samples] == ["200000_0", "200001_0"]


def test_a_batch_always_tells_the_shape_and_follows_its_truth(carset: Path) -> None:
    samples = pictures.TrainingSet([carset]).samples
    rng = np.random.default_rng(0)
    b = pictures.batch(samples, 60, 64, Mix(crop=0), rng)  # a crop may show bare ground
    c = b.conditions
    assert c.lines is not None and c.labels is not None and c.known is not None
    assert c.hints is not None and c.guide is not None
    told = (
        (c.lines.amax((1, 2, 3)) > 0)
        | (c.labels != pictures.UNKNOWN).any(2).any(1)
        | (c.known[:, 3].amax((1, 2)) > 0)
    )
    assert bool(told.all())
    assert b.truth.shape == b.style_of.shape == (60, 3, 64, 64)
    known = c.known[:, 3:] > 0
    assert torch.equal(
        c.known[:, :3][known.expand(-1, 3, -1, -1)], b.truth[known.expand(-1, 3, -1, -1)]
    )
    for plane in (c.lines, c.hints, c.guide):
        share = float((plane.abs().amax((1, 2, 3)) > 0).float().mean())
        assert 0.02 < share < 1


@pytest.mark.parametrize("style", hands.STYLES)
def test_every_hand_draws_the_same_car(carset: Path, style: str) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    ink = sample.ink.astype(np.float32) / 255
    drawn = hands.draw(style, ink, sample.rgb, np.random.default_rng(1))
    assert drawn.shape == ink.shape
    assert drawn.min() >= 0 and drawn.max() <= 1
    near = cv2.dilate((ink > 0.5).astype(np.uint8), np.ones((9, 9))) > 0
    assert drawn[near].sum() > 0.8 * drawn.sum() > 0


def test_the_swapped_rows_have_no_truth_to_match() -> None:
    real = [torch.zeros(2, 1, 2, 2)]
    fake = [torch.stack([torch.ones(1, 2, 2), torch.full((1, 2, 2), 9.0)])]
    only_first = losses.feature_matching(real, fake, torch.tensor([True, False]))
    assert float(only_first) == 1


def test_the_kl_of_a_unit_gaussian_is_nothing() -> None:
    zero = torch.zeros(3, 4)
    assert float(losses.kl_to_unit_gaussian(zero, zero)) == 0
    assert float(losses.kl_to_unit_gaussian(zero + 2, zero)) == pytest.approx(8)


def test_the_laplacian_band_of_a_flat_picture_is_nothing() -> None:
    assert float(losses.laplacian_band(torch.full((1, 3, 8, 8), 0.3)).abs().max()) < 1e-6


def test_averaged_weights_follow_and_lag_behind() -> None:
    net = nn.Linear(1, 1)
    nn.init.zeros_(net.weight)
    average = Average(net, decay=0.9)
    nn.init.ones_(net.weight)
    seen = []
    for _ in range(100):
        average.update(net)
        seen.append(float(average.net.weight))
    assert seen == sorted(seen)
    assert seen[5] < 1 < seen[-1] + 0.01


def test_a_stop_in_mid_save_leaves_the_checkpoint_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "last.pt"
    save_checkpoint(path, {"done": 1})

    def stop(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(path, {"done": 2})
    assert load_checkpoint(path) == {"done": 1}


def test_curves_hold_means(tmp_path: Path) -> None:
    curves = Curves(tmp_path / "c.jsonl")
    curves.add({"l1": 1.0})
    curves.add({"l1": 3.0})
    assert curves.flush(frames=2)["l1"] == 2
    assert (tmp_path / "c.jsonl").read_text().count("\n") == 1


def test_a_sheet_puts_columns_beside_and_rows_below() -> None:
    black, white = -torch.ones(2, 3, 4, 5), torch.ones(2, 3, 4, 5)
    painted = sheet([black, white])
    assert painted.shape == (8, 10, 3)
    assert painted[:, :5].max() == 0
    assert painted[:, 5:].min() == 255


def test_f1_counts_contours_within_two_pixels() -> None:
    a = np.zeros((20, 20), bool)
    a[5] = True
    assert metrics.contour_f1(np.roll(a, 2, 0), a) == pytest.approx(1)
    assert metrics.contour_f1(np.roll(a, 5, 0), a) == 0
    assert metrics.contour_f1(np.zeros_like(a), a) == 0


def test_figures_of_a_picture_with_itself() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    assert metrics.ssim(picture, picture) == pytest.approx(1)
    assert metrics.spread([picture, picture]) == 0
    lighter = np.clip(picture.astype(int) + 10, 0, 255).astype(np.uint8)
    assert 7 < metrics.spread([picture, lighter]) <= 10


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipe with a painter of few channels and 64 px throughout."""
    monkeypatch.setattr(recipe, "Painter", lambda: Painter((8, 8, 8, 8, 8), style=4, bank=4))
    monkeypatch.setattr(recipe, "sizes", lambda progress, rng, count, largest: (64, count))


def start(carset: Path, out: Path, frames: int, *more: str) -> None:
    given = ["--data", str(carset), "--out", str(out), "--frames", str(frames), "--batch", "4"]
    assert recipe.main([*given, *more]) == 0


def test_a_run_learns_stops_and_resumes(small: None, carset: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    start(carset, out, 8)
    first = load_checkpoint(out / "last.pt")
    assert first["done"] == 8
    assert list(out.glob("sheet_*.png"))
    start(carset, out, 12)
    second = load_checkpoint(out / "last.pt")
    assert second["done"] == 12
    assert second["average_steps"] > first["average_steps"]


def test_training_lowers_the_loss(small: None, carset: Path, tmp_path: Path) -> None:
    samples = pictures.TrainingSet([carset]).samples
    run = recipe.Run(recipe.Plan([carset], tmp_path, 10_000, 4))
    rng = np.random.default_rng(0)
    fixed = pictures.batch(samples, 4, 64, Mix(), rng)
    l1 = [float(run.step(fixed)["l1"]) for _ in range(40)]
    assert np.mean(l1[-5:]) < 0.5 * np.mean(l1[:2])


def test_the_adversarial_part_of_the_run_steps_both_networks(
    small: None, carset: Path, tmp_path: Path
) -> None:
    samples = pictures.TrainingSet([carset]).samples
    run = recipe.Run(recipe.Plan([carset], tmp_path, 100, 4))
    run.done = 50
    before = [p.clone() for p in run.critic.parameters()]
    report = run.step(pictures.batch(samples, 4, 64, Mix(), np.random.default_rng(0)))
    assert {"d", "gan", "matching", "cycle"} <= report.keys()
    assert any(not torch.equal(a, b) for a, b in zip(before, run.critic.parameters(), strict=True))


def test_a_run_may_begin_with_the_weights_of_another(
    small: None, carset: Path, tmp_path: Path
) -> None:
    start(carset, tmp_path / "a", 8)
    begin = tmp_path / "a" / "last.pt"
    state = load_checkpoint(begin)
    other = state["average"]
    run = recipe.Run(recipe.Plan([carset], tmp_path / "b", 8, 4, seed=5, start_from=begin))
    mine = run.painter.state_dict()
    assert all(torch.equal(v, other[k]) for k, v in mine.items())
    critic = run.critic.state_dict()
    assert all(torch.equal(v, state["critic"][k]) for k, v in critic.items())


def test_the_mean_of_before_and_after_lies_between_them(
    small: None, carset: Path, tmp_path: Path
) -> None:
    start(carset, tmp_path / "a", 8)
    first = load_checkpoint(tmp_path / "a" / "last.pt")["average"]
    publish.write_weights(first, tmp_path / "before.safetensors")
    start(carset, tmp_path / "b", 16, "--start-from", str(tmp_path / "a" / "last.pt"))
    after = tmp_path / "b" / "last.pt"
    given = [str(after), "--before", str(tmp_path / "before.safetensors"), "--data", str(carset)]
    assert averaging.main([*given, "-o", str(tmp_path / "mean.pt")]) == 0
    found = load_checkpoint(tmp_path / "mean.pt")
    assert found["done"] == 16
    second = load_checkpoint(after)["average"]
    stem = "stem.weight"
    assert not torch.equal(first[stem], second[stem])
    torch.testing.assert_close(
        found["average"][stem], (first[stem] + second[stem]) / 2, atol=1e-3, rtol=1e-2
    )

    state = {k: v[..., :1] for k, v in first.items()}
    publish.write_weights(state, tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match="one painter"):
        averaging.mean(tmp_path / "other.safetensors", after, [])


def test_a_pack_holds_what_fits_and_no_held_out_pictures(carset: Path, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    one = sum(p.stat().st_size for p in carset.glob("200000_0_*"))
    assert pack.pack([carset], out, one) == 1
    assert pictures.names_in(out) == ["200000_0"]
    assert pack.pack([carset], out, 10 * one) == 2
    assert pictures.names_in(out) == ["200000_0", "200001_0"]


def test_published_weights_are_half_precision_and_never_too_large(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    digest = publish.write_weights({"a": torch.ones(10)}, path)
    assert len(digest) == 64
    assert path.stat().st_size < 200
    with pytest.raises(ValueError, match="bytes"):
        publish.write_weights({"a": torch.ones(publish.LARGEST // 2 + 1)}, path)
    assert path.stat().st_size < 200


def test_a_whole_frame_shows_the_whole_car_and_a_crop_a_part_of_the_picture(carset: Path) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    whole = Mix(crop=0, lines=1, labels=1)
    b = pictures.batch([sample], 20, 64, whole, np.random.default_rng(0))
    paint = (b.parts == 2).float().mean((1, 2))
    true_share = float((sample.labels == 2).mean())
    assert float((paint - true_share).abs().max()) < 0.2 * true_share
    crops = pictures.batch(
        [sample], 200, 32, Mix(crop=1, lines=1, labels=1), np.random.default_rng(0)
    )
    shares = (crops.parts == 2).float().mean((1, 2))
    assert 0.6 * true_share < float(shares.mean()) < 2.5 * true_share
    assert float(shares.std()) > 0.1


def test_a_picture_above_256_px_is_mostly_cut(carset: Path) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    large = [cv2.resize(a, (512, 512)) for a in (sample.rgb, sample.labels, sample.ink)]
    b = pictures.batch(
        [pictures.Sample("large", *large)], 60, 64, Mix(crop=0), np.random.default_rng(0)
    )
    paint = (b.parts == 2).float().mean((1, 2))
    off = (paint - float((sample.labels == 2).mean())).abs() > 0.2 * float(paint.median())
    assert 0.3 < float(off.float().mean()) < 1


def test_labels_are_told_in_part_or_whole_and_never_wrongly(carset: Path) -> None:
    sample = pictures.read_sample(carset, "200000_0")
    b = pictures.batch([sample], 60, 64, Mix(crop=0, lines=0, labels=1), np.random.default_rng(0))
    assert b.conditions.labels is not None
    told = b.conditions.labels != pictures.UNKNOWN
    assert (b.conditions.labels == b.parts)[told].all()
    shares = told.float().mean((1, 2))
    assert (shares == 1).any() and (shares < 1).any() and (shares > 0).all()


def test_beside_known_pixels_the_style_may_be_anothers(carset: Path) -> None:
    samples = pictures.TrainingSet([carset]).samples
    b = pictures.batch(samples, 60, 64, Mix(crop=0, known=1, hints=0), np.random.default_rng(0))
    apart = (b.style_of - b.truth).abs().mean((1, 2, 3))
    assert float(apart.max()) > 1.2 * float(apart.median())
    assert b.conditions.known is not None
    there = b.conditions.known[:, 3:]
    assert torch.equal(b.conditions.known[:, :3], b.truth * there)


@pytest.mark.parametrize("objective", ["gan", "lsgan", "wgan", "wgan-gp"])
def test_every_objective_trains(small: None, carset: Path, tmp_path: Path, objective: str) -> None:
    start(carset, tmp_path / "run", 4, "--objective", objective)
    state = load_checkpoint(tmp_path / "run" / "last.pt")
    assert all(torch.isfinite(v).all() for v in state["average"].values())
    if objective == "wgan":
        assert max(float(v.abs().max()) for v in state["critic"].values()) <= CLIP + 1e-9


def test_a_run_that_diverges_is_stopped(
    small: None, carset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = iter([0.1] * 100 + [0.9] * 1000)

    def worse(run: recipe.Run, b: pictures.Batch) -> dict[str, torch.Tensor]:
        run.done += 1
        return {"l1": torch.tensor(next(levels))}

    monkeypatch.setattr(recipe.Run, "step", worse)
    with pytest.raises(FloatingPointError, match="diverged"):
        start(carset, tmp_path / "run", 1000)


def test_the_loss_of_labels_is_cross_entropy_and_dice_and_leaves_out_what_is_unknown() -> None:
    labels = torch.tensor([[[0, 1, 1, 255]]])
    weight = torch.tensor([1.0, 3.0, 2.0])
    sure = 50.0 * F.one_hot(torch.tensor([[[0, 1, 1, 2]]]), 3).permute(0, 3, 1, 2)
    assert float(losses.labelling(sure, labels, weight)) == pytest.approx(0, abs=1e-5)
    doubtful = torch.randn(1, 3, 1, 4, generator=torch.Generator().manual_seed(0))
    chances = doubtful.softmax(1)[0, :, 0]  # C×W
    dice = [
        2 * chances[0, 0] / (1 + chances[0, :3].sum()),
        2 * chances[1, 1:3].sum() / (2 + chances[1, :3].sum()),
    ]
    entropy = F.cross_entropy(doubtful, labels, weight, ignore_index=255)
    wanted = float(entropy) + 1 - float(sum(dice)) / 2
    assert float(losses.labelling(doubtful, labels, weight)) == pytest.approx(wanted, rel=1e-5)


def test_a_close_up_shows_the_car_enlarged(carset: Path) -> None:
    sample = pictures.TrainingSet([carset]).samples[0]
    rng = np.random.default_rng(0)
    share = (sample.labels > 1).mean()
    shown = [(pictures.close_up(sample, 64, rng)[1] > 1).mean() for _ in range(20)]
    assert np.mean(shown) > 1.5 * share


def test_crispness_gives_edges_the_strength_of_renders(carset: Path) -> None:
    torch.manual_seed(0)
    samples = pictures.TrainingSet([carset]).samples
    net = Painter((8, 8, 8, 8, 8), style=4, bank=4)
    with torch.no_grad():
        for layer in net.finish[2], net.backdrop, net.tints:
            layer.weight.mul_(0.2)  # far from the bounds of what can be painted

    def energy(picture: torch.Tensor) -> float:
        return float(edges(picture).square().mean())

    ratios = []
    crispness.fit(net, samples)
    assert float(net.crispness) > 0
    for sample in samples:
        truth = to_tensor(sample.rgb, torch.device("cpu"))
        parts = torch.from_numpy(np.where(sample.labels > 1, sample.labels, 255).astype(np.int64))
        told = Conditions(
            lines=torch.from_numpy(sample.ink).float()[None, None] / 255, labels=parts[None]
        )
        with torch.no_grad():
            painted = net.crisp(net(net.encode_style(truth), told, sample.labels.shape))
        ratios.append(energy(painted) / energy(truth))
    assert np.mean(ratios) == pytest.approx(1, abs=0.15)


def test_the_segmenters_eyes_see_a_difference_and_read_the_parts(
    carset: Path, tmp_path: Path
) -> None:
    net = Segmenter((4, 4, 4, 4, 4)).eval()
    publish.write_weights(net.state_dict(), tmp_path / "eyes.safetensors")
    eyes = Perception(tmp_path / "eyes.safetensors")
    truth = torch.rand(2, 3, 64, 64) * 2 - 1
    parts = torch.full((2, 64, 64), 2)
    own = torch.tensor([True, False])
    same, reading = eyes(truth, truth, parts, own)
    assert float(same) == pytest.approx(0, abs=1e-6) and float(reading) > 0
    other, _ = eyes(-truth, truth, parts, own)
    assert float(other) > 1e-3
    nothing, _ = eyes(-truth, truth, parts, torch.zeros(2, dtype=torch.bool))
    assert float(nothing) == 0


def test_objectives_are_compared_on_the_same_batches(
    carset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folders: list[Path] = []

    def judged(folder: Path) -> list[pictures.Sample]:
        folders.append(folder)
        return [pictures.read_sample(folder, "900000_0")]

    monkeypatch.setattr(compare_objectives, "held_out", judged)
    tiny = ["--frames", "8", "--channels", *"44444"]
    compare_objectives.main(["--data", str(carset), "--held-out", str(carset), *tiny])
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(OBJECTIVES)
    assert folders == [carset]
    assert len({row.split("|", 2)[2] for row in rows}) > 1  # they do not learn the same
