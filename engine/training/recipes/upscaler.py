"""Train the upscalers: `coachline train upscaler --data DIR… --held-out DIR --out RUN`.

The networks for ×2 and ×4 are trained together and share all but their last layer (as MDSR's do,
Lim et al. 2017). First for fidelity, by L1. Then, with `--start-from` such a run, for detail: a
second pair of networks beside a discriminator that sees the small picture, too, features of the
segmenter in place of VGG's, and still some L1, after SRGAN (Ledig et al. 2017) and ESRGAN (Wang
et al. 2018). The program blends the two in weight space (network interpolation, ESRGAN, 3.4).
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine import paths
from engine.models.segmenter import Segmenter
from engine.models.upscaler import Upscaler
from engine.runtime import devices
from engine.training import degrade, losses, metrics
from engine.training.discriminators import PatchDiscriminator
from engine.training.enlarging import Pictures, planes, read
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint
from engine.training.perception import Perception

SCALES = (2, 4)
LEVELS = 3  # of the segmenter's features: the finest
SHIFT = 8  # pixels by which pictures are shifted before they are judged
WATCHED = 8  # held-out pictures on a sheet


@dataclass(frozen=True)
class Plan:
    """What the command line asks for; see its help."""

    data: Sequence[Path]
    held_out: Path
    out: Path
    steps: int
    batch: int
    side: int
    width: int
    convs: int
    rate: float
    seed: int
    device: str
    start_from: Path | None
    perception: Path
    minutes: float
    threads: int


def siblings(width: int, convs: int) -> dict[int, Upscaler]:
    """Untrained networks by scale, with one `first` and one `body` between them."""
    nets = {scale: Upscaler(scale, width, convs) for scale in SCALES}
    for net in nets.values():
        net.first, net.body = nets[SCALES[0]].first, nets[SCALES[0]].body
    return nets


def unlikeness(perception: Segmenter, picture: Tensor, truth: Tensor) -> Tensor:
    """How differently a segmenter sees two pictures at first sight: mean L1 between its finer
    features, each level weighed by the truth's mean size."""
    with torch.no_grad():
        wanted = perception.features(truth)[:LEVELS]
    found = perception.features(picture)[:LEVELS]
    each = [
        (f - w).abs().mean() / (w.abs().mean() + 1e-3) for f, w in zip(found, wanted, strict=True)
    ]
    return torch.stack(each).mean()


