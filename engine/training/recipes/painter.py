"""Train the painter: `coachline train painter --data DIR… --out RUN`.

Progress is counted in *frames*, pictures of 128×128 (a 256 px picture is four), so that the
schedule is the same whatever the mix of sizes. L1 and Laplacian L1 first; the adversarial and
feature-matching terms (hinge and spectral norm, unless another objective is asked for) are ramped
in between 8 % and 20 % of the run, or at its beginning where the weights can paint already; sizes
go 64 → 128 → 256; the learning rate falls to zero over the last third. A frozen segmenter, if there
is one, says how alike painted and true pictures look and whether the parts of the car can be read.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import count as count_from
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor

from engine import paths
from engine.models.painter import LABELS, Conditions, Painter
from engine.runtime import devices
from engine.training import crispness, losses, objectives
from engine.training.discriminators import PatchDiscriminator
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint, sheet
from engine.training.perception import Perception
from engine.training.pictures import (
    PAINT,
    Batch,
    Mix,
    Sample,
    TrainingSet,
    batch,
    names_in,
    read_sample,
)

FRAME = 128 * 128
CONDITION = 1 + LABELS  # what the discriminator sees beside the picture: lines and labels
DIVERGED = 2.0  # times the best L1 of the run: then it is stopped


def sizes(
    progress: float, rng: np.random.Generator, batch_size: int, largest: int = 256
) -> tuple[int, int]:
    """(side, pictures) of the next batch: 64 px first, then 128, then 128 and 256 mixed."""
    if progress < 0.03 or largest == 64:
        return 64, 2 * batch_size
    # In the last part three quarters of the frames are 256 px pictures.
    if largest == 256 and progress > 0.42 and rng.random() < 0.75:
        return 256, max(1, batch_size // 4)
    return 128, batch_size


def judged(conditions: Conditions) -> Tensor:
    """The conditions that the discriminator judges by: N×(1 + LABELS)×H×W."""
    assert conditions.lines is not None
    return conditions.packed(conditions.lines)[0][:, :CONDITION]


@dataclass(frozen=True)
class Plan:
    """What the command line asks for; see its help."""

    data: Sequence[Path]
    out: Path
    frames: int = 60_000
    batch: int = 8
    seed: int = 0
    threads: int = 1
    workers: int = 1
    device: str = "auto"
    sheet_from: Path | None = None
    minutes: float = math.inf
    start_from: Path | None = None
    objective: str = "hinge"
    perception: Path | None = None
    largest: int = 256
    channels: Sequence[int] | None = None


class Run:
    """A training run in a folder: networks, optimisers, averaged weights, position."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.folder, self.frames = plan.out, plan.frames
        self.device = devices.pick(plan.device)
        painter = Painter() if plan.channels is None else Painter(tuple(plan.channels))
        self.painter = painter.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.objective = objectives.OBJECTIVES[plan.objective]
        rate = 2e-4 if plan.start_from is not None else 4e-4
        self.critic = PatchDiscriminator(3 + CONDITION, spectral=self.objective.spectral).to(
            self.device,
            memory_format=torch.channels_last,  # type: ignore[call-overload]
        )
        self.perception = None
        if plan.perception is not None:
            self.perception = Perception(plan.perception).to(self.device)
        self.average = Average(self.painter)
        self.opt_g = torch.optim.Adam(self.painter.parameters(), rate, betas=(0.5, 0.99))
        self.opt_d = self.objective.optimiser(self.critic, 4 * rate)
        self.ramp = (0.08, 0.2) if plan.start_from is None else (0.0, 0.02)
        self.done = 0.0
        if (self.folder / "last.pt").exists():
            self._resume()
        elif plan.start_from is not None:
            self._start_from(plan.start_from)

    @property
    def progress(self) -> float:
        return self.done / self.frames

    def _resume(self) -> None:
        state = load_checkpoint(self.folder / "last.pt")
        self.painter.load_state_dict(state["painter"])
        self.critic.load_state_dict(state["critic"])
        self.average.net.load_state_dict(state["average"])
        self.average.steps = state["average_steps"]
        self.opt_g.load_state_dict(state["opt_g"])
        self.opt_d.load_state_dict(state["opt_d"])
        self.done = state["done"]

    def _start_from(self, path: Path) -> None:
        """Take every weight of another run or of published weights that fits; of a run with the
        same objective its discriminator too, which takes longest to learn."""
        published = path.suffix == ".safetensors"
        other = {"average": load_file(path)} if published else load_checkpoint(path)
        state, mine = other["average"], self.painter.state_dict()
        fits = {k: v.float() for k, v in state.items() if k in mine and v.shape == mine[k].shape}
        self.painter.load_state_dict(fits, strict=False)
        self.average = Average(self.painter)
        critic = other.get("critic", {})
        if critic.keys() == self.critic.state_dict().keys():
            self.critic.load_state_dict(critic)
        print(f"{len(fits)} of {len(mine)} tensors from {path}", flush=True)

    def save(self) -> None:
        save_checkpoint(
            self.folder / "last.pt",
            {
                "painter": self.painter.state_dict(),
                "critic": self.critic.state_dict(),
                "average": self.average.net.state_dict(),
                "average_steps": self.average.steps,
                "opt_g": self.opt_g.state_dict(),
                "opt_d": self.opt_d.state_dict(),
                "done": self.done,
            },
        )

    def step(self, b: Batch) -> dict[str, Tensor]:
        """One step of both networks on a batch; returns the losses."""
        adversarial = losses.ramp(self.progress, *self.ramp)
        decay = min(1.0, 3 * (1 - self.progress) + 0.01)
        for group in (*self.opt_g.param_groups, *self.opt_d.param_groups):
            group["lr"] = decay * group.setdefault("initial_lr", group["lr"])
        b = b.to(self.device)
        n, _, h, w = b.truth.shape
        assert b.conditions.known is not None
        own = torch.ones(
            n, dtype=torch.bool, device=self.device
        )  # rows painted in the style of their own picture
        mean, log_variance = self.painter.style_encoder(b.style_of)
        style = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        if adversarial > 0 and n >= 4:
            # A quarter of the rows takes another row's style: no truth for them but realism,
            # their hints, and that the style can be read back (BicycleGAN, Zhu et al. 2017).
            # A row with known pixels keeps its own: they tell its style.
            own[: n // 4] = b.conditions.known[: n // 4].amax((1, 2, 3)) > 0
            style = torch.where(own[:, None], style, style.roll(1, 0))
        fake = self.painter(style, b.conditions, (h, w))
        # Known pixels are laid over what is painted: what counts is the hole, and its borders.
        fake = torch.lerp(fake, b.truth, 0.8 * b.conditions.known[:, 3:])
        k = own.sum().clamp(min=1)
        l1 = ((fake - b.truth).abs().mean((1, 2, 3)) * own).sum() / k
        mine, theirs = losses.laplacian_band(fake), losses.laplacian_band(b.truth)
        laplacian = ((mine - theirs).abs().mean((1, 2, 3)) * own).sum() / k
        kl = losses.kl_to_unit_gaussian(mean, log_variance)
        assert b.conditions.hints is not None
        hint = losses.masked_l1(fake, b.conditions.hints[:, :3], b.conditions.hints[:, 3:])
        coarse = F.avg_pool2d(fake, 16) - F.avg_pool2d(b.truth, 16)
        tone = (coarse.abs().mean((1, 2, 3)) * own).sum() / k
        total = 10 * l1 + 2 * laplacian + 10 * tone + 0.0005 * kl + 2 * hint
        report = {"l1": l1, "laplacian": laplacian, "tone": tone}
        report |= {"kl": kl, "hint": hint}
        if self.perception is not None:
            alike, reading = self.perception(fake, b.truth, b.parts, own)
            total = total + 3 * alike + 0.5 * reading
            report |= {"alike": alike, "reading": reading}
        if adversarial > 0:
            condition = judged(b.conditions)
            report["d"] = self._teach_critic(b.truth, fake.detach(), condition)
            self.critic.requires_grad_(False)
            fake_logits, fake_features = self.critic(fake, condition)
            with torch.no_grad():
                real_features = self.critic(b.truth, condition)[1]
            self.critic.requires_grad_(True)
            matching = losses.feature_matching(real_features, fake_features, own)
            read_back = self.painter.style_encoder(fake)[0]
            cycle = ((read_back - style).abs().mean(1) * ~own).sum() / (n - own.sum()).clamp(min=1)
            gan = self.objective.painter(fake_logits)
            total = total + adversarial * (gan + 4 * matching + 0.5 * cycle)
            report |= {"gan": gan, "matching": matching, "cycle": cycle}
        if not math.isfinite(float(total.detach())):
            raise FloatingPointError(f"the loss is not finite after {self.done:.0f} frames")
        self.opt_g.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.painter.parameters(), 10)
        self.opt_g.step()
        self.average.update(self.painter)
        self.done += n * h * w / FRAME
        return {k: v.detach() for k, v in report.items()}

    def _teach_critic(self, truth: Tensor, painted: Tensor, condition: Tensor) -> Tensor:
        """One step of the discriminator; returns its loss."""
        loss = self.objective.critic(
            self.critic(truth, condition)[0], self.critic(painted, condition)[0]
        )
        if self.objective.penalty:
            loss = loss + objectives.gradient_penalty(
                lambda picture: self.critic(picture, condition)[0], truth, painted
            )
        self.opt_d.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.critic.parameters(), 10)
        self.opt_d.step()
        if self.objective.clipped:
            objectives.clip(self.critic.parameters())
        return loss.detach()


