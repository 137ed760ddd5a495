"""The mean of a painter's weights before and after it was trained on: often better than either
(Wortsman et al. 2022, model soups).

`python -m engine.training.averaging runs/painter/last.pt --data DIR… -o runs/painter/mean.pt`
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

from engine import paths
from engine.models.painter import SPEC, Painter
from engine.training import crispness
from engine.training.loop import load_checkpoint, save_checkpoint
from engine.training.pictures import Sample, TrainingSet
from engine.training.recipes.painter import fill_bank


def mean(before: Path, after: Path, samples: Sequence[Sample]) -> Painter:
    """The painter half-way between published weights and a `last.pt` of the same shapes; its
    styles and its crispness are measured anew on the samples.

    Raises ValueError if the shapes differ.
    """
    first, second = load_file(before), load_checkpoint(after)["average"]
    shapes = [{k: tuple(v.shape) for k, v in state.items()} for state in (first, second)]
    options = SPEC.recognise(shapes[0])
    if options is None or shapes[0] != shapes[1]:
        raise ValueError(f"{before} and {after} are not two states of one painter")
    painter = Painter(**options)
    painter.load_state_dict({k: (first[k].float() + second[k].float()) / 2 for k in first})
    painter.eval()
    fill_bank(painter, samples)
    crispness.fit(painter, samples)
    return painter


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m engine.training.averaging", description=__doc__
    )
    parser.add_argument("checkpoint", type=Path, help="last.pt of the run")
    parser.add_argument(
        "--before",
        type=Path,
        default=paths.weights() / "painter.safetensors",
        help="weights that the run began with (default: those that ship)",
    )
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of samples")
    parser.add_argument("-o", "--out", type=Path, required=True, help="checkpoint to publish")
    a = parser.parse_args(argv)
    painter = mean(a.before, a.checkpoint, TrainingSet(a.data).samples)
    done = load_checkpoint(a.checkpoint)["done"]
    save_checkpoint(a.out, {"average": painter.state_dict(), "done": done})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
