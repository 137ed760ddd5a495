"""Train the segmenter: `coachline train segmenter --data DIR… --held-out DIR --out RUN`.

Cross-entropy and Dice over windows of renders as other cameras, lights and backdrops might have
given them; with `--task read`, over drawings of many hands. Rarer parts weigh more at first, so
that they are found at all, and like the others in the end, so that they are not found everywhere.
The learning rate follows one cosine to zero.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from engine import palette, paths
from engine.models.segmenter import LABELS, Segmenter, rebuilt
from engine.ops import fit
from engine.runtime import cards, devices
from engine.training import augment, hands, losses
from engine.training.balance import balance
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint
from engine.training.metrics import mean_iou
from engine.training.pictures import (
    UNKNOWN,
    Sample,
    TrainingSet,
    band,
    close_up,
    frame,
    halved,
    names_in,
    read_sample,
    window,
)
from engine.training.publish import write_weights
from engine.training.widen import widened

BEHIND = (0, 1)  # background and ground
SEAM = 11  # a pixel wide or less: some of the data call it paint, so that it is not taught
SMALL = 256  # pixels a side of most pictures; larger ones are learned from at half size as well
BALANCED = 80  # of its pictures are looked at to balance the parts
SHEET = 8  # pictures on a sample sheet


@dataclass(frozen=True)
class Plan:
    """What the command line asks for; see its help."""

    data: Sequence[Path]
    held_out: Path
    out: Path
    pictures: int
    side: int
    batch: int
    altered: float
    close_ups: float
    frames: float
    bands: float
    widths: tuple[int, ...]
    start_from: Path | None
    seed: int
    device: str
    name: str
    task: str


def batch(
    samples: Sequence[Sample],
    count: int,
    side: int,
    altered: float,
    close_ups: float,
    frames: float,
    rows: int,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    """Pictures count×3×rows×side in [-1, 1] and their labels count×rows×side int64.

    altered: share of them that another backdrop, and of those that another camera changed.
    frames: share of whole pictures, enlarged as the tool enlarges them. close_ups: share of windows
    on the car; the others are shifted frames and crops. rows: what each is cut to, around the car.
    """
    seen: list[NDArray[np.uint8]] = []
    wanted: list[NDArray[np.uint8]] = []
    for _ in range(count):
        sample = samples[int(rng.integers(len(samples)))]
        if len(sample.labels) > SMALL and rng.random() < 0.5:
            sample = halved(sample)
        kind = rng.random()
        if kind < frames:
            rgb, labels = frame(sample, side, bool(rng.random() < 0.5))
        elif kind < frames + close_ups:
            rgb, labels, _ = close_up(sample, side, rng)
        else:
            rgb, labels, _ = window(sample, side, bool(rng.random() < 0.3), rng)
        if rng.random() < altered:
            rgb = augment.on_backdrop(rgb, np.isin(labels, BEHIND), rng)
        rgb, labels = band(rgb, labels, rows, rng)
        seen.append(augment.photographed(rgb, rng) if rng.random() < altered else rgb)
        wanted.append(np.where(labels == SEAM, np.uint8(UNKNOWN), labels))
    pictures = torch.from_numpy(np.stack(seen)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return pictures.contiguous(), torch.from_numpy(np.stack(wanted).astype(np.int64))


def drawn_batch(
    samples: Sequence[Sample], count: int, side: int, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Ink count×1×side×side in [0, 1], each by another hand, and labels as of `batch`."""
    seen: list[NDArray[np.float32]] = []
    wanted: list[NDArray[np.uint8]] = []
    for _ in range(count):
        sample = samples[int(rng.integers(len(samples)))]
        rgb, labels, ink = window(sample, side, bool(rng.random() < 0.25), rng)
        strokes = np.clip(ink.astype(np.float32) / 255 * rng.uniform(1, 1.6), 0, 1)
        seen.append(hands.any_hand(strokes, rgb, rng).astype(np.float32))
        wanted.append(labels)
    ink_planes = torch.from_numpy(np.stack(seen))[:, None]
    return ink_planes.contiguous(), torch.from_numpy(np.stack(wanted).astype(np.int64))


