"""Train the latent generator and its encoder: `coachline train latent --data DIR… --out RUN`.

Half of every batch is *told*: the picture is made from its own parameters and a residual read
in it (a VAE's sample). The other half is *read*: z and the offsets of w+ are read in the picture,
as an autoencoder. Both are compared with the truth from the first step on: mean square, L1,
the finest Laplacian band and the features of a frozen segmenter. Later come cars mixed from
several pictures (body of one, paint of another …): they have no truth, but their z must be
read back (InfoGAN, Chen et al. 2016), and a light critic judges all (hinge, spectral norm).

Progress is counted in frames of 128×128; the first pictures are 64 px, from the coarser levels.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engine import paths
from engine.models.latent import AXES, AZIMUTH, KNOWN, Latent
from engine.models.latent_encoder import LatentEncoder, encoded_w_plus
from engine.runtime import devices
from engine.training import losses
from engine.training.described import Described, mirrored
from engine.training.discriminators import PatchDiscriminator
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint, sheet
from engine.training.objectives import OBJECTIVES
from engine.training.perception import Perception

RISE = 0.1  # share of the run in which the critic's weight rises from 0 to 1
CLIP = 1.0  # norm of the gradients
WARM = 150  # steps until the learning rate is reached: styles that overshoot never come back
THREE_QUARTERS = 40  # degrees, the view that designers draw most
SAMPLES = 8192  # random cars whose styles give mean and directions of w


@dataclass(frozen=True)
class Plan:
    """What the command line asks for; see its help."""

    data: Sequence[Path]
    held_out: Path
    out: Path
    frames: int
    batch: int
    rate: float
    seed: int
    threads: int
    device: str
    minutes: float
    perception: Path
    small_until: float
    critic_from: float


def tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """N×H×W×3 uint8 → N×3×H×W in [-1, 1]."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def batch(data: Described, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Pictures N×3×S×S and parameters N×P of random samples, half of them mirrored."""
    rows = rng.integers(len(data.pictures), size=count)
    flip = rng.random(count) < 0.5
    pictures, parameters = data.pictures[rows], data.parameters[rows]
    pictures[flip] = pictures[flip][:, :, ::-1]
    parameters[flip] = mirrored(parameters[flip])
    return tensor(pictures), torch.from_numpy(parameters)


def mixed(z: Tensor) -> Tensor:
    """z N×Z of cars that take each group of axes, and the residual, from another row."""
    groups = [group for _, group in AXES.values()]
    groups.insert(list(AXES).index("azimuth"), "view")
    groups += ["rest"] * (z.shape[1] - KNOWN)
    parts = z.clone()
    for group in dict.fromkeys(groups):
        here = torch.tensor([g == group for g in groups], device=z.device)
        order = torch.randperm(len(z), device=z.device)
        parts = torch.where(here, z[order], parts)
    return parts


