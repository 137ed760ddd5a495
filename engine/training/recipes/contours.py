"""Train the line extractor: `coachline train contours --data DIR… --held-out DIR --out RUN`.

Every scale's lines are taught by class-balanced cross-entropy, as in HED (Xie & Tu 2015), the
combined ones by cross-entropy and the Dice term that keeps them thin (Deng et al. 2018). The
learning rate follows one cosine to zero.
"""

from __future__ import annotations

import argparse
import json
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
from PIL import Image
from torch import Tensor

from engine import paths
from engine.models.contours import Contours
from engine.ops import pixels
from engine.runtime import cards, devices
from engine.training import tracing
from engine.training.figures import contact_sheet
from engine.training.loop import Average, Curves, load_checkpoint, save_checkpoint
from engine.training.metrics import contour_f1
from engine.training.pictures import Sample, TrainingSet, names_in, read_sample
from engine.training.publish import write_weights

RATE = 3e-3
LEVELS = np.linspace(0.2, 0.9, 15)  # thresholds that figures are taken at
SHEET = 12  # pictures on a sample sheet


@dataclass(frozen=True)
class Plan:
    """What the command line asks for; see its help."""

    data: Sequence[Path]
    held_out: Path
    out: Path
    pictures: int
    side: int
    batch: int
    widths: tuple[int, ...]
    seed: int
    device: str
    name: str
    look: Path | None