@torch.no_grad()
def fill_bank(painter: Painter, samples: Sequence[Sample], seed: int = 0) -> None:
    """Fill the bank with posterior means and paint colours of random training pictures."""
    rng = np.random.default_rng(seed)
    painted = [i for i, s in enumerate(samples) if (s.labels == PAINT).any()]
    picks = rng.choice(painted, len(painter.bank), replace=len(painted) < len(painter.bank))
    colours = np.stack([np.median(samples[i].rgb[samples[i].labels == PAINT], 0) for i in picks])
    painter.paint.copy_(torch.from_numpy(colours).float() / 127.5 - 1)
    side = painter.style_encoder.SIDE
    small = np.stack(
        [cv2.resize(samples[i].rgb, (side, side), interpolation=cv2.INTER_AREA) for i in picks]
    )
    x = torch.from_numpy(small).to(painter.bank.device).permute(0, 3, 1, 2).float() / 127.5 - 1
    painter.bank.copy_(painter.encode_style(x))


@torch.no_grad()
def paint_sheet(painter: Painter, samples: Sequence[Sample], size: int) -> np.ndarray:
    """Columns: drawing | truth's style | truth | random style | labels only, truth's style."""

    def resized(a: np.ndarray, how: int) -> np.ndarray:
        return cv2.resize(a, (size, size), interpolation=how)

    rgb = np.stack([resized(s.rgb, cv2.INTER_AREA) for s in samples])
    device = painter.bank.device
    truth = torch.from_numpy(rgb).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1
    ink = np.stack([resized(s.ink, cv2.INTER_AREA) for s in samples])
    lines = torch.from_numpy(ink).to(device)[:, None].float() / 255
    ids = np.stack([resized(s.labels, cv2.INTER_NEAREST) for s in samples])
    labels = torch.from_numpy(ids.astype(np.int64)).to(device)
    style = painter.encode_style(truth)
    other = painter.random_style(len(samples), torch.Generator().manual_seed(1))
    follow = Conditions(lines=lines)
    return sheet(
        [
            (1 - 2 * lines).expand(-1, 3, -1, -1),
            painter(style, follow, (size, size)),
            truth,
            painter(other, follow, (size, size)),
            painter(style, Conditions(labels=labels), (size, size)),
        ]
    )