class Run:
    """A training run in a folder: networks, optimisers, averaged weights, position."""

    def __init__(self, plan: Plan, data: Described) -> None:
        torch.manual_seed(plan.seed)
        self.folder, self.frames, self.rate = plan.out, plan.frames, plan.rate
        self.small_until, self.critic_from = plan.small_until, plan.critic_from
        self.device = devices.pick(plan.device)
        self.nets = nn.ModuleDict({"latent": Latent(), "encoder": LatentEncoder()})
        self.nets.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.critic = PatchDiscriminator(3).to(self.device)
        self.perception = Perception(plan.perception).to(self.device).net
        with torch.no_grad():
            numbers = torch.from_numpy(data.parameters)
            self.latent.known.copy_(torch.stack([numbers.mean(0), numbers.std(0)]))
        self.average = Average(self.nets)
        self.opt_g = torch.optim.Adam(self.nets.parameters(), plan.rate, (0.9, 0.99), fused=True)
        self.opt_d = torch.optim.Adam(self.critic.parameters(), plan.rate, (0.5, 0.99))
        self.done = 0.0
        if (self.folder / "last.pt").exists():
            self._resume()

    @property
    def latent(self) -> Latent:
        net = self.nets["latent"]
        assert isinstance(net, Latent)
        return net

    @property
    def encoder(self) -> LatentEncoder:
        net = self.nets["encoder"]
        assert isinstance(net, LatentEncoder)
        return net

    @property
    def averaged(self) -> tuple[Latent, LatentEncoder]:
        latent, encoder = self.average.net["latent"], self.average.net["encoder"]
        assert isinstance(latent, Latent) and isinstance(encoder, LatentEncoder)
        return latent, encoder

    @property
    def progress(self) -> float:
        return self.done / self.frames

    def _resume(self) -> None:
        state = load_checkpoint(self.folder / "last.pt")
        self.nets.load_state_dict(state["nets"])
        self.critic.load_state_dict(state["critic"])
        self.average.net.load_state_dict(state["average"])
        self.average.steps = state["average_steps"]
        self.opt_g.load_state_dict(state["opt_g"])
        self.opt_d.load_state_dict(state["opt_d"])
        self.done = state["done"]

    def save(self) -> None:
        save_checkpoint(
            self.folder / "last.pt",
            {
                "nets": self.nets.state_dict(),
                "critic": self.critic.state_dict(),
                "average": self.average.net.state_dict(),
                "average_steps": self.average.steps,
                "opt_g": self.opt_g.state_dict(),
                "opt_d": self.opt_d.state_dict(),
                "done": self.done,
            },
        )

    def likeness(self, made: Tensor, truth: Tensor) -> dict[str, Tensor]:
        """Four distances between pictures N×3×H×W in [-1, 1]."""
        with torch.no_grad():
            wanted = self.perception.features(truth)
        found = self.perception.features(made)
        mine, theirs = losses.laplacian_band(made), losses.laplacian_band(truth)
        return {
            "l1": F.l1_loss(made, truth),
            "mse": F.mse_loss(made, truth),
            "laplacian": F.l1_loss(mine, theirs),
            "alike": torch.stack(
                [F.l1_loss(a, b) for a, b in zip(found, wanted, strict=True)]
            ).sum(),
        }

    def step(self, pictures: Tensor, parameters: Tensor) -> dict[str, Tensor]:
        """One step of all networks on N×3×S×S in [-1, 1] and N×P; returns the losses."""
        adversarial = losses.ramp(self.progress, self.critic_from, self.critic_from + RISE)
        warm = min(1.0, (1 + self.average.steps) / WARM)
        rate = self.rate * warm * min(1.0, 3 * (1 - self.progress) + 0.01)
        for group in (*self.opt_g.param_groups, *self.opt_d.param_groups):
            group["lr"] = rate
        pictures, parameters = pictures.to(self.device), parameters.to(self.device)
        side = 64 if self.progress < self.small_until else self.latent.size
        truth = F.interpolate(pictures, (side, side), mode="area")
        n, half = len(pictures), len(pictures) // 2
        seen = self.encoder(pictures)
        mean = seen.z[:, KNOWN:]
        residual = mean + torch.randn_like(mean) * (0.5 * seen.log_variance).exp()
        known = self.latent.to_z(parameters, residual)
        told = self.latent.w_plus(self.latent.mapping(known[:half]))
        read = encoded_w_plus(self.latent, seen)[half:]
        styles = [told, read]
        if adversarial > 0:
            mixture = mixed(known.detach())[: n // 4]
            styles.append(self.latent.w_plus(self.latent.mapping(mixture)))
        made = self.latent.synthesis(torch.cat(styles), side)
        report = self.likeness(made[:n], truth)
        report["told"] = (made[:half].detach() - truth[:half]).square().mean()
        report["known"] = F.smooth_l1_loss(seen.z[:, :KNOWN], known[:, :KNOWN])
        report["kl"] = losses.kl_to_unit_gaussian(mean, seen.log_variance)
        report["offsets"] = seen.offsets.square().mean()
        total = (
            10 * report["l1"]
            + 5 * report["mse"]
            + 6 * report["laplacian"]
            + 2 * report["alike"]
            + 8 * report["known"]
            + 0.002 * report["kl"]
            + 0.02 * report["offsets"]
        )
        if adversarial > 0:
            # The critic sees a quarter of the pictures told and the mixed ones: those that come
            # from z alone, as sliders and samples do.
            quarter = n // 4
            judged, real = torch.cat([made[:quarter], made[n:]]), truth[: 2 * quarter]
            report["d"] = self._teach_critic(real, judged.detach())
            self.critic.requires_grad_(False)
            nothing = judged.new_zeros(len(judged), 0, side, side)
            logits, features = self.critic(judged, nothing)
            with torch.no_grad():
                wanted = self.critic(truth[:quarter], nothing[:quarter])[1]
            self.critic.requires_grad_(True)
            every = torch.ones(quarter, dtype=torch.bool, device=self.device)
            matching = losses.feature_matching(wanted, [f[:quarter] for f in features], every)
            gan = OBJECTIVES["hinge"].painter(logits)
            back = F.smooth_l1_loss(self.encoder(made[n:]).z, mixture)
            total = total + adversarial * (0.15 * gan + 1.0 * matching + 1.0 * back)
            report |= {"gan": gan, "matching": matching, "back": back}
        if not math.isfinite(float(total.detach())):
            raise FloatingPointError(f"the loss is not finite after {self.done:.0f} frames")
        self.opt_g.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.nets.parameters(), CLIP)
        self.opt_g.step()
        self.average.update(self.nets)
        self.done += n * (side / 128) ** 2
        return {k: v.detach() for k, v in report.items()}

    def _teach_critic(self, truth: Tensor, made: Tensor) -> Tensor:
        """One step of the critic; returns its loss."""
        real, fake = (
            self.critic(x, x.new_zeros(len(x), 0, *x.shape[2:]))[0] for x in (truth, made)
        )
        loss = OBJECTIVES["hinge"].critic(real, fake)
        self.opt_d.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.critic.parameters(), 10)
        self.opt_d.step()
        return loss.detach()