class Run:
    """A training run in a folder: networks, optimisers, averaged weights, position."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = devices.pick(plan.device)
        self.nets = siblings(plan.width, plan.convs)
        if plan.start_from is not None:
            faithful = load_checkpoint(plan.start_from)["averages"]
            for scale, net in self.nets.items():
                net.load_state_dict(faithful[str(scale)])
        both = nn.ModuleList(self.nets.values())
        both.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.parameters = list(both.parameters())
        self.averages = {s: Average(net, 0.998) for s, net in self.nets.items()}
        self.optimiser = torch.optim.Adam(self.parameters, plan.rate, betas=(0.9, 0.99))
        self.done, self.minutes = 0, 0.0
        self.critic: PatchDiscriminator | None = None
        if plan.start_from is not None:
            self.perception = Perception(plan.perception).net.to(self.device)
            self.critic = PatchDiscriminator(6, (32, 64, 96)).to(
                self.device,
                memory_format=torch.channels_last,  # type: ignore[call-overload]
            )
            self.critic_optimiser = torch.optim.Adam(
                self.critic.parameters(), 2 * plan.rate, betas=(0.5, 0.99)
            )
        if (plan.out / "last.pt").exists():
            self._resume(load_checkpoint(plan.out / "last.pt"))

    def _resume(self, state: Mapping[str, Any]) -> None:
        for scale, net in self.nets.items():
            net.load_state_dict(state["nets"][str(scale)])
            self.averages[scale].net.load_state_dict(state["averages"][str(scale)])
            self.averages[scale].steps = state["done"]
        self.optimiser.load_state_dict(state["optimiser"])
        if self.critic is not None:
            self.critic.load_state_dict(state["critic"])
            self.critic_optimiser.load_state_dict(state["critic_optimiser"])
        self.done, self.minutes = state["done"], state.get("minutes", 0.0)

    @property
    def progress(self) -> float:
        return max(self.done / self.plan.steps, self.minutes / self.plan.minutes)

    def save(self) -> None:
        state: dict[str, Any] = {
            "nets": {str(s): net.state_dict() for s, net in self.nets.items()},
            "averages": {str(s): a.net.state_dict() for s, a in self.averages.items()},
            "optimiser": self.optimiser.state_dict(),
            "done": self.done,
            "minutes": self.minutes,
            "seed": self.plan.seed,
        }
        if self.critic is not None:
            state["critic"] = self.critic.state_dict()
            state["critic_optimiser"] = self.critic_optimiser.state_dict()
        save_checkpoint(self.plan.out / "last.pt", state)

    def step(self, batches: Mapping[int, tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
        """One step on a batch a scale, (small, truth); returns the losses."""
        progress = self.done / self.plan.steps
        rate = (
            self.plan.rate
            * min(1, (self.done + 1) / 200)
            * (0.5 + 0.5 * math.cos(math.pi * min(1, progress)))
        )
        for group in self.optimiser.param_groups:
            group["lr"] = rate + 1e-6
        report: dict[str, Tensor] = {}
        self.optimiser.zero_grad(set_to_none=True)
        for scale, (small, truth) in batches.items():
            small, truth = small.to(self.device), truth.to(self.device)
            enlarged = self.nets[scale](small)
            l1 = (enlarged - truth).abs().mean()
            report[f"l1_x{scale}"] = l1.detach()
            loss = l1
            if self.critic is not None:
                loss = l1 + self._detail(small, enlarged, truth, scale, report)
            loss.backward()
        norm = nn.utils.clip_grad_norm_(self.parameters, 1.0)
        if not math.isfinite(float(norm)):
            raise FloatingPointError(f"the gradient is not finite after {self.done} steps")
        self.optimiser.step()
        for scale, net in self.nets.items():
            self.averages[scale].update(net)
        self.done += 1
        return report

    def _detail(
        self, small: Tensor, enlarged: Tensor, truth: Tensor, scale: int, report: dict[str, Tensor]
    ) -> Tensor:
        """What is added to L1 for detail's sake; teaches the discriminator, too."""
        assert self.critic is not None
        # Networks with strides see some pixels more often than others. Were it always the same
        # ones of those that an input pixel becomes, these would learn a pattern.
        top, left = (int(i) for i in torch.randint(0, SHIFT, (2,)))
        bottom, right = top - SHIFT, left - SHIFT
        seen, enlarged, truth = (
            x[..., top:bottom, left:right]
            for x in (F.interpolate(small, scale_factor=scale), enlarged, truth)
        )
        for group in self.critic_optimiser.param_groups:
            group["lr"] = 2 * self.optimiser.param_groups[0]["lr"]
        self.critic.requires_grad_(True)
        real, fake = self.critic(truth, seen)[0], self.critic(enlarged.detach(), seen)[0]
        lesson = F.relu(1 - real).mean() + F.relu(1 + fake).mean()
        self.critic_optimiser.zero_grad(set_to_none=True)
        lesson.backward()
        self.critic_optimiser.step()
        self.critic.requires_grad_(False)
        judged, features = self.critic(enlarged, seen)
        with torch.no_grad():
            wanted = self.critic(truth, seen)[1]
        every = torch.ones(len(small), dtype=torch.bool, device=small.device)
        matching = losses.feature_matching(wanted, features, every)
        alike = unlikeness(self.perception, enlarged, truth)
        gan = -judged.mean()
        report |= {
            f"critic_x{scale}": lesson.detach(),
            f"alike_x{scale}": alike.detach(),
            f"matching_x{scale}": matching.detach(),
        }
        warm = losses.ramp(self.done, 0, 100)
        return 0.2 * alike + warm * (0.03 * gan + 0.3 * matching)