def rarity(samples: Sequence[Sample]) -> Tensor:
    """Weight of each part: the root of how rare it is, at most 8 times the commonest one's."""
    counts = np.zeros(256)
    for sample in samples[:: max(1, len(samples) // 200)]:
        counts += np.bincount(sample.labels.ravel(), minlength=256)
    share = counts[:LABELS] / counts[:LABELS].max()
    return torch.from_numpy(np.clip(1 / np.sqrt(share + 1e-6), 1, 8)).float()


@torch.no_grad()
def look(net: Segmenter, sample: Sample, side: int, device: torch.device) -> NDArray[np.float32]:
    """Chances 18×H×W of a sample, from its picture or its drawing seen at side×side, or as it is
    if that is larger."""
    x = torch.from_numpy(sample.rgb).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
    if net.planes == 1:
        x = torch.from_numpy(sample.ink).to(device)[None, None].float() / 255
    size = sample.labels.shape
    seen = fit.resize(x, max(side, size[0]), max(side, size[1]))
    chances = F.interpolate(net(seen).softmax(1), size, mode="bilinear", antialias=True)
    return chances[0].cpu().numpy()


def read(net: Segmenter, sample: Sample, side: int, device: torch.device) -> NDArray[np.uint8]:
    """The likeliest labels H×W of a `look`."""
    return look(net, sample, side, device).argmax(0).astype(np.uint8)


def figures(
    net: Segmenter, samples: Sequence[Sample], side: int, device: torch.device
) -> dict[str, float]:
    """Mean IoU over the parts, and that of each part, over all pictures together."""
    found = np.stack([read(net, s, side, device) for s in samples])
    mean, each = mean_iou(found, np.stack([s.labels for s in samples]))
    names = {part.id: part.name("en") for part in palette.load().parts}
    rounded = {f"iou_{names[id].replace(' ', '_')}": round(v, 4) for id, v in each.items()}
    return {"mean_iou": round(mean, 4), **rounded}


def _snapshot(
    net: Segmenter, samples: Sequence[Sample], side: int, path: Path, device: torch.device
) -> None:
    """Picture | reading | truth of some held-out pictures."""
    colours = np.zeros((256, 3), np.uint8)
    for part in palette.load().parts:
        colours[part.id] = part.colour
    rows = [
        np.hstack([s.rgb, colours[read(net, s, side, device)], colours[s.labels]])
        for s in samples[:: max(1, len(samples) // SHEET)][:SHEET]
    ]
    sheet = np.vstack([np.hstack(rows[i : i + 2]) for i in range(0, len(rows) - 1, 2)])
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def train(plan: Plan) -> None:
    """Train until `pictures` are seen, resuming from `out/last.pt`; then write weights and card."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    samples = TrainingSet(plan.data).samples
    judged = [read_sample(plan.held_out, n) for n in names_in(plan.held_out)]
    device = devices.pick(plan.device)
    net = Segmenter(plan.widths, 1 if plan.task == "read" else 3)
    if plan.start_from is not None:
        net = widened(_begun(plan.start_from), plan.widths)
    # oneDNN takes three times as long over the gradients of channels-last weights.
    order = torch.channels_last if device.type == "cuda" else torch.contiguous_format
    net.to(device, memory_format=order)  # type: ignore[call-overload]
    rate = 2e-3 if plan.start_from is None else 5e-4
    average = Average(net, 0.995)
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    # Weights that are begun with keep the statistics of their normalisation: those of a picture or
    # two differ from one batch to the next, and the tool's looks are not normalised by their own.
    net.train(plan.start_from is None)
    rarely = 0.6 if plan.start_from is None else 0.0  # rare parts are found by then
    done = 0
    if (plan.out / "last.pt").exists():
        state = load_checkpoint(plan.out / "last.pt")
        net.load_state_dict(state["net"])
        average.net.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        average.steps, done = state["average_steps"], state["done"]
    rare = rarity(samples).to(device)
    curves = Curves(plan.out / "curves.jsonl")
    rank, ranks = abreast()
    rng = np.random.default_rng((plan.seed, done, rank))
    heights = np.random.default_rng((plan.seed, done))  # the same in every process: they wait
    last = time.monotonic()
    while done < plan.pictures:
        warm, progress = min(1.0, done / 500), done / plan.pictures
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * (0.5 + 0.5 * math.cos(math.pi * progress)) + 1e-6
        if plan.task == "read":
            pictures, labels = drawn_batch(samples, plan.batch, plan.side, rng)
        else:
            banded = heights.random() < plan.bands
            pictures, labels = batch(
                samples,
                plan.batch,
                plan.side,
                plan.altered,
                plan.close_ups,
                plan.frames,
                plan.side * 5 // 8 if banded else plan.side,
                rng,
            )
        logits = net(pictures.to(device).contiguous(memory_format=order))
        labels = labels.to(device)
        loss = losses.labelling(logits, labels, rare ** (rarely - rarely * progress), UNKNOWN)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        share_gradients(net, ranks)
        optimiser.step()
        average.update(net)
        done += plan.batch * ranks
        if rank > 0:
            continue
        curves.add({"loss": loss.detach()})
        if curves.count == 100:
            print(f"{100 * progress:.1f} %, {curves.flush(pictures=done)}", flush=True)
        if time.monotonic() - last > 300 or done >= plan.pictures:
            save_checkpoint(
                plan.out / "last.pt",
                {
                    "net": net.state_dict(),
                    "average": average.net.state_dict(),
                    "average_steps": average.steps,
                    "optimiser": optimiser.state_dict(),
                    "done": done,
                },
            )
            sheet = plan.out / f"sheet_{done:06d}.png"
            _snapshot(average.net, judged, plan.side, sheet, device)
            print(figures(average.net, judged[::4], plan.side, device)["mean_iou"], flush=True)
            last = time.monotonic()
    if rank > 0:
        return
    if plan.task == "segment":
        some = samples[:: max(1, len(samples) // BALANCED)]
        print(balance(average.net, some, lambda s: look(average.net, s, plan.side, device)))
    _publish(plan, average.net, figures(average.net, judged, plan.side, device))


def abreast() -> tuple[int, int]:
    """Which process this is and how many train together: 0 of 1, or as `torchrun` started them."""
    if "RANK" not in os.environ:
        return 0, 1
    dist.init_process_group("gloo")
    return dist.get_rank(), dist.get_world_size()


def share_gradients(net: Segmenter, ranks: int) -> None:
    """Give each process the mean of all processes' gradients."""
    if ranks == 1:
        return
    gradients = [p.grad for p in net.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    for g, mean in zip(
        gradients, (flat / ranks).split([g.numel() for g in gradients]), strict=True
    ):
        g.copy_(mean.view_as(g))


def _begun(path: Path) -> Segmenter:
    """The network of some weights or of a `last.pt`."""
    published = path.suffix == ".safetensors"
    return rebuilt(load_file(path) if published else load_checkpoint(path)["average"])


def _publish(plan: Plan, net: Segmenter, measured: dict[str, float]) -> None:
    path = paths.weights() / f"{plan.name}.safetensors"
    fields = {
        "title": f"Coachline {plan.name.replace('-', ' ')}",
        "task": plan.task,
        "version": "1.0",
        "licence": "Apache-2.0",
        "sha256": write_weights(net.state_dict(), path),
        "data": f"{len(TrainingSet(plan.data).samples)} pictures of the car set",
        "recipe": "engine/training/recipes/segmenter.py",
        "pictures": plan.pictures,
        "seed": plan.seed,
        "parameters": sum(p.numel() for p in net.parameters()),
        "held_out": f"the 64 of resources/heldout.txt, one look at {max(plan.side, SMALL)} px",
        "figures": measured,
    }
    cards.write(path.with_suffix(".toml"), fields)
    print(json.dumps(measured, indent=2))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="coachline train segmenter", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("--held-out", type=Path, required=True, help="folder to measure on")
    parser.add_argument("--out", type=Path, default=Path("runs/segmenter"))
    parser.add_argument("--pictures", type=int, default=10_000, help="to see")
    parser.add_argument("--side", type=int, default=192, help="pixels a side while training")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument(
        "--altered", type=float, default=0.5, help="share of pictures with another backdrop, camera"
    )
    parser.add_argument(
        "--close-ups", type=float, default=0.7, help="share of windows enlarged on the car"
    )
    parser.add_argument("--frames", type=float, default=0.0, help="share of whole pictures")
    parser.add_argument(
        "--bands", type=float, default=0.0, help="share cut to 5/8 of the height, around the car"
    )
    parser.add_argument("--widths", type=int, nargs="+", default=(16, 32, 64, 96, 128))
    parser.add_argument(
        "--start-from", type=Path, help="weights or last.pt to begin with, widened to --widths"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="auto", choices=devices.NAMES)
    parser.add_argument("--name", default="segmenter", help="of the weights that are written")
    parser.add_argument(
        "--task",
        choices=("segment", "read", "perceive"),
        default="segment",
        help="read = drawings instead of pictures; perceive = for the painter's perceptual loss",
    )
    arguments = vars(parser.parse_args(argv))
    plan = Plan(**{**arguments, "widths": tuple(arguments["widths"])})
    train(plan)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