@torch.no_grad()
def take_stock(latent: Latent, encoder: LatentEncoder, data: Described, seed: int = 0) -> None:
    """Fill the ranges of the axes, the bank, and mean and directions of w."""
    device = latent.bank.device
    shares = (0.01, 0.99, 0.5)
    parameters = torch.from_numpy(data.parameters).to(device)
    latent.ranges.copy_(torch.quantile(parameters, torch.tensor(shares, device=device), dim=0))
    # It goes round: the median of angles means nothing.
    latent.ranges[:, AZIMUTH] = latent.ranges.new_tensor((-180, 180, THREE_QUARTERS))
    rng = np.random.default_rng(seed)
    few = len(data.pictures) < len(latent.bank)
    rows = rng.choice(len(data.pictures), len(latent.bank), replace=few)
    for at in range(0, len(rows), 64):
        some = rows[at : at + 64]
        seen = encoder(tensor(data.pictures[some]).to(device))
        latent.bank[at : at + len(some)] = latent.to_z(parameters[some], seen.z[:, KNOWN:])
    w = latent.mapping(latent.random_z(SAMPLES, torch.Generator().manual_seed(seed))).double()
    latent.w_mean.copy_(w.mean(0))
    variance, vectors = torch.linalg.eigh(torch.cov(w.T))
    latent.directions.copy_(vectors.flip(1).T)
    latent.spread.copy_(variance.flip(0).clamp(min=0).sqrt())


@torch.no_grad()
def autoencoded(latent: Latent, encoder: LatentEncoder, pictures: Tensor) -> Tensor:
    """Pictures N×3×S×S → as the encoder sees them, N×3×S×S, clamped to [-1, 1]."""
    return latent.synthesis(encoded_w_plus(latent, encoder(pictures))).clamp(-1, 1)


