"""A faithful and a detailed run → `weights/upscale-x2[-detail]`, `upscale-x4[-detail]` and cards.

`python -m engine.training.publish_upscaler --faithful runs/upscaler/last.pt \\
   --detailed runs/upscaler-detail/last.pt --version 1.0 --data "…" --held-out DIR --sr DIR`
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from engine import paths
from engine.runtime import cards
from engine.runtime.pool import Pool
from engine.training import upscale_figures
from engine.training.loop import load_checkpoint
from engine.training.publish import write_weights
from engine.training.recipes.upscaler import SCALES


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.publish_upscaler", description=__doc__
    )
    parser.add_argument("--faithful", type=Path, required=True, help="last.pt of the first run")
    parser.add_argument("--detailed", type=Path, required=True, help="last.pt of the second run")
    parser.add_argument("--version", required=True)
    parser.add_argument("--data", required=True, help="what they were trained on, in words")
    parser.add_argument("--note", default="", help="state of the runs, in words")
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--large", type=Path, help="folder of held-out renders of 512 px")
    parser.add_argument("--sr", type=Path, help="folder with set5 and set14")
    a = parser.parse_args(argv)
    runs = {"": load_checkpoint(a.faithful), "-detail": load_checkpoint(a.detailed)}
    for scale in SCALES:
        fields = {}
        for suffix, run in runs.items():
            name = f"upscale-x{scale}{suffix}"
            state = run["averages"][str(scale)]
            path = paths.weights() / f"{name}.safetensors"
            fields[name] = {
                "title": f"Coachline upscaler ×{scale}{', detailed' if suffix else ''}",
                "task": "upscale",
                "version": a.version,
                "licence": "Apache-2.0",
                "sha256": write_weights(state, path),
                "scale": scale,
                "detail": 1 if suffix else 0,
                "pair": f"upscale-x{scale}{'' if suffix else '-detail'}",
                "data": a.data,
                "recipe": "engine/training/recipes/upscaler.py",
                "seed": run["seed"],
                "steps": run["done"],
                "parameters": sum(v.numel() for v in state.values()),
                "note": a.note,
                "held_out": "cars: resources/heldout.txt at 256 px; cars512, where it was there: "
                "other renders of cars that were never trained on; Set5; Set14",
                "columns": list(upscale_figures.COLUMNS),
            }
            cards.write(path.with_suffix(".toml"), fields[name])
        pool = Pool(torch.device("cpu"))
        judged = upscale_figures.sets(scale, a.held_out, a.large, a.sr)
        found = {name: upscale_figures.measure(pairs, scale, pool) for name, pairs in judged}
        titled = {f"{name} ×{scale}": figures for name, figures in found.items()}
        print(upscale_figures.table(titled), flush=True)
        flat = {f"{s}_{k}": v for s, figures in found.items() for k, v in figures.items()}
        for name, card in fields.items():
            cards.write(paths.weights() / f"{name}.toml", {**card, "figures": flat})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
