"""A finished or stopped run → `weights/<name>.safetensors` and its card.

`python -m engine.training.publish runs/painter/last.pt --name painter --version 0.1 \\
   --data "…" --held-out DIR`
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine import paths
from engine.api import Engine
from engine.runtime import cards
from engine.training import figures
from engine.training.loop import load_checkpoint

LARGEST = 15 * 2**20  # bytes a file of weights may take


def half(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """float16 copies; every tensor on its own memory, as safetensors wants it."""
    return {
        k: (v.half() if v.is_floating_point() else v).clone().contiguous() for k, v in state.items()
    }


def write_weights(state: Mapping[str, Tensor], path: Path) -> str:
    """Write atomically; returns the SHA-256. Raises ValueError above LARGEST."""
    part = path.with_suffix(".part")
    save_file(half(state), part)
    size = part.stat().st_size
    if size > LARGEST:
        part.unlink()
        raise ValueError(f"{path.name} would take {size} bytes, more than {LARGEST}")
    part.chmod(0o644)  # safetensors writes for its owner alone
    os.replace(part, path)
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.training.publish", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--name", default="painter")
    parser.add_argument("--title", default="Coachline painter")
    parser.add_argument("--task", default="sketch")
    parser.add_argument("--also", nargs="*", default=["semantic", "inpaint"], help="other tools")
    parser.add_argument("--version", required=True)
    parser.add_argument(
        "--reader", default="drawing-segmenter", help="reads parts in drawings; '' = none"
    )
    parser.add_argument("--data", required=True, help="what it was trained on, in words")
    parser.add_argument("--note", default="", help="state of the run, in words")
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--training", type=Path, help="folder that a retrieval looks in")
    parser.add_argument("--sheets", type=Path, help="folder for sheets of the first 24 pictures")
    a = parser.parse_args(argv)
    run = load_checkpoint(a.checkpoint)
    path = paths.weights() / f"{a.name}.safetensors"
    fields = {
        "title": a.title,
        "task": a.task,
        "also": a.also,
        "version": a.version,
        "licence": "Apache-2.0",
        "sha256": write_weights(run["average"], path),
        "data": a.data,
        "recipe": "engine/training/recipes/painter.py",
        **({"reader": a.reader} if a.reader else {}),
        "frames": round(run["done"]),
        "parameters": sum(v.numel() for v in run["average"].values()),
        "note": a.note,
        "held_out": "the 64 pictures of resources/heldout.txt, whole frames at 256 px",
    }
    cards.write(path.with_suffix(".toml"), fields)
    torch.set_num_threads(1)
    measured = figures.measure_all(a.held_out, a.training, Engine("cpu"), a.name, a.sheets)
    cards.write(path.with_suffix(".toml"), {**fields, "figures": measured})
    print(json.dumps(measured, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