@torch.no_grad()
def from_parameters(
    latent: Latent, encoder: LatentEncoder, pictures: Tensor, parameters: Tensor
) -> Tensor:
    """Pictures made from the parameters and the residual read in them, clamped to [-1, 1]."""
    z = latent.to_z(parameters, encoder(pictures).z[:, KNOWN:])
    return latent(z).clamp(-1, 1)


def decibels(made: Tensor, truth: Tensor) -> float:
    """Mean over the pictures of the PSNR; N×3×H×W in [-1, 1]."""
    error = (made - truth).square().mean((1, 2, 3)) / 4
    return float((-10 * error.clamp(min=1e-10).log10()).mean())


def snapshot(run: Run, data: Described, watched: Described) -> dict[str, float]:
    """Save the run and a sheet: truth | from parameters | autoencoded | random cars."""
    latent, encoder = run.averaged
    take_stock(latent, encoder, data)
    run.save()
    truth = tensor(watched.pictures).to(run.device)
    parameters = torch.from_numpy(watched.parameters).to(run.device)
    made = from_parameters(latent, encoder, truth, parameters)
    again = autoencoded(latent, encoder, truth)
    with torch.no_grad():
        random = latent(latent.random_z(len(truth), torch.Generator().manual_seed(1)))
    few = slice(0, None, max(1, len(truth) // 8))
    picture = sheet([x[few][:8] for x in (truth, made, again, random)])
    name = f"sheet_{int(run.done):07d}.png"
    cv2.imwrite(str(run.folder / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return {
        "told_psnr": round(decibels(made, truth), 2),
        "read_psnr": round(decibels(again, truth), 2),
    }


def train(plan: Plan) -> None:
    """Train until `frames` are seen or `minutes` have passed; resume from `out/last.pt`."""
    plan.out.mkdir(parents=True, exist_ok=True)
    data = Described(plan.data, Latent().size)
    watched = Described([plan.held_out], data.side, held_out=True)
    print(f"{len(data.names)} pictures, {len(watched.names)} held out", flush=True)
    run = Run(plan, data)
    curves = Curves(plan.out / "curves.jsonl")
    rng = np.random.default_rng((plan.seed, int(run.done)))
    start, last, begun = time.monotonic(), time.monotonic(), run.done
    while run.progress < 1 and time.monotonic() - start < 60 * plan.minutes:
        curves.add(run.step(*batch(data, plan.batch, rng)))
        if curves.count == 50:
            row = curves.flush(frames=round(run.done))
            left = (plan.frames - run.done) / (run.done - begun) * (time.monotonic() - start)
            print(f"{100 * run.progress:.1f} %, {left / 60:.0f} min left, {row}", flush=True)
        if time.monotonic() - last > 240:
            print(snapshot(run, data, watched), data.reread(), "new pictures", flush=True)
            last = time.monotonic()
    print(snapshot(run, data, watched), flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="coachline train latent", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("--held-out", type=Path, required=True, help="samples to watch")
    parser.add_argument("--out", type=Path, default=Path("runs/latent"))
    parser.add_argument("--frames", type=int, default=26_000, help="128 px pictures to see")
    parser.add_argument("--batch", type=int, default=8, help="pictures a step")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="of the networks on a CPU")
    parser.add_argument("--device", default="auto", choices=devices.NAMES)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this long")
    parser.add_argument(
        "--perception",
        type=Path,
        default=paths.weights() / "perception.safetensors",
        help="weights of a segmenter for the perceptual term",
    )
    parser.add_argument("--small-until", type=float, default=0.3, help="share of the run at 64 px")
    parser.add_argument(
        "--critic-from", type=float, default=0.6, help="share of the run; 1 = never"
    )
    plan = Plan(**vars(parser.parse_args(argv)))
    torch.set_num_threads(plan.threads)
    train(plan)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