def held_out(folder: Path) -> list[NDArray[np.uint8]]:
    """WATCHED renders of the folder, the same ones every time."""
    found = sorted(folder.glob("*_rgb.webp"))
    return [read(p) for p in found[:: max(1, len(found) // WATCHED)][:WATCHED]]


@torch.no_grad()
def enlarged(net: nn.Module, small: NDArray[np.uint8], device: torch.device) -> NDArray[np.uint8]:
    """H×W×3 uint8 → sH×sW×3."""
    x = net(planes(small[None]).to(device))[0].clamp(-1, 1)
    return ((x + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()


def snapshot(run: Run, truths: Sequence[NDArray[np.uint8]]) -> dict[str, float]:
    """Save; write a sheet (bicubic | ours | truth, ×4); returns mean RGB PSNR of both a scale."""
    run.save()
    found: dict[str, list[float]] = {}
    rows = []
    for truth in truths:
        height, width = truth.shape[:2]
        for scale in SCALES:
            small = degrade.bicubic(truth, width // scale, height // scale)
            plain = degrade.bicubic(small, width, height)
            ours = enlarged(run.averages[scale].net, small, run.device)
            found.setdefault(f"bicubic_x{scale}", []).append(metrics.psnr(plain, truth))
            found.setdefault(f"ours_x{scale}", []).append(metrics.psnr(ours, truth))
        rows.append(np.hstack([plain, ours, truth]))
    sheet = cv2.cvtColor(np.vstack(rows[: WATCHED // 2]), cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(run.plan.out / f"sheet_{run.done:06d}.png"), sheet)
    return {k: round(float(np.mean(v)), 3) for k, v in found.items()}


def train(plan: Plan) -> None:
    """Train until `steps` are done or `minutes` have passed, resuming from `out/last.pt`."""
    plan.out.mkdir(parents=True, exist_ok=True)
    pictures, truths = Pictures(plan.data), held_out(plan.held_out)
    run = Run(plan)
    curves = Curves(plan.out / "curves.jsonl")
    rng = np.random.default_rng((plan.seed, run.done))
    last = before = time.monotonic()
    while run.progress < 1:
        batches = {s: pictures.pairs(s, plan.batch // 2, plan.side, rng) for s in SCALES}
        curves.add(run.step(batches))
        now = time.monotonic()
        run.minutes += (now - before) / 60
        before = now
        if curves.count == 100:
            print(f"{100 * run.progress:.1f} %, {curves.flush(steps=run.done)}", flush=True)
        if now - last > 240 or run.progress >= 1:
            print(run.done, snapshot(run, truths), pictures.reread(), "new", flush=True)
            last = now


def parse(argv: Sequence[str] | None) -> Plan:
    parser = argparse.ArgumentParser(prog="coachline train upscaler", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of renders")
    parser.add_argument("--held-out", type=Path, required=True, help="folder to watch")
    parser.add_argument("--out", type=Path, default=Path("runs/upscaler"))
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=16, help="pairs a step, half of them a scale")
    parser.add_argument("--side", type=int, default=40, help="pixels a side of a small picture")
    parser.add_argument("--width", type=int, default=32, help="channels")
    parser.add_argument("--convs", type=int, default=10, help="convolutions of the body")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="auto", choices=devices.NAMES)
    parser.add_argument("--start-from", type=Path, help="faithful run's last.pt: train for detail")
    parser.add_argument(
        "--perception",
        type=Path,
        default=paths.weights() / "perception.safetensors",
        help="weights of a segmenter whose features are compared",
    )
    parser.add_argument("--minutes", type=float, default=math.inf, help="length, if less than that")
    parser.add_argument("--threads", type=int, default=1, help="of the networks on a CPU")
    return Plan(**vars(parser.parse_args(argv)))


def main(argv: Sequence[str] | None = None) -> int:
    plan = parse(argv)
    torch.set_num_threads(plan.threads)
    train(plan)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
