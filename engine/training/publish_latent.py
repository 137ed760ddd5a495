"""A run of the latent generator → `weights/latent`, `weights/latent-encoder` and their cards.

`python -m engine.training.publish_latent runs/latent/last.pt --version 0.1 --data "…" \\
   --held-out DIR --training DIR…`
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from engine import paths
from engine.api import Engine
from engine.models.latent import AXES, Latent
from engine.runtime import cards
from engine.training import latent_figures
from engine.training.described import Described
from engine.training.loop import load_checkpoint
from engine.training.publish import write_weights

PARTS = {
    "latent": ("latent", "Coachline latent", "latent"),
    "encoder": ("latent-encoder", "Coachline latent encoder", "encode"),
}


def axes(state: Mapping[str, Tensor]) -> dict[str, list[str | float]]:
    """The named parameters as the window's sliders need them: unit, low, high, default, group.
    Numbers as the file holds them, so that a slider's end lies within the generator's range."""
    numbers = state["ranges"].half().T.tolist()
    return {
        name: [unit, *(float(n) for n in three), group]
        for (name, (unit, group)), three in zip(AXES.items(), numbers, strict=True)
    }


def told(state: Mapping[str, Tensor]) -> dict[str, object]:
    """What the generator's card says besides: it also completes holes."""
    return {"also": ["inpaint"], "encoder": PARTS["encoder"][0], "axes": axes(state)}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.publish_latent", description=__doc__
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--data", required=True, help="what it was trained on, in words")
    parser.add_argument("--note", default="", help="state of the run, in words")
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--training", type=Path, nargs="+", required=True)
    parser.add_argument("--steps", type=int, default=200, help="of each projection")
    parser.add_argument("--sheet", type=Path, help="picture of the first reconstructions")
    a = parser.parse_args(argv)
    torch.set_num_threads(1)
    run = load_checkpoint(a.checkpoint)
    written = {}
    for part, (name, title, task) in PARTS.items():
        prefix = f"{part}."
        state = {
            k.removeprefix(prefix): v for k, v in run["average"].items() if k.startswith(prefix)
        }
        path = paths.weights() / f"{name}.safetensors"
        written[part] = {
            "title": title,
            "task": task,
            "version": a.version,
            "licence": "Apache-2.0",
            "sha256": write_weights(state, path),
            **(told(state) if part == "latent" else {}),
            "data": a.data,
            "recipe": "engine/training/recipes/latent.py",
            "frames": round(run["done"]),
            "steps": run["average_steps"],
            "parameters": sum(v.numel() for v in state.values()),
            "note": a.note,
            "held_out": "the 64 pictures of resources/heldout.txt at 128 px",
        }
        cards.write(path.with_suffix(".toml"), written[part])
    watched = latent_figures.listed(a.held_out)
    known = Described(a.training, Latent().size)
    table, shown = latent_figures.measure_all(
        watched, known, Engine("cpu"), "latent", a.steps, seconds=0
    )
    if a.sheet is not None:
        latent_figures.write_sheet(shown, a.sheet)
    flat = {
        f"{row}_{k}".replace(" ", "_"): round(v, 4)
        for row, of in table.items()
        for k, v in of.items()
    }
    card = {**written["latent"], "steps_a_projection": a.steps, "figures": flat}
    cards.write(paths.weights() / "latent.toml", card)
    print(json.dumps(flat, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