def balanced(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy with lines and paper of the same weight. wanted: in [0, 1], NaN = not told."""
    told = ~wanted.isnan()
    target = wanted.nan_to_num()
    line = (target * told).sum() / told.sum().clamp(min=1)
    weight = torch.where(target > 0.5, 1 - line, line) * told
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (weight * loss).sum() / weight.sum().clamp(min=1e-6)


def crisp(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy with lines weighted four times, and 1 - Dice. wanted: as in `balanced`."""
    told = (~wanted.isnan()).float()
    target = wanted.nan_to_num()
    entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    weight = told * (1 + 3 * target)
    found = torch.sigmoid(logits) * told
    both = 2 * (found * target).sum() + 1
    dice = both / ((found**2).sum() + (target * told).square().sum() + 1)
    return 4 * (weight * entropy).sum() / weight.sum().clamp(min=1) + 1 - dice


@torch.no_grad()
def found(net: Contours, rgb: NDArray[np.uint8], device: torch.device) -> NDArray[np.float32]:
    """Lines H×W in [0, 1] of a picture whose sides suit the network."""
    return pixels.values(net(pixels.to_tensor(rgb, device)))[..., 0]


def figures(net: Contours, samples: Sequence[Sample], device: torch.device) -> dict[str, float]:
    """F1 of thinned lines against the geometry's, 2 px, at the threshold that is best for all."""
    from skimage.morphology import thin

    maps = [found(net, s.rgb, device) for s in samples]
    each = [
        [contour_f1(thin(m > level), thin(s.ink > 127)) for m, s in zip(maps, samples, strict=True)]
        for level in LEVELS
    ]
    best = int(np.argmax(np.mean(each, 1)))
    return {"f1": round(float(np.mean(each[best])), 4), "threshold": round(float(LEVELS[best]), 2)}


def _row(net: Contours, rgb: NDArray[np.uint8], device: torch.device) -> list[NDArray[np.uint8]]:
    """The picture and its lines, H×W×3 each."""
    drawn = (255 - 255 * found(net, rgb, device)).astype(np.uint8)
    return [rgb, np.repeat(drawn[..., None], 3, 2)]


def _snapshot(plan: Plan, net: Contours, samples: Sequence[Sample], device: torch.device) -> None:
    """Picture | lines | truth of held-out pictures; picture | lines of those to look at."""
    chosen = samples[:: max(1, len(samples) // SHEET)][:SHEET]
    rows = [
        np.hstack([*_row(net, s.rgb, device), np.repeat(255 - s.ink[..., None], 3, 2)])
        for s in chosen
    ]
    sheets = [contact_sheet([[row] for row in rows], across=2)]
    if plan.look is not None:
        photos = [Image.open(p).convert("RGB") for p in sorted(plan.look.glob("*.jpg"))[:SHEET]]
        seen = [np.asarray(p.resize((384, 288), Image.Resampling.LANCZOS)) for p in photos]
        sheets.append(contact_sheet([_row(net, rgb, device) for rgb in seen], across=2))
    for name, sheet in zip(("cars", "photos"), sheets, strict=False):
        path = plan.out / f"{name}_{time.strftime('%H%M')}.png"
        cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def train(plan: Plan) -> None:
    """Train until `pictures` are seen, resuming from `out/last.pt`; then write weights and card."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    data = TrainingSet(plan.data)
    photos = tracing.photographs()
    judged = [read_sample(plan.held_out, n) for n in names_in(plan.held_out)]
    device = devices.pick(plan.device)
    net = Contours(plan.widths).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = Average(net, 0.995)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-4)
    done = 0
    if (plan.out / "last.pt").exists():
        state = load_checkpoint(plan.out / "last.pt")
        net.load_state_dict(state["net"])
        average.net.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        average.steps, done = state["average_steps"], state["done"]
    curves = Curves(plan.out / "curves.jsonl")
    rng = np.random.default_rng((plan.seed, done))
    last = time.monotonic()
    while done < plan.pictures:
        warm, progress = min(1.0, done / 500), done / plan.pictures
        for group in optimiser.param_groups:
            group["lr"] = RATE * warm * (0.5 + 0.5 * math.cos(math.pi * progress)) + 1e-6
        seen, wanted = tracing.batch(data.samples, photos, plan.batch, plan.side, rng)
        wanted = wanted.to(device)
        combined, *sides = net.logits(seen.to(device).contiguous(memory_format=torch.channels_last))
        fine = crisp(combined, wanted)
        deep = torch.stack([balanced(side, wanted) for side in sides]).mean()
        optimiser.zero_grad(set_to_none=True)
        (fine + deep).backward()
        optimiser.step()
        average.update(net)
        done += plan.batch
        curves.add({"fine": fine.detach(), "deep": deep.detach()})
        if curves.count == 100:
            print(f"{100 * progress:.1f} %, {curves.flush(pictures=done)}", flush=True)
        if time.monotonic() - last > 180 or done >= plan.pictures:
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
            data.reread()
            _snapshot(plan, average.net, judged, device)
            print(figures(average.net, judged[::4], device), flush=True)
            last = time.monotonic()
    _publish(plan, average.net, figures(average.net, judged, device), len(data.samples))


def _publish(plan: Plan, net: Contours, measured: dict[str, float], samples: int) -> None:
    path = paths.weights() / f"{plan.name}.safetensors"
    fields = {
        "title": f"Coachline {plan.name}",
        "task": "lines",
        "version": "1.0",
        "licence": "Apache-2.0",
        "sha256": write_weights(net.state_dict(), path),
        "data": f"{samples} pictures of the car set; behind half of the cars a backdrop of "
        "scikit-image's free photographs or of drawn shapes",
        "recipe": "engine/training/recipes/contours.py",
        "pictures": plan.pictures,
        "seed": plan.seed,
        "parameters": sum(p.numel() for p in net.parameters()),
        "held_out": "the 64 pictures of resources/heldout.txt, 256 px, clean geometry lines, 2 px",
        "figures": measured,
    }
    cards.write(path.with_suffix(".toml"), fields)
    print(json.dumps(measured, indent=2))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="coachline train contours", description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("--held-out", type=Path, required=True, help="folder to measure on")
    parser.add_argument("--out", type=Path, default=Path("runs/contours"))
    parser.add_argument("--pictures", type=int, default=16_000, help="to see")
    parser.add_argument("--side", type=int, default=192, help="pixels a side while training")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--widths", type=int, nargs="+", default=(20, 40, 64, 96))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="auto", choices=devices.NAMES)
    parser.add_argument("--name", default="contours", help="of the weights that are written")
    parser.add_argument("--look", type=Path, help="folder of photographs to show on the sheets")
    arguments = vars(parser.parse_args(argv))
    train(Plan(**{**arguments, "widths": tuple(arguments["widths"])}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
