"""The five adversarial objectives at equal compute: one small painter each, of the same seed, on
the same batches of 64 px pictures, measured on held-out pictures.

`python -m engine.training.compare_objectives --data DIR --held-out DIR [--frames N]`
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch

from engine.models.painter import Conditions, Painter
from engine.ops import pixels
from engine.training import metrics
from engine.training.figures import held_out
from engine.training.objectives import OBJECTIVES
from engine.training.pictures import Sample, TrainingSet
from engine.training.recipes import painter as recipe

SIDE = 64
CHANNELS = (16, 32, 64, 96, 104)
TOLERANCE = 1.0  # pixels of 64 within which a contour is met
SEEDS = 4


def small(sample: Sample) -> Sample:
    """The sample at SIDE×SIDE."""
    rgb, ink = (
        cv2.resize(a, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.uint8)
        for a in (sample.rgb, sample.ink)
    )
    labels = cv2.resize(sample.labels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    return Sample(sample.name, rgb, labels.astype(np.uint8), ink)


@torch.inference_mode()
def figures(net: Painter, samples: Sequence[Sample]) -> dict[str, float]:
    """Means over the samples, painted from lines and parts in the truth's style; spread: between
    SEEDS random styles, of 255."""
    rows = []
    for s in samples:
        follow = Conditions(
            lines=torch.from_numpy(s.ink)[None, None].float() / 255,
            labels=torch.from_numpy(s.labels.astype(np.int64))[None],
        )
        style = net.encode_style(pixels.to_tensor(s.rgb, torch.device("cpu")))
        painted = pixels.from_tensor(net(style, follow, (SIDE, SIDE)))
        drawn = (net.random_style(1, torch.Generator().manual_seed(i)) for i in range(SEEDS))
        energy = metrics.high_frequency_energy(s.rgb)
        rows.append(
            {
                "ssim": metrics.ssim(painted, s.rgb),
                "psnr": metrics.psnr(painted, s.rgb),
                "f1": metrics.contour_f1(metrics.contours(painted), s.ink > 80, TOLERANCE),
                "high_frequency": metrics.high_frequency_energy(painted) / energy,
                "spread": metrics.spread(
                    [pixels.from_tensor(net(d, follow, (SIDE, SIDE))) for d in drawn]
                ),
            }
        )
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.compare_objectives", description=__doc__
    )
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("--held-out", type=Path, required=True, help="folder of the 64 pictures")
    parser.add_argument("--frames", type=int, default=2000, help="of each, see the recipe")
    parser.add_argument("--channels", type=int, nargs="+", default=CHANNELS, help="see Painter")
    a = parser.parse_args(argv)
    torch.set_num_threads(1)
    plan = recipe.Plan(data=a.data, out=Path(), frames=a.frames, largest=SIDE, channels=a.channels)
    samples = TrainingSet(a.data).samples
    runs = {name: recipe.Run(replace(plan, objective=name)) for name in OBJECTIVES}
    seconds = dict.fromkeys(runs, 0.0)
    with closing(recipe.prepared(samples, runs["hinge"], plan)) as batches:
        while runs["hinge"].progress < 1:
            shown = next(batches)
            for name, run in runs.items():
                begun = time.monotonic()
                run.step(shown)
                seconds[name] += time.monotonic() - begun
            print(f"\r{100 * runs['hinge'].progress:.1f} %", end="", file=sys.stderr)
    print("| objective | SSIM | PSNR, dB | F1 | high-frequency energy | spread | minutes |")
    print("|---|---|---|---|---|---|---|")
    judged = [small(s) for s in held_out(a.held_out)]
    for name, run in runs.items():
        net = run.average.net
        recipe.fill_bank(net, samples)
        f = figures(net, judged)
        print(
            f"| `{name}` | {f['ssim']:.3f} | {f['psnr']:.1f} | {f['f1']:.3f} "
            f"| {f['high_frequency']:.2f} | {f['spread']:.1f} | {seconds[name] / 60:.1f} |"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