def prepared(samples: Sequence[Sample], run: Run, plan: Plan) -> Generator[Batch, None, None]:
    """Batches without end, each with a random state of its own, cut by `workers` threads while
    the networks are busy with those before."""

    def cut(number: int) -> Batch:
        rng = np.random.default_rng((plan.seed, int(begun), number))
        # Weights that can paint already need no small pictures first.
        progress = run.progress if plan.start_from is None else max(0.5, run.progress)
        side, count = sizes(progress, rng, plan.batch, plan.largest)
        return batch(samples, count, side, Mix(), rng)

    begun = run.done
    with ThreadPoolExecutor(plan.workers) as pool:
        ahead = deque(pool.submit(cut, i) for i in range(2 * plan.workers))
        for number in count_from(2 * plan.workers):
            yield ahead.popleft().result()
            ahead.append(pool.submit(cut, number))


def train(plan: Plan) -> None:
    """Train until `frames` are seen or `minutes` have passed; resume from `out/last.pt`."""
    plan.out.mkdir(parents=True, exist_ok=True)
    training_set = TrainingSet(plan.data)
    samples = training_set.samples
    print(f"{len(samples)} pictures from {', '.join(map(str, plan.data))}", flush=True)
    watched = samples[:: max(1, len(samples) // 6)][:6]
    if plan.sheet_from is not None:
        names = names_in(plan.sheet_from)
        watched = [read_sample(plan.sheet_from, n) for n in names[:: max(1, len(names) // 6)][:6]]
    run = Run(plan)
    curves = Curves(plan.out / "curves.jsonl")
    start, last_sheet, begun = time.monotonic(), time.monotonic(), run.done
    best = math.inf
    with closing(prepared(samples, run, plan)) as batches:
        while run.progress < 1 and time.monotonic() - start < 60 * plan.minutes:
            curves.add(run.step(next(batches)))
            if curves.count == 100:
                row = curves.flush(frames=round(run.done))
                left = (plan.frames - run.done) / (run.done - begun) * (time.monotonic() - start)
                print(f"{100 * run.progress:.1f} %, {left / 60:.0f} min left, {row}", flush=True)
                best = min(best, row["l1"])
                if row["l1"] > DIVERGED * best:
                    raise FloatingPointError(
                        f"the run diverged after {run.done:.0f} frames (L1 {row['l1']}, best "
                        f"{best}); go on from last.pt with a lower adversarial weight or rate"
                    )
            if time.monotonic() - last_sheet > 240:
                _snapshot(run, samples, watched)
                print(f"{training_set.reread()} new pictures", flush=True)
                last_sheet = time.monotonic()
    _snapshot(run, samples, watched)


def _snapshot(run: Run, samples: Sequence[Sample], watched: Sequence[Sample]) -> None:
    fill_bank(run.average.net, samples)
    crispness.fit(run.average.net, samples)
    run.save()
    painted = paint_sheet(run.average.net, watched, 256 if run.progress > 0.42 else 128)
    name = f"sheet_{int(run.done):07d}.png"
    cv2.imwrite(str(run.folder / name), cv2.cvtColor(painted, cv2.COLOR_RGB2BGR))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="coachline train painter", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("--out", type=Path, default=Path("runs/painter"))
    parser.add_argument("--frames", type=int, default=60_000, help="128 px pictures to see")
    parser.add_argument("--batch", type=int, default=8, help="pictures of 128 px a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="of the networks on a CPU")
    parser.add_argument("--workers", type=int, default=1, help="threads that prepare batches")
    parser.add_argument("--device", default="auto", choices=devices.NAMES)
    parser.add_argument("--sheet-from", type=Path, help="held-out folder for the sample sheets")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this long")
    parser.add_argument("--start-from", type=Path, help="weights or checkpoint to begin with")
    parser.add_argument("--objective", choices=tuple(objectives.OBJECTIVES), default="hinge")
    shipped = paths.weights() / "perception.safetensors"
    parser.add_argument(
        "--perception",
        type=Path,
        default=shipped if shipped.exists() else None,
        help="weights of a segmenter for the perceptual term (default: the one that ships)",
    )
    parser.add_argument("--largest", type=int, choices=(64, 128, 256), default=256, help="pixels")
    parser.add_argument("--channels", type=int, nargs="+", help="of another painter, see Painter")
    plan = Plan(**vars(parser.parse_args(argv)))
    torch.set_num_threads(plan.threads)
    train(plan)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
